"""How wide the columns of a sheet are, and how high a row must be for its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from tp_cli.report.evaluate import Evaluator, Made
from tp_cli.report.layout import TOTAL, Placed
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
            total = [TOTAL] if one.block.total and one.block.columns[col].total else []
            made = [sheets.cell(one, row, col) for row in [*range(len(one.rows)), *total]]
            widest = max([widest, *(_digits(cell) for cell in _ends(made))])
        widest = max([widest, *(_digits(sheets.line(one, n)) for n in range(len(one.block.lines)) if col == 1)])
    return widest * 1.15 + 2.5 if widest else 0.0


def _ends(made: Sequence[Made]) -> list[Made]:
    """The lowest and the highest number of each look: no number between them is wider."""
    looks: dict[str, tuple[Made, Made]] = {}
    for cell in made:
        if isinstance(cell.value, int | Fraction):
            low, high = looks.get(cell.format, (cell, cell))
            low = cell if cell.value < low.value else low  # type: ignore[operator]
            high = cell if cell.value > high.value else high  # type: ignore[operator]
            looks[cell.format] = (low, high)
    return [each for pair in looks.values() for each in pair]


def _digits(made: Made) -> int:
    if not isinstance(made.value, int | Fraction):
        return 0
    scale = {"pounds": 100, "pence": 100, "millions": 10**8}.get(made.format, 1)
    return len(f"£{float(made.value / Fraction(scale)):,.{_DECIMALS.get(made.format, 0)}f}")


def column_look(sheets: Evaluator, placed: Placed, col: int) -> str:
    """The look of a column's cells, by its first row."""
    return sheets.cell(placed, 0, col).format if placed.rows else placed.block.columns[col].format or "text"


def height(text: str, style: str, width: float) -> float:
    """Points that a wrapped text needs in a cell of this width in characters."""
    per_line = max(4.0, (width - 2.0) / _WORDY.get(style, 0.92))
    if len(text) <= per_line and "\n" not in text:
        return 3.0 + _POINTS.get(style, 13.0)
    lines = sum(_wrapped(line, per_line) for line in text.split("\n"))
    return 3.0 + lines * _POINTS.get(style, 13.0)


def _wrapped(line: str, per_line: float) -> int:
    """Lines that words take, broken at blanks and after hyphens, words longer than a line anywhere."""
    lines, used = 1, 0.0
    for word in _BREAKS.split(line):
        if used and used + 1 + len(word) > per_line:
            lines, used = lines + 1, 0.0
        lines += max(0, ceil(len(word) / per_line) - 1)
        used = used + 1 + len(word) if used else len(word) % per_line or len(word)
    return lines
