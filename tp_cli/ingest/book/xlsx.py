"""Xlsx and xlsm files looked through before they are read: how far their cells reach, what is hidden or uncomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import NO_RESULT, BookFacts, Marks, NotAllowed, SheetFacts, Surveyed, ranges_of
from tp_cli.ingest.frame import MOST_COLUMNS, position, too_sparse

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_FILLED = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_MERGES = 100_000
_LONGEST_ROW = 64_000_000


def survey(parts: Parts) -> tuple[BookFacts, dict[str, Surveyed]]:
    """What the parts say of the workbook and of each sheet by its name, without reading any value.

    raises  NotAllowed for a document type declaration, KeyError or ParseError where the workbook is put together oddly
    """
    for name in parts.names():
        if name.endswith((".xml", ".rels", ".vml")):
            first = next(parts.chunks(name), b"")[:4000]
            if _DOCTYPE.search(first.replace(b"\x00", b"")):
                raise NotAllowed(f"a document type declaration in its part {name}")
    names = {name.casefold(): name for name in parts.names()}
    book = _book_part(parts, names)
    tree = fromstring(parts.read(book))
    links = _links(parts, names, book)
    listed = [(str(e.get("name")), _rel_id(e)) for e in tree.iter() if _plain(e) == "sheet"]
    where = {name: names[links[rel][0].casefold()] for name, rel in listed if _is_sheet(links, names, rel)}
    sheets = {name: _survey_sheet(parts, part) for name, part in where.items()}
    dates = [element.get("date1904", "") for element in tree.iter() if _plain(element) == "workbookPr"]
    outside = [target for target, kind in links.values() if kind.endswith("/externalLink")]
    others = tuple(_other_book(parts, names, part) for part in outside)
    macros = any(name.endswith("vbaproject.bin") for name in names)
    return BookFacts(any(date in ("1", "true", "on") for date in dates), macros, others), sheets


def _book_part(parts: Parts, names: dict[str, str]) -> str:
    """The part with the list of sheets; in most files xl/workbook.xml."""
    if "_rels/.rels" in names:
        for target, kind in _links(parts, names, "").values():
            if kind.endswith("/officeDocument"):
                return names[target.casefold()]
    return names["xl/workbook.xml"]


def _links(parts: Parts, names: dict[str, str], part: str) -> dict[str, tuple[str, str]]:
    """Relation id → part and kind of what a part refers to."""
    folder, _, file = part.rpartition("/")
    where = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
    tree = fromstring(parts.read(names[where.casefold()]))
    return {str(e.get("Id")): (_absolute(folder, str(e.get("Target"))), str(e.get("Type"))) for e in tree.iter()}


def _absolute(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target[1:]
    steps: list[str] = []
    for step in PurePosixPath(folder, target).parts:
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps)


def _other_book(parts: Parts, names: dict[str, str], part: str) -> str:
    try:
        found = [target for target, _ in _links(parts, names, part).values()]
    except KeyError:
        return part
    return unquote(PurePosixPath(found[-1]).name) if found else part


def _rel_id(element: object) -> str:
    items = element.items()  # type: ignore[attr-defined]
    return next((str(value) for key, value in items if key.endswith("}id")), "")


def _is_sheet(links: dict[str, tuple[str, str]], names: dict[str, str], rel_id: str) -> bool:
    return rel_id in links and links[rel_id][0].casefold() in names


def _plain(element: object) -> str:
    return str(element.tag).rpartition("}")[2]  # type: ignore[attr-defined]


def _survey_sheet(parts: Parts, part: str) -> Surveyed:
    """One sheet's survey; how far its cells reach is looked at twice where formatted blank ones may reach further."""
    found = _scan(parts.chunks(part))
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


def _scan(chunks: Iterator[bytes]) -> Surveyed:
    """What stands in one sheet's XML, gone through in pieces of bounded size."""
    found, tags = _Found(), None
    for xml in _pieces(chunks):
        if tags is None:
            match = re.search(rb"<(\w+:)?sheetData", xml)
            tags = _Tags((match.group(1) or b"") if match else b"")
            found.head = xml[: match.start()] if match else xml
        _scan_rows(xml, tags, found)
        found.tail = xml
    return _summed_up(found)


def _scan_rows(xml: bytes, tags: _Tags, found: _Found) -> None:
    columns = tags.columns.findall(xml)
    found.cells += len(columns)
    found.columns |= set(columns)
    for attributes in tags.rows.findall(xml):
        number = re.search(rb'\br="(\d{1,9})"', attributes)
        found.last_row = max(found.last_row + 1, int(number.group(1))) if number else found.last_row + 1
        if b'hidden="1"' in attributes or b'hidden="true"' in attributes:
            found.hidden.append(int(number.group(1)) if number else found.last_row)
    far = tags.digits(max(found.last_row, 1)).search(xml)
    found.far_row = far.group() if far else found.far_row
    if b't="e"' in xml:
        for match in re.finditer(rb'\bt="e"', xml):
            _mark(xml, match.start(), tags, found, None)
    if tags.formula in xml:
        for match in tags.empty.finditer(xml):
            _mark(xml, match.start(), tags, found, NO_RESULT)


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
