"""What a spreadsheet program has done to a table before it was sent: codes turned to numbers or dates, rows cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.frame import MOST_COLUMNS, MOST_ROWS
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.summary import Sheet

LIMITS = {65_536: "Excel 97 to 2003", MOST_ROWS: "Excel"}
_WIDEST = {256: "Excel 97 to 2003", MOST_COLUMNS: "Excel"}
_SCIENTIFIC = r"^\d(\.\d+)?E\+\d{2}$"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_DATED = rf"^(\d{{1,2}}-({_MONTHS})|({_MONTHS})-\d{{2}}|\d{{4}}-\d\d-\d\d 00:00:00)$"
_CODE = r"^[A-Za-z0-9]+([-/.][A-Za-z0-9]+)*$"
_OF_TIME = ("date", "period", "month", "year", "day", "paid", "week", "quarter")
_ROWS = 100_000  # that are listed


def mangled(tables: Sequence[Sheet], grids: Sequence[Grid], file: str) -> Iterator[Problem]:
    """Findings of each sheet with a table; none of them puts an amount in doubt, but rows that are not there may."""
    by_name = {grid.sheet: grid for grid in grids}
    for sheet in tables:
        grid = by_name[sheet.sheet]
        where = f'{file}, sheet "{sheet.sheet}"' if sheet.sheet else file
        yield from _cut_off(grid, where)
        number = (sheet.table or {}).get("header_row") or 0
        below = grid.cells.filter(pl.col("row") != number)
        for letters, heading in _text_columns(sheet, grid).items():
            yield from _codes(below.get_column(letters), below.get_column("row"), heading, where)


def _cut_off(grid: Grid, where: str) -> Iterator[Problem]:
    limits = [f"{grid.height:,} rows, the most that {LIMITS[grid.height]} holds"] if grid.height in LIMITS else []
    if len(grid.letters) in _WIDEST:
        limits.append(f"{len(grid.letters):,} columns, the most that {_WIDEST[len(grid.letters)]} holds")
    for found in limits:
        fix = "ask the agency for the rest, or for its control total"
        yield Problem("looks-cut-off", where, f"{found}: it looks cut off at the limit of its format", "all rows", fix)


def _text_columns(sheet: Sheet, grid: Grid) -> Mapping[str, str]:
    """Letters → heading of the columns that hold neither amounts nor dates."""
    table = sheet.table or {}
    roles = table.get("columns")
    number = table.get("header_row")
    if not isinstance(roles, dict) or not isinstance(number, int) or number > grid.height:
        return {}
    apart = {roles.get("amount"), roles.get("date")}
    headings = {letters: text for letters, text in grid.row(number).items() if text and text not in apart}
    return {letters: text for letters, text in headings.items() if not set(fold(text).split()) & set(_OF_TIME)}


def _codes(column: pl.Series, rows: pl.Series, heading: str, where: str) -> Iterator[Problem]:
    if not column.str.contains(f"{_SCIENTIFIC}|{_DATED}").any():
        return
    filled = column.is_not_null()
    short = rows.filter(column.str.contains(_SCIENTIFIC).fill_null(False))
    if len(short):
        found = f'"{_first(column, rows, short)}" under "{heading}": a code shortened to a power of ten'
        yield _problem(found, short, where)
    dated = column.str.contains(_DATED).fill_null(False)
    coded = column.str.contains(_CODE).fill_null(False) & ~dated
    others = filled & ~dated & ~coded
    if 0 < int(dated.sum()) < int(coded.sum()) and int(others.sum()) * 10 < int(filled.sum()):
        turned = rows.filter(dated)
        found = f'"{_first(column, rows, turned)}" under "{heading}": a code turned to a date'
        yield _problem(found, turned, where)


def _first(column: pl.Series, rows: pl.Series, chosen: pl.Series) -> str:
    return str(column.filter(rows == chosen[0])[0])


def _problem(found: str, rows: pl.Series, where: str) -> Problem:
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    fix = "ask for the codes as text if they matter; the rows are read"
    place = f"{where}, row {rows[0]}{more}"
    return Problem("code-mangled", place, found, "codes kept as text", fix, rows=tuple(rows.head(_ROWS)))
