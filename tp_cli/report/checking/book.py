"""A finished workbook as the rules see it, whichever format it came in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks.

    named   built-in cell style that it is, such as Heading 1; "" for none
    color   True where the text has a colour of its own
    number  number format code
    """

    font: str = ""
    size: float = 0.0
    color: bool = False
    fill: bool = False
    border: bool = False
    align: str = ""
    wrap: bool = False
    named: str = ""
    number: str = "General"


@dataclass(frozen=True, slots=True)
class CellSeen:
    """One cell with something in it; `kind` is text, number, error, bool or date."""

    kind: str
    text: str
    style: Style
    formula: bool = False


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A marked-up table: rows and columns count from nought, the last ones are in it."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    header_rows: int = 1
    totals_rows: int = 0
    filter_button: bool = False
    styled: str = ""

    def holds(self, row: int, col: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= col <= self.right


@dataclass
class SheetSeen:
    """One worksheet; `kind` is worksheet or what else it is, such as a chart sheet."""

    name: str
    kind: str = "worksheet"
    hidden: bool = False
    cells: dict[tuple[int, int], CellSeen] = field(default_factory=dict)
    styled: dict[tuple[int, int], Style] = field(default_factory=dict)  # empty cells with a look of their own
    tables: list[TableSeen] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_parts: list[str] = field(default_factory=list)
    frozen: bool = False
    filtered: bool = False
    header_footer: str = ""
    conditional: bool = False
    selected: str = "A1"


@dataclass
class BookSeen:
    """A workbook."""

    sheets: list[SheetSeen] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    active: int = 0
    macros: bool = False
    external: list[str] = field(default_factory=list)
    hidden_names: list[str] = field(default_factory=list)


def address(row: int, col: int) -> str:
    """A1 for 0, 0."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
