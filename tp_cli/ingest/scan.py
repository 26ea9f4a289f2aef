"""A text table read without a loop over its rows: where its bytes are plain, and never otherwise."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO
from pathlib import Path

import polars as pl

from tp_cli.ingest.container import Container
from tp_cli.ingest.dialect import Dialect, dialect_of
from tp_cli.ingest.frame import letter, trimmed
from tp_cli.ingest.grid import Grid, read_grids
from tp_cli.ingest.sweep import MARK, Sweep, count_lines, count_records, sweep
from tp_cli.ingest.unfolded import unfolded

IN_MEMORY = 1 << 25  # bytes of a text that is read at once; a larger one is read in passes
_HEAD = 250  # rows at either end that are looked at one by one
_TOP = 1 << 18  # bytes that hold the first of them
os.environ.setdefault("POLARS_CSV_CHUNK_SIZE", str(1 << 20))  # read at a time: sixteen times that is held else
_UTF8 = ("ascii", "utf-8", "utf-8-sig")


class NotPlain(Exception):
    """The bytes of a text turn out not to be what the sweep took them for."""


@dataclass(frozen=True)
class Scanned(Grid):
    """A grid too large to hold: `cells` are its first and last rows, `scan` gives all of them in a pass.

    text  the table in UTF-8
    skip  lines at the top with fewer cells than the table: they are in `cells` only
    size  rows of the whole table
    """

    text: Path | bytes = b""
    separator: str = ","
    skip: int = 0
    size: int = 0
    kept: tempfile.TemporaryDirectory[str] | None = None  # holds `text` where it was written anew in UTF-8

    @property
    def height(self) -> int:
        return self.size

    def row(self, number: int) -> dict[str, str | None]:
        """One row of those at either end; nothing of a row between them."""
        return self._ends.get(number, {})

    @cached_property
    def _ends(self) -> dict[int, dict[str, str | None]]:
        letters = self.letters
        return {number: dict(zip(letters, texts, strict=True)) for number, *texts in self.cells.iter_rows()}

    def scan(self, raw: Collection[str] = ()) -> pl.LazyFrame:
        """Every row, in order; NotPlain where it cannot be read so when the pass is made."""
        top = self.cells.lazy().filter(pl.col("row") <= self.skip)
        return pl.concat([top, self._body(raw)]) if self.skip else self._body(raw)

    def some(self, rows: pl.Series) -> pl.LazyFrame:
        """Some rows in order; no pass is made for those at either end."""
        near = rows.is_in(self.cells.get_column("row").implode())
        frame = self.cells.lazy() if near.all() else self.scan()
        return frame.filter(pl.col("row").is_in(rows.implode()))

    def _body(self, raw: Collection[str]) -> pl.LazyFrame:
        body = pl.scan_csv(
            self.text if isinstance(self.text, Path) else BytesIO(self.text),
            separator=self.separator,
            has_header=False,
            schema=dict.fromkeys(self.letters, pl.String),
            infer_schema=False,
            skip_lines=self.skip,
            row_index_name="row",
            row_index_offset=self.skip + 1,
        )
        cells = [pl.col(name) if name in raw else trimmed([name])[0] for name in self.letters]
        return body.select(pl.col("row").cast(pl.Int64), *cells)

    def whole(self) -> Grid:
        """The same grid with all of its cells in memory."""
        if self.cells.height == self.size:
            return Grid(self.sheet, self.cells)
        try:
            cells = self.scan().collect()
        except pl.exceptions.PolarsError as error:
            raise NotPlain(str(error)) from None
        if cells.height != self.size:
            raise NotPlain(f"{cells.height} rows of {self.size}")
        return Grid(self.sheet, cells)


def grids_of(container: Container) -> list[Grid]:
    """Every sheet of a file, as `read_grids` gives them: a plain text table in passes, all else cell by cell.

    Where the rows of a sheet are whole lines in one cell each, these are cut.
    """
    plain = read_plain(container) if container.kind == "csv" else None
    grids = [plain] if plain is not None else read_grids(container)
    return [unfolded(grid, container.path.name) for grid in grids]


def read_plain(container: Container) -> Grid | None:
    """The one grid of a plain text table; None where only a reader of every letter can tell what is meant."""
    text, kept = _in_utf8(container)
    head = _part(text, 0, _TOP).removeprefix(MARK)
    sample = head[:100_000].decode("utf-8", "replace")
    dialect = dialect_of(sample)
    if not dialect.plain:
        return None
    separator = dialect.separator
    swept = sweep(text, separator)
    grid = _grid(text, kept, head, separator, swept) if swept.plain else None
    try:
        return grid.whole() if grid is not None and _size(text) <= IN_MEMORY else grid
    except NotPlain:
        return None


def counted(container: Container, dialect: Dialect) -> int:
    """Rows of a text table by a scan of its bytes alone."""
    text, _kept = _in_utf8(container)
    data = text if isinstance(text, bytes) else text.read_bytes()
    if dialect.ruler:
        return count_lines(data.replace(b"\x00", b""))
    swept = sweep(data, dialect.separator) if dialect.plain else None
    return swept.records if swept and swept.plain else count_records(data, dialect.separator)


def _grid(
    text: Path | bytes, kept: tempfile.TemporaryDirectory[str] | None, head: bytes, separator: str, swept: Sweep
) -> Scanned | None:
    """None where some row at the top is narrower than the table, but wider than a title."""
    top = _rows(head, separator, whole=len(head) == _size(text))[:_HEAD]
    width = max((len(row) for row in top), default=0)
    if width < 2 or swept.records < len(top):
        return None
    skip = next(number for number, row in enumerate(top) if len(row) == width)
    if any(len(row) > 2 for row in top[:skip]) or any("\n" in cell for row in top[:skip] for cell in row):
        return None
    end = _rows(_tail(text), separator, whole=True) if swept.records > len(top) else []
    last = end[-min(_HEAD, swept.records - len(top)) :] if end else []
    if any(len(row) > width for row in last):
        return None
    numbers = [*range(1, len(top) + 1), *range(swept.records - len(last) + 1, swept.records + 1)]
    columns = [
        pl.Series(letter(at), [row[at] if at < len(row) else None for row in [*top, *last]], pl.String)
        for at in range(width)
    ]
    cells = pl.DataFrame([pl.Series("row", numbers, pl.Int64), *columns])
    cells = cells.with_columns(trimmed(cells.columns[1:]))
    return Scanned("", cells, text=text, separator=separator, skip=skip, size=swept.records, kept=kept)


def _rows(data: bytes, separator: str, whole: bool) -> list[list[str]]:
    """Records of some lines; the last, which may be cut off, only where the data are whole."""
    lines = StringIO(data.decode("utf-8", "replace"), newline="")
    csv.field_size_limit(max(csv.field_size_limit(), len(data)))
    rows = list(csv.reader(lines, delimiter=separator))
    return rows if whole else rows[:-1]


def _tail(text: Path | bytes) -> bytes:
    """The last lines of a text, from the end of a line that no quote runs over."""
    size = _size(text)
    take = min(size, 1 << 17)
    data = _part(text, size - take, take)
    if take == size:
        return data.removeprefix(MARK)
    lines = data.split(b"\n")
    quotes = data.count(b'"')
    for number, line in enumerate(lines[:-1], 1):
        quotes -= line.count(b'"')
        if quotes % 2 == 0:
            return b"\n".join(lines[number:])
    return b""


def _in_utf8(container: Container) -> tuple[Path | bytes, tempfile.TemporaryDirectory[str] | None]:
    """The text in UTF-8: the file itself, its bytes, or a copy in a folder that goes with what is read from it."""
    size = _size(container.path if container.unpacked is None else container.unpacked)
    if container.encoding in _UTF8:
        return (container.path if size > IN_MEMORY and container.unpacked is None else container.data()), None
    if size <= IN_MEMORY:
        return container.text().encode(), None
    kept = tempfile.TemporaryDirectory(prefix="tp-")
    copy = Path(kept.name) / "text"
    container.write_utf8(copy)
    return copy, kept


def _size(text: Path | bytes) -> int:
    return len(text) if isinstance(text, bytes) else text.stat().st_size


def _part(text: Path | bytes, start: int, size: int) -> bytes:
    """Some bytes of the text."""
    if isinstance(text, bytes):
        return text[start : start + size]
    with text.open("rb") as file:
        file.seek(start)
        return file.read(size)
