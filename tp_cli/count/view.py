"""What is asked of a count: the years, the scope, the prices, what it is cut by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tp_cli.count.dimensions import DIMENSIONS
from tp_cli.count.prices import deflator
from tp_cli.errors import Problem, TpError, nearest
from tp_cli.place import Place
from tp_cli.words import SCOPES

DEFAULT_BY = ("agency", "cofog")
SWITCHES = ("in", "out", "memo")


@dataclass(frozen=True)
class View:
    """A question.

    year        the year that it is about, the last of `years`
    plain       true for the question of place.toml, which alone is stored
    real        financial year whose prices are used; "" for cash
    per_head    true where amounts are to be shown for each resident
    years       all years asked for, one after the other, never added
    """

    year: str
    scope: Mapping[str, str]
    by: Sequence[str]
    plain: bool
    real: str = ""
    per_head: bool = False
    years: tuple[str, ...] = ()

    @property
    def line_columns(self) -> list[str]:
        """Columns of lines that the cut needs besides those that every count has."""
        return [name for dimension in self.by for name in DIMENSIONS[dimension].line_columns]

    @property
    def prices(self) -> str:
        """The price base in words: "cash", or "2024-25 prices"."""
        return f"{self.real} prices" if self.real else "cash"


def view_of(
    place: Place,
    year: str | None,
    scope: str | None,
    by: str | None,
    real: str | None = None,
    per_head: bool = False,
) -> View:
    """The question that the flags ask; TpError (exit 2) with every mistake in them.

    year   a financial year of the place, several parted by commas, or "all"; its last one where not said, all of
           them where the cut is by year
    scope  "benefits=out,capital=memo": what differs from place.toml
    by     "agency,cofog": the columns of the rows
    real   a financial year: amounts in its prices
    """
    problems: list[Problem] = []
    columns = list(dict.fromkeys(name.strip().replace("-", "_") for name in by.split(","))) if by else list(DEFAULT_BY)
    years = _years(place, year, "year" in columns, problems)
    switches = _switches(place, scope, problems)
    problems += [_bad("--by", name, tuple(DIMENSIONS)) for name in columns if name not in DIMENSIONS]
    problems += _prices(years, real)
    problems += _heads(place, years, per_head)
    if problems:
        raise TpError(problems)
    usual = switches == place.scope.switches() and years == (max(place.facts.years),)
    plain = usual and not (by or real or per_head)
    return View(years[-1], switches, columns, plain, real or "", per_head, years)


def _years(place: Place, text: str | None, cut_by_year: bool, problems: list[Problem]) -> tuple[str, ...]:
    known = sorted(place.facts.years)
    if text is None:
        return tuple(known) if cut_by_year else (known[-1],)
    if text == "all":
        return tuple(known)
    asked = [name.strip() for name in text.split(",")]
    problems += [_bad("--year", name, known) for name in asked if name not in known]
    return tuple(sorted(dict.fromkeys(asked)))


def _switches(place: Place, text: str | None, problems: list[Problem]) -> dict[str, str]:
    switches = dict(place.scope.switches())
    said: set[str] = set()
    for item in text.split(",") if text else []:
        name, _, value = (part.strip() for part in item.partition("="))
        name = name.replace("-", "_")
        if name in said:
            fix = "say it once"
            problems.append(Problem("bad-flag", f"--scope {name}", f'"{text}"', "each switch once", fix, "usage"))
        said.add(name)
        if name not in SCOPES:
            problems.append(_bad("--scope", name, SCOPES))
        elif value not in SWITCHES:
            problems.append(_bad(f"--scope {name}", value, SWITCHES))
        else:
            switches[name] = value
    return switches


def _prices(years: Sequence[str], real: str | None) -> Iterator[Problem]:
    """A year that the deflator does not have: amounts are never shown half in real terms."""
    known = deflator()
    for flag, year in [("--real", real)] + [("--year", year) for year in years if real]:
        if year and year not in known:
            yield Problem(
                "no-deflator",
                flag,
                f'"{year}"',
                f"a financial year of the GDP deflator, {min(known)} to {max(known)}",
                "choose another price base, or leave --real out",
                "usage",
            )


def _heads(place: Place, years: Sequence[str], per_head: bool) -> Iterator[Problem]:
    for year in years:
        if per_head and year not in place.facts.population:
            yield Problem(
                "no-population",
                "--per-head",
                f"no population for {year}",
                "[place] population for every year asked for",
                f'add population = {{ "{year}" = ... }} to place.toml',
                "usage",
            )


def _bad(where: str, found: str, known: Sequence[str]) -> Problem:
    close = nearest(found, known)
    fix = f"did you mean {' or '.join(close)}?" if close else f"use one of {', '.join(known)}"
    return Problem("bad-flag", where, f'"{found}"', ", ".join(known), fix, "usage")
