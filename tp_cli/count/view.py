"""What is asked of a count: the year, the scope, what it is cut by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ledger import SCOPES
from tp_cli.place import Place

DIMENSIONS = ("agency", "cofog", "cofog_group", "theme", "nature", "control", "basis", "year")
DEFAULT_BY = ("agency", "cofog")
SWITCHES = ("in", "out", "memo")


@dataclass(frozen=True)
class View:
    """A question: `plain` where it is the one of place.toml, which alone is stored."""

    year: str
    scope: Mapping[str, str]
    by: Sequence[str]
    plain: bool


def view_of(place: Place, year: str | None, scope: str | None, by: str | None) -> View:
    """The question that the flags ask; TpError (exit 2) with every mistake in them.

    year   a financial year of the place; its last one where not said
    scope  "benefits=out,capital=memo": what differs from place.toml
    by     "agency,cofog": the columns of the rows
    """
    problems: list[Problem] = []
    chosen = year or max(place.facts.years)
    if chosen not in place.facts.years:
        problems.append(_bad("--year", chosen, place.facts.years))
    switches = dict(place.scope.switches())
    for text in (scope or "").split(",") if scope else []:
        name, _, value = (part.strip() for part in text.partition("="))
        name = name.replace("-", "_")
        if name not in SCOPES:
            problems.append(_bad("--scope", name, SCOPES))
        elif value not in SWITCHES:
            problems.append(_bad(f"--scope {name}", value, SWITCHES))
        else:
            switches[name] = value
    columns = [name.strip() for name in by.split(",")] if by else list(DEFAULT_BY)
    problems += [_bad("--by", name, DIMENSIONS) for name in columns if name not in DIMENSIONS]
    if problems:
        raise TpError(problems)
    plain = chosen == max(place.facts.years) and switches == place.scope.switches() and not by
    return View(chosen, switches, columns, plain)


def _bad(where: str, found: str, known: Sequence[str]) -> Problem:
    close = nearest(found, known)
    fix = f"did you mean {' or '.join(close)}?" if close else f"use one of {', '.join(known)}"
    return Problem("bad-flag", where, f'"{found}"', ", ".join(known), fix, "usage")
