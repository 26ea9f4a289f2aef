"""What must be said beside a cost-benefit result, and what a reader of it should look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tp_cli.errors import Problem
from tp_cli.money import show
from tp_cli.project import discounting
from tp_cli.project.benefits.file import CostBenefit
from tp_cli.project.benefits.flows import COST
from tp_cli.project.benefits.value import FISCAL, Valued
from tp_cli.project.bias import bias_ladder
from tp_cli.project.outcome import decimal_text

LARGEST_PART = Fraction(10, 100)


def caveats(scenario: CostBenefit, valued: Valued) -> list[str]:
    """The sentences that go with the figures wherever they go."""
    said = [
        f"Against: {scenario.against}. Nothing here is a forecast, and nobody has promised it.",
        f"Constant prices of {scenario.price_base.year}, discounted at {_pct(scenario.discount_rate)} a year from "
        f"{scenario.first_year}. Cash amounts may not be added to these.",
        "Positions of bodies add up to the budget impact. Public value is another sum and never joins it.",
        "Only the cashable part can be taken out of a budget; the rest is room that others will fill.",
        "Optimism bias is taken off benefits, and put on costs, by the grade of the evidence.",
        "This scenario may not be added to another: the same people and pounds may be in both.",
    ]
    return [*said, *_tables(), *_accounts(valued), *_off_table(scenario), *_separate(scenario), *_drawn(scenario)]


def _tables() -> Iterator[str]:
    if not all(step.verified for step in bias_ladder()):
        yield "The optimism bias table comes from secondary reading and has not been checked against the guidance."
    if not discounting.verified():
        yield "The table of discount rates comes from secondary reading and has not been checked against the guidance."


def _accounts(valued: Valued) -> Iterator[str]:
    if {line.account for line in valued.lines} == {"revenue", "capital"}:
        yield "Revenue and capital are shown apart as well: capital does not pay running costs."


def _off_table(scenario: CostBenefit) -> Iterator[str]:
    if not discounting.on_the_table(scenario.discount_rate):
        yield f"The discount rate is not of the table: {scenario.discount_note.strip()}."
    spent = [cost for cost in scenario.costs if cost.already_spent.strip()]
    for cost in spent:
        yield f"Of {cost.name} it is said that it is already spent: {cost.already_spent.strip()}."


def _separate(scenario: CostBenefit) -> Iterator[str]:
    for benefit in scenario.benefits:
        for other, why in benefit.separate_from.items():
            yield f'"{benefit.name}" and "{other}" are added because: {why}.'


def _drawn(scenario: CostBenefit) -> Iterator[str]:
    if scenario.ranges:
        yield (
            "The simulation shows what follows from the stated ranges, each drawn without regard to the others; it is "
            "no confidence interval. Its figures are rounded to the pound."
        )
    else:
        yield "No range is stated for any input, so nothing is simulated and no interval is claimed."


def warnings(
    scenario: CostBenefit,
    valued: Valued,
    positions: Mapping[str, int],
    names: Mapping[str, str],
    base: Mapping[str, int],
) -> list[Problem]:
    """What a reader should look at first.

    positions  pence by body, as shown
    base       what each body spends a year on what could be saved from, in pence
    """
    return [
        *_too_large(valued, names, base),
        *_losers(valued, positions, names),
        *_not_cashable(scenario),
        *_not_graded(scenario),
        *_never(valued),
        *_no_addressable(valued, base),
    ]


def _too_large(valued: Valued, names: Mapping[str, str], base: Mapping[str, int]) -> Iterator[Problem]:
    for agency in valued.agencies:
        most = max(valued.by_year(FISCAL, agency), default=Fraction(0))
        if agency in base and most > base[agency] * LARGEST_PART:
            share = decimal_text(most / base[agency] * 100, 1)
            found = f"{names.get(agency, agency)} would save {share}% of its addressable spend in a year"
            fix = "look again at what the saving is of: few programmes save a tenth"
            yield _finding("saving-too-large", found, "no more than 10%", fix)


def _no_addressable(valued: Valued, base: Mapping[str, int]) -> Iterator[Problem]:
    lacking = [a for a in valued.agencies if a not in base and any(valued.by_year(FISCAL, a))]
    if lacking:
        found = f"No addressable spend for {', '.join(lacking)}, so a saving above a tenth of it would not be seen"
        yield _finding("no-addressable", found, "a table [[addressable]] or [count]", "add [[addressable]] for each")


def _losers(valued: Valued, positions: Mapping[str, int], names: Mapping[str, str]) -> Iterator[Problem]:
    gain = valued.npv >= 0
    for agency, pence in positions.items():
        if pence < 0:
            found = f"{names.get(agency, agency)} loses {show(-pence)} in present value"
            fix = "agree who compensates it" if gain else "the gains are too small to make everybody whole"
            yield _finding("agency-loses", found, f"at least {show(-pence)} from those who gain", fix)


def _not_cashable(scenario: CostBenefit) -> Iterator[Problem]:
    lacking = [item.name for item in scenario.benefits if item.kind == FISCAL and item.cashable is None]
    if lacking:
        found = f"No cashable part is stated for {', '.join(lacking)}; taken as nought"
        yield _finding("no-cashable-part", found, 'cashable = "40%"', "add cashable to each fiscal benefit")


def _not_graded(scenario: CostBenefit) -> Iterator[Problem]:
    lacking = [flow.name for flow in scenario.by_name.values() if flow.evidence_grade is None]
    if lacking:
        found = f"No evidence grade for {', '.join(lacking)}; taken as the weakest"
        yield _finding("no-evidence-grade", found, "evidence_grade = 1 to 6", "add evidence_grade to each")


def _never(valued: Valued) -> Iterator[Problem]:
    if valued.payback is None and valued.present_of(COST):
        fix = "show the years after it with their own evidence, or do not call it a saving"
        yield _finding("no-payback", "It does not pay back within the years looked at", "a payback year", fix)


def _finding(code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, "", found, expected, fix, "finding")


def _pct(rate: Fraction) -> str:
    return f"{decimal_text(rate * 100, 2).rstrip('0').rstrip('.')}%"
