"""The period that a file's name, a sheet's name or a title states, and the lines that are not of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.periods import Period, period_in, year_of
from tp_cli.ingest.records import DATA, TableRead
from tp_cli.money import show

_OF_THE_PAPER = re.compile(
    r"publish|produc|print|updat|creat|version|as at|\brun\b|review|extract|issued", re.IGNORECASE
)
_TITLES = 12  # rows at the top that may be titles
_ROWS = 200  # that are listed


def stated_period(stem: str, grid: Grid, header_row: int) -> Period | None:
    """The period that the sheet's name states, else the one that its titles agree on, else the file's name.

    stem  the file's name without its ending
    """
    titles = [text for row in range(1, min(header_row, _TITLES + 1)) for text in grid.row(row).values() if text]
    said = [found for text in titles if (found := _period(text))]
    agreed = (
        said[0] if said and all((each.first, each.last) == (said[0].first, said[0].last) for each in said) else None
    )
    return _period(grid.sheet) or agreed or _period(stem)


def outside_period(table: TableRead, period: Period, year: str, place_name: str) -> Iterator[Problem]:
    """What is said of lines that are not of the period stated; all of them are kept.

    table  with `date` in its records, null where none is known
    year   the source's financial year, "" where none is known
    Lines of another financial year are a finding with their money, unless the source has a year: then they are said as
    being outside that. Lines of another month of the year are a note.
    """
    data = table.records.filter(pl.col("state") == DATA)
    if year and period.year and period.year != year:
        found = f'"{period.words}" states {period.year}, and its lines are counted in {year}'
        yield _problem("period-of-another-year", data, found, f"a table of {year}", place_name, "finding")
        return
    if "date" not in data.columns:
        return
    first, last = _year_round(period)
    dated = data.filter(pl.col("date").is_not_null())
    far = dated.filter(~pl.col("date").is_between(first, last))
    near = dated.filter(pl.col("date").is_between(first, last) & ~pl.col("date").is_between(period.first, period.last))
    if far.height and not year:
        found = f'days outside the financial year of "{period.words}", such as {far["date"][0]:%d/%m/%Y}'
        yield _problem("date-outside-period", far, found, "days of the period stated", place_name, "finding")
    if near.height:
        found = f'days outside "{period.words}", of the same financial year, such as {near["date"][0]:%d/%m/%Y}'
        yield _problem("date-outside-period", near, found, "days of the period stated", place_name, "note")


def _problem(code: str, rows: pl.DataFrame, found: str, expected: str, place_name: str, kind: str) -> Problem:
    pence = int(rows["amount_pence"].fill_null(0).sum())
    more = f" and {rows.height - 1} more" if rows.height > 1 else ""
    return Problem(
        code,
        f"{place_name}, row {rows['row'][0]}{more}" if rows.height else place_name,
        f"{found} ({show(pence)}); all are kept",
        expected,
        "nothing, if the lines belong there; otherwise give the right `year`, or list the rows under `skip`",
        "note" if kind == "note" else "finding",
        rows=tuple(rows["row"].head(_ROWS)),
        amount_pence=0 if kind == "note" else abs(pence),
    )


def _period(text: str) -> Period | None:
    return None if _OF_THE_PAPER.search(text) else period_in(text)


def _year_round(period: Period) -> tuple[date, date]:
    """The financial years that hold the first and the last day of the period."""
    start, end = year_of(period.first), year_of(period.last)
    return date(int(start[:4]), 4, 1), date(int(end[:4]) + 1, 3, 31)
