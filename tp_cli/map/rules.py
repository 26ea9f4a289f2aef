"""Rules as a table that a person can open in Excel: what a line must say, and what it is then for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

How = Literal["exact", "prefix", "keyword", "agency"]

HOWS: tuple[How, ...] = get_args(How)
AGENCY_COLUMNS = ("agency", "agency_kind", "layout")
ANY_TEXT = ("service", "directorate", "narrative", "expense")  # what the column `text` looks at
TEXT_COLUMNS = ("directorate", "service", "expense", "narrative", "supplier", "code", "text")
AXES = ("theme", "nature", "control", "scope", "prevention")
COLUMNS = ("rule", "how", *AGENCY_COLUMNS, *TEXT_COLUMNS, "cofog", "weight", *AXES, "note")

NATURES = ("pay", "running costs", "third-party", "benefits", "grant", "capital")
CONTROLS = ("1", "2", "3", "4", "5", "6")
PREVENTIONS = ("prevent", "early", "react")


@dataclass(frozen=True)
class Part:
    """One target of a rule: a share of the line and what it is for."""

    cofog: str | None
    weight: Fraction
    axes: tuple[str | None, ...]  # in the order of AXES


@dataclass(frozen=True)
class Rule:
    """One rule: what a line must say, and the parts that it is then divided into.

    id      name, unique within the place's own rules and within the shipped ones
    how     exact, prefix or keyword for the text columns; agency where there are none
    own     true for a person's rule in the place folder, which beats a shipped one
    pack    file that holds it
    line    line of that file where it starts
    agency  column and value of agency, agency_kind, layout that must be equal
    texts   column and folded text that must be found
    parts   targets; their weights add up to exactly 1
    """

    id: str
    how: How
    own: bool
    pack: str
    line: int
    agency: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]

    @property
    def where(self) -> str:
        return f"{self.pack}, line {self.line}"

    @property
    def has_code(self) -> bool:
        return self.parts[0].cofog is not None

    def axis(self, position: int) -> str | None:
        """What the whole rule says on an axis; None where it says nothing, or its parts differ."""
        values = {part.axes[position] for part in self.parts}
        return values.pop() if len(values) == 1 else None

    def codes(self) -> tuple[tuple[str | None, Fraction], ...]:
        """Its codes and their shares."""
        return tuple((part.cofog, part.weight) for part in self.parts)


def unmapped_part(axes: Sequence[str | None]) -> Part:
    """The whole of a line that no rule gives a code."""
    return Part(None, Fraction(1), tuple(axes))
