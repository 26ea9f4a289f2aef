"""What a cost-benefit scenario is refused for: figures that would be counted twice, too early or on two footings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from tp_cli.errors import Problem, nearest
from tp_cli.project.benefits.flows import PARTS, first_paid, line_of
from tp_cli.project.discounting import on_the_table, rates
from tp_cli.project.footing import folded, named_twice, not_whole, off_footing
from tp_cli.project.outcome import decimal_text
from tp_cli.project.scenario import bad
from tp_cli.project.terms import steps_between, years_of
from tp_cli.reference.loader import table

if TYPE_CHECKING:
    from tp_cli.project.benefits.file import Benefit, CostBenefit, Flow


def mistakes(scenario: CostBenefit) -> Iterator[Problem]:
    """Every mistake that the file shows by itself, in the order of the file."""
    yield from _prices(scenario)
    yield from _discount_rate(scenario)
    shapes = [*_shapes(scenario)]
    yield from shapes
    yield from named_twice("[[cost]] and [[benefit]], name", [f.name for f in (*scenario.costs, *scenario.benefits)])
    for benefit in scenario.benefits:
        yield from _who_gains(benefit)
        yield from _deadweight(benefit)
        yield from _transfer(benefit)
    yield from _twice_in_economic(scenario)
    yield from _overlaps(scenario)
    if not shapes:
        yield from _benefit_before_cost(scenario)
        yield from _ranges(scenario)


def _prices(scenario: CostBenefit) -> Iterator[Problem]:
    if not scenario.price_base.real:
        found = f'price_base = "{scenario.price_base}"'
        right = f'"{scenario.price_base.year} prices": a real rate discounts constant prices, never cash'
        yield bad("price_base", found, right, f"state all amounts in constant prices, then write {right.split(':')[0]}")
    yield from off_footing(scenario, "cost", scenario.costs)
    yield from off_footing(scenario, "benefit", scenario.benefits)
    yield from off_footing(scenario, "addressable", scenario.addressable)


def _discount_rate(scenario: CostBenefit) -> Iterator[Problem]:
    if not on_the_table(scenario.discount_rate) and not scenario.discount_note.strip():
        listed = ", ".join(f'"{decimal_text(steps[0][2] * 100, 1)}%" ({name})' for name, steps in rates().items())
        found = f'"{decimal_text(scenario.discount_rate * 100, 2)}%", which is off the table'
        fix = 'take a rate of the table, or add discount_note = "why this rate"'
        yield bad("discount_rate", found, listed, fix)


def _shapes(scenario: CostBenefit) -> Iterator[Problem]:
    for kind, flows in (("cost", scenario.costs), ("benefit", scenario.benefits)):
        for flow in flows:
            yield from _shape(scenario, flow, f"[[{kind}]] ({flow.name})")


def _shape(scenario: CostBenefit, flow: Flow, where: str) -> Iterator[Problem]:
    by_formula, lag = bool(getattr(flow, "by_formula", False)), int(getattr(flow, "lag", 0))
    phase = getattr(flow, "phase", [])
    if phase and len(phase) != scenario.years:
        found = f"{len(phase)} shares for {scenario.years} years"
        yield bad(f"{where}, phase", found, "one share for each year", "add or remove some")
    if flow.basis == "by-year":
        if len(flow.amounts) != scenario.years:
            found = f"{len(flow.amounts)} amounts for {scenario.years} years"
            yield bad(f"{where}, amounts", found, "one amount for each year", "write nought where there is none")
        if flow.amount is not None or by_formula or flow.starts or lag:
            yield bad(
                where, "amounts by year beside another amount, a start or a lag", "one way of saying it", "remove one"
            )
        return
    if flow.amounts:
        yield bad(f"{where}, amounts", f'amounts beside basis = "{flow.basis}"', 'basis = "by-year"', "correct one")
    if by_formula:
        yield from _formula(flow, where)  # type: ignore[arg-type]
    elif flow.amount is None:
        yield bad(f"{where}, amount", "nothing", 'amount = "100000.00"', 'add amount = "100000.00"')
    start = steps_between(scenario.first_year, flow.starts or scenario.first_year)
    if start < 0 or start + lag + years_of(flow.basis) > scenario.years:
        last = "within first_year and years"
        yield bad(
            f"{where}, starts", f"{flow.starts or scenario.first_year}, {flow.basis}", last, "correct starts or years"
        )


def _formula(benefit: Benefit, where: str) -> Iterator[Problem]:
    for name, value in benefit.factors.items():
        if value is None:
            example = str((type(benefit).model_fields[name].examples or [""])[0])
            yield bad(f"{where}, {name}", "nothing", f"{name} = {example}", f"add {name} = {example}")
    if benefit.amount is not None:
        yield bad(f"{where}, amount", "an amount beside the formula", "one way of saying it", "remove amount")
    if not benefit.unit:
        yield bad(f"{where}, unit", "nothing", 'unit = "an admission"', 'add unit = "an admission"')
    if benefit.basis != "annual":
        yield bad(f"{where}, basis", f'"{benefit.basis}"', '"annual": the formula gives a year', "correct it")


def _who_gains(benefit: Benefit) -> Iterator[Problem]:
    where = f"[[benefit]] ({benefit.name}), agencies"
    example = 'agencies = { nhs = "70%", council = "30%" }'
    if benefit.kind == "fiscal":
        yield from not_whole(where, benefit.agencies.values(), example)
    elif benefit.agencies:
        yield bad(where, f"bodies that gain a {benefit.kind} benefit", "none: it is society's", "remove agencies")


def _deadweight(benefit: Benefit) -> Iterator[Problem]:
    where = f"[[benefit]] ({benefit.name}), deadweight"
    if benefit.impact_is == "net" and benefit.deadweight:
        found = f"{decimal_text(benefit.deadweight * 100, 1)}% off an impact that is already net"
        fix = 'remove deadweight, or write impact_is = "gross"'
        yield bad(where, found, "what would have happened anyway taken off once", fix)
    if benefit.impact_is == "gross" and benefit.deadweight is None:
        right = 'deadweight = "20%"'
        yield bad(where, "nothing, and the impact is gross", f'{right}, "0%" if none', f"add {right}")


def _transfer(benefit: Benefit) -> Iterator[Problem]:
    words = f"{benefit.name} {benefit.outcome} {benefit.unit}".casefold().replace("’", "'")
    named = next((term for term in table("transfer_payments")["words"] if term in words), "")
    if benefit.kind != "fiscal" and (benefit.transfer or (named and benefit.transfer is None)):
        found = f'{benefit.kind}, though "{named or benefit.outcome}" is a payment from one purse to another'
        fix = 'write kind = "fiscal", or transfer = false if it is no such payment'
        yield bad(
            f"[[benefit]] ({benefit.name}), kind", found, "\"fiscal\": a transfer is nobody's gain but the payer's", fix
        )


def _twice_in_economic(scenario: CostBenefit) -> Iterator[Problem]:
    fiscal = {folded(benefit.outcome) for benefit in scenario.benefits if benefit.kind == "fiscal"}
    for benefit in scenario.benefits:
        if benefit.kind == "economic" and folded(benefit.outcome) in fiscal and benefit.net_of_fiscal is not True:
            found = f'"{benefit.outcome}" as fiscal and as economic, and not said to leave the fiscal part out'
            fix = "take the fiscal part out of it, then add net_of_fiscal = true"
            where = f"[[benefit]] ({benefit.name}), net_of_fiscal"
            yield bad(where, found, "each pound once: fiscal, economic and social apart", fix)


def _overlaps(scenario: CostBenefit) -> Iterator[Problem]:
    for one, other in combinations(scenario.benefits, 2):
        same = one.kind == other.kind and folded(one.theme) == folded(other.theme)
        if same and other.name not in one.separate_from and one.name not in other.separate_from:
            found = f'"{one.name}" and "{other.name}" both claim {one.kind} benefits of "{one.theme}"'
            fix = f'join them, or add separate_from = {{ "{one.name}" = "why no pound is in both" }}'
            yield bad(f"[[benefit]] ({other.name}), theme", found, "themes that do not overlap", fix)


def _benefit_before_cost(scenario: CostBenefit) -> Iterator[Problem]:
    if any(cost.already_spent.strip() for cost in scenario.costs):
        return
    paid = min((first_paid(line_of(cost, scenario)) for cost in scenario.costs), default=scenario.years)
    for benefit in scenario.benefits:
        came = first_paid(line_of(benefit, scenario))
        if came < paid:
            found = f"a benefit in year {came}, before anything is spent"
            fix = 'correct the years, or add already_spent = "when, and by whom" to the cost'
            yield bad(f"[[benefit]] ({benefit.name})", found, "cost before benefit", fix)


def _ranges(scenario: CostBenefit) -> Iterator[Problem]:
    seen = [f"{item.line}, {item.input}" for item in scenario.ranges]
    yield from named_twice("[[range]]", seen)
    for item in scenario.ranges:
        where = f"[[range]] ({item.line}, {item.input})"
        flow = scenario.by_name.get(item.line)
        if flow is None:
            close = " or ".join(nearest(item.line, scenario.by_name)) or ", ".join(scenario.by_name)
            yield bad(f"{where}, line", f'"{item.line}"', "the name of a cost or benefit", f"nearest: {close}")
            continue
        inputs = line_of(flow, scenario).inputs
        if item.input not in inputs:
            yield bad(f"{where}, input", f'"{item.input}"', ", ".join(inputs), "name one of these")
        elif not item.low <= inputs[item.input].shown <= item.high or item.low == item.high:
            stated = decimal_text(inputs[item.input].shown, 4)
            yield bad(where, f"{float(item.low):g} to {float(item.high):g}", f"a range around {stated}", "correct it")
        elif item.low < 0 or (item.input in PARTS and item.high > 1):
            right = "from 0% to 100%" if item.input in PARTS else "nought or more"
            yield bad(where, f"{float(item.low):g} to {float(item.high):g}", right, "correct it")
