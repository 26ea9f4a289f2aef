"""Ods files looked through before they are read: how far repeated cells reach, what is hidden or an error."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import NO_RESULT, BookFacts, Marks, SheetFacts, Surveyed
from tp_cli.ingest.book.markup import walk
from tp_cli.ingest.frame import MOST_COLUMNS, MOST_ROWS, letter

_MERGES = 100_000
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_OBJECT = re.compile(rb"<draw:object[\s>].*?</draw:object>", re.DOTALL)
_BETWEEN = re.compile(rb">\s*\n\s*<")  # the reader of ods knows no lines between elements


@dataclass
class _Sheet:
    far: tuple[int, int] = (0, 0)
    cells: int = 0
    marks: Marks = field(default_factory=dict)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False


class _Look:
    """Where the reading of content.xml stands."""

    def __init__(self) -> None:
        self.sheets: dict[str, _Sheet] = {}
        self.sheet: _Sheet | None = None
        self.row = self.rows = self.filled = self.column = self.columns = 0
        self.error: tuple[int, int] | None = None
        self.words = ""

    def start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "table":
            self.sheet = self.sheets.setdefault(found.get("name", ""), _Sheet())
            self.row = self.rows = self.columns = 0
        elif self.sheet is None:
            return
        elif name == "table-column":
            self._column(found, self.sheet)
        elif name == "table-row":
            self.row += self.rows
            self.rows, self.column = _repeats(found, "number-rows-repeated"), 0
            if found.get("visibility") in ("collapse", "filter"):
                self.sheet.hidden.append((self.row + 1, min(self.row + self.rows, MOST_ROWS)))
                self.sheet.filtered = self.sheet.filtered or found["visibility"] == "filter"
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(found, self.sheet)

    def end(self, name: str) -> None:
        if name == "table":
            self.sheet = None
        elif name == "table-cell" and self.error and self.sheet is not None:
            row, column = self.error
            self.sheet.marks.setdefault(letter(column), {})[row] = self.words.strip() or "#ERROR!"
            self.error = None

    def text(self, words: str) -> None:
        if self.error:
            self.words += words

    def _column(self, found: Mapping[str, str], sheet: _Sheet) -> None:
        count = _repeats(found, "number-columns-repeated")
        if found.get("visibility") in ("collapse", "filter"):
            sheet.columns.append((self.columns + 1, min(self.columns + count, MOST_COLUMNS)))
        self.columns += count

    def _cell(self, found: Mapping[str, str], sheet: _Sheet) -> None:
        first, count = self.column, _repeats(found, "number-columns-repeated")
        self.column += count
        wide, high = (_repeats(found, f"number-{side}-spanned") for side in ("columns", "rows"))
        if (wide > 1 or high > 1) and len(sheet.merged) < _MERGES:
            sheet.merged.append(f"{letter(first)}{self.row + 1}:{letter(first + wide - 1)}{self.row + high}")
        if "value-type" in found:
            sheet.far = max(sheet.far[0], self.row + self.rows), max(sheet.far[1], self.column)
            sheet.cells += 1
            if found["value-type"] == "error":
                self.error, self.words = (self.row + 1, first), ""
        elif "formula" in found:
            sheet.marks.setdefault(letter(first), {})[self.row + 1] = NO_RESULT


def from_flat(data: bytes) -> bytes:
    """The ods file of a workbook written as one XML text, without the charts in it, whose tables are no sheets."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_MANIFEST}"/>')
        archive.writestr("content.xml", _BETWEEN.sub(b"><", _OBJECT.sub(b"", data)))
    return made.getvalue()


def survey(parts: Parts) -> tuple[BookFacts, dict[str, Surveyed]]:
    """What content.xml says of each sheet by its name; NotAllowed for a document type."""
    look = _Look()
    walk(parts.chunks("content.xml"), look.start, look.end, look.text)
    outside = tuple(name.rpartition("/")[2] for name in look.sheets if name.startswith("'file:"))
    macros = any(name.startswith("Basic/") and name.endswith("script-lb.xml") for name in parts.names())
    return BookFacts(False, macros, outside), {name: _summed_up(sheet) for name, sheet in look.sheets.items()}


def _repeats(found: Mapping[str, str], name: str) -> int:
    text = found.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1


def _summed_up(sheet: _Sheet) -> Surveyed:
    facts = SheetFacts(tuple(sheet.hidden), tuple(sheet.columns), sheet.filtered, tuple(sheet.merged))
    return Surveyed(sheet.far, sheet.cells, sheet.marks, facts)
