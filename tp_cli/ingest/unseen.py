"""What a person who looks at a workbook does not see: hidden rows and columns, filters, merged cells, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.book.facts import BookFacts
from tp_cli.ingest.frame import numbers_in, position
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.summary import Sheet
from tp_cli.ingest.totals import PROVED
from tp_cli.money import show

_SHOWN = 3
_ROWS = 100_000  # that are listed


def unseen(tables: Sequence[Sheet], grids: Sequence[Grid], file: str) -> Iterator[Problem]:
    """One problem for each thing of each sheet with a table, with the money that stands there; then the workbook's."""
    by_name = {grid.sheet: grid for grid in grids}
    for sheet in tables:
        grid = by_name[sheet.sheet]
        where = f'{file}, sheet "{sheet.sheet}"' if sheet.sheet else file
        if grid.hidden:
            yield _hidden_sheet(sheet, where)
        yield from _hidden_rows(sheet, grid, where)
        yield from _hidden_columns(sheet, grid, where)
        yield from _merged(sheet, grid, where)
        yield from _numbers(grid, where)
    for grid in grids[:1]:
        yield from _of_book(grid.book, file)


def _hidden_sheet(sheet: Sheet, where: str) -> Problem:
    fix = 'name the one to count with sheet = "..." if it is not meant'
    found = "a hidden sheet, read like the others"
    return Problem("hidden-sheet", where, found, "visible sheets", fix, amount_pence=abs(sheet.total_pence))


def _hidden_rows(sheet: Sheet, grid: Grid, where: str) -> Iterator[Problem]:
    hidden = numbers_in((first, min(last, grid.height)) for first, last in grid.facts.hidden_rows)
    lines = _lines(sheet).filter(pl.col("row").is_in(hidden)) if hidden else None
    if lines is None or not lines.height:
        return
    rows = tuple(lines.get_column("row").unique().sort())
    pence = abs(int(lines.get_column("amount_pence").fill_null(0).sum()))
    why = "a filter hides them" if grid.facts.filtered else "they are hidden"
    proof = _belong(sheet, grid, rows)
    yield Problem(
        "hidden-rows",
        f"{where}, row {rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""),
        f"{len(rows)} of the rows with an amount are not shown ({why}), with {show(pence)}; read like the others"
        + (f": {proof}" if proof else ""),
        "rows that are shown",
        "list them under `skip` for this source in place.toml if they are not meant",
        rows=rows[:_ROWS],
        amount_pence=0 if proof else pence,
    )


def _belong(sheet: Sheet, grid: Grid, hidden: Sequence[int]) -> str:
    """What proves that hidden rows are lines like others: a total that includes them, or a filter; "" for nothing."""
    proved = sum(pence for reason, _, pence in sheet.left_out if reason == PROVED)
    if proved and proved in (sheet.total_pence, 2 * sheet.total_pence):
        return "the total that the sheet states includes them"
    parting = _parting_column(sheet, grid, hidden) if grid.facts.filtered else ""
    return f"the filter on column {parting} parts them from the rows shown, and takes none away" if parting else ""


def _parting_column(sheet: Sheet, grid: Grid, hidden: Sequence[int]) -> str:
    """The column of which no text stands both in a row that is shown and in one that is hidden, "" where none is so."""
    shown = _lines(sheet).filter(~pl.col("row").is_in(list(hidden)))["row"].implode()
    cells = {letter: pl.col(letter).fill_null("") for letter in grid.letters}
    above = grid.cells.filter(pl.col("row").is_in(shown)).select(**cells)
    below = grid.cells.filter(pl.col("row").is_in(list(hidden))).select(**cells)
    apart = [letter for letter in grid.letters if not above[letter].is_in(below[letter].implode()).any()]
    return min(apart, key=lambda letter: above[letter].n_unique(), default="") if above.height else ""


def _hidden_columns(sheet: Sheet, grid: Grid, where: str) -> Iterator[Problem]:
    hidden = set(numbers_in(grid.facts.hidden_columns))
    if not hidden:
        return
    lines = _lines(sheet)
    for letters in lines.get_column("cell").str.extract(r"^([A-Z]+)").unique().drop_nulls().sort():
        if position(letters) + 1 in hidden:
            inside = lines.filter(pl.col("cell").str.contains(f"^{letters}[0-9]"))
            fix = 'name another with columns = { amount = "..." } if it is not meant'
            found = f"amounts are read from column {letters}, which is hidden"
            pence = abs(int(inside.get_column("amount_pence").fill_null(0).sum()))
            yield Problem("hidden-column", where, found, "a column that is shown", fix, amount_pence=pence)


def _merged(sheet: Sheet, grid: Grid, where: str) -> Iterator[Problem]:
    """Cells merged over several lines: what they say stands in the first line only."""
    found = [each for each in map(_range, grid.facts.merged) if each and each[2] > each[0]]
    lines = set(_lines(sheet).get_column("row")) if found else set()
    over = [each for each in found if len(lines.intersection(range(each[0], each[2] + 1))) > 1]
    if over:
        names = ", ".join(each[4] for each in over[:_SHOWN]) + (" ..." if len(over) > _SHOWN else "")
        said = f"{len(over)} cells merged over several lines: {names}; what they say is taken for the first line only"
        rows = tuple(sorted({row for each in over for row in range(each[0], each[2] + 1)} & lines))
        fix = "unmerge them and fill in each row"
        yield Problem("merged-cells", where, said, "one cell a line", fix, rows=rows[:_ROWS])


def _numbers(grid: Grid, where: str) -> Iterator[Problem]:
    cells = grid.facts.long_numbers
    if cells:
        found = f"numbers of 16 digits or more, as in {', '.join(cells[:_SHOWN])}: a spreadsheet keeps 15 of them"
        yield Problem("code-mangled", where, found, "codes kept as text", "ask for the codes as text if they matter")
    if grid.facts.stated:
        said = f"the sheet says that it is {grid.facts.stated}; cells beyond were read as well"
        yield Problem("wrong-dimension", where, said, "the range of all cells", "nothing", "note")


def _of_book(book: BookFacts, file: str) -> Iterator[Problem]:
    if book.date1904:
        found = "days counted from 1904, as old Apple programs do; dates are read so"
        yield Problem(
            "calendar-1904", file, found, "days counted from 1900", "check a date against the agency's", "note"
        )
    if book.links:
        names = ", ".join(book.links[:_SHOWN]) + (" ..." if len(book.links) > _SHOWN else "")
        found = f"values taken from other workbooks ({names}), as they were when it was last saved"
        yield Problem("external-links", file, found, "values of its own", "ask for a copy with values only", "note")
    if book.macros:
        found = "a program (macros); it was not run"
        yield Problem("macros", file, found, "a workbook without one", "nothing: only its cells were read", "note")


def _lines(sheet: Sheet) -> pl.DataFrame:
    """Rows, cells and pence of a sheet's lines; of a register none."""
    return sheet.lines.select("row", "cell", "amount_pence").collect()


def _range(text: str) -> tuple[int, int, int, int, str] | None:
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", text)
    if not match:
        return None
    left, top, right, bottom = match.groups()
    return int(top), position(left), int(bottom), position(right), text
