"""The cohort result as figures: a verdict where there is a fair comparison, a plain description where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from tp_cli.errors import Problem, TpError
from tp_cli.project.amounts import whole_pence
from tp_cli.project.cohort.effect import BodyMeans, Groups, half_width, verdict
from tp_cli.project.cohort.file import SAME_USE, BodyCost, Cohort, PersonalBudget
from tp_cli.project.cohort.register import groups_of
from tp_cli.project.outcome import Outcome, Row, money, number, percent, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.pool.method import shared
from tp_cli.project.setting import Setting

DESCRIPTIVE = "descriptive only"


def project(scenario: Cohort, setting: Setting) -> Outcome:
    """What a service changed, by body, for each person served.

    scenario  groups before and after, or the register; personal budgets; already checked
    setting   the place and its register of people
    returns   headline, by_agency, before_after or effect figures, personal_budgets; each with the persons behind it
    raises    TpError for bodies that nobody declared and a register that cannot tell the groups

    Without a comparison group selected on the same prior use nothing is printed that could be read as a saving.
    Source: docs/METHOD.md §5, cohort and cost-shunting.
    """
    parties = parties_of(setting.place, scenario.parties)
    problems = [*parties.unknown(scenario.used())]
    if problems:
        raise TpError(problems)
    rows: list[Row] = []
    said: list[str] = []
    found: list[Problem] = []
    if scenario.register_of or scenario.costs:
        groups, left_out = _groups(scenario, setting)
        reasons = [*_not_fair(scenario, groups, parties)]
        shown = _described(groups, parties) if reasons else _effects(scenario, groups, parties)
        rows += [replace(row, people=groups.people) for row in shown]
        said += [*_caveats(scenario, left_out), *(_described_caveats() if reasons else _effect_caveats(groups))]
        found += reasons or [*_unsure(groups)]
    for budget in scenario.budgets:
        rows += [replace(row, people=budget.people) for row in _budget_rows(budget, parties)]
    said += [*_budget_caveats(scenario)]
    return Outcome(rows, said, found)


def _groups(scenario: Cohort, setting: Setting) -> tuple[Groups, dict[str, int]]:
    if scenario.register_of:
        made = groups_of(scenario, setting.people)
        return made.groups, made.left_out
    people = scenario.people
    bodies = {cost.agency: _means(cost) for cost in scenario.costs}
    spread = scenario.spread
    both = (Fraction(spread.treated), Fraction(spread.comparison)) if spread else None
    return Groups(people.treated if people else 0, people.comparison if people else 0, bodies, both), {}


def _means(cost: BodyCost) -> BodyMeans:
    spread = None
    if cost.treated_spread is not None and cost.comparison_spread is not None:
        spread = (Fraction(cost.treated_spread), Fraction(cost.comparison_spread))
    before = None if cost.comparison_before is None else Fraction(cost.comparison_before)
    after = None if cost.comparison_after is None else Fraction(cost.comparison_after)
    return BodyMeans(Fraction(cost.treated_before), Fraction(cost.treated_after), before, after, spread)


def _not_fair(scenario: Cohort, groups: Groups, parties: Parties) -> list[Problem]:
    """Why no saving may be shown; empty where the comparison is fair."""
    chosen = scenario.comparison.selected_on if scenario.comparison else "none"
    if chosen != SAME_USE:
        what = "There is no comparison group" if chosen == "none" else "The comparison group has other prior use"
        return [_descriptive(f"{what}: a fall among high users comes by itself")]
    unlike = groups.unlike()
    if unlike:
        who = ", ".join(parties.name(body) if body else "all bodies together" for body in unlike)
        return [_descriptive(f"The groups did not cost the same before (more than 10% apart): {who}")]
    return []


def _descriptive(found: str) -> Problem:
    fix = "find people with the same use before who were not served, and compare with them"
    return Problem("descriptive-only", "", found, "a comparison group selected on the same prior use", fix, "finding")


def _described(groups: Groups, parties: Parties) -> Iterator[Row]:
    """What each body spent a person before and after, with nothing taken from anything."""
    yield text("headline", "verdict", "What this shows", DESCRIPTIVE)
    yield number("headline", "treated", "People served", groups.treated)
    for agency, body in groups.bodies.items():
        key, name = (("agency", agency),), parties.name(agency)
        yield money("by_agency", "before", f"{name}: before, a person", body.treated_before, key)
        yield money("by_agency", "after", f"{name}: after, a person", body.treated_after, key)


def _effects(scenario: Cohort, groups: Groups, parties: Parties) -> Iterator[Row]:
    effects = whole_pence({agency: body.effect for agency, body in groups.bodies.items()})
    everyone = whole_pence({agency: body.effect * groups.treated for agency, body in groups.bodies.items()})
    word = verdict({agency: body.effect for agency, body in groups.bodies.items()})
    yield text("headline", "verdict", "What this shows", word)
    yield money("headline", "net", "Change for all bodies together, a person served", groups.net)
    yield from _interval("headline", "net", "Change for all bodies together", groups.net, groups.spread, groups, ())
    yield money("headline", "net_all", "The same for all people served", sum(everyone.values()))
    owed = {agency: pence for agency, pence in effects.items() if pence > 0}
    if word == "shunt with net gain":
        title = "Compensation that bodies which lose need, a person, at least"
        yield money("headline", "compensation", title, sum(owed.values()))
    yield number("headline", "treated", "People served", groups.treated)
    yield number("headline", "comparison", "People compared with", groups.comparison)
    months = scenario.windows.after_months if scenario.windows else 0
    yield text("headline", "window", "Looked at", f"{months} months before and {months} after")
    yield text("headline", "price_base", "Price base", str(scenario.price_base))
    paid = owed if word == "shunt with net gain" else {}
    for agency in groups.bodies:
        yield from _of_body(groups, agency, effects, everyone, paid, parties)


def _of_body(
    groups: Groups,
    agency: str,
    effects: Mapping[str, int],
    everyone: Mapping[str, int],
    owed: Mapping[str, int],
    parties: Parties,
) -> Iterator[Row]:
    body, key, name = groups.bodies[agency], (("agency", agency),), parties.name(agency)
    yield money("by_agency", "change", name, effects[agency], key)
    yield money("by_agency", "treated_before", name, body.treated_before, key)
    yield money("by_agency", "treated_after", name, body.treated_after, key)
    yield money("by_agency", "happened_anyway", name, body.anyway, key)
    yield from _interval("by_agency", "change", name, body.effect, body.spread, groups, key)
    yield money("by_agency", "change_all", name, everyone[agency], key)
    yield money("by_agency", "compensation", name, owed.get(agency, 0), key)
    yield text("by_agency", "department", name, parties.department(agency), key)


def _interval(
    table: str,
    column: str,
    title: str,
    effect: Fraction,
    spread: tuple[Fraction, Fraction] | None,
    groups: Groups,
    key: tuple[tuple[str, str], ...],
) -> Iterator[Row]:
    half = half_width(spread, groups)
    if half is None:
        few = min(groups.treated, groups.comparison) < 30
        why = "none: fewer than 30 people in a group" if few else "none: the spread from person to person is not given"
        yield text(table, f"{column}_interval", title if key else f"{title}: 95% interval", why, key)
        return
    yield money(table, f"{column}_low", title if key else f"{title}: 95% interval from", effect - half, key)
    yield money(table, f"{column}_high", title if key else f"{title}: 95% interval to", effect + half, key)


def _unsure(groups: Groups) -> Iterator[Problem]:
    half = half_width(groups.spread, groups)
    if half is not None and abs(groups.net) <= half:
        fix = "do not quote it as a saving; follow more people, or follow them longer"
        yield Problem("not-told-from-none", "", "The interval holds no change at all", "an interval on one side", fix)
    if half is None:
        fix = "give [spread], or thirty people or more in each group"
        yield Problem("no-interval", "", "No interval can be given for the change", "people and spread enough", fix)


def _caveats(scenario: Cohort, left_out: Mapping[str, int]) -> Iterator[str]:
    if scenario.comparison:
        how = scenario.comparison.how.rstrip(".")
        yield f"The people served are compared so: {how} ({scenario.comparison.source})."
    for why, people in left_out.items():
        if people:
            yield f"Some people are left out, {why}."
    yield "Figures of few people are hidden by who reads them, and nothing here is of one person."


def _described_caveats() -> list[str]:
    return [
        "Descriptive only: no saving is shown, because people chosen for high use use less later whatever is done.",
        "Before and after may not be taken from each other.",
    ]


def _effect_caveats(groups: Groups) -> list[str]:
    said = [
        "Below nought is a saving. A change of cost is no money back until a budget is made smaller.",
        "It holds for people like these over this time; whether it lasts or would spread is not known.",
        "What the service itself costs is no part of it, unless a body's cost holds it.",
    ]
    if half_width(groups.spread, groups) is not None:
        said.append("The interval is for chance among people alone (normal, 95%); it knows nothing of poor matching.")
    return said


def budget_return(budget: PersonalBudget) -> dict[str, int]:
    """What each body gets back of a personal budget, or owes where below nought, in pence, by share."""
    whole = sum(budget.contributions.values())
    shares = budget.share or {body: Fraction(pence, whole) for body, pence in budget.contributions.items()}
    back = shared(whole - budget.spent, shares)
    return {body: back.get(body, 0) for body in budget.contributions}


def _budget_rows(budget: PersonalBudget, parties: Parties) -> Iterator[Row]:
    back = budget_return(budget)
    for body, pence in budget.contributions.items():
        key = (("budget", budget.name), ("agency", body))
        title = f"{budget.name}: {parties.name(body)}"
        yield money("personal_budgets", "contribution", title, pence, key)
        yield money("personal_budgets", "returned", title, back[body], key)
        yield percent("personal_budgets", "share", title, Fraction(pence, sum(budget.contributions.values()) or 1), key)
    key = (("budget", budget.name), ("agency", "all"))
    yield money("personal_budgets", "contribution", f"{budget.name}: all", sum(budget.contributions.values()), key)
    yield money("personal_budgets", "spent", f"{budget.name}: all", budget.spent, key)
    yield money("personal_budgets", "returned", f"{budget.name}: all", sum(back.values()), key)
    yield text("personal_budgets", "source", f"{budget.name}: all", budget.source, key)


def _budget_caveats(scenario: Cohort) -> Iterator[str]:
    if scenario.budgets:
        yield "What is left of a personal budget goes back by share; what was overspent is owed the same way."
