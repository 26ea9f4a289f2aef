"""Lines with their purposes as parts, and parts as the pieces that are counted, taken off, and not the place's."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from tp_cli.division import kernel
from tp_cli.division.kernel import Areas
from tp_cli.ledger import PARTS


def in_parts(rows: pl.LazyFrame, known: pl.DataFrame, over: Sequence[Areas] = ()) -> list[pl.LazyFrame]:
    """Every part of the lines with its pence: of lines in one part, then of those in several where there are any.

    rows   `line_id`, `amount_pence`, `purpose` and whatever else is wanted
    known  one row a part of each purpose wanted: `purpose`, `map_part`, weights, `share_num`, `share_den`, `share_over`
           and whatever else; lines of other purposes are left out
    over   the areas that `share_over` speaks of: see `kernel.apportion`
    """
    several = known.filter(pl.col("map_part") != 1).select("purpose").unique()
    whole = _apportioned(rows, known.join(several, on="purpose", how="anti"), over)
    if not several.height:
        return [whole]
    split = nw.from_native(_apportioned(rows, known.join(several, on="purpose", how="semi"), over))
    for column in ("in_pence", "out_pence"):
        split = kernel.share_by_weight(split, column, "purpose")
    return [whole, split.to_native()]


def pieces_of(parts: Sequence[pl.LazyFrame], taken: pl.DataFrame) -> pl.LazyFrame:
    """The ledger's PARTS, in no particular order.

    parts   as `in_parts` gives them, with `state`, `reason` and the columns of PARTS that lines and purposes have
    taken   table `taken`
    Lines in one part that nothing was taken off stand first: what stays of them, then what is not the place's.
    """
    simple, *split = parts
    if taken.height:
        touched = taken.lazy().select("line_id").unique()
        split.append(simple.join(touched, on="line_id", how="semi"))
        simple = simple.join(touched, on="line_id", how="anti")
    own = pl.when(pl.col("in_pence") != 0).then(2).otherwise(1)
    found = [
        kernel.staying(nw.from_native(simple)).to_native().with_columns(part=pl.lit(1)),
        kernel.not_ours(nw.from_native(simple)).to_native().with_columns(part=own),
    ]
    if split:
        struck = nw.from_native(taken.lazy()) if taken.height else None
        pieces = kernel.divide(nw.from_native(pl.concat(split, how="diagonal")), struck)
        found.append(kernel.number_parts(pieces).to_native())
    columns = [pl.col(name).cast(kind) for name, kind in PARTS.schema.items()]
    whole: pl.LazyFrame = pl.concat([each.select(columns) for each in found])
    return whole


def _apportioned(rows: pl.LazyFrame, known: pl.DataFrame, over: Sequence[Areas]) -> pl.LazyFrame:
    lines = rows.join(known.lazy(), on="purpose")
    if known["share_num"].null_count() < known.height:
        native: pl.LazyFrame = kernel.apportion(nw.from_native(lines), over).to_native()
        return native
    amount = pl.col("amount_pence")
    return lines.with_columns(apportioned=pl.lit(False), in_pence=amount, out_pence=amount - amount)
