"""Amounts that stand side by side, a column a month, a quarter or an accounting period: each cell is a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tp_cli.ingest.accounts import collected
from tp_cli.ingest.columns import FEWEST_SPANS, Columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.measure import is_span, span_of
from tp_cli.ingest.records import DATA, REJECTED, ROLES, STATUS, conform, idle
from tp_cli.ingest.values import Units, parse_money


def spread_columns(headings: Mapping[str, str], columns: Columns) -> dict[str, str]:
    """The columns of months, quarters or periods, letter → heading; none where another column is the amount."""
    if {"amount", "debit"} & set(columns.letters):
        return {}
    found = {letter: text for letter, text in headings.items() if is_span(text)}
    return found if len(found) >= FEWEST_SPANS else {}


def without_subtotals(grid: Grid, header_row: int, spread: Mapping[str, str], units: Units) -> dict[str, str]:
    """The columns without those that are, in every row, the sum of columns before them: a quarter after its months.

    Of two columns or more, of another kind of span: all before it, or those since the last such sum.
    """
    if not spread:
        return {}
    texts = collected(grid.scan().filter(pl.col("row") > header_row).select(list(spread)))
    pence = {letter: parse_money(texts[letter], units)["amount_pence"].fill_null(0).to_numpy() for letter in spread}
    kept: list[str] = []
    since: list[str] = []
    for letter in spread:
        may_be = [before for before in (since, kept) if _may_be_summed(before, letter, spread)]
        sums = [sum(pence[each] for each in before) for before in may_be]
        if pence[letter].any() and any((pence[letter] == each).all() for each in sums):
            since = []
        else:
            kept, since = [*kept, letter], [*since, letter]
    return {letter: spread[letter] for letter in kept}


def _may_be_summed(letters: Sequence[str], by: str, spread: Mapping[str, str]) -> bool:
    return len(letters) > 1 and all(span_of(spread[letter]) != span_of(spread[by]) for letter in letters)


def summed(grid: Grid, letters: Sequence[str], accounts: pl.DataFrame, units: Units) -> pl.DataFrame:
    """The accounts with the sum of a row's cells as its amount: supplied where any is, "" where none can be read."""
    first, last = accounts["row"].min(), accounts["row"].max()
    texts = collected(grid.scan().filter(pl.col("row").is_between(first, last)).select(letters))
    money = [parse_money(texts[letter], units) for letter in letters]
    cells = [
        pl.DataFrame({letter: each[name] for letter, each in zip(letters, money, strict=True)})
        for name in ("amount_pence", "amount_status")
    ]
    pence = cells[0].select(pl.sum_horizontal(pl.all().fill_null(0))).to_series()
    read = cells[1].select(pl.any_horizontal((pl.all() != "").fill_null(False))).to_series()
    blank = cells[1].select(pl.all_horizontal(pl.all().is_null())).to_series()
    return accounts.with_columns(read.alias("read"), blank.alias("blank"), pence.alias("sum")).select(
        *(pl.col(name) for name in accounts.columns if name not in ("amount_pence", "amount_status")),
        amount_pence=pl.when("read").then("sum"),
        amount_status=pl.when("read").then(pl.lit("supplied")).when(~pl.col("blank")).then(pl.lit("")).cast(STATUS),
    )


def spread_records(
    grid: Grid, columns: Columns, spread: Mapping[str, str], accounts: pl.DataFrame, units: Units
) -> pl.DataFrame:
    """One record a cell that holds something, in the state of its row; one without an amount for every other row.

    The heading of the column follows the narrative of the row.
    """
    roles = {role: letter for role, letter in columns.letters.items() if role in ROLES and letter not in spread}
    first, last = accounts["row"].min(), accounts["row"].max()
    wanted = list(dict.fromkeys([*spread, *roles.values()]))
    texts = collected(grid.scan().filter(pl.col("row").is_between(first, last)).select("row", *wanted))
    rows = accounts.select("row", pl.col("state", "reason").cast(pl.String)).join(
        texts, on="row", maintain_order="left"
    )
    cells = pl.concat([_cells(rows, letter, heading, roles, units) for letter, heading in spread.items()])
    rest = rows.join(cells.select("row").unique(), on="row", how="anti")
    return pl.concat([conform(cells), idle(rest, pl.col("reason"))]).sort("row", maintain_order=True)


def _cells(rows: pl.DataFrame, letter: str, heading: str, roles: Mapping[str, str], units: Units) -> pl.DataFrame:
    filled = rows.filter(pl.col(letter).is_not_null())
    frame = filled.hstack(parse_money(filled[letter], units))
    said = [pl.col(roles["narrative"])] if "narrative" in roles else []
    unreadable = (pl.col("state") == DATA) & (pl.col("amount_status") == "")
    return frame.select(
        "row", "amount_pence", "amount_status", "rounded",
        *(pl.col(at).alias(role) for role, at in roles.items() if role != "narrative"),
        narrative=pl.concat_str(*said, pl.lit(heading), separator=", ", ignore_nulls=True),
        cell=pl.lit(letter) + pl.col("row").cast(pl.String),
        text=pl.col(letter),
        state=pl.when(unreadable).then(pl.lit(REJECTED)).otherwise("state"),
        reason=pl.when(unreadable).then(pl.lit("no amount can be read")).otherwise("reason"),
    )  # fmt: skip
