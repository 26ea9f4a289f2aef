"""Rows whose cells stand in the wrong columns, and what stands beside an amount that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.accounts import collected
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import REJECTED
from tp_cli.ingest.tables import Header
from tp_cli.ingest.values import Units, parse_money, read_money
from tp_cli.money import show

_RARE = 50  # one row in so many
_HEAD, _GROUP = r"^[-(£$\"']*[1-9]\d{0,2}$", r"^\d{3}(\.\d{1,2})?\)?[\"']?$"  # of an amount cut at its comma


def shifted(grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame) -> list[int]:
    """Rows of a text file with a separator inside a text, told by an amount to the right of the amount's column."""
    if grid.sheet or header.last or "amount" not in columns.letters:
        return []
    return sorted({*_wider(grid, header, columns.letters["amount"]), *_moved(accounts, header)})


def beside(
    grid: Grid, columns: Columns, accounts: pl.DataFrame, units: Units, place_name: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """For each column of money beside the amount: the rejected rows without an amount that have one there.

    returns  the accounts, and a finding of kind "rejected" for such rows, with the money that stands beside them
    """
    lost = accounts.filter((pl.col("state") == REJECTED) & pl.col("amount_pence").is_null())["row"].to_list()
    if not lost or not columns.also:
        return accounts, []
    letters = list(columns.also)
    texts = collected(grid.some(pl.Series(lost, dtype=pl.Int64)).select("row", *letters))
    findings: list[Problem] = []
    said: set[int] = set()
    for letter in letters:
        money = texts.select("row").hstack(parse_money(texts[letter], units))
        money = money.filter(pl.col("amount_pence").is_not_null() & ~pl.col("row").is_in(list(said)))
        if money.height:
            said |= set(money["row"])
            findings.append(_money_beside(money, columns.also[letter], columns, place_name))
    return accounts, findings


def _money_beside(money: pl.DataFrame, heading: str, columns: Columns, place_name: str) -> Problem:
    rows, pence = money["row"], int(money["amount_pence"].sum())
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    cell = columns.letters.get("amount", "")
    return Problem(
        "row-rejected",
        f"{place_name}, cell {cell}{rows[0]}{more}",
        f'no amount under "{columns.headings["amount"]}"; {show(pence)} stands under "{heading}"',
        "an amount in the column that is counted",
        f"ask the agency what the rows cost, or list them under `skip` (row {rows[0]} ...)",
        "rejected",
        rows=tuple(rows),
        amount_pence=abs(pence),
    )


def _wider(grid: Grid, header: Header, amount: str) -> list[int]:
    """Rows with more cells than the header and an amount as many cells to the right of the amount's.

    A note beside a row has no amount there; where most rows are wider than the header, that is how they are.
    """
    if not grid.widths:
        return []
    width, at = grid.widths[header.row - 1], grid.letters.index(amount)
    cut = _cut(grid, header, at)
    if cut:
        return cut
    filled = pl.any_horizontal(pl.lit(False), *(pl.col(letter).is_not_null() for letter in grid.letters[width:]))
    wide = grid.cells.filter(filled & (pl.col("row") > header.row))["row"].to_list()
    moved = ((row, grid.letters[at + grid.widths[row - 1] - width :]) for row in wide)
    rows = [row for row, right in moved if right and _is_amount(grid.row(row)[right[0]])]
    return rows if len(wide) * 2 < grid.height - header.row else []


def _cut(grid: Grid, header: Header, at: int) -> list[int]:
    """Rows wider than the header whose amount was cut in two by its own comma: "1,234.50" without quotes around it."""
    if at + 1 >= len(grid.letters):
        return []
    left, right = (pl.col(letter) for letter in grid.letters[at : at + 2])
    cut = grid.cells.filter((pl.col("row") > header.row) & left.str.contains(_HEAD) & right.str.contains(_GROUP))
    return [row for row in cut["row"] if grid.widths[row - 1] > grid.widths[header.row - 1]]


def _moved(accounts: pl.DataFrame, header: Header) -> Sequence[int]:
    """Rows within the header's width with pence in the next column, where hardly any other row has an amount."""
    lines = accounts.select("row", "moved").filter(pl.col("row") > header.row)
    moved = lines.filter("moved")["row"].to_list()
    return moved if len(moved) * _RARE <= lines.height else []


def _is_amount(text: str | None) -> bool:
    return bool(text) and read_money(text or "", "pounds").status == "supplied"
