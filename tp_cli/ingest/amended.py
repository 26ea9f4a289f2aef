"""A file that changed since it was read: the difference by row and £, superseded only when told."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.source import Reading
from tp_cli.ingest.states import Row
from tp_cli.money import show
from tp_cli.store import Store
from tp_cli.table_files import typed

_OWN = ("source_id", "batch", "line_id", "position")
_SHOWN = 5  # rows that are named one by one


def amended(store: Store, reading: Reading, earlier: Sequence[Row]) -> None:
    """Raise TpError (exit 3) with the difference where an earlier version of the same file is in the ledger."""
    for row in earlier:
        table = "lines" if reading.kind == "spend" else reading.kind
        before = store.read(table).filter(pl.col("source_id") == row["source_id"])
        after = typed("lines", reading.lines) if reading.kind == "spend" else reading.entries.lazy()
        raise TpError([_difference(row["file"], before, after)])


def _difference(file: str, before: pl.LazyFrame, after: pl.LazyFrame) -> Problem:
    """What changed between two readings of one file: by cell for lines, by row for the entries of a register."""
    names = after.collect_schema().names()
    keys = ["sheet", "cell"] if "cell" in names else ["sheet", "row"]
    pence = next((name for name in names if name.endswith("_pence")), "")
    said = [name for name in names if name not in (*_OWN, *keys)]
    columns = [*keys, pl.col("row").alias("at"), pl.struct(said).hash().alias("says"), _pence(pence)]
    old, new = (frame.select(columns).collect() for frame in (before, after))
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="_new", maintain_order="left_right")
    gone, added = both.filter(pl.col("at_new").is_null()), both.filter(pl.col("at").is_null())
    there = both.filter(pl.col("at").is_not_null() & pl.col("at_new").is_not_null())
    changed = there.filter(pl.col("says") != pl.col("says_new"))
    amounts = changed.filter(pl.col("pence").ne_missing(pl.col("pence_new")))
    totals = [int(frame["pence"].fill_null(0).sum()) for frame in (old, new)]
    rows = sorted({*changed["at_new"], *added["at_new"], *gone["at"]})
    return Problem(
        "file-amended",
        file,
        f"another version than the one in the ledger: {amounts.height} amounts changed, {added.height} added, "
        f"{gone.height} gone; "
        + (f"{others} rows with other words; " if (others := changed.height - amounts.height) else "")
        + (f"{show(totals[0])} then, {show(totals[1])} now" if pence else "no money in it")
        + _examples(amounts, added, gone),
        "the file as it was read",
        "run `tp ingest --replace` to let it supersede the earlier one, or put the earlier file back",
        "refused",
        rows=tuple(rows),
        amount_pence=abs(totals[1] - totals[0]),
    )


def _pence(name: str) -> pl.Expr:
    return (pl.col(name) if name else pl.lit(None, pl.Int64)).alias("pence")


def _examples(amounts: pl.DataFrame, added: pl.DataFrame, gone: pl.DataFrame) -> str:
    """The first rows that differ, with their money."""
    words = [f"row {row['at_new']}: {_show(row['pence'])} → {_show(row['pence_new'])}" for row in _first(amounts)]
    words += [f"row {row['at_new']} new: {_show(row['pence_new'])}" for row in _first(added)]
    words += [f"row {row['at']} gone: {_show(row['pence'])}" for row in _first(gone)]
    return f" ({'; '.join(words[:_SHOWN])})" if words else ""


def _first(rows: pl.DataFrame) -> list[dict[str, int | None]]:
    return rows.head(_SHOWN).to_dicts()


def _show(pence: int | None) -> str:
    return "no amount" if pence is None else show(pence)
