"""A file that changed since it was read: the difference by row and £, superseded only when told."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.outcome import Row
from tp_cli.ingest.source import Reading
from tp_cli.money import show
from tp_cli.store import Store


def amended(store: Store, reading: Reading, earlier: Sequence[Row]) -> None:
    """Raise TpError (exit 3) with the difference where an earlier version of the same file is in the ledger."""
    for row in earlier:
        before = store.read("lines").filter(pl.col("source_id") == row["source_id"]).collect()
        raise TpError([_difference(row["file"], before, reading.lines.collect())])


def _difference(file: str, before: pl.DataFrame, after: pl.DataFrame) -> Problem:
    keys = ["sheet", "cell"]
    columns = [*keys, "row", "amount_pence"]
    both = before.select(columns).join(
        after.select(columns), on=keys, how="full", coalesce=True, suffix="_new", maintain_order="left_right"
    )
    old, new = pl.col("amount_pence"), pl.col("amount_pence_new")
    changed = both.filter(pl.col("row").is_not_null() & pl.col("row_new").is_not_null() & old.ne_missing(new)).height
    added, dropped = both.filter(pl.col("row").is_null()).height, both.filter(pl.col("row_new").is_null()).height
    totals = [int(frame["amount_pence"].fill_null(0).sum()) for frame in (before, after)]
    return Problem(
        "file-amended",
        file,
        f"another version than the one in the ledger: {changed} amounts changed, {added} added, {dropped} gone; "
        f"{show(totals[0])} then, {show(totals[1])} now",
        "the file as it was read",
        "run `tp ingest --replace` to let it supersede the earlier one, or put the earlier file back",
        "refused",
        amount_pence=abs(totals[1] - totals[0]),
    )
