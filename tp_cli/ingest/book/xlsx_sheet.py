"""The XML of one sheet of an xlsx file, before it is read: how far its cells reach, what their reader leaves out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import NO_RESULT, Marks, NotAllowed, SheetFacts, Surveyed, ranges_of
from tp_cli.ingest.book.raised import mark_raised
from tp_cli.ingest.frame import MOST_COLUMNS, position, too_sparse

_FILLED = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_NUMBER = re.compile(rb'\br="(\d{1,9})"')
_MERGES = 100_000
_LONGEST_ROW = 64_000_000


def survey_sheet(parts: Parts, part: str, raised: Mapping[int, str]) -> Surveyed:
    """One sheet's survey; how far its cells reach is looked at twice where formatted blank ones may reach further.

    Cells are counted from where a sheet is so long or wide that few of them would be a sign of blanks.

    raised  from `raised_texts`
    """
    found = _scan(parts.chunks(part), raised)
    if not too_sparse(found.far, found.cells):
        return found
    far, cells = (0, 0), 0
    for xml in _pieces(parts.chunks(part)):
        for letters, digits in _FILLED.findall(xml):
            far = max(far[0], int(digits)), max(far[1], position(letters.decode()) + 1)
            cells += 1
    return Surveyed(far, cells, found.marks, found.facts)


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end with a row, the last with all that follows the rows."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
        if cut >= 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST_ROW:
            raise NotAllowed("a row of more than 64 MB")
    yield rest


@dataclass
class _Tags:
    """Patterns for one sheet, whose tags may all have a prefix ("x:c")."""

    prefix: bytes

    def __post_init__(self) -> None:
        p = re.escape(self.prefix)
        self.cell, self.cell_end = b"<" + self.prefix + b"c ", b"</" + self.prefix + b"c>"
        self.formula = b"<" + self.prefix + b"f"
        self.columns = re.compile(rb"<" + p + rb'c (?:[^>]*? )?r="([A-Z]+)')
        self.rows = re.compile(rb"<" + p + rb"row ([^>]*)>")
        self.empty = re.compile(
            rb"(?:</"
            + p
            + rb"f>|<"
            + p
            + rb"f[^>]*/>)\s*(?:<"
            + p
            + rb"v\s*/>|<"
            + p
            + rb"v></"
            + p
            + rb"v>)?\s*</"
            + p
            + rb"c>"
        )
        self.value = re.compile(rb"<" + p + rb"v[^>]*>([^<]*)<")

    def digits(self, most: int) -> re.Pattern[bytes]:
        """A cell whose row has more digits than the largest row number."""
        return re.compile(rb'r="[A-Z]+\d{' + str(len(str(most)) + 1).encode() + rb',}"')


@dataclass
class _Found:
    columns: set[bytes] = field(default_factory=set)
    cells: int = 0
    last_row: int = 0
    marks: Marks = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    head: bytes = b""
    tail: bytes = b""
    far_row: bytes = b""


def _scan(chunks: Iterator[bytes], raised: Mapping[int, str]) -> Surveyed:
    """What stands in one sheet's XML, gone through in pieces of bounded size."""
    found, tags = _Found(), None
    for xml in _pieces(chunks):
        if tags is None:
            match = re.search(rb"<(\w+:)?sheetData", xml)
            tags = _Tags((match.group(1) or b"") if match else b"")
            found.head = xml[: match.start()] if match else xml
        _scan_rows(xml, tags, found)
        mark_raised(xml, raised, found.marks)
        found.tail = xml
    return _summed_up(found)


def _scan_rows(xml: bytes, tags: _Tags, found: _Found) -> None:
    _number_rows(xml, tags, found)
    if _reaches_further(xml, found):
        found.columns |= set(tags.columns.findall(xml))
        far = tags.digits(max(found.last_row, 1)).search(xml)
        found.far_row = far.group() if far else found.far_row
    if too_sparse((found.last_row, len(found.columns)), 0):
        found.cells += xml.count(tags.cell)
    if b't="e"' in xml:
        for match in re.finditer(rb'\bt="e"', xml):
            _mark(xml, match.start(), tags, found, None)
    if tags.formula in xml:
        for match in tags.empty.finditer(xml):
            _mark(xml, match.start(), tags, found, NO_RESULT)


def _number_rows(xml: bytes, tags: _Tags, found: _Found) -> None:
    """The last row's number, and the numbers of hidden rows; a row without a number comes after the one before it."""
    rows = tags.rows.findall(xml)
    joined = b">".join(rows)
    numbers = [found.last_row, *map(int, _NUMBER.findall(joined))]
    if b"hidden=" not in joined and len(numbers) == len(rows) + 1 and numbers == sorted(set(numbers)):
        found.last_row = numbers[-1]
        return
    for attributes in rows:
        number = _NUMBER.search(attributes)
        found.last_row = max(found.last_row + 1, int(number.group(1))) if number else found.last_row + 1
        if b'hidden="1"' in attributes or b'hidden="true"' in attributes:
            found.hidden.append(int(number.group(1)) if number else found.last_row)


def _reaches_further(xml: bytes, found: _Found) -> bool:
    """True where some cell is in a column not seen before, or its row has more digits than the last row."""
    if not found.columns:
        return True
    ends: dict[bytes, bytes] = defaultdict(bytes)
    for column in sorted(found.columns):
        ends[column[:-1]] += column[-1:]
    known = b"|".join(start + b"[" + last + b"]" for start, last in ends.items())
    digits = str(len(str(max(found.last_row, 1)))).encode()
    return re.search(rb' r="(?!(?:' + known + rb")\d{1," + digits + rb'}")[A-Z]', xml) is not None


def _mark(xml: bytes, at: int, tags: _Tags, found: _Found, text: str | None) -> None:
    """Note the cell around a place in the XML: its error, or `text`; an empty text that was computed is no mark."""
    start, end = xml.rfind(tags.cell, 0, at + 1), xml.find(tags.cell_end, at)
    cell = xml[start : end if end >= 0 else None]
    reference = re.search(rb'\br="([A-Z]{1,3})(\d{1,7})"', cell)
    if start < 0 or not reference or (text and re.search(rb'\bt="(str|e)"', cell[: cell.find(b">")])):
        return
    value = tags.value.search(cell)
    shown = text or (value.group(1).decode("utf-8", "replace") if value and value.group(1) else "#ERROR!")
    found.marks.setdefault(reference.group(1).decode(), {})[int(reference.group(2))] = shown


def _summed_up(found: _Found) -> Surveyed:
    last_column = max((position(name.decode()) for name in found.columns), default=-1) + 1
    if found.far_row:
        found.last_row = max(found.last_row, int(re.sub(rb"\D", b"", found.far_row)))
    merges = re.findall(rb'mergeCell [^>]*?ref="([^"]+)"', found.tail)[:_MERGES]
    hidden = re.findall(rb"<(?:\w+:)?col ([^>]*hidden=\"(?:1|true)\"[^>]*)>", found.head)
    filtered = b"filterColumn" in found.tail and b"autoFilter" in found.tail
    stated = re.search(rb'<(?:\w+:)?dimension [^>]*ref="([^"]+)"', found.head)
    facts = SheetFacts(
        ranges_of(found.hidden),
        tuple(filter(None, (_columns(each) for each in hidden))),
        filtered,
        tuple(ref.decode("utf-8", "replace") for ref in merges),
        _wrong(stated.group(1).decode("utf-8", "replace") if stated else "", found.last_row, last_column),
    )
    return Surveyed((found.last_row, last_column), found.cells, found.marks, facts)


def _columns(attributes: bytes) -> tuple[int, int] | None:
    first, last = (re.search(rb"\b" + name + rb'="(\d{1,5})"', attributes) for name in (b"min", b"max"))
    return (int(first.group(1)), min(int(last.group(1)), MOST_COLUMNS)) if first and last else None


def _wrong(stated: str, row: int, column: int) -> str:
    """The range that the sheet claims, where cells stand outside of it."""
    match = re.fullmatch(r"(?:\$?[A-Z]+\$?\d+:)?\$?([A-Z]+)\$?(\d+)", stated)
    beyond = match and (int(match.group(2)) < row or position(match.group(1)) + 1 < column)
    return stated if beyond else ""
