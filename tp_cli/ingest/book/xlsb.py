"""Xlsb files (binary workbooks) looked through record by record before they are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.ElementTree import fromstring

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import ERRORS, BookFacts, Marks, SheetFacts, Surveyed, ranges_of
from tp_cli.ingest.frame import MOST_COLUMNS, letter

_BUNDLE, _PROPERTIES = 156, 153  # of the workbook: one sheet; its settings
_ROW, _BLANK, _LAST_CELL, _ERRORS = 0, 1, 11, (3, 11)
_MERGED, _COLUMN, _FILTER = 176, 60, 165
_MERGES = 100_000


@dataclass
class _Sheet:
    row: int = 0
    far: tuple[int, int] = (0, 0)
    cells: int = 0
    marks: Marks = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False


def survey(parts: Parts) -> tuple[BookFacts, dict[str, Surveyed]]:
    """What the records say of the workbook and of each sheet by its name; KeyError where parts do not fit together."""
    links = fromstring(parts.read("xl/_rels/workbook.bin.rels"))
    targets = {str(link.get("Id")): str(link.get("Target")) for link in links.iter()}
    date1904, sheets = False, {}
    for kind, body in _records(parts.read("xl/workbook.bin")):
        if kind == _PROPERTIES and body:
            date1904 = bool(body[0] & 1)
        elif kind == _BUNDLE:
            rel_id, rest = _text(body[8:])
            target = targets[rel_id]
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in parts.infos and "worksheets/" in part:
                sheets[_text(rest)[0]] = _scan(parts.read(part))
    outside = tuple(name for name in parts.names() if "externalLinks/" in name and name.endswith(".bin"))
    return BookFacts(date1904, "xl/vbaProject.bin" in parts.infos, outside), sheets


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record; both numbers before a body have seven bits a byte."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] << 7)
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, data[at : at + size]
        at += size


def _text(raw: bytes) -> tuple[str, bytes]:
    """A text that says its length, and what follows it."""
    count = struct.unpack("<I", raw[:4])[0]
    return raw[4 : 4 + count * 2].decode("utf-16-le", "replace"), raw[4 + count * 2 :]


def _scan(data: bytes) -> Surveyed:
    sheet = _Sheet()
    for kind, body in _records(data):
        if kind <= _LAST_CELL and len(body) >= 4:
            _cell(sheet, kind, body)
        elif kind == _COLUMN and len(body) >= 18 and body[16] & 1:
            first, last = struct.unpack("<II", body[:8])
            sheet.columns.append((first + 1, min(last + 1, MOST_COLUMNS)))
        elif kind == _MERGED and len(body) >= 16 and len(sheet.merged) < _MERGES:
            top, bottom, left, right = struct.unpack("<4I", body[:16])
            sheet.merged.append(f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}")
        elif kind == _FILTER:
            sheet.filtered = True
    facts = SheetFacts(ranges_of(sheet.hidden), tuple(sheet.columns), sheet.filtered, tuple(sheet.merged))
    return Surveyed(sheet.far, sheet.cells, sheet.marks, facts)


def _cell(sheet: _Sheet, kind: int, body: bytes) -> None:
    number = struct.unpack("<I", body[:4])[0]
    if kind == _ROW:
        sheet.row = number + 1
        if len(body) >= 12 and body[11] & 0x10:
            sheet.hidden.append(sheet.row)
    elif kind != _BLANK:
        sheet.far = max(sheet.far[0], sheet.row), max(sheet.far[1], number + 1)
        sheet.cells += 1
        if kind in _ERRORS and len(body) >= 9:
            sheet.marks.setdefault(letter(number), {})[sheet.row] = ERRORS.get(body[8], "#ERROR!")
