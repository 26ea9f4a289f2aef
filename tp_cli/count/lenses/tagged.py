"""Counted money with what a mapping says of it beyond its function: whom it serves, whether it prevents, where."""

from __future__ import annotations

import polars as pl

from tp_cli.count.lenses.lens import EVIDENCE, Inputs, evidence

TAGS = ("client_group", "prevention", "area")


def counted_sums(inputs: Inputs) -> pl.DataFrame:
    """The counted cells of the year with `TAGS`, null where a rule does not say."""
    return _with_tags(inputs.counted.lazy()).collect()


def counted_parts(inputs: Inputs) -> pl.LazyFrame:
    """The counted parts of the year with `TAGS`, `sheet` and `row`: what the sums rest on."""
    where = inputs.store.read("lines").select("line_id", "sheet", "row")
    return _with_tags(inputs.parts.filter(pl.col("state") == "counted")).join(where, on="line_id", how="left")


def evidence_of(parts: pl.LazyFrame, key: pl.Expr, column: str = "") -> pl.LazyFrame:
    """Counted parts as `EVIDENCE`."""
    said = {"state": pl.col("state"), "counterparty": pl.col("counterparty"), "reason": pl.col("reason")}
    return evidence(parts, key, column, pl.col("amount_pence"), **said).select(list(EVIDENCE))


def _with_tags(rows: pl.LazyFrame) -> pl.LazyFrame:
    have = rows.collect_schema().names()
    return rows.with_columns(pl.lit(None, pl.String).alias(tag) for tag in TAGS if tag not in have)
