"""The place's share of bodies larger than it, in whole pence, exactly."""

from __future__ import annotations

import polars as pl


def apportion(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Split each line into what is the place's and what is not, by largest remainder.

    lines    `amount_pence`; `share_num`, `share_den` (driver in the place, in the body; null where all is the place's)
    returns  the same with `in_pence` and `out_pence`, which add up to the amount; `apportioned` (true with a share)

    Pence times a population passes 64 bits, so the amount is divided first and only the rest is shared out.
    A credit is split as the mirror image of a debit. Of two equal remainders the place's comes first.

    Source: docs/METHOD.md §3, apportionment.
    """
    num, den = pl.col("share_num"), pl.col("share_den")
    size = pl.col("amount_pence").abs()
    whole = size // den * num
    rest = size % den * num
    share = whole + rest // den + (2 * (rest % den) >= den).cast(pl.Int64) * ((rest % den) > 0).cast(pl.Int64)
    signed = pl.when(pl.col("amount_pence") < 0).then(-share).otherwise(share)
    inside = pl.when(num.is_null()).then(pl.col("amount_pence")).otherwise(signed)
    return lines.with_columns(in_pence=inside, apportioned=num.is_not_null()).with_columns(
        out_pence=pl.col("amount_pence") - pl.col("in_pence")
    )


def share_by_weight(parts: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Share an amount of each line out over its mapped parts, by largest remainder.

    parts    one row a part: `line_id`, `part`, `weight_num`, `weight_den` (one denominator a line), `column` (pence,
             the same on every part of a line)
    returns  the same with `column` replaced by the part's own pence; the parts of a line add up to it

    Source: docs/METHOD.md §4, example M-1.
    """
    num, den, size = pl.col("weight_num"), pl.col("weight_den"), pl.col(column).abs()
    floor = size // den * num + size % den * num // den
    rest = size % den * num % den
    left = size - floor.sum().over("line_id")
    place = pl.struct(-pl.col("_rest"), "part").rank("ordinal").over("line_id")
    return (
        parts.with_columns(_floor=floor, _rest=rest, _left=left)
        .with_columns(_extra=(place <= pl.col("_left")).cast(pl.Int64))
        .with_columns(
            pl.when(pl.col(column) < 0)
            .then(-(pl.col("_floor") + pl.col("_extra")))
            .otherwise(pl.col("_floor") + pl.col("_extra"))
            .alias(column)
        )
        .drop("_floor", "_rest", "_left", "_extra")
    )
