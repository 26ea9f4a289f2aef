"""A second opinion on how many rows a file has: a scan of its bytes, never a second parse.

A text's records are its line ends outside quotes. A workbook's rows are the row elements with a value in the XML of
its sheets. Binary workbooks (xls, xlsb) and web pages have no such marks: of them there is no second count.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.container import Container
from tp_cli.ingest.grid import Grid, separator_of
from tp_cli.ingest.scan import Scanned, counted

_CHUNK = 1 << 20
_VALUE = {"xlsx": re.compile(rb"<v>[^<]|<v [^>]*>[^<]|<is>"), "ods": re.compile(rb"<text:p|office:value=")}
_NUMBER = re.compile(rb'<c (?![^>]*\bt="(?:s|str|inlineStr)")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>[^<]')
_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"')


def count_again(container: Container, grids: Sequence[Grid]) -> Iterator[Problem]:
    """A finding where the bytes show another number of rows than were read."""
    read, seen = _read(container, grids), _seen(container, grids)
    if seen is not None and read != seen:
        yield Problem(
            "rows-differ",
            container.path.name,
            f"{read} rows read; the bytes of the file show {seen}",
            "as many rows as the file has",
            "compare the file with what was read, and ask for it in another format where rows are missing",
            "difference",
        )


def _read(container: Container, grids: Sequence[Grid]) -> int:
    """Rows read: of a text all of them, of a workbook those with something in them."""
    if container.kind == "csv":
        return sum(grid.height for grid in grids)
    filled = [
        grid.cells.select(pl.any_horizontal(pl.exclude("row").is_not_null()).sum()) for grid in grids if grid.letters
    ]
    return sum(int(each.item()) for each in filled)


def _seen(container: Container, grids: Sequence[Grid]) -> int | None:
    if container.kind == "csv":
        if any(isinstance(grid, Scanned) for grid in grids):  # the number of its rows is the sweep's, and was held to
            return sum(grid.height for grid in grids)
        return counted(container, separator_of(container.text()))
    if container.kind not in ("xlsx", "xlsm", "ods"):
        return None
    kind = "ods" if container.kind == "ods" else "xlsx"
    every, certain = _rows_of_parts(container, kind)
    read = _read(container, grids)
    return read if certain <= read <= every else every


def _rows_of_parts(container: Container, kind: str) -> tuple[int, int]:
    """Rows with a value, and those of them with a number: a row of texts may hold nothing but blanks."""
    source = BytesIO(container.unpacked) if container.unpacked is not None else container.path
    every = certain = 0
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"content\.xml" if kind == "ods" else r"xl/worksheets/[^/]+\.xml", name):
                with archive.open(name) as part:
                    for row in _rows(part, b"<table:table-row" if kind == "ods" else b"<row"):
                        if _VALUE[kind].search(row):
                            times = int(found[1]) if (found := _REPEATED.search(row)) else 1
                            every += times
                            certain += times if kind == "ods" or _NUMBER.search(row) else 0
    return every, certain


def _rows(part: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """The bytes of each row element, without a parser."""
    rest, begun = b"", False
    while chunk := part.read(_CHUNK):
        *whole, rest = (rest + chunk).split(mark)
        yield from whole if begun else whole[1:]
        begun = begun or bool(whole)
    if begun:
        yield rest
