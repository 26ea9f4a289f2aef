"""Purposes: lines that are alike to a count, in their facts and in what they are for, share one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.ledger import FACTS, TABLES
from tp_cli.store import Store

_OF_PART = tuple(name for name in TABLES["purposes"].schema if name not in ("purpose", *FACTS))


def purposes_of(lines: pl.DataFrame, mapped: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `mapped` and `purposes` of these lines.

    lines    `line_id` and FACTS; their order is that of the first table
    mapped   what each line is for, one row a part: `line_id`, `part`, weights, AXES, `rule`, `how`
    returns  `line_id`, `purpose` of every line that is mapped; table `purposes`, numbered in the order of its columns
    """
    keys = [*FACTS, *_OF_PART]
    wide = mapped.select("line_id", *_OF_PART).join(lines.select("line_id", *FACTS), on="line_id")
    codes = wide.select(keys).unique().sort(keys, nulls_last=True).with_row_index("code")
    coded = wide.join(codes, on=keys, nulls_equal=True).select("line_id", "part", "code")
    several = coded.filter(pl.col("part") != 1).select("line_id").unique()
    alone = coded.join(several, on="line_id", how="anti").select("line_id", purpose="code")
    of_line = coded.join(several, on="line_id").sort("line_id", "part").group_by("line_id").agg("code")
    of_line = of_line.with_columns(together=pl.col("code").cast(pl.List(pl.String)).list.join(" "))
    groups = of_line.unique("together").sort("together").with_row_index("purpose", codes.height)
    split = of_line.join(groups.select("together", "purpose"), on="together").select("line_id", "purpose")
    used = alone.select("purpose").unique().with_columns(code="purpose")
    numbered = pl.concat([used, groups.explode("code").select("purpose", "code")]).join(codes, on="code")
    purposes = numbered.select(pl.col(name).cast(kind) for name, kind in TABLES["purposes"].schema.items())
    found = lines.select("line_id").join(pl.concat([alone, split]), on="line_id", maintain_order="left")
    return found.select("line_id", pl.col("purpose").cast(pl.Int64)), purposes.sort("purpose", "part")


def mapped_lines(store: Store) -> pl.LazyFrame:
    """What each line is for, one row a part, in no order: `line_id`, `part`, weights, AXES, `rule`, `how`."""
    return store.read("mapped").join(store.read("purposes").drop(FACTS), on="purpose").drop("purpose")


@dataclass(frozen=True)
class Numbered:
    """Lines and the purpose of each, laid side by side in the order in which both were written."""

    lines: pl.LazyFrame  # in front their place `at`: 0, 1, ...
    numbers: pl.LazyFrame

    def scan(self) -> pl.LazyFrame:
        """Every line with its `purpose`."""
        return pl.concat([self.lines.drop("at"), self.numbers], how="horizontal")

    def few(self, wanted: pl.Expr, columns: Sequence[str]) -> pl.DataFrame:
        """These columns of the lines that are wanted, with their `purpose`; for a part small enough to hold.

        wanted  by columns of the lines themselves: what it leaves out is not read
        """
        rows = self.lines.filter(wanted).select("at", *columns).collect(engine="streaming")
        numbers = (self.numbers if rows.height else self.numbers.head(0)).collect()["purpose"]
        return rows.with_columns(numbers.gather(rows["at"])).drop("at")


def mapping_stands_on(store: Store) -> str:
    """The state of the lines and of their purposes, which the numbers in `mapped` are of."""
    return f"lines {store.version('lines')}, purposes {store.version('purposes')}"


def beside_lines(store: Store) -> Numbered | None:
    """The lines with their purposes; None where `mapped` is not of the lines and the purposes as they are."""
    if store.beside("mapped") != mapping_stands_on(store):
        return None
    lines, mapped = store.read_in_order("lines", "at"), store.read_in_order("mapped").select("purpose")
    heights = [frame.select(pl.len()).collect().item() for frame in (lines, mapped)]
    return Numbered(lines, mapped) if heights[0] == heights[1] else None
