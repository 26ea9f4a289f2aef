"""The cost-benefit result as figures: headline, by body and department, by year, what turns it, what the draws show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.errors import TpError
from tp_cli.project.amounts import whole_pence
from tp_cli.project.benefits.critique import caveats, warnings
from tp_cli.project.benefits.file import CostBenefit
from tp_cli.project.benefits.flows import COST, line_of
from tp_cli.project.benefits.simulate import simulation_rows
from tp_cli.project.benefits.turning import switching, tornado
from tp_cli.project.benefits.value import FISCAL, Valued, compensation
from tp_cli.project.counted import Count
from tp_cli.project.discounting import factors
from tp_cli.project.leaning import count_caveats, count_rows, counted
from tp_cli.project.outcome import Outcome, Row, money, number, percent, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.setting import Setting
from tp_cli.project.terms import year_after
from tp_cli.project.usual import usual_rows


@dataclass(frozen=True)
class Case:
    """A scenario worked out; positions and cells are whole pence that add up to what is shown."""

    scenario: CostBenefit
    valued: Valued
    parties: Parties
    positions: Mapping[str, int]

    def year(self, step: int) -> str:
        return year_after(self.scenario.first_year, step)


def project(scenario: CostBenefit, setting: Setting) -> Outcome:
    """The case for spending now to save later: whether it pays back, and to whom.

    scenario  costs and benefits, already checked
    setting   the place and its count, for what each body spends
    returns   headline, by_agency, by_department, agency_year, by_year, switching, tornado, simulation, convergence
    raises    TpError for bodies that nobody declared, and where the count differs

    Source: docs/METHOD.md §5, cost-benefit (HM Treasury and others, 2014).
    """
    parties = parties_of(setting.place, scenario.parties)
    problems = [*parties.unknown(scenario.used())]
    if problems:
        raise TpError(problems)
    count = counted(scenario.count, scenario.price_base, setting) if scenario.count else None
    lines = [line_of(flow, scenario) for flow in scenario.by_name.values()]
    valued = Valued(lines, factors(scenario.discount_rate, scenario.years))
    case = Case(scenario, valued, parties, whole_pence(valued.positions()))
    said = caveats(scenario, valued) + ([*count_caveats(count)] if count else [])
    found = warnings(scenario, valued, case.positions, parties.names, _addressable(scenario, count))
    costs, gains = valued.by_year(COST), valued.by_year(FISCAL)
    changes = [cost - gain for cost, gain in zip(costs, gains, strict=True)]
    usual = usual_rows(scenario.business_as_usual, scenario.price_base, scenario.first_year, changes, setting)
    return Outcome([*_rows(case, count), *usual], said, found)


def _addressable(scenario: CostBenefit, count: Count | None) -> dict[str, int]:
    """What each body spends a year: as stated, else as counted."""
    counted_by = count.by_agency() if count else {}
    return counted_by | {row.agency: row.amount for row in scenario.addressable}


def _rows(case: Case, count: Count | None) -> Iterator[Row]:
    yield from _headline(case)
    yield from count_rows(count) if count else ()
    yield from _by_agency(case)
    yield from _by_department(case)
    yield from _by_year(case)
    yield from _agency_year(case)
    yield from _inputs(case)
    yield from switching(case.valued)
    yield from tornado(case.valued, case.scenario.ranges)
    scenario = case.scenario
    if scenario.ranges:
        yield from simulation_rows(case.valued, scenario.ranges, scenario.draws, scenario.seed, case.parties.names)


def _headline(case: Case) -> Iterator[Row]:
    valued, scenario = case.valued, case.scenario
    cost, gain = valued.present_of(COST), valued.present_of(FISCAL)
    yield money("headline", "npv", "Net present budget impact", valued.npv)
    yield money("headline", "pv_cost", "Costs, present value", cost)
    yield money("headline", "pv_benefit", "Fiscal benefits, present value", gain)
    if cost:
        yield number("headline", "financial_return", "Fiscal benefit for each £ of cost", gain / cost, places=3)
    yield from _payback(case)
    owed = sum(compensation(case.positions).values())
    yield money("headline", "compensation", "Compensation that bodies which lose need, at least", owed)
    yield money("headline", "cashable", "Of the fiscal benefits, cashable, present value", valued.cashable)
    yield money("headline", "pv_economic", "Economic benefits, present value, apart", valued.present_of("economic"))
    yield money("headline", "pv_social", "Social benefits, present value, apart", valued.present_of("social"))
    yield money("headline", "public_value", "Net present public value, apart", valued.public_value)
    for account in ("revenue", "capital"):
        title = f"Of the budget impact, {account}"
        yield money("headline", f"npv_{account}", title, valued.npv_of(account))
    yield percent("headline", "discount_rate", "Discount rate", scenario.discount_rate, places=2)
    yield text("headline", "price_base", "Price base", str(scenario.price_base))
    yield text("headline", "years", "Years looked at", f"{scenario.first_year} to {case.year(scenario.years - 1)}")


def _payback(case: Case) -> Iterator[Row]:
    year = case.valued.payback
    if not case.valued.present_of(COST):
        yield text("headline", "payback_year", "Payback year, the first being 0", "nothing to pay back")
    elif year is None:
        yield text("headline", "payback_year", "Payback year, the first being 0", "none in horizon")
    else:
        yield number("headline", "payback_year", "Payback year, the first being 0", year)
        yield text("headline", "payback", "Paid back in", case.year(year))


def _by_agency(case: Case) -> Iterator[Row]:
    """Each body in present value; every column adds up to the headline, so a row may be a penny off across."""
    owed, valued = compensation(case.positions), case.valued
    columns = {"cost": valued.costs_of, "benefit": valued.benefits_of, "cashable": valued.cashable_of}
    cells = {name: whole_pence({a: of(a) for a in case.positions}) for name, of in columns.items()}
    for agency, pence in case.positions.items():
        key, name = (("agency", agency),), case.parties.name(agency)
        yield money("by_agency", "position", name, pence, key)
        for column, of_body in cells.items():
            yield money("by_agency", column, name, of_body[agency], key)
        yield money("by_agency", "compensation", name, owed.get(agency, 0), key)
        yield text("by_agency", "department", name, case.parties.department(agency), key)


def _by_department(case: Case) -> Iterator[Row]:
    sums: dict[str, int] = {}
    for agency, pence in case.positions.items():
        name = case.parties.department(agency)
        sums[name] = sums.get(name, 0) + pence
    for name, pence in sums.items():
        yield money("by_department", "position", name, pence, (("department", name),))


def _by_year(case: Case) -> Iterator[Row]:
    valued = case.valued
    kinds = {kind: valued.by_year(kind) for kind in (COST, FISCAL, "economic", "social")}
    capital = valued.by_year(COST, account="capital")
    for year in valued.years:
        key, title = (("year", case.year(year)),), f"{case.year(year)}, {case.scenario.price_base}"
        net = kinds[FISCAL][year] - kinds[COST][year]
        yield money("by_year", "cost", title, kinds[COST][year], key)
        yield money("by_year", "benefit", title, kinds[FISCAL][year], key)
        yield money("by_year", "cumulative", title, valued.cumulative[year], key)
        yield money("by_year", "net", title, net, key)
        yield money("by_year", "present", title, net * valued.factors[year], key)
        yield number("by_year", "discount_factor", title, valued.factors[year], key, places=6)
        yield money("by_year", "of_it_capital", title, capital[year], key)
        for kind in ("economic", "social"):
            yield money("by_year", kind, title, kinds[kind][year], key)


def _agency_year(case: Case) -> Iterator[Row]:
    """Who pays and who gains in each year, undiscounted; the cells of a year add up to it."""
    valued = case.valued
    costs, gains = (_cells(valued, kind) for kind in (COST, FISCAL))
    for agency in valued.agencies:
        for year in valued.years:
            key = (("agency", agency), ("year", case.year(year)))
            title = f"{case.parties.name(agency)}, {case.year(year)}"
            cost, gain = costs[year][agency], gains[year][agency]
            yield money("agency_year", "cost", title, cost, key)
            yield money("agency_year", "benefit", title, gain, key)
            yield money("agency_year", "net", title, gain - cost, key)


def _cells(valued: Valued, kind: str) -> list[dict[str, int]]:
    """For each year, whole pence of each body, together the year's."""
    each = {agency: valued.by_year(kind, agency) for agency in valued.agencies}
    return [whole_pence({agency: flow[year] for agency, flow in each.items()}) for year in valued.years]


def _inputs(case: Case) -> Iterator[Row]:
    for flow, line in zip(case.scenario.by_name.values(), case.valued.lines, strict=True):
        key = (("line", flow.name),)
        yield text("inputs", "kind", flow.name, f"{line.kind}, {line.account}, {flow.basis}", key)
        yield money("inputs", "present", f"{flow.name}: present value", case.valued.present(line), key)
        bias = line.inputs["optimism_bias"].stated
        yield percent("inputs", "optimism_bias", f"{flow.name}: optimism bias", bias, key)
        graded = str(flow.evidence_grade) if flow.evidence_grade else "not graded, taken as 6"
        yield text("inputs", "evidence_grade", f"{flow.name}: evidence, 1 the strongest", graded, key)
        if line.kind == FISCAL:
            yield percent("inputs", "cashable", f"{flow.name}: cashable", Fraction(line.cashable), key)
        yield text("inputs", "source", f"{flow.name}: source", flow.source, key)
