"""Whom a pro-rata estimate is for: the target, resolved against the place and its count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tp_cli.errors import Problem, TpError
from tp_cli.place import FILE_NAME, Place
from tp_cli.project.leaning import count_differs, scope_differs
from tp_cli.project.prorata.file import ProRata
from tp_cli.project.scenario import bad
from tp_cli.project.setting import Setting


@dataclass(frozen=True)
class ResolvedTarget:
    """Whom the saving is scaled to: name, year of the population, people, and what is counted there, in pence."""

    name: str
    year: str
    people: int
    counted_pence: int | None


def resolve(scenario: ProRata, setting: Setting) -> ResolvedTarget:
    """The target's people, and its count where it is the place; TpError with everything that differs."""
    target = scenario.target
    if not target.place:
        return ResolvedTarget(target.name, target.year, target.population or 0, None)
    problems = [*_place_differs(scenario, setting.place), *count_differs("[target]", target.year, setting)]
    if problems or setting.count is None:
        raise TpError(problems)
    facts = setting.place.facts
    return ResolvedTarget(facts.name, target.year, facts.population[target.year], setting.count.total_pence)


def _place_differs(scenario: ProRata, place: Place) -> Iterator[Problem]:
    year = scenario.target.year
    if year not in place.facts.population:
        known = ", ".join(place.facts.population) or "none"
        fix = f'correct it, or add population = {{ "{year}" = 500000 }} to {FILE_NAME}'
        yield bad("[target], year", f'"{year}"', f"a year that {FILE_NAME} has a population for: {known}", fix)
    yield from scope_differs("[target], scope", scenario.target.scope, place)
    yield from _prices_differ(scenario, year)


def _prices_differ(scenario: ProRata, year: str) -> Iterator[Problem]:
    if scenario.price_year != year and not scenario.price_base_note:
        found = f'price_base = "{scenario.price_base}", beside a count of {year}'
        fix = 'add price_base_note = "why the prices differ"; add [reprice] too for a share of the count'
        yield bad("price_base", found, f"{year} prices, or a note", fix)
    if scenario.reprice and scenario.reprice.to_year != year:
        yield bad(
            "[reprice], to_year", f'"{scenario.reprice.to_year}"', f'"{year}", the year counted', "make them agree"
        )
