"""What a line is for: the best rule that speaks on each axis, and nothing where two disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.map.match import Match
from tp_cli.map.rules import AXES, Part, Rule, unmapped_part


@dataclass(frozen=True)
class Tie:
    """Two rules that fit a line equally well and say different things of it."""

    axis: str
    first: Rule
    second: Rule


@dataclass(frozen=True)
class Decision:
    """The parts of a line, the rule that gave their codes and how; `ties` where rules disagree."""

    parts: tuple[Part, ...]
    rule: str
    how: str
    ties: tuple[Tie, ...]


def decide(matches: Sequence[Match], stated: str | None) -> Decision:
    """What the rules that a line meets make of it.

    matches  best first
    stated   COFOG code that the source itself gives: it stands unless a person's rule speaks, or a shipped
             rule says the same more finely (stated 07, rule 07.3)
    returns  at least one part; without a code where no rule gives one or two equally good ones differ

    Source: docs/METHOD.md §4.
    """
    best, tie = _best_code(matches)
    others, ties = _axes(matches)
    ties = (*(() if tie is None or (stated and not tie.first.own) else (tie,)), *ties)
    if best is not None and (best.own or stated is None or _refines(best, stated)):
        parts = tuple(Part(part.cofog, part.weight, _filled(part.axes, others)) for part in best.parts)
        return Decision(parts, best.id, best.how, ties)
    if stated is not None and not (tie and tie.first.own):
        return Decision((Part(stated, Fraction(1), others),), "", "stated", ties)
    return Decision((unmapped_part(others),), "", "unmapped", ties)


def _best_code(matches: Sequence[Match]) -> tuple[Rule | None, Tie | None]:
    """The best rule that gives codes; none, and the tie, where another as good gives other codes."""
    coded = [match for match in matches if match.rule.has_code]
    if not coded:
        return None, None
    best = coded[0]
    for match in coded[1:]:
        if match.rank == best.rank and match.rule.codes() != best.rule.codes():
            return None, Tie("cofog", best.rule, match.rule)
    return best.rule, None


def _axes(matches: Sequence[Match]) -> tuple[tuple[str | None, ...], tuple[Tie, ...]]:
    """For each axis what the best rule that gives it says, and the ties."""
    values: list[str | None] = []
    ties: list[Tie] = []
    for position, axis in enumerate(AXES):
        value, tie = _best_axis(matches, position, axis)
        values.append(value)
        ties += [tie] if tie else []
    return tuple(values), tuple(ties)


def _best_axis(matches: Sequence[Match], position: int, axis: str) -> tuple[str | None, Tie | None]:
    said = [(match, value) for match in matches if (value := match.rule.axis(position)) is not None]
    if not said:
        return None, None
    best, value = said[0]
    for match, other in said[1:]:
        if match.rank == best.rank and other != value:
            return None, Tie(axis, best.rule, match.rule)
    return value, None


def _refines(rule: Rule, stated: str) -> bool:
    return all(part.cofog is not None and part.cofog.startswith(f"{stated}.") for part in rule.parts)


def _filled(own: Sequence[str | None], others: Sequence[str | None]) -> tuple[str | None, ...]:
    return tuple(value or other for value, other in zip(own, others, strict=True))
