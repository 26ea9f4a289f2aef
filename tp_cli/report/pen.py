"""The pen of one sheet: writes cells from top to bottom, and gives every row the height that its texts need."""

from __future__ import annotations

from collections.abc import Sequence

from tp_cli.cells import Sheet
from tp_cli.report import formulas
from tp_cli.report.made import IN_PENCE, Made, stored_value
from tp_cli.report.sizes import height

LOWEST = 16.0  # points of a row that asks for no more: one line of text
HIGHEST = 400.0
_DEFAULT_WIDTH = 8.43


class Pen:
    """Writes rows in their order; each is ended before the next one is begun.

    widths  of the sheet's columns, in characters
    """

    def __init__(self, sheet: Sheet, widths: Sequence[float]) -> None:
        self.sheet, self.widths = sheet, widths
        self._points = LOWEST
        sheet.raw.set_default_row(LOWEST)

    def text(self, row: int, col: int, text: str, style: str) -> None:
        """A text in one cell."""
        self.sheet.text(row, col, text, style)
        self._room(text, style, self.widths[col])

    def across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """A text over several columns."""
        self.sheet.across(row, first, last, text, style)
        beyond = max(0, last + 1 - len(self.widths)) * _DEFAULT_WIDTH
        self._room(text, style, sum(self.widths[first : last + 1]) + beyond)

    def put(self, row: int, col: int, made: Made, missing: str = "–", suffix: str = "") -> None:
        """A cell by what it holds: text, pence, a share of one, a number; live where it has a formula.

        missing  what stands where there is no value
        suffix   of the style's name, such as "_total"
        """
        value, look, formula, _ = made
        if formula is not None and value is not None:
            self.sheet.formula(row, col, formula, stored_value(made), look + suffix)
        elif isinstance(value, str):
            self.text(row, col, value, look if look in ("check", "reference") else f"text{suffix}")
        elif value is None:
            words = look in ("text", "reference")
            self.text(row, col, missing, f"{look if words else 'missing'}{suffix}")
        elif look in IN_PENCE:
            self.sheet.money(row, col, value, look + suffix)
        else:
            self.sheet.number(row, col, value, look + suffix)

    def verdict(self, row: int, col: int, made: Made) -> None:
        """The result of a check, which shows in white on red while it fails."""
        self.put(row, col, made)
        self.sheet.mark_failures([(row, col)], formulas.FAILS)

    def end(self, row: int, least: float = LOWEST) -> None:
        """Give the row its height: no more is written in it."""
        points = max(self._points, least)
        if points > LOWEST:
            self.sheet.raw.set_row(row, min(points, HIGHEST))
        self._points = LOWEST

    def _room(self, text: str, style: str, width: float) -> None:
        if style != "check":
            self._points = max(self._points, height(text, style, width))
