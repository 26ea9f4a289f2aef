"""Tables of web pages, which many programs sell as .xls, and of web archives (MIME)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from html.parser import HTMLParser

from tp_cli.ingest.book.facts import NotAllowed, SheetFacts, SheetRead, ranges_of
from tp_cli.ingest.encoding import TextScan, code_page_of, declared_encoding, decoded
from tp_cli.ingest.frame import MOST_COLUMNS, MOST_ROWS, frame_of, letter, too_sparse

_CELLS, _SILENT = ("td", "th"), ("script", "style", "title", "xml")
_BREAKS = ("br", "p", "div", "li")
_INSIDE = ("span", "div", "p", "b", "i", "em", "strong", "font", "small", "a")  # what is hidden within a cell
# a number as shown, perhaps with decimals left out
_ROUNDED = re.compile(r"^[£$€(\s-]*[\d,]+(\.\d+)?[)\s-]*$")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass
class _Table:
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=dict)  # places that a cell above reaches down to
    row: int = 0
    column: int = 0
    width: int = 0
    filled: int = 0
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    open: bool = False
    words: list[str] = field(default_factory=list)
    spans: tuple[int, int] = (1, 1)
    number: str = ""


def read(data: bytes, encoding: str, kind: str) -> list[SheetRead]:
    """A sheet for each table that holds a cell, nested ones apart; NotAllowed where there is none.

    kind  html, or mht for a web archive with its pages in parts
    """
    pages = _pages(data) if kind == "mht" else [decoded(data, encoding)]
    tables: list[_Table] = []
    for page in pages:
        parser = _Tables()
        parser.feed(page)
        parser.close()
        tables += [table for table in parser.tables if table.filled]
    if not tables:
        raise NotAllowed("a web page without a table")
    names = [""] if len(tables) == 1 else [f"table {number}" for number in range(1, len(tables) + 1)]
    return [_sheet(name, table) for name, table in zip(names, tables, strict=True)]


def _pages(data: bytes) -> list[str]:
    message = message_from_bytes(data, policy=policy.compat32)
    found = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return [_page(part) for part in found]


def _page(part: Message) -> str:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    scan = TextScan()
    scan.add(data)
    return decoded(data, declared_encoding(data) or scan.encoding() or code_page_of(data))


class _Tables(HTMLParser):
    """Collects the cells of every table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._silent = 0
        self._hidden: list[str] = []  # the element that is not shown, and those of its name in it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if self._hidden or (tag in _INSIDE and _HIDDEN.search(found.get("style", ""))):
            self._hidden += [tag] if not self._hidden or tag == self._hidden[0] else []
        elif tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag in _SILENT:
            self._silent += 1
        elif not self._open:
            return
        elif tag == "tr":
            self._row(self._open[-1], found)
        elif tag in _CELLS:
            self._cell(self._open[-1], found)
        elif tag in _BREAKS and self._open[-1].words:
            self._open[-1].words.append("\n")
        elif tag == "sup":
            self._open[-1].words.append(" [")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden = self._hidden[1:] if tag == self._hidden[0] else self._hidden
        elif tag == "sup" and self._open:
            self._open[-1].words.append("]")
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._open:
            _close(self._open.pop())
        elif tag in (*_CELLS, "tr") and self._open:
            _close(self._open[-1])

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].open and not self._silent and not self._hidden:
            self._open[-1].words.append(data)

    @staticmethod
    def _row(table: _Table, found: dict[str, str]) -> None:
        _close(table)
        table.row += 1
        table.column = 0
        if table.row > MOST_ROWS:
            raise NotAllowed(f"a table of more than {MOST_ROWS:,} rows")
        if _HIDDEN.search(found.get("style", "")):
            table.hidden.append(table.row)

    @staticmethod
    def _cell(table: _Table, found: dict[str, str]) -> None:
        _close(table)
        table.row = max(table.row, 1)
        while table.column in table.taken.get(table.row, ()):
            table.column += 1
        if table.column >= MOST_COLUMNS:
            raise NotAllowed(f"a table of more than {MOST_COLUMNS:,} columns")
        table.open, table.words = True, []
        table.spans = _span(found.get("colspan", ""), 1000), _span(found.get("rowspan", ""), 1000)
        table.number = found.get("x:num", "")


def _span(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 8 else 1


def _close(table: _Table) -> None:
    """Put down the cell that is open; a number is the one that was stored, where the page gives it."""
    if not table.open:
        return
    table.open = False
    text = "".join(table.words).strip()
    if table.number and _ROUNDED.match(text):
        text = table.number
    if text:
        table.rows.setdefault(table.row, {})[table.column] = text
        table.filled += 1
        table.width = max(table.width, table.column + 1)
    wide, high = table.spans
    if wide > 1 or high > 1:
        last = f"{letter(table.column + wide - 1)}{table.row + high - 1}"
        table.merged.append(f"{letter(table.column)}{table.row}:{last}")
        for row in range(table.row + 1, table.row + high):
            table.taken.setdefault(row, set()).update(range(table.column, table.column + wide))
    table.column += wide


def _sheet(name: str, table: _Table) -> SheetRead:
    if too_sparse((table.row, table.width), table.filled):
        raise NotAllowed(f"a table of {table.row:,} rows and {table.width:,} columns, nearly all of it empty")
    facts = SheetFacts(hidden_rows=ranges_of(table.hidden), merged=tuple(table.merged))
    return SheetRead(name, frame_of(table.rows), False, facts)
