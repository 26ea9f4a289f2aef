"""Rows of two kinds, told by a column of marks, of which one adds up to the other: invoices beside their own lines."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import DATA
from tp_cli.ingest.tables import Header
from tp_cli.money import show

_FEWEST = 2  # rows of each kind
_PEEK = 1_000  # lines that mostly show that a column is none of marks


def said_twice(
    grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame, place_name: str
) -> Iterator[Problem]:
    """A finding for each column of two marks whose rows have the same money; of cells in memory only."""
    if grid.cells.height != grid.height:
        return
    lines = accounts.filter((pl.col("state") == DATA) & (pl.col("amount_pence") != 0)).select("row", "amount_pence")
    taken = {columns.letters.get(role) for role in ("amount", "debit", "credit", "date")}
    for letter, heading in header.headings.items():
        if letter in taken or letter not in grid.cells.columns:
            continue
        cells = grid.cells.select("row", mark=letter)
        if lines.head(_PEEK).join(cells, on="row")["mark"].drop_nulls().n_unique() > 2:
            continue
        marked = lines.join(cells, on="row").drop_nulls("mark")
        kinds = marked.group_by("mark").agg(pl.col("amount_pence").sum(), rows=pl.len()).sort("mark")
        if kinds.height == 2 and kinds["rows"].min() >= _FEWEST and kinds["amount_pence"].n_unique() == 1:  # type: ignore[operator]
            yield _problem(kinds, f'{place_name}, column {letter} "{heading}"')


def _problem(kinds: pl.DataFrame, where: str) -> Problem:
    (one, pence, rows), (other, _, others) = kinds.rows()
    found = (
        f'{rows} rows marked "{one}" and {others} marked "{other}" add up to the same {show(pence)}; both are counted'
    )
    fix = "list the rows of one kind under `skip` for this source, or ask the agency for one kind alone"
    return Problem("rows-say-twice", where, found, "each pound on one row", fix, amount_pence=abs(pence))
