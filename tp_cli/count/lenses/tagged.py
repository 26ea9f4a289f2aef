"""Counted money with what a mapping says of it beyond its function: whom it serves, whether it prevents."""

from __future__ import annotations

import polars as pl

from tp_cli.count.lenses.lens import EVIDENCE, Inputs, evidence
from tp_cli.division import mapped_lines

TAGS = ("client_group", "prevention", "area")


def counted(inputs: Inputs) -> pl.LazyFrame:
    """The counted parts of the year with `TAGS` (null where a line or its rule does not say), `sheet` and `row`.

    A line that a rule splits between several tags of one kind has that tag null: which part is whose is not known.
    """
    parts = inputs.parts.filter(pl.col("state") == "counted")
    have = set(parts.collect_schema().names())
    for frame in (mapped_lines(inputs.store), inputs.store.read("lines")):
        found = [tag for tag in TAGS if tag in frame.collect_schema().names() and tag not in have]
        if found:
            one = [pl.when(pl.col(tag).n_unique() == 1).then(pl.col(tag).first()).alias(tag) for tag in found]
            parts = parts.join(frame.group_by("line_id").agg(one), on="line_id", how="left")
            have.update(found)
    missing = [pl.lit(None, pl.String).alias(tag) for tag in TAGS if tag not in have]
    where = inputs.store.read("lines").select("line_id", "sheet", "row")
    return parts.with_columns(missing).join(where, on="line_id", how="left")


def evidence_of(parts: pl.LazyFrame, key: pl.Expr, column: str = "") -> pl.LazyFrame:
    """Counted parts as `EVIDENCE`."""
    said = {"state": pl.col("state"), "counterparty": pl.col("counterparty"), "reason": pl.col("reason")}
    return evidence(parts, key, column, pl.col("amount_pence"), **said).select(list(EVIDENCE))
