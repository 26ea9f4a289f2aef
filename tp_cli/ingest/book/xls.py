"""Xls files (Excel 5 to 2003) looked through record by record before they are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tp_cli.ingest.book.facts import ERRORS, BookFacts, Marks, NotAllowed, Protected, SheetFacts, Surveyed, ranges_of
from tp_cli.ingest.frame import letter
from tp_cli.ingest.kind import MAGIC_OLE
from tp_cli.ingest.ole import Damaged, Streams

_BOF, _SHEET, _PASSWORD, _DATES, _LINK = 0x809, 0x85, 0x2F, 0x22, 0x1AE
_ROW, _COLUMNS, _MERGED, _FILTER, _ERROR, _MANY = 0x208, 0x7D, 0xE5, 0x9B, 0x205, 0xBD
_FORMULAS = (0x06, 0x206, 0x406)
_CELLS = frozenset({0x203, 0x27E, 0x204, 0xFD, 0xD6, _ERROR, _MANY, *_FORMULAS})
_MERGES = 100_000


@dataclass
class _Sheet:
    far: tuple[int, int] = (0, 0)
    cells: int = 0
    marks: Marks = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False


def survey(data: bytes) -> tuple[BookFacts, dict[str, Surveyed]]:
    """What the records say of the workbook and of each sheet by its name.

    raises  Protected for a password, NotAllowed for a file that does not hang together or is older than Excel 5
    """
    stream, macros = _stream(data)
    sheets: dict[str, _Sheet] = {}
    starts: dict[int, str] = {}
    current: _Sheet | None = None
    date1904, links, version = False, [], 0x600
    for at, kind, body in _records(stream):
        if kind == _BOF and len(body) >= 4:
            version = struct.unpack("<H", body[:2])[0]
            current = sheets.setdefault(starts[at], _Sheet()) if at in starts else None
        elif kind == _SHEET and len(body) >= 8:
            starts[struct.unpack("<I", body[:4])[0]] = _name(body[6:], version)
        elif kind == _PASSWORD:
            raise Protected
        elif kind == _DATES:
            date1904 = body[:1] == b"\x01"
        elif kind == _LINK and len(body) > 4 and body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
            links.append(_file_name(body[2:]))
        elif current is not None:
            _note(current, kind, body)
    facts = BookFacts(date1904, macros, tuple(filter(None, links)))
    return facts, {name: _summed_up(sheet) for name, sheet in sheets.items()}


def _stream(data: bytes) -> tuple[bytes, bool]:
    if not data.startswith(MAGIC_OLE):
        raise NotAllowed("a workbook of Excel 4 or older")
    try:
        streams = Streams(data)
        names = {name.casefold() for name in streams.names()}
        return streams.read("Workbook" if "workbook" in names else "Book"), "_vba_project_cur" in names
    except (Damaged, KeyError, struct.error):
        raise NotAllowed("a damaged or cut-off old workbook") from None


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _note(sheet: _Sheet, kind: int, body: bytes) -> None:
    if kind in _CELLS and len(body) >= 6:
        _cell(sheet, kind, body)
    elif kind == _ROW and len(body) >= 14 and body[12] & 0x20:
        sheet.hidden.append(struct.unpack("<H", body[:2])[0] + 1)
    elif kind == _COLUMNS and len(body) >= 10 and body[8] & 1:
        first, last = struct.unpack("<HH", body[:4])
        sheet.columns.append((first + 1, last + 1))
    elif kind == _FILTER:
        sheet.filtered = True
    elif kind == _MERGED and len(sheet.merged) < _MERGES:
        for at in range(2, len(body) - 7, 8):
            top, bottom, left, right = struct.unpack("<4H", body[at : at + 8])
            sheet.merged.append(f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}")


def _cell(sheet: _Sheet, kind: int, body: bytes) -> None:
    row, column = struct.unpack("<HH", body[:4])
    last = struct.unpack("<H", body[-2:])[0] if kind == _MANY else column
    sheet.far = max(sheet.far[0], row + 1), max(sheet.far[1], last + 1)
    sheet.cells += last - column + 1
    error = None
    if kind == _ERROR and len(body) >= 8 and body[7] == 1:
        error = body[6]
    elif kind in _FORMULAS and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        error = body[8]
    if error is not None:
        sheet.marks.setdefault(letter(column), {})[row + 1] = ERRORS.get(error, "#ERROR!")


def _name(raw: bytes, version: int) -> str:
    count = raw[0]
    if version < 0x600:
        return raw[1 : 1 + count].decode("cp1252", "replace")
    wide = raw[1] & 1
    return raw[2 : 2 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _file_name(raw: bytes) -> str:
    """The last step of an encoded path, in which control characters part folders."""
    if len(raw) < 4:
        return ""
    wide = raw[2] & 1
    text = raw[3:].decode("utf-16-le" if wide else "latin-1", "replace")[: struct.unpack("<H", raw[:2])[0]]
    return "".join(char if char >= " " else "/" for char in text).replace("\\", "/").rstrip("/").rpartition("/")[2]


def _summed_up(sheet: _Sheet) -> Surveyed:
    facts = SheetFacts(ranges_of(sheet.hidden), tuple(sheet.columns), sheet.filtered, tuple(sheet.merged))
    return Surveyed(sheet.far, sheet.cells, sheet.marks, facts)
