"""How wide the columns of a sheet are, and how high a row must be for its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from math import ceil

from tp_cli.report.evaluate import Evaluator
from tp_cli.report.layout import TOTAL, Placed
from tp_cli.report.made import Exact, Made
from tp_cli.report.plan import SheetPlan

_DEFAULT = {"text": 30.0, "reference": 24.0, "number": 12.0, "percent": 12.0}
_NARROWEST = 14.0
_LINES = [30.0, 100.0, 14.0]
_CHECKS = [58.0, 30.0, 48.0, 34.0]
_WORDY = {"title": 1.55, "head": 1.0, "head_number": 1.0, "label": 1.0, "reference": 0.68}
_DECIMALS = {"pence": 2, "millions": 1, "percent": 3, "decimal": 3}
_BREAKS = re.compile(r" |(?<=[-/])(?=\w)")
_POINTS = {"title": 22.0, "reference": 10.0}


def column_widths(sheets: Evaluator, sheet: SheetPlan) -> list[float]:
    """Widths in characters: what the plan says, else what the cells need, else narrow."""
    layout = sheets.layout
    if layout.checks and layout.checks.sheet == sheet.name:
        return list(_CHECKS)
    placed = layout.on_sheet[sheet.name]
    if not any(one.block.table for one in placed):
        return list(_LINES)
    count = layout.width(sheet)
    asked = [max(_asked(placed, col) or [_needed(sheets, placed, col)]) for col in range(count)]
    return [max(width, _longest_number(sheets, placed, col)) for col, width in enumerate(asked)]


def _asked(placed: Sequence[Placed], col: int) -> list[float]:
    columns = [one.block.columns[col] for one in placed if col < len(one.block.columns)]
    return [column.width for column in columns if column.width]


def _needed(sheets: Evaluator, placed: Sequence[Placed], col: int) -> float:
    looks = [column_look(sheets, one, col) for one in placed if col < len(one.block.columns)]
    return max([_NARROWEST, *(_DEFAULT.get(look, 16.0) for look in looks)])


def _longest_number(sheets: Evaluator, placed: Sequence[Placed], col: int) -> float:
    """What the widest number takes: one that does not fit would show as ####."""
    widest = 0
    for one in placed:
        if col < len(one.block.columns):
            widest = max([widest, *(_digits(value, look) for value, look in _ends(sheets, one, col))])
        made = [sheets.line(one, n) for n in range(len(one.block.lines)) if col == 1]
        widest = max([widest, *(_digits(each.value, each.format) for each in made)])
    return widest * 1.15 + 2.5 if widest else 0.0


def _ends(sheets: Evaluator, placed: Placed, col: int) -> Iterator[tuple[Exact, str]]:
    """The lowest and the highest number of each look, and the total: no other number of the column is wider."""
    if placed.block.total and placed.block.columns[col].total:
        yield sheets.cell(placed, TOTAL, col)[:2]
    field = sheets.field(placed, col)
    if field is None or field.look == "by_row":
        yield from _ends_by_look(map(sheets.down(placed, col), range(len(placed.rows))))
    elif not field.wordy:
        numbers = [value for value in sheets.values(placed, col) if isinstance(value, int | Fraction)]
        yield from ((end(numbers), field.look) for end in (min, max) if numbers)


def _ends_by_look(cells: Iterable[Made]) -> Iterator[tuple[Exact, str]]:
    ends: dict[str, tuple[int | Fraction, int | Fraction]] = {}
    for value, look, *_ in cells:
        if isinstance(value, int | Fraction):
            low, high = ends.get(look, (value, value))
            ends[look] = min(low, value), max(high, value)
    return ((value, look) for look, pair in ends.items() for value in pair)


def _digits(value: Exact, look: str) -> int:
    if not isinstance(value, int | Fraction):
        return 0
    scale = {"pounds": 100, "pence": 100, "millions": 10**8}.get(look, 1)
    return len(f"£{float(Fraction(value) / scale):,.{_DECIMALS.get(look, 0)}f}")


def column_look(sheets: Evaluator, placed: Placed, col: int) -> str:
    """The look of a column's cells, by its first row."""
    return sheets.cell(placed, 0, col).format if placed.rows else placed.block.columns[col].format or "text"


def height(text: str, style: str, width: float) -> float:
    """Points that a wrapped text needs in a cell of this width in characters."""
    letters, points = _line(style, width)
    if len(text) <= letters and "\n" not in text:
        return 3.0 + points
    return 3.0 + points * sum(_wrapped(line, letters) for line in text.split("\n"))


@cache
def _line(style: str, width: float) -> tuple[float, float]:
    """Letters that fit into a line of this width, and the points that it is high."""
    return max(4.0, (width - 2.0) / _WORDY.get(style, 0.92)), _POINTS.get(style, 13.0)


def _wrapped(line: str, per_line: float) -> int:
    """Lines that words take, broken at blanks and after hyphens, words longer than a line anywhere."""
    lines, used = 1, 0.0
    for word in _BREAKS.split(line):
        if used and used + 1 + len(word) > per_line:
            lines, used = lines + 1, 0.0
        lines += max(0, ceil(len(word) / per_line) - 1)
        used = used + 1 + len(word) if used else len(word) % per_line or len(word)
    return lines
