"""The baseline as figures: spend by year, low, central and high, what drives it, and by body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.errors import Problem, TpError
from tp_cli.project.amounts import whole_pence
from tp_cli.project.baseline.file import VARIANTS, Baseline
from tp_cli.project.baseline.path import Path
from tp_cli.project.choosing import CAPITAL, Stream, held_by_none, streams_of
from tp_cli.project.counted import Count
from tp_cli.project.leaning import count_caveats, count_rows, counted
from tp_cli.project.outcome import Outcome, Row, decimal_text, money, number, percent, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.scenario import bad
from tp_cli.project.setting import Setting
from tp_cli.project.terms import steps_between
from tp_cli.reference.loader import source

NOUGHT = Fraction(0)
REST = "Everything else counted"


@dataclass(frozen=True)
class Years:
    """Lines and policies over the years, in pence."""

    scenario: Baseline
    paths: Sequence[Path]

    def policy(self, variant: str, step: int, agency: str = "") -> Fraction:
        """Settled policy in a year, without one-offs."""
        return sum(
            (
                Fraction(row.pence(variant))
                for row in self.scenario.policies
                if row.basis == "annual"
                and steps_between(self.scenario.base_year, row.starts) <= step
                and agency in ("", row.agency)
            ),
            NOUGHT,
        )

    def one_off(self, step: int) -> int:
        """What falls once, in the year in which it falls."""
        rows = (row for row in self.scenario.policies if row.basis == "one-off")
        return sum(row.amount for row in rows if row.starts == self.scenario.year(step))

    def total(self, variant: str, step: int, agency: str = "") -> Fraction:
        mine = (path for path in self.paths if agency in ("", path.agency))
        return sum((path.spend(variant, step) for path in mine), NOUGHT) + self.policy(variant, step, agency)

    @property
    def agencies(self) -> list[str]:
        return list(dict.fromkeys([p.agency for p in self.paths] + [row.agency for row in self.scenario.policies]))


def project(scenario: Baseline, setting: Setting) -> Outcome:
    """Business as usual, from which every other scenario differs.

    scenario  lines, people by age, prices, policy, already checked
    setting   the place and its count, for lines taken from it
    returns   headline, by_year, by_agency, agency_year, drivers, trend, inputs
    raises    TpError for unknown bodies, lines that no money meets, years without a deflator, a count that differs

    Source: docs/METHOD.md §5, baseline.
    """
    years = years_of(scenario, setting)
    parties = parties_of(setting.place, scenario.parties)
    count = setting.count if scenario.count else None
    rows = [*_headline(years), *(count_rows(count) if count else ()), *_left_out(count)]
    rows += [*_by_year(years), *_drivers(years), *_by_agency(years, parties), *_agency_year(years, parties)]
    rows += [*_trends(years), *_inputs(years)]
    said = [*_caveats(years), *(count_caveats(count) if count else ())]
    return Outcome(rows, said, [*_warnings(years)])


def years_of(scenario: Baseline, setting: Setting) -> Years:
    """The lines of a baseline over its years; TpError as `project` raises."""
    parties = parties_of(setting.place, scenario.parties)
    count = counted(scenario.count, scenario.price_base, setting) if scenario.count else None
    problems = [*parties.unknown(scenario.used())]
    if problems:
        raise TpError(problems)
    return Years(scenario, _of_count(scenario, count, parties) if count else _stated(scenario))


def _stated(scenario: Baseline) -> list[Path]:
    return [Path(scenario, line.name, line.agency, line.amount or 0, line) for line in scenario.lines]


def _of_count(scenario: Baseline, count: Count, parties: Parties) -> list[Path]:
    """Each line's part of the count, revenue only, and what no line takes; TpError where two lines take the same."""
    streams = [stream for stream in streams_of(count, dict(parties.departments)) if stream.account != CAPITAL]
    rules = [line.of_count for line in scenario.lines if line.of_count]
    problems = [*held_by_none("[[line]] of_count,", rules, streams)]
    sums = dict.fromkeys((line.name for line in scenario.lines), 0)
    rest: dict[str, int] = {}
    for stream in streams:
        takers = [line.name for line in scenario.lines if _takes(line.agency, line.of_count, stream)]
        if len(takers) > 1:
            problems.append(_taken_twice(stream, takers))
        elif takers:
            sums[takers[0]] += stream.pence
        else:
            rest[stream.agency] = rest.get(stream.agency, 0) + stream.pence
    problems += [_nothing(name) for name, pence in sums.items() if not pence and not problems]
    if problems:
        raise TpError(problems)
    made = [Path(scenario, line.name, line.agency, sums[line.name], line) for line in scenario.lines]
    return made + [Path(scenario, f"{REST}, {parties.name(a)}", a, pence) for a, pence in sorted(rest.items())]


def _takes(agency: str, rule: object, stream: Stream) -> bool:
    return stream.agency == agency and bool(rule) and rule.holds(stream)  # type: ignore[attr-defined]


def _nothing(name: str) -> Problem:
    return bad(
        f"[[line]] ({name})", "no money of that body and kind in the count", "some", "correct agency or of_count"
    )


def _taken_twice(stream: Stream, takers: Sequence[str]) -> Problem:
    found = f"{stream.name} is in {' and in '.join(takers)}"
    return bad("[[line]], of_count", found, "each pound in one line", "make the conditions narrower")


def _left_out(count: Count | None) -> Iterator[Row]:
    if count:
        rows = count.parts.filter(count.parts["nature"] == CAPITAL)
        title = "Capital in the count, apart and not carried on"
        yield money("headline", "capital_apart", title, int(rows["amount_pence"].sum()))


def _headline(years: Years) -> Iterator[Row]:
    scenario, last = years.scenario, years.scenario.years
    base, end = years.total("central", 0), years.total("central", last)
    yield money("headline", "base", f"Spend in {scenario.base_year}", base)
    yield money("headline", "central", f"Spend in {scenario.year(last)}, central", end)
    for variant in ("low", "high"):
        title = f"Spend in {scenario.year(last)}, {variant}"
        yield money("headline", variant, title, years.total(variant, last))
    yield money("headline", "change", "Change, central", end - base)
    if base:
        yield percent("headline", "change_pct", "Change, central, per cent", (end - base) / base)
    yield text("headline", "price_base", "Price base", str(scenario.price_base))


def _by_year(years: Years) -> Iterator[Row]:
    scenario = years.scenario
    for step in range(scenario.years + 1):
        year = scenario.year(step)
        key, title = (
            (("year", year),),
            f"{year}, in {scenario.price_base if scenario.price_base.real else 'cash'}",
        )
        for variant in VARIANTS:
            yield money("by_year", variant, title, years.total(variant, step), key)
        yield money("by_year", "one_off", title, years.one_off(step), key)


def _drivers(years: Years) -> Iterator[Row]:
    """What makes the central change: demand at base prices, then prices, then policy; together the change."""
    scenario = years.scenario
    for step in range(1, scenario.years + 1):
        key, title = (("year", scenario.year(step)),), f"Change from {scenario.base_year} to {scenario.year(step)}"
        demand = sum((path.base * (path.demand("central", step) - 1) for path in years.paths), NOUGHT)
        lines = sum((path.spend("central", step) - path.base for path in years.paths), NOUGHT)
        parts = {"demand": demand, "price": lines - demand, "policy": years.policy("central", step)}
        for column, pence in whole_pence(parts).items():
            yield money("drivers", column, title, pence, key)


def _by_agency(years: Years, parties: Parties) -> Iterator[Row]:
    last = years.scenario.years
    sums = {
        (variant, step): whole_pence({a: years.total(variant, step, a) for a in years.agencies})
        for variant, step in (("central", 0), *((variant, last) for variant in VARIANTS))
    }
    for agency in years.agencies:
        key, name = (("agency", agency),), parties.name(agency)
        yield money("by_agency", "base", name, sums["central", 0][agency], key)
        for variant in VARIANTS:
            yield money("by_agency", variant, name, sums[variant, last][agency], key)
        yield money("by_agency", "change", name, sums["central", last][agency] - sums["central", 0][agency], key)


def _agency_year(years: Years, parties: Parties) -> Iterator[Row]:
    for step in range(years.scenario.years + 1):
        cells = whole_pence({agency: years.total("central", step, agency) for agency in years.agencies})
        for agency, pence in cells.items():
            key = (("agency", agency), ("year", years.scenario.year(step)))
            yield money("agency_year", "central", f"{parties.name(agency)}, {years.scenario.year(step)}", pence, key)


def _trends(years: Years) -> Iterator[Row]:
    for path in years.paths:
        held = path.held_back
        if held:
            key = (("line", path.name),)
            yield number("trend", "held_back", f"{path.name}: years held back", held.years, key)
            yield percent("trend", "error", f"{path.name}: mean error on them, damped trend", held.error, key)
            title = f"{path.name}: mean error on them, the last year carried on"
            yield percent("trend", "naive_error", title, held.naive_error, key)


def _inputs(years: Years) -> Iterator[Row]:
    last = years.scenario.years
    for path in years.paths:
        key = (("line", path.name),)
        yield money("inputs", "base", f"{path.name}: base", path.base, key)
        for name, of in (("demand", path.demand), ("price", path.price)):
            title = f"{path.name}: {name} in the last year, of the base year's"
            yield percent("inputs", name, title, of("central", last), key)
        where = path.line.source if path.line else "the place's count; rises with prices in general"
        yield text("inputs", "source", f"{path.name}: source", where, key)


def _caveats(years: Years) -> list[str]:
    scenario = years.scenario
    said = [
        "Business as usual is no plan and no forecast of budgets: it says what the same services would cost.",
        f"All amounts are {scenario.price_base}; one-offs stand apart and never join a year's spend.",
        "Low, central and high are three sets of assumptions: no interval, and nothing says how likely each is.",
        "Use by age is taken to stay as it is; only the number of people of each age changes.",
    ]
    if not scenario.deflator:
        facts = source("gdp_deflator")
        checked = "" if facts.verified else " (not checked against a second source)"
        said.append(f"Prices in general: {facts.source}{checked}.")
    if any(path.held_back for path in years.paths):
        said.append(
            "A trend of a few years is a thin thread: low and high are off it by as much as it was wrong on the years "
            "held back, which is no interval."
        )
    return said


def _warnings(years: Years) -> Iterator[Problem]:
    for path in years.paths:
        held = path.held_back
        if held and held.error > held.naive_error:
            better = f"{decimal_text(held.naive_error * 100, 1)}% against {decimal_text(held.error * 100, 1)}%"
            found = f"{path.name}: on years held back, no change was less wrong than the trend, {better}"
            fix = "show it without a trend as well, or find out what drives it"
            yield Problem("trend-no-better", "", found, "a trend that beats no change", fix, "finding")
    if not any(path.line and (path.line.use or path.line.history) for path in years.paths):
        found = "No line has a demand of its own: only prices and policy change"
        yield Problem("no-demand", "", found, "use by age, or a history", "add use or history to a line", "finding")
    yield from _crossed(years)


def _crossed(years: Years) -> Iterator[Problem]:
    last = years.scenario.years
    low, central, high = (years.total(variant, last) for variant in VARIANTS)
    if not low <= central <= high:
        found = "Low, central and high are not in that order in the last year"
        yield Problem("variants-crossed", "", found, "low below central below high", "look at the inputs", "finding")
