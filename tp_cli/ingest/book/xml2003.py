"""Workbooks written as one XML text ("XML Spreadsheet 2003")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from tp_cli.ingest.book.facts import NO_RESULT, BookFacts, BookRead, NotAllowed, SheetFacts, SheetRead, ranges_of
from tp_cli.ingest.book.markup import walk
from tp_cli.ingest.frame import MOST_COLUMNS, MOST_ROWS, frame_of, letter, too_sparse

_CHUNK = 1 << 20


@dataclass
class _Sheet:
    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    cells: int = 0
    width: int = 0
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False


class _Look:
    """Where the reading of the XML stands."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.row = self.column = self.columns = 0
        self.wide = 1
        self.kind = ""
        self.formula = False
        self.words: list[str] | None = None
        self.remark = False
        self.date1904 = False

    def start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "Worksheet":
            self.sheets.append(_Sheet(found.get("Name", "")))
            self.row = self.columns = 0
        elif name == "Date1904":
            self.date1904 = True
        elif not self.sheets:
            return
        elif name == "Row":
            self._row(found, self.sheets[-1])
        elif name == "Column":
            self._column(found, self.sheets[-1])
        elif name == "Cell":
            self._cell(found, self.sheets[-1])
        elif name == "Comment":
            self.remark = True
        elif name in ("Data", "Visible") and not self.remark:
            self.words, self.kind = [], found.get("Type", name)
        elif name == "FilterColumn" or name == "AutoFilterColumn":
            self.sheets[-1].filtered = True

    def end(self, name: str) -> None:
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if name == "Data" and self.words is not None:
            self._put(sheet, _value("".join(self.words), self.kind))
            self.words, self.formula = None, False
        elif name == "Visible" and self.words is not None:
            sheet.hidden = "".join(self.words).strip() != "SheetVisible"
            self.words = None
        elif name == "Comment":
            self.remark = False
        elif name == "Cell":
            if self.formula:
                self._put(sheet, NO_RESULT)
            self.column += self.wide

    def text(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)

    def _row(self, found: Mapping[str, str], sheet: _Sheet) -> None:
        self.row, self.column = _index(found, self.row + 1, MOST_ROWS), 0
        if found.get("Hidden") == "1":
            sheet.hidden_rows.append(self.row)

    def _column(self, found: Mapping[str, str], sheet: _Sheet) -> None:
        first = _index(found, self.columns + 1, MOST_COLUMNS)
        self.columns = first + _number(found, "Span", 0, MOST_COLUMNS)
        if found.get("Hidden") == "1":
            sheet.hidden_columns.append((first, self.columns))

    def _cell(self, found: Mapping[str, str], sheet: _Sheet) -> None:
        self.column = _index(found, self.column + 1, MOST_COLUMNS) - 1
        across, down = _number(found, "MergeAcross", 0, MOST_COLUMNS), _number(found, "MergeDown", 0, MOST_ROWS)
        self.wide, self.formula = across + 1, "Formula" in found
        if across or down:
            corner = f"{letter(self.column + across)}{self.row + down}"
            sheet.merged.append(f"{letter(self.column)}{self.row}:{corner}")

    def _put(self, sheet: _Sheet, text: str) -> None:
        self.formula = False
        sheet.rows.setdefault(self.row, {})[self.column] = text
        sheet.cells += 1
        sheet.width = max(sheet.width, self.column + 1)


def read(data: bytes) -> BookRead:
    """Every sheet; NotAllowed for a document type, damage, or a sheet too large and too empty to be a table."""
    look = _Look()
    walk((data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)), look.start, look.end, look.text)
    return BookRead(BookFacts(date1904=look.date1904), [_sheet(sheet) for sheet in look.sheets])


def _sheet(sheet: _Sheet) -> SheetRead:
    far = max(sheet.rows, default=0), sheet.width
    if too_sparse(far, sheet.cells):
        cell = f"{letter(far[1] - 1)}{far[0]}"
        raise NotAllowed(f'cells as far as {cell} on sheet "{sheet.name}", with only {sheet.cells:,} filled')
    facts = SheetFacts(ranges_of(sheet.hidden_rows), tuple(sheet.hidden_columns), sheet.filtered, tuple(sheet.merged))
    return SheetRead(sheet.name, frame_of(sheet.rows), sheet.hidden, facts)


def _value(text: str, kind: str) -> str:
    """A value as other workbooks give it: days without a "T", numbers without an exponent."""
    if kind == "DateTime":
        return text.replace("T", " ").removesuffix(".000")
    if kind == "Boolean":
        return "true" if text.strip() == "1" else "false"
    if kind == "Number":
        try:
            return format(Decimal(repr(float(text))).normalize(), "f")
        except (ValueError, InvalidOperation):
            return text
    return text


def _index(found: Mapping[str, str], following: int, most: int) -> int:
    place = _number(found, "Index", following, 1 << 60)
    if not 1 <= place <= most:
        raise NotAllowed(f"a row or column numbered {place:,}")
    return place


def _number(found: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = found.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 19 else otherwise
