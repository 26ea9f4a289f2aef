"""The cells of a file as text, with the rows and columns that a spreadsheet program would show."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest

import polars as pl

from tp_cli.errors import stop
from tp_cli.ingest.book.facts import BookFacts, SheetFacts
from tp_cli.ingest.book.worker import read_workbook
from tp_cli.ingest.container import Container
from tp_cli.ingest.frame import MOST_COLUMNS, letter, numbered, too_sparse
from tp_cli.ingest.kind import refuse

_SEPARATORS = (",", ";", "\t", "|")
_LARGEST = 400_000_000  # bytes of a text that is read cell by cell
_LONGEST_CELL = 10_000_000  # letters
_SINGLE = re.compile(r"(?:^|(?<=[,;\t|]))'(?:[^']|'')*'(?=[,;\t|\r\n]|$)")  # a cell between single quotes


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
    separator, quote = separator_of(text), quote_of(text)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = [[cell or None for cell in row] for row in _records(container, text, separator, quote)]
    except csv.Error:
        found = f"a cell of more than {_LONGEST_CELL:,} letters"
        raise refuse(container.path, found, "correct the line, or ask for the file as .xlsx") from None
    widths = [len(row) for row in rows]
    _must_be_bounded(container, widths)
    columns = [pl.Series(letter(i), column, pl.String) for i, column in enumerate(zip_longest(*rows))]
    return Grid("", numbered(columns, len(rows)), widths=widths)


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


def _records(container: Container, text: str, separator: str, quote: str) -> Iterator[list[str]]:
    """The records of a text file; TpError where a quote that is never closed makes one of several lines."""
    lines = StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=separator, quotechar=quote)
    start = 0
    for number, row in enumerate(reader, 1):
        if reader.line_num - start > 1 or reader.line_num == len(lines):
            _must_close(container, lines[start : reader.line_num], separator, quote, number)
        start = reader.line_num
        yield row


def _must_close(container: Container, lines: Sequence[str], separator: str, quote: str, number: int) -> None:
    try:
        list(csv.reader(lines, delimiter=separator, quotechar=quote, strict=True))
    except csv.Error:
        if len(lines) == 1 and sum(line.count(quote) for line in lines) % 2 == 0:
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
    sample, quote = _sample(text), quote_of(text)
    return max(_SEPARATORS, key=lambda mark: (_agreement(sample, mark, quote), -_SEPARATORS.index(mark)))


def quote_of(text: str) -> str:
    """The mark around cells: a double quote, unless most of the first lines have single quotes around whole cells."""
    sample = _sample(text)
    single = sum(1 for line in sample if len(_SINGLE.findall(line)) > 1)
    return "'" if single * 2 > len(sample) and not any('"' in line for line in sample) else '"'


def _sample(text: str) -> list[str]:
    return [line for line in text[:100_000].splitlines()[:200] if line.strip()]


def _agreement(lines: Sequence[str], mark: str, quote: str) -> int:
    widths = [len(row) for row in csv.reader(lines, delimiter=mark, quotechar=quote) if len(row) > 1]
    return max((widths.count(width) * min(width, 8) for width in set(widths)), default=0)
