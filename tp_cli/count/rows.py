"""The counted cells cut by any columns: amounts, what is apportioned in them, the states of each body and file."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.count.dimensions import DIMENSIONS, UNMAPPED, with_funder
from tp_cli.count.place_count import Counted

__all__ = ["UNMAPPED", "bridge", "cut", "file_states"]

_BRIDGE = ("superseded", "out_of_scope", "memo", "apportioned_out", "eliminated", "counted")


def cut(counted: Counted, by: Sequence[str], state: str = "counted") -> pl.DataFrame:
    """Pence of one state by these columns.

    by       names of `dimensions.DIMENSIONS`
    returns  the columns, `amount_pence` and `apportioned_pence`, largest amount first, then by the columns
    """
    cells = with_funder(counted.cells.filter(state=state), counted.workings.place)
    shared = pl.when("apportioned").then("amount_pence").otherwise(0)
    rows = cells.group_by([DIMENSIONS[name].expression().alias(name) for name in by]).agg(
        pl.col("amount_pence").sum(), apportioned_pence=shared.sum()
    )
    return rows.sort(["amount_pence", *by], descending=[True, *(False for _ in by)])


def bridge(counted: Counted) -> pl.DataFrame:
    """Pence of each agency by state: `agency`, one column a state, `ingested`, `unresolved_lines`."""
    return _by_state(counted.cells, ["agency"])


def file_states(counted: Counted) -> pl.DataFrame:
    """The same by `source_id`, `sheet`, `agency`, `year`: where every pound that was read has gone."""
    return _by_state(counted.cells, ["source_id", "sheet", "agency", "year"])


def _by_state(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    sums = [pl.col("amount_pence").filter(pl.col("state") == state).sum().alias(state) for state in _BRIDGE]
    unresolved = pl.col("lines").filter(pl.col("state") == "unresolved").sum().cast(pl.Int64)
    wide = cells.group_by(by).agg(*sums, unresolved_lines=unresolved)
    ingested = pl.sum_horizontal(_BRIDGE)
    return wide.select(*by, ingested.alias("ingested"), *_BRIDGE, "unresolved_lines").sort(by, nulls_last=True)


