"""Several places side by side: differences in how they are counted first, then medians, and ranks only where alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem, TpError
from tp_cli.place import People, Switch, Year
from tp_cli.project.footing import Sourced, named_twice
from tp_cli.project.leaning import FromCount, count_differs, scope_differs
from tp_cli.project.outcome import Outcome, Row, money, number, text
from tp_cli.project.scenario import Scenario, bad
from tp_cli.project.setting import Setting
from tp_cli.project.terms import Owed, PriceBase, Prices, Text
from tp_cli.words import SCOPES


class Other(Sourced):
    """Another place's count: one [[place]]."""

    name: Annotated[Text, Field(examples=['"Anytown"'])]
    total: Annotated[Owed, Field(examples=['"812000000.00"'])]
    people: Annotated[People, Field(examples=["700000"])]
    counted_year: Annotated[Year, Field(examples=['"2024-25"'])]
    prices: Annotated[Prices, Field(examples=['"2024-25 cash"'])]
    scope: Annotated[dict[str, Switch], Field(examples=['{ benefits = "in", schools = "in" } (all switches)'])]
    basis: Annotated[Text, Field(examples=['"outturn"'])] = "outturn"


class Places(Scenario):
    """A scenario of method places."""

    others: Annotated[list[Other], Field(alias="place", min_length=1, examples=["a table [[place]] for each"])]
    count: Annotated[FromCount | None, Field(examples=["a table [count], for this place"])] = None

    def mistakes(self) -> Iterator[Problem]:
        """Places named twice, and scopes that do not say every switch."""
        yield from named_twice("[[place]], name", [other.name for other in self.others])
        for other in self.others:
            lacking = [name for name in SCOPES if name not in other.scope]
            if lacking:
                right = ", ".join(f'{name} = "in"' for name in lacking)
                where = f"[[place]] ({other.name}), scope"
                yield bad(where, f"nothing for {', '.join(lacking)}", "every switch", f"add {right} as it was counted")
        if len(self.others) + (self.count is not None) < 2:
            yield bad("[[place]]", "one place", "two or more", "add a [[place]], or [count] for this one")


@dataclass(frozen=True)
class Standing:
    """One place as it is compared: pence, people, and how it was counted."""

    name: str
    pence: int
    people: int
    how: Mapping[str, str]
    source: str

    @property
    def rate(self) -> Fraction:
        return Fraction(self.pence, self.people)


def project(scenario: Places, setting: Setting) -> Outcome:
    """A place beside others, £ a head.

    scenario  other places' counts and how each was made
    setting   this place and its count, where the scenario asks for it
    returns   headline, differences (first), places with ranks only where all are counted alike
    raises    TpError where this place's count differs from what the scenario says of it

    Source: docs/METHOD.md §5, several places.
    """
    standings = [*_here(scenario, setting), *(_standing(other) for other in scenario.others)]
    differing = differences(standings)
    rows = [*_headline(standings, differing), *_differences(standings, differing), *_places(standings, differing)]
    return Outcome(rows, _caveats(standings), [*_warnings(differing)])


def _here(scenario: Places, setting: Setting) -> Iterator[Standing]:
    asked = scenario.count
    if asked is None:
        return
    problems = [
        *count_differs("[count]", asked.year, setting),
        *scope_differs("[count], scope", asked.scope, setting.place),
    ]
    people = setting.place.facts.population.get(asked.year)
    if not people:
        problems.append(
            bad("[count], year", f'no population for "{asked.year}"', "people in place.toml", "add it there")
        )
    if problems or setting.count is None or not people:
        raise TpError(problems)
    how = _how(asked.year, PriceBase(asked.year, False), setting.place.scope.switches(), "outturn")
    yield Standing(setting.place.facts.name, setting.count.total_pence, people, how, "the place's own count")


def _standing(other: Other) -> Standing:
    how = _how(other.counted_year, other.prices, other.scope, other.basis)
    return Standing(other.name, other.total, other.people, how, other.source)


def _how(year: str, prices: PriceBase, scope: Mapping[str, str], basis: str) -> dict[str, str]:
    switches = {f"scope {name}": str(scope.get(name, "not said")) for name in SCOPES}
    return {"year": year, "prices": str(prices), "basis": basis, **switches}


def differences(standings: Sequence[Standing]) -> list[str]:
    """What the places are not counted alike in."""
    names = standings[0].how
    return [name for name in names if len({standing.how[name] for standing in standings}) > 1]


def _headline(standings: Sequence[Standing], differing: Sequence[str]) -> Iterator[Row]:
    yield number("headline", "differences", "Ways in which they are not counted alike", len(differing))
    yield text("headline", "alike", "Counted alike", "no: not ranked" if differing else "yes")
    if not differing:
        middle = median([standing.rate for standing in standings])
        apart = median([abs(standing.rate - middle) for standing in standings])
        yield number("headline", "places", "Places", len(standings))
        yield money("headline", "median_per_head", "Median, £ a head", middle)
        yield money("headline", "mad_per_head", "Median absolute deviation, £ a head", apart)


def _differences(standings: Sequence[Standing], differing: Sequence[str]) -> Iterator[Row]:
    for name in differing:
        for standing in standings:
            key = (("difference", name), ("place", standing.name))
            yield text("differences", "counted", f"{name}: {standing.name}", standing.how[name], key)


def _places(standings: Sequence[Standing], differing: Sequence[str]) -> Iterator[Row]:
    """Every place; £ a head beside the median, and rank, only where all are counted alike."""
    middle = median([standing.rate for standing in standings])
    for standing in standings:
        key = (("place", standing.name),)
        yield money("places", "total", standing.name, standing.pence, key)
        yield number("places", "people", standing.name, standing.people, key)
        yield money("places", "per_head", standing.name, standing.rate, key)
        if not differing:
            rank = 1 + sum(1 for other in standings if other.rate > standing.rate)
            yield number("places", "rank", standing.name, rank, key)
            yield money("places", "from_median", standing.name, standing.rate - middle, key)
        yield text("places", "source", standing.name, standing.source, key)


def _caveats(standings: Sequence[Standing]) -> list[str]:
    return [
        "More money a head may be more need, higher prices, or a wider count; less may be less of any of them.",
        "Equal switches do not make equal counts: coverage, withheld bodies and apportioned money differ as well.",
        f"{len(standings)} places are no sample: the median and its deviation describe these and no others.",
    ]


def _warnings(differing: Sequence[str]) -> Iterator[Problem]:
    if differing:
        found = f"The places are not counted alike: {', '.join(differing)}"
        fix = "count them alike, or do not compare them"
        yield Problem("not-comparable", "", found, "one year, prices, basis and scope for all", fix, "finding")
