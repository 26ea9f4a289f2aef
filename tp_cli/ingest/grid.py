"""The cells of a file as text, with the rows and columns that a spreadsheet program would show."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

import polars as pl

from tp_cli.errors import Problem, stop
from tp_cli.ingest.book.facts import BookFacts, SheetFacts
from tp_cli.ingest.book.worker import read_workbook
from tp_cli.ingest.container import Container
from tp_cli.ingest.dialect import Dialect, dialect_of
from tp_cli.ingest.frame import MOST_COLUMNS, frame_of_rows, too_sparse
from tp_cli.ingest.kind import refuse

_LARGEST = 400_000_000  # bytes of a text that is read cell by cell
_LONGEST_CELL = 10_000_000  # letters


@dataclass(frozen=True)
class Grid:
    """One sheet, or a whole text file.

    cells   `row` (from 1) and one String column a spreadsheet column, named "A", "B", ...; blank is null
    widths  cells of each record of a text file, none for a workbook
    facts   what the workbook says of the sheet: hidden rows, filters, merged cells
    book    what it says of itself: calendar, links, programs
    said    what is to be said of how its cells were found
    """

    sheet: str
    cells: pl.DataFrame
    hidden: bool = False
    widths: Sequence[int] = ()
    facts: SheetFacts = field(default_factory=SheetFacts)
    book: BookFacts = field(default_factory=BookFacts)
    said: Sequence[Problem] = ()

    @property
    def height(self) -> int:
        return self.cells.height

    @property
    def letters(self) -> list[str]:
        return self.cells.columns[1:]

    def row(self, number: int) -> dict[str, str | None]:
        """One row by its spreadsheet number, letter → text."""
        return dict(zip(self.letters, self.cells.row(number - 1)[1:], strict=True))

    def scan(self, raw: Collection[str] = ()) -> pl.LazyFrame:
        """Every row in order, `row` and the columns of `cells`.

        raw  letters of columns of which the blanks at both ends need not be taken off
        """
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
    _must_fit(container)
    text = container.text().replace("\x00", "")
    dialect = dialect_of(text)
    if dialect.ruler:
        rows = [dialect.ruler.cells(line) for line in _lines(text)]
    else:
        rows = _separated(container, dialect.in_letters(text), dialect)
    widths = [] if dialect.ruler else [len(row) for row in rows]
    _must_be_bounded(container, widths)
    return Grid("", frame_of_rows(rows), widths=widths)


def _lines(text: str) -> list[str]:
    """Lines with their ends, whatever these are."""
    return StringIO(text, newline="").readlines()


def _separated(container: Container, text: str, dialect: Dialect) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        records = _records(container, text, dialect)
        return [[dialect.as_written(cell) for cell in row] for row in records]
    except csv.Error:
        found = f"a cell of more than {_LONGEST_CELL:,} letters"
        raise refuse(container.path, found, "correct the line, or ask for the file as .xlsx") from None


def _must_fit(container: Container) -> None:
    """TpError where a text that is not plain is too large to be held letter by letter."""
    size = container.path.stat().st_size if container.unpacked is None else len(container.unpacked)
    if size > _LARGEST:
        found = f"{size / 1e6:,.0f} MB of text whose cells must be looked at one by one"
        raise refuse(container.path, found, "split it by month, or ask for it in UTF-8 with quotes in pairs")


def _must_be_bounded(container: Container, widths: Sequence[int]) -> None:
    """TpError where one row is wider than any spreadsheet, or so much wider than the rest that all is empty."""
    widest = max(widths, default=0)
    if widest > MOST_COLUMNS or too_sparse((len(widths), widest), sum(widths)):
        row = widths.index(widest) + 1
        found = f"{widest:,} cells in row {row}: too large to be read"
        raise refuse(container.path, found, "correct the row, or ask for the file as .xlsx")


def _records(container: Container, text: str, dialect: Dialect) -> Iterator[list[str]]:
    """The records of a text file; TpError where a quote that is never closed makes one of several lines."""
    lines = _lines(text)
    reader = csv.reader(lines, **dialect.options)
    start = 0
    for number, row in enumerate(reader, 1):
        if reader.line_num - start > 1 or reader.line_num == len(lines):
            _must_close(container, lines[start : reader.line_num], dialect, number)
        start = reader.line_num
        yield row


def _must_close(container: Container, lines: Sequence[str], dialect: Dialect, number: int) -> None:
    try:
        list(csv.reader(lines, **dialect.options, strict=True))
    except csv.Error:
        if len(lines) == 1 and sum(line.count(dialect.quote) for line in lines) % 2 == 0:
            return
        raise stop(
            "quote-open",
            f"{container.path.name}, row {number}",
            f"a quote opened at row {number} never closed: it takes {len(lines)} lines into one cell",
            "quotes in pairs",
            "close the quote or take it away, or ask for the file as .xlsx",
            "refused",
        ) from None
