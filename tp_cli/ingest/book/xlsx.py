"""Xlsx and xlsm files looked through before they are read: how far their cells reach, what is hidden or uncomputed."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import BookFacts, NotAllowed, Surveyed
from tp_cli.ingest.book.raised import raised_texts
from tp_cli.ingest.book.xlsx_sheet import survey_sheet

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


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
    texts = next((part for part, kind in links.values() if kind.endswith("/sharedStrings")), "").casefold()
    raised = raised_texts(parts, names[texts]) if texts in names else {}
    sheets = {name: survey_sheet(parts, part, raised) for name, part in where.items()}
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
