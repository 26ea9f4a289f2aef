"""Cells of a workbook with an error, or a formula without a result: a reader of values shows them as blank."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

NO_RESULT = "#FORMULA!"  # shown for a formula that was never calculated

_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_EMPTY = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?![^>]*\bt="str")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)


def uncomputed(kind: str, data: bytes) -> dict[str, dict[str, dict[int, str]]]:
    """Sheet → column letters → row → what stands there: "#REF!", "#N/A" or NO_RESULT; of xlsx and xlsm only."""
    if kind not in ("xlsx", "xlsm"):
        return {}
    found: dict[str, dict[str, dict[int, str]]] = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name, part in _sheets(archive):
                for letters, row, text in _cells(archive.read(part)):
                    found.setdefault(name, {}).setdefault(letters, {})[row] = text
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile):
        return found  # a workbook put together otherwise: its cells are read as they are
    return found


def fill_in(cells: pl.DataFrame, marks: dict[str, dict[int, str]]) -> pl.DataFrame:
    """The cells with the marks put where they are blank."""
    known = {letters: rows for letters, rows in marks.items() if letters in cells.columns}
    return cells.with_columns(
        pl.coalesce(letters, pl.col("row").replace_strict(rows, default=None, return_dtype=pl.String)).alias(letters)
        for letters, rows in known.items()
    )


def _cells(xml: bytes) -> Iterator[tuple[str, int, str]]:
    if b't="e"' in xml:
        for letters, row, text in _ERROR.findall(xml):
            yield letters.decode(), int(row), text.decode()
    if b"<f" in xml:
        for letters, row in _EMPTY.findall(xml):
            yield letters.decode(), int(row), NO_RESULT


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each worksheet."""
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {link.get("Id"): str(link.get("Target")) for link in links}
    for element in fromstring(archive.read("xl/workbook.xml")).iter():
        if _plain(element) == "sheet":
            target = parts[next(value for key, value in element.items() if key.endswith("}id"))]
            yield str(element.get("name")), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _plain(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
