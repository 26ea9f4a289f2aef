"""Rules as a table that a person can open in Excel: what a line must say, and what it is then for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

How = Literal["exact", "prefix", "keyword", "agency"]
Force = Literal["function", "support", "vague"]

HOWS: tuple[How, ...] = get_args(How)
FORCES: tuple[Force, ...] = get_args(Force)
AGENCY_COLUMNS = ("agency", "agency_kind", "layout")
SEVERAL: dict[str, tuple[str, ...]] = {  # columns of a rule that look at several columns of a line
    "text": ("service", "directorate", "narrative", "expense"),
    "heading": ("service", "directorate"),
    "body": ("agency_name", "directorate"),
}
CELL_COLUMNS = ("directorate", "service", "expense", "narrative", "supplier", "code")
TEXT_COLUMNS = (*CELL_COLUMNS, *SEVERAL)
AXES = (
    "theme",
    "client_group",
    "area",
    "outcome",
    "prevention",
    "nature",
    "control",
    "ring_fence",
    "department",
    "scope",
)
DATES = ("valid_from", "valid_to")
COLUMNS = ("rule", "how", "force", *AGENCY_COLUMNS, *TEXT_COLUMNS, *DATES, "cofog", "weight", *AXES, "note")

NATURES = ("pay", "running costs", "third-party", "benefits", "grant", "capital")
CONTROLS = ("1", "2", "3", "4", "5", "6")
EMPTY = "(empty)"  # as a text: the cell must be empty
NO_FUNCTION = "none"  # as a target: the line is for nothing that COFOG knows, and stays unmapped
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
    force   function: its words name what is done; support: they name what serves any function (finance, estates),
            and give way to a function named anywhere in the line's headings; vague: they speak last
    own     true for a person's rule in the place folder, which beats a shipped one
    pack    file that holds it
    line    line of that file where it starts
    agency  column and values of agency, agency_kind, layout, one of which must be equal
    texts   column and folded texts, any one of which must be found; "" where the cell must be empty
    valid   first and last day, ISO, each None where open
    coded   true where it says what a line is for, be it `none`: that it has no function and stays unmapped
    parts   targets; their weights add up to exactly 1
    """

    id: str
    how: How
    force: Force
    own: bool
    pack: str
    line: int
    agency: tuple[tuple[str, tuple[str, ...]], ...]
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    valid: tuple[str | None, str | None]
    coded: bool
    parts: tuple[Part, ...]

    @property
    def where(self) -> str:
        return f"{self.pack}, line {self.line}"

    def axis(self, position: int) -> str | None:
        """What the whole rule says on an axis; None where it says nothing, or its parts differ."""
        values = {part.axes[position] for part in self.parts}
        return values.pop() if len(values) == 1 else None

    def codes(self) -> tuple[tuple[str | None, Fraction], ...]:
        """Its codes and their shares."""
        return tuple((part.cofog, part.weight) for part in self.parts)


def is_settled(rule: Rule) -> bool:
    """Whether a person has said by it that a line has no function: nobody need ask again."""
    return rule.own and rule.coded and all(part.cofog is None for part in rule.parts)
