"""A second opinion on how many rows a file has: a scan of its bytes, never a second parse.

A text's records are its line ends outside quotes. A workbook's rows are the row elements with a value in the XML of
its sheets. Binary workbooks (xls, xlsb) and web pages have no such marks: of them there is no second count.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import Event
from typing import IO

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.container import Container
from tp_cli.ingest.dialect import dialect_of
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.scan import Scanned, counted

Seen = Callable[[], tuple[int, int] | None]  # rows with a value, and those that surely have one
_CHUNK = 1 << 20
_LONGEST_ROW = 64_000_000
_VALUE = {"xlsx": re.compile(rb"<v>[^<]|<v [^>]*>[^<]|<is>"), "ods": re.compile(rb"<text:p|office:value=")}
_NUMBER = re.compile(rb'<c (?![^>]*\bt="(?:s|str|inlineStr)")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>[^<]')
_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"')


@contextmanager
def counting(container: Container) -> Iterator[Seen]:
    """Have the rows of a workbook counted while it is read; the count is given up where its reading is."""
    kind = {"xlsx": "xlsx", "xlsm": "xlsx", "ods": "ods", "fods": "ods"}.get(container.kind)
    if kind is None:
        yield lambda: None
        return
    stop = Event()
    with ThreadPoolExecutor(1) as thread:
        counted_rows = thread.submit(_rows_of_parts, container, kind, stop)
        try:
            yield counted_rows.result
        finally:
            stop.set()


def count_again(container: Container, grids: Sequence[Grid], seen: Seen) -> Iterator[Problem]:
    """A finding where the bytes show another number of rows than were read.

    seen  the count of a workbook, from `counting`
    """
    read, found = _read(container, grids), _seen(container, grids, seen)
    if found is not None and read != found:
        yield Problem(
            "rows-differ",
            container.path.name,
            f"{read} rows read; the bytes of the file show {found}",
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


def _seen(container: Container, grids: Sequence[Grid], seen: Seen) -> int | None:
    if container.kind == "csv":
        if any(isinstance(grid, Scanned) for grid in grids):  # the number of its rows is the sweep's, and was held to
            return sum(grid.height for grid in grids)
        return counted(container, dialect_of(container.text()))
    found = seen()
    if found is None:
        return None
    every, certain = found
    read = _read(container, grids)
    return read if certain <= read <= every else every


def _rows_of_parts(container: Container, kind: str, stop: Event) -> tuple[int, int]:
    """Rows with a value, and those of them with a number: a row of texts may hold nothing but blanks."""
    source = BytesIO(container.unpacked) if container.unpacked is not None else container.path
    every = certain = 0
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"content\.xml" if kind == "ods" else r"xl/worksheets/[^/]+\.xml", name):
                with archive.open(name) as part:
                    for row in _rows(part, b"<table:table-row" if kind == "ods" else b"<row", stop):
                        if _VALUE[kind].search(row):
                            times = int(found[1]) if (found := _REPEATED.search(row)) else 1
                            every += times
                            certain += times if kind == "ods" or _NUMBER.search(row) else 0
    return every, certain


def _rows(part: IO[bytes], mark: bytes, stop: Event) -> Iterator[bytes]:
    """The bytes of each row element, without a parser, until told to stop or to a row that is no row."""
    rest, begun = b"", False
    while not stop.is_set() and len(rest) < _LONGEST_ROW and (chunk := part.read(_CHUNK)):
        *whole, rest = (rest + chunk).split(mark)
        yield from whole if begun else whole[1:]
        begun = begun or bool(whole)
    if begun:
        yield rest
