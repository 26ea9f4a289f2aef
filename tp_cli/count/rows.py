"""The counted parts cut by any columns: amounts, shares and a head."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.count.place_count import Counted

UNMAPPED = "unmapped"

_COLUMNS: dict[str, pl.Expr] = {
    "agency": pl.col("agency"),
    "cofog": pl.col("cofog").str.slice(0, 2).fill_null(UNMAPPED),
    "cofog_group": pl.col("cofog").str.slice(0, 4).fill_null(UNMAPPED),
    "theme": pl.col("theme").fill_null(UNMAPPED),
    "nature": pl.col("nature").fill_null(UNMAPPED),
    "control": pl.col("control").fill_null(UNMAPPED),
    "basis": pl.col("basis"),
    "year": pl.col("year"),
}


def cut(counted: Counted, by: Sequence[str], state: str = "counted") -> pl.DataFrame:
    """Pence of one state by these columns.

    by       names of `view.DIMENSIONS`
    returns  the columns and `amount_pence`, largest amount first, then by the columns
    """
    parts = counted.parts.filter(state=state)
    rows = parts.group_by([_COLUMNS[name].alias(name) for name in by]).agg(pl.col("amount_pence").fill_null(0).sum())
    return rows.sort(["amount_pence", *by], descending=[True, *(False for _ in by)])


def bridge(counted: Counted) -> pl.DataFrame:
    """Pence of each agency by state: `agency`, one column a state, `ingested`, `unresolved_lines`."""
    sums = counted.parts.group_by("agency", "state").agg(
        pl.col("amount_pence").fill_null(0).sum(), lines=pl.col("line_id").n_unique()
    )
    wide = sums.pivot("state", index="agency", values="amount_pence").fill_null(0)
    unresolved = sums.filter(state="unresolved").select("agency", unresolved_lines="lines")
    missing = [pl.lit(0, pl.Int64).alias(name) for name in _BRIDGE if name not in wide.columns]
    wide = wide.with_columns(missing).with_columns(ingested=pl.sum_horizontal(_BRIDGE))
    joined = wide.join(unresolved, on="agency", how="left").with_columns(
        pl.col("unresolved_lines").fill_null(0).cast(pl.Int64)
    )
    return joined.select("agency", "ingested", *_BRIDGE, "unresolved_lines").sort("agency")


_BRIDGE = ("superseded", "out_of_scope", "memo", "apportioned_out", "eliminated", "counted")
