"""The cells of a file as text, with the rows and columns that a spreadsheet program would show."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest

import polars as pl

from tp_cli.errors import TpError, stop
from tp_cli.ingest.book.facts import BookFacts, SheetFacts
from tp_cli.ingest.book.worker import read_workbook
from tp_cli.ingest.container import Container
from tp_cli.ingest.frame import letter, numbered

_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Grid:
    """One sheet, or a whole text file.

    cells   `row` (from 1) and one String column a spreadsheet column, named "A", "B", ...; blank is null
    widths  cells of each record of a text file, none for a workbook
    facts   what the workbook says of the sheet: hidden rows, filters, merged cells
    book    what it says of itself: calendar, links, programs
    """

    sheet: str
    cells: pl.DataFrame
    hidden: bool = False
    widths: Sequence[int] = ()
    facts: SheetFacts = field(default_factory=SheetFacts)
    book: BookFacts = field(default_factory=BookFacts)

    @property
    def height(self) -> int:
        return self.cells.height

    @property
    def letters(self) -> list[str]:
        return self.cells.columns[1:]

    def row(self, number: int) -> dict[str, str | None]:
        """One row by its spreadsheet number, letter → text."""
        return dict(zip(self.letters, self.cells.row(number - 1)[1:], strict=True))

    def scan(self) -> pl.LazyFrame:
        """Every row in order, `row` and the columns of `cells`."""
        return self.cells.lazy()

    def some(self, rows: pl.Series) -> pl.LazyFrame:
        """Some rows in order, as in `scan`."""
        return self.scan().filter(pl.col("row").is_in(rows.implode()))

    def whole(self) -> Grid:
        """The grid with all of its cells in memory."""
        return self


def read_grids(container: Container) -> list[Grid]:
    """Every sheet of a workbook, or the one grid of a text file, in their order.

    Raises TpError (exit 3) where the file cannot be read through.
    """
    if container.kind == "csv":
        return [_text_grid(container)]
    book = read_workbook(container.path, container.kind, container.encoding, container.data())
    return [Grid(sheet.name, sheet.cells, sheet.hidden, (), sheet.facts, book.facts) for sheet in book.sheets]


def _text_grid(container: Container) -> Grid:
    text = container.text().replace("\x00", "")
    separator = separator_of(text)
    csv.field_size_limit(10_000_000)
    try:
        rows = [[cell or None for cell in row] for row in _records(container, text, separator)]
    except csv.Error as error:
        raise _unreadable(container, error) from None
    columns = [pl.Series(letter(i), column, pl.String) for i, column in enumerate(zip_longest(*rows))]
    return Grid("", numbered(columns, len(rows)), widths=[len(row) for row in rows])


def _records(container: Container, text: str, separator: str) -> Iterator[list[str]]:
    """The records of a text file; TpError where a quote that is never closed makes one of several lines."""
    lines = StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=separator)
    start = 0
    for number, row in enumerate(reader, 1):
        if reader.line_num - start > 1 or reader.line_num == len(lines):
            _must_close(container, lines[start : reader.line_num], separator, number)
        start = reader.line_num
        yield row


def _must_close(container: Container, lines: Sequence[str], separator: str, number: int) -> None:
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        if len(lines) == 1 and sum(line.count('"') for line in lines) % 2 == 0:
            return
        raise stop(
            "quote-open",
            f"{container.path.name}, row {number}",
            f"a quote opened at row {number} never closed: it takes {len(lines)} lines into one cell",
            "quotes in pairs",
            "close the quote or take it away, or ask for the file as .xlsx",
            "refused",
        ) from None


def separator_of(text: str) -> str:
    """The separator that splits most of the first lines into the same number of cells."""
    sample = [line for line in text[:100_000].splitlines()[:200] if line.strip()]
    return max(_SEPARATORS, key=lambda mark: (_agreement(sample, mark), -_SEPARATORS.index(mark)))


def _agreement(lines: Sequence[str], mark: str) -> int:
    widths = [len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
    return max((widths.count(width) * min(width, 8) for width in set(widths)), default=0)


def _unreadable(container: Container, error: BaseException) -> TpError:
    found = (str(error).splitlines() or ["damaged"])[0][:200]
    if "password" in found.casefold():
        found = "a workbook protected by a password"
    return stop(
        "file-unreadable",
        container.path.name,
        found,
        f"a readable {container.kind}",
        "open it, save a copy without a password as .xlsx, and try again",
        "refused",
    )
