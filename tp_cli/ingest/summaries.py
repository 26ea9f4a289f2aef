"""Tables of one sheet of which one sums up another: left out by proof, or said with its money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.records import DATA, NON_DATA, STATE, TableRead, counted_pence
from tp_cli.money import show

KEYS = {"payee", "date", "reference"}  # what a payment has and a summary of payments has not
_REASON = "sums up another table"


def without_summaries(tables: Sequence[TableRead], place_name: str) -> list[TableRead]:
    """The tables with the lines of one that sums up another as no data, by its total and its columns, and a note.

    One without payees, dates and transactions beside one that has them, with another total, is said: it may say again
    what the other does.
    """
    payments = [table for table in tables if KEYS & set(table.columns)]
    if not payments or len(payments) == len(tables):
        return list(tables)
    sums = [counted_pence(table.records) for table in payments]
    totals = {*sums, sum(sums)}
    return [
        table
        if KEYS & set(table.columns) or not counted_pence(table.records)
        else _left_out(table, place_name)
        if counted_pence(table.records) in totals
        else replace(table, findings=[*table.findings, *_doubt(table, place_name)])
        for table in tables
    ]


def _left_out(table: TableRead, place_name: str) -> TableRead:
    counted = pl.col("state") == DATA
    records = table.records.with_columns(
        state=pl.when(counted).then(pl.lit(NON_DATA)).otherwise("state").cast(STATE),
        reason=pl.when(counted).then(pl.lit(_REASON)).otherwise(pl.col("reason").cast(pl.String)),
    )
    found = (
        f"{show(counted_pence(table.records))}, which is what another table of the sheet adds up to: not counted again"
    )
    where = f"{place_name}, header row {table.header.row}"
    note = Problem("table-sums-up", where, found, "each pound in one table", "nothing", "note")
    return replace(table, records=records, findings=[*table.findings, note])


def _doubt(table: TableRead, place_name: str) -> Iterator[Problem]:
    total = counted_pence(table.records)
    found = f"a table without payees or dates beside one that has them; its {show(total)} are counted too"
    fix = "name the header of the table that is meant with header_row = N, if this one repeats it"
    where = f"{place_name}, header row {table.header.row}"
    yield Problem("tables-of-two-kinds", where, found, "each pound in one table", fix, amount_pence=abs(total))
