"""The one writer of workbook cells: foreign text stays text, limits are problems, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from tp_cli import safe
from tp_cli.errors import Problem, TpError
from tp_cli.looks import BOARD, Look
from tp_cli.named_styles import name_styles
from tp_cli.streamed import StreamedWorksheet

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
MAX_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = "[]:*?/\\"

Number = int | float | Decimal | Fraction


@dataclass(frozen=True)
class Ref:
    """One cell of a workbook; rows and columns count from nought."""

    sheet: str
    row: int
    col: int

    def seen_from(self, home: str, fixed_row: bool = False) -> str:
        """C5 on its own sheet, 'Spend by agency'!C5 from another."""
        cell = str(xl_rowcol_to_cell(self.row, self.col, row_abs=fixed_row))
        return cell if self.sheet == home else f"{quote_sheetname(self.sheet)}!{cell}"


@dataclass(frozen=True)
class Formula:
    """A formula that this program built (report/formulas.py), never one made from anyone's text."""

    text: str


class Sheet:
    """One worksheet of a `Book`; every write is checked."""

    def __init__(self, name: str, book: Book, sheet: Any) -> None:
        self.name = name
        self.raw = sheet
        self._book = book

    def text(self, row: int, col: int, text: str, style: str = "text") -> None:
        """Anyone's text, always as text: `=1+1` is shown, never worked out."""
        clean = safe.for_cell(text)
        if len(clean) > MAX_TEXT:
            raise self._refuse(row, col, f"a text of {len(clean):,} characters", f"at most {MAX_TEXT:,}")
        look = self._book.style(style)
        if clean.startswith("<r>") and clean.endswith("</r>"):  # XlsxWriter takes this for markup of its own
            self._took(row, col, self.raw.write_rich_string(row, col, clean[:1], look, clean[1:], look))
        else:
            self._took(row, col, self.raw.write_string(row, col, clean, look))

    def money(self, row: int, col: int, pence: Number, style: str = "pounds") -> None:
        """Pence, held in the cell as pounds."""
        self.number(row, col, in_pounds(pence), style)

    def number(self, row: int, col: int, number: Number, style: str = "number") -> None:
        """A finite number."""
        plain = float(number)
        if plain != plain or plain in (float("inf"), float("-inf")):
            raise self._refuse(row, col, str(plain), "a finite number")
        self._took(row, col, self.raw.write_number(row, col, plain, self._book.style(style)))

    def percent(self, row: int, col: int, share: Number, style: str = "percent") -> None:
        """A share of one, shown in per cent."""
        self.number(row, col, share, style)

    def date(self, row: int, col: int, day: dt.date, style: str = "date") -> None:
        """A day without a time."""
        self._took(row, col, self.raw.write_datetime(row, col, day, self._book.style(style)))

    def blank(self, row: int, col: int, style: str = "text") -> None:
        """An empty cell that carries a style."""
        self._took(row, col, self.raw.write_blank(row, col, None, self._book.style(style)))

    def formula(self, row: int, col: int, formula: Formula, value: float | str, style: str) -> None:
        """A formula with the value that it has, for readers that do not recalculate."""
        stored = safe.for_cell(value) if isinstance(value, str) else value
        self._took(row, col, self.raw.write_formula(row, col, formula.text, self._book.style(style), stored))

    def across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """Text over several columns, in one cell that spans them."""
        if first < last:
            for col in (first, last):
                self._took(row, col, 0 if _fits(row, col) else -1)
            self.raw.merge_range(row, first, row, last, "", self._book.style(style))
        self.text(row, first, text, style)

    def link(self, row: int, col: int, text: str, sheet: str, style: str = "link") -> None:
        """Text that leads to the first cell of another sheet of this workbook, and nowhere else."""
        clean, where = safe.for_cell(text), f"internal:{quote_sheetname(sheet)}!A1"
        self._took(row, col, self.raw.write_url(row, col, where, self._book.style(style), clean))
        self.text(row, col, text, style)

    def table(self, row: int, name: str, heads: Sequence[tuple[str, str]], rows: int) -> None:
        """Mark up cells already written as an Excel Table: plain, without filter buttons.

        row    of the header; the table starts in column A
        heads  text and style of each header
        rows   below it, at least one
        """
        columns = [{"header": safe.for_cell(text), "header_format": self._book.style(style)} for text, style in heads]
        options = {"name": name, "columns": columns, "style": None, "autofilter": False}
        if self.raw.add_table(row, 0, row + rows, len(heads) - 1, options) != 0:
            raise self._refuse(row, 0, f'table "{name}"', "a table name and headers that no other table here has")
        for col, (text, style) in enumerate(heads):
            self.text(row, col, text, style)

    def mark_failures(self, cells: Sequence[tuple[int, int]], word: str) -> None:
        """Show each of these cells in white on red while its text holds `word`."""
        rule = {"type": "text", "criteria": "containing", "value": word, "format": self._book.style("check_fails")}
        for row, col in cells:
            self.raw.conditional_format(row, col, row, col, rule)

    def choose_from(self, rows: tuple[int, int], col: int, choices: tuple[Ref, Ref], hint: str) -> None:
        """A drop-down in the rows, first and last, of a column: the texts of a column of cells; others can be typed."""
        top, bottom = (xl_rowcol_to_cell(ref.row, ref.col, row_abs=True, col_abs=True) for ref in choices)
        source = f"={quote_sheetname(choices[0].sheet)}!{top}:{bottom}"
        rule = {"validate": "list", "source": source, "input_message": hint, "error_type": "information"}
        self._took(rows[0], col, self.raw.data_validation(rows[0], col, rows[1], col, rule))

    def _took(self, row: int, col: int, code: int) -> None:
        if code != 0:
            raise self._refuse(row, col, f"row {row + 1:,}, column {col + 1:,}", _LIMITS)

    def _refuse(self, row: int, col: int, found: str, expected: str) -> TpError:
        cell = xl_rowcol_to_cell(row, col) if row >= 0 and col >= 0 else "outside"
        return _limit(f'sheet "{self.name}", cell {cell}', found, expected)


class Book:
    """A workbook in the making: the same calls give the same bytes.

    streamed  rows are written from top to bottom, heights before the next row, and not kept: however long a table is,
              it takes no memory. Marked-up tables need the other mode.
    """

    def __init__(
        self, path: Path, properties: Mapping[str, str] | None = None, look: Look = BOARD, streamed: bool = False
    ) -> None:
        self._path, self._look = path, look
        self._parts = tempfile.TemporaryDirectory(prefix="tp-", ignore_cleanup_errors=True) if streamed else None
        mode = {"constant_memory": True, "tmpdir": self._parts.name} if self._parts else {"in_memory": True}
        self.raw = xlsxwriter.Workbook(str(path), {**mode, "default_format_properties": dict(look.base)})
        clean = {name: safe.for_cell(text) for name, text in (properties or {}).items()}
        self.raw.set_properties({**clean, "created": created()})
        self._styles: dict[str, Any] = {}
        self._names: set[str] = set()

    def sheet(self, name: str) -> Sheet:
        """A new worksheet; TpError where a spreadsheet program would refuse its name."""
        problem = sheet_name_fault(name, self._names)
        if problem:
            raise _limit("sheet name", f'"{name}"', problem)
        self._names.add(name.casefold())
        return Sheet(name, self, self.raw.add_worksheet(name, StreamedWorksheet if self._parts else None))

    def style(self, name: str) -> Any:
        """The house style of this name, made once a workbook."""
        if name not in self._styles:
            self._styles[name] = self.raw.add_format({**self._look.base, **self._look.ink, **self._look.styles[name]})
        return self._styles[name]

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write the file if nothing failed; leave nothing behind if something did."""
        if kind is None:
            self.close()
        elif self._parts:
            self._parts.cleanup()

    def close(self) -> None:
        """Write the file; OSError where it cannot be written."""
        try:
            self.raw.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            if self._parts:
                self._parts.cleanup()
        named = {self._styles[name].xf_index: style for name, style in self._look.named.items() if name in self._styles}
        if named:
            name_styles(self._path, named, self._look.language)


def in_pounds(pence: Number) -> float:
    """The number that a cell holds for an amount in pence."""
    return pence / 100 if isinstance(pence, int) else float(Fraction(pence) / 100)


def created() -> dt.datetime:
    """The time that a workbook says it was made: SOURCE_DATE_EPOCH, else a fixed day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).replace(tzinfo=None)
    return dt.datetime(2000, 1, 1)


def sheet_name_fault(name: str, taken: set[str] | None = None) -> str:
    """What a right sheet name would be, "" where this one is right; `taken` holds casefolded names."""
    faults = {
        "a name": not name.strip(),
        f"at most {MAX_SHEET_NAME} characters": len(name) > MAX_SHEET_NAME,
        f"none of {' '.join(FORBIDDEN_IN_SHEET_NAMES)}": any(ch in FORBIDDEN_IN_SHEET_NAMES for ch in name),
        "no ' at either end": name.startswith("'") or name.endswith("'"),
        'not "History", which Excel keeps for itself': name.casefold() == "history",
        "no control characters": safe.for_cell(name) != name or "\n" in name,
        "a name that no other sheet has, whatever its case": name.casefold() in (taken or set()),
    }
    return next((words for words, wrong in faults.items() if wrong), "")


_LIMITS = f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns"


def _fits(row: int, col: int) -> bool:
    return 0 <= row < MAX_ROWS and 0 <= col < MAX_COLUMNS


def _limit(where: str, found: str, expected: str) -> TpError:
    fix = "shorten it, or split the table over several sheets or files"
    return TpError([Problem("workbook-limit", where, safe.for_terminal(found), expected, fix, "output")])
