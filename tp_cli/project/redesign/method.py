"""Redesign against salami, worked out: the cut and its knock-on, protection, the plan by year and who bears what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.errors import Problem, TpError
from tp_cli.money import show
from tp_cli.project.amounts import whole_pence
from tp_cli.project.bias import bias_ladder, bias_of
from tp_cli.project.choosing import CAPITAL, held_by_none, streams_of
from tp_cli.project.counted import Count
from tp_cli.project.leaning import count_caveats, count_rows, counted
from tp_cli.project.outcome import Outcome, Row, decimal_text, money, percent, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.redesign.file import Redesign, Step
from tp_cli.project.setting import Setting
from tp_cli.project.terms import year_after
from tp_cli.project.usual import usual_rows

NOUGHT = Fraction(0)
LARGEST_PART = Fraction(10, 100)


@dataclass(frozen=True)
class Base:
    """What a year's cut is off, in pence by body: what can be controlled, and the part of it that is protected."""

    controllable: dict[str, int]
    protected: dict[str, int]

    @property
    def whole(self) -> int:
        return sum(self.controllable.values())

    @property
    def open(self) -> int:
        return self.whole - sum(self.protected.values())


def project(scenario: Redesign, setting: Setting) -> Outcome:
    """The same percentage off everything, beside a plan.

    scenario  services or a count, knock-on, measures, already checked
    setting   the place and its count
    returns   headline, by_agency, by_year, agency_year, knock_on, measures
    raises    TpError for unknown bodies, rules that no money meets, and where the count differs

    Source: docs/METHOD.md §5, redesign and salami; timing.
    """
    parties = parties_of(setting.place, scenario.parties)
    count = counted(scenario.count, scenario.price_base, setting) if scenario.count else None
    problems = [*parties.unknown(scenario.used()), *_idle_rules(scenario, count, parties)]
    if problems:
        raise TpError(problems)
    base = _base_of_count(scenario, count, parties) if count else _base_of_services(scenario)
    rows = [*_headline(scenario, base), *(count_rows(count) if count else ())]
    rows += [*_by_agency(scenario, base, parties), *_knock_on(scenario, parties), *_measures(scenario, parties)]
    rows += [*_by_year(scenario), *_agency_year(scenario, parties)]
    changes = [-plan_net(scenario) * part for part in scenario.ramp]
    rows += usual_rows(scenario.business_as_usual, scenario.price_base, scenario.first_year, changes, setting)
    said = [*_caveats(scenario), *(count_caveats(count) if count else ())]
    return Outcome(rows, said, [*_warnings(scenario, base)])


def _idle_rules(scenario: Redesign, count: Count | None, parties: Parties) -> Iterator[Problem]:
    streams = streams_of(count, dict(parties.departments)) if count else []
    if count:
        yield from held_by_none("[[not_controllable]]", scenario.not_controllable, streams)
        yield from held_by_none("[[protect]]", scenario.protect, streams)


def _base_of_services(scenario: Redesign) -> Base:
    whole: dict[str, int] = {}
    kept: dict[str, int] = {}
    for service in scenario.services:
        if service.controllable:
            whole[service.agency] = whole.get(service.agency, 0) + service.amount
            kept[service.agency] = kept.get(service.agency, 0) + service.amount * service.protected
    return Base(whole, kept)


def _base_of_count(scenario: Redesign, count: Count, parties: Parties) -> Base:
    """Revenue that no rule takes out; capital is no part of it."""
    whole: dict[str, int] = {}
    kept: dict[str, int] = {}
    for stream in streams_of(count, dict(parties.departments)):
        if stream.account == CAPITAL or any(rule.holds(stream) for rule in scenario.not_controllable):
            continue
        guarded = any(rule.holds(stream) for rule in scenario.protect)
        whole[stream.agency] = whole.get(stream.agency, 0) + stream.pence
        kept[stream.agency] = kept.get(stream.agency, 0) + stream.pence * guarded
    return Base(whole, kept)


def _knocked(scenario: Redesign) -> dict[str, Fraction]:
    """What the cut costs others, in pence a year, by the name of what is cut."""
    return {item.name: item.amount * scenario.cut * item.per_pound for item in scenario.knock_ons}


def _steady(step: Step) -> Fraction:
    """A measure's saving a year once it is steady, in pence, after optimism bias."""
    return step.saves * (1 - bias_of(step.evidence_grade))


def _others(step: Step) -> int:
    return sum(step.costs_others.values())


def plan_net(scenario: Redesign) -> Fraction:
    """What the plan saves a year once it is steady, after bias and what it costs others, in pence."""
    return sum((_steady(step) - _others(step) for step in scenario.measures), NOUGHT)


def _headline(scenario: Redesign, base: Base) -> Iterator[Row]:
    cut, knocked = base.whole * scenario.cut, sum(_knocked(scenario).values(), NOUGHT)
    pct = f"{decimal_text(scenario.cut * 100, 1)}%"
    yield money("headline", "controllable", "What can be controlled, a year of revenue", base.whole)
    yield money("headline", "cut", f"Salami: {pct} off all of it, a year", cut)
    yield money("headline", "knock_on", "What that costs other bodies, a year", knocked)
    yield money("headline", "cut_net", "Salami, net for all bodies, a year", cut - knocked)
    yield money("headline", "protected", "Protected of what can be controlled", base.whole - base.open)
    if base.open > 0:
        yield percent("headline", "off_the_rest", "The same sum off the rest only", cut / base.open)
    yield money(
        "headline", "plan_net", "Redesign once it is steady, net, after optimism bias, a year", plan_net(scenario)
    )
    title = "Redesign less salami, both net, a steady year"
    yield money("headline", "difference", title, plan_net(scenario) - (cut - knocked))
    yield money("headline", "plan_one_off", "Redesign, once and apart: what it costs to make", _one_off(scenario))
    total = sum((plan_net(scenario) * part for part in scenario.ramp), NOUGHT)
    years = len(scenario.ramp)
    yield money("headline", "plan_over_years", f"Redesign over {years} years, before what it costs to make", total)
    yield percent("headline", "first_year", "First year of the plan as part of a steady one", scenario.ramp[0])
    yield text("headline", "price_base", "Price base", str(scenario.price_base))


def _one_off(scenario: Redesign) -> int:
    return sum(step.one_off_cost for step in scenario.measures)


def _by_agency(scenario: Redesign, base: Base, parties: Parties) -> Iterator[Row]:
    """What each body saves and bears under either, a steady year, in whole pence that add up to the headline."""
    bodies = dict.fromkeys([*base.controllable, *(body for _, body in scenario.used())])
    cut = whole_pence({body: base.controllable.get(body, 0) * scenario.cut for body in bodies})
    borne = whole_pence({body: _borne(scenario, body) for body in bodies})
    plan = whole_pence({body: _planned(scenario, body) for body in bodies})
    for body in bodies:
        key, name = (("agency", body),), parties.name(body)
        yield money("by_agency", "controllable", name, base.controllable.get(body, 0), key)
        yield money("by_agency", "cut", name, cut[body], key)
        yield money("by_agency", "knock_on", name, borne[body], key)
        yield money("by_agency", "cut_net", name, cut[body] - borne[body], key)
        yield money("by_agency", "plan_net", name, plan[body], key)
        one_off = sum(step.one_off_cost for step in scenario.measures if step.agency == body)
        yield money("by_agency", "plan_one_off", name, one_off, key)
        yield text("by_agency", "department", name, parties.department(body), key)


def _borne(scenario: Redesign, body: str) -> Fraction:
    knocked = _knocked(scenario)
    return sum((knocked[item.name] for item in scenario.knock_ons if item.bears == body), NOUGHT)


def _planned(scenario: Redesign, body: str) -> Fraction:
    saves = sum((_steady(step) for step in scenario.measures if step.agency == body), NOUGHT)
    return saves - sum(step.costs_others.get(body, 0) for step in scenario.measures)


def _knock_on(scenario: Redesign, parties: Parties) -> Iterator[Row]:
    for item in scenario.knock_ons:
        key, cost = (("cut", item.name),), _knocked(scenario)[item.name]
        yield money("knock_on", "cut", f"{item.name}: taken off it", item.amount * scenario.cut, key)
        yield money("knock_on", "costs", f"{item.name}: costs {parties.name(item.bears)}", cost, key)
        yield text("knock_on", "source", f"{item.name}: source", item.source, key)


def _measures(scenario: Redesign, parties: Parties) -> Iterator[Row]:
    for step in scenario.measures:
        key = (("measure", step.name),)
        yield text("measures", "agency", step.name, parties.name(step.agency), key)
        yield money("measures", "stated", f"{step.name}: as stated, a steady year", step.saves, key)
        yield money("measures", "saving", f"{step.name}: after optimism bias", _steady(step), key)
        yield money("measures", "costs_others", f"{step.name}: costs other bodies", _others(step), key)
        yield percent(
            "measures", "of_spend", f"{step.name}: of what it is saved from", Fraction(step.saves, step.of), key
        )
        yield money("measures", "one_off_cost", f"{step.name}: once, to make it", step.one_off_cost, key)
        yield text("measures", "source", f"{step.name}: source", step.source, key)


def _by_year(scenario: Redesign) -> Iterator[Row]:
    """The plan year by year; what it costs to make stands in its own column."""
    net = plan_net(scenario)
    for step, part in enumerate(scenario.ramp):
        year = year_after(scenario.first_year, step)
        key, title = (("year", year),), f"{year}, {scenario.price_base}"
        yield percent("by_year", "ramp", title, part, key)
        yield money("by_year", "net", title, net * part, key)
        yield money("by_year", "one_off", title, _one_off(scenario) if step == 0 else 0, key)


def _agency_year(scenario: Redesign, parties: Parties) -> Iterator[Row]:
    bodies = list(dict.fromkeys(body for step in scenario.measures for body in (step.agency, *step.costs_others)))
    for step, part in enumerate(scenario.ramp):
        year = year_after(scenario.first_year, step)
        cells = whole_pence({body: _planned(scenario, body) * part for body in bodies})
        for body, pence in cells.items():
            key = (("agency", body), ("year", year))
            yield money("agency_year", "net", f"{parties.name(body)}, {year}", pence, key)


def _caveats(scenario: Redesign) -> list[str]:
    said = [
        "Both are estimates beside business as usual. Nobody has agreed to either.",
        "A percentage off everything assumes that every pound does as much good as every other; the knock-on that is "
        "stated is the part that somebody could put a number to, so it is a least.",
        "Savings of the plan grow into a steady year; what it costs to make is paid once, and never joins "
        "a year's saving. All of it is shown in the first year.",
        f"All amounts are {scenario.price_base}, revenue; capital is no part of what is cut.",
    ]
    if not all(step.verified for step in bias_ladder()):
        said.append(
            "The optimism bias table comes from secondary reading and has not been checked against the guidance."
        )
    for step in scenario.measures:
        said += [f'"{step.name}" and "{other}" are added because: {why}.' for other, why in step.separate_from.items()]
    return said


def _warnings(scenario: Redesign, base: Base) -> Iterator[Problem]:
    for step in scenario.measures:
        if step.saves > step.of * LARGEST_PART:
            share = decimal_text(Fraction(step.saves, step.of) * 100, 2)
            found = f"{step.name} would save {share}% of what it is saved from"
            fix = "look again at what the saving is of: few programmes save a tenth"
            yield Problem("saving-too-large", "", found, "no more than 10%", fix, "finding")
    ungraded = _names(step for step in scenario.measures if step.evidence_grade is None)
    if ungraded:
        found = f"No evidence grade for {ungraded}; taken as the weakest"
        yield Problem("no-evidence-grade", "", found, "evidence_grade = 1 to 6", "add evidence_grade", "finding")
    if base.open <= 0 < base.whole:
        found = "Everything that can be controlled is protected, so there is nothing to take it off"
        yield Problem("all-protected", "", found, "something unprotected", "lift a protection", "finding")
    elif base.open and base.whole * scenario.cut > base.open:
        found = f"{show(round(base.whole * scenario.cut))} is more than all that is not protected"
        yield Problem("cut-too-large", "", found, f"no more than {show(base.open)}", "protect less", "finding")
    cut_from = sum(item.amount for item in scenario.knock_ons)
    if cut_from > base.whole:
        found = "What the knock-on is of is more than all that can be controlled"
        yield Problem("knock-on-beyond", "", found, "parts of what can be controlled", "correct the amounts", "finding")


def _names(steps: Iterator[Step]) -> str:
    return ", ".join(step.name for step in steps)
