"""What a reader makes of a sheet: one record an amount cell or idle row, each in one state with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.tables import Header

DATA, REJECTED, NON_DATA = "data", "rejected", "non_data"

ROLES = (
    "body",
    "code",
    "class",
    "region",
    "payee",
    "date",
    "directorate",
    "service",
    "expense",
    "narrative",
    "reference",
    "economic",
    "sector",
    "identifiable",
    "cofog_stated",
    "status",
    "year",
)

SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "cell": pl.String,
    "text": pl.String,
    "amount_pence": pl.Int64,
    "amount_status": pl.String,
    "rounded": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "role": pl.String,
    **dict.fromkeys(ROLES, pl.String),
}


@dataclass(frozen=True)
class TableRead:
    """One table of one sheet.

    records   SCHEMA; every row of the sheet is in it at least once
    header    where the header is and what it says
    columns   role → heading, as shown to a person
    units     what a number in it means
    findings  what is to be said of it, with the rows and the money concerned
    wide      true where one row holds several amounts
    """

    sheet: str
    height: int
    records: pl.DataFrame
    header: Header
    columns: Mapping[str, str]
    units: str
    findings: Sequence[Problem] = field(default_factory=tuple)
    wide: bool = False


def idle(rows: pl.DataFrame, reason: str | pl.Expr, state: str = NON_DATA) -> pl.DataFrame:
    """Records for rows without an amount; `rows` has `row` and what `reason` needs."""
    text = pl.lit(reason) if isinstance(reason, str) else reason
    return conform(rows.select("row", state=pl.lit(state), reason=text))


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of SCHEMA, null where it has none."""
    missing = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
