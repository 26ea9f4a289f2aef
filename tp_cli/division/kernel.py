"""The arithmetic of a count, written once for any engine: shares, states, what is taken off, sums. Whole pence only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from tp_cli.words import UNKNOWN_STATUSES

Frame = nw.LazyFrame[Any]

_NO_TEXT = nw.lit(None, dtype=nw.String)
_STATE_OF_SWITCH = {"out": "out_of_scope", "memo": "memo"}


@dataclass(frozen=True)
class Areas:
    """The areas that a body serves, in their order: the driver of each, and which of them, by position, are ours."""

    drivers: tuple[int, ...]
    ours: tuple[int, ...]


def apportion(lines: Frame, over: Sequence[Areas] = ()) -> Frame:
    """Split each line into what is the place's and what is not, by largest remainder.

    lines    `amount_pence`; `share_num`, `share_den` (driver in the place, in the body; null where all is the place's);
             where `over` is given also `share_over`: which of it the line is settled over, null for the two numbers
    over     areas of bodies; a line is settled over all areas of its body, so that whichever of them is counted, its
             parts add up to it
    returns  the same with `in_pence` and `out_pence`, which add up to the amount; `apportioned` (true with a share)

    Pence times a population passes 64 bits, so the amount is divided first and only the rest is shared out.
    A credit is split as the mirror image of a debit. Of two equal remainders the place's comes first, or that of the
    area which stands first.

    Source: docs/METHOD.md §3, apportionment.
    """
    num, den, amount = nw.col("share_num"), nw.col("share_den"), nw.col("amount_pence")
    by_hand = nw.col("share_over").is_null() if over else None
    two = [num, den] if by_hand is None else [nw.when(by_hand).then(each) for each in (num, den)]
    share = _of_two(amount.abs(), *two)
    for number, areas in enumerate(over):
        share = nw.when(nw.col("share_over") == number).then(_of_areas(amount.abs(), areas)).otherwise(share)
    signed = nw.when(amount < 0).then(-share).otherwise(share)
    inside = nw.when(num.is_null()).then(amount).otherwise(signed).cast(nw.Int64)
    shared = lines.with_columns(inside.alias("in_pence"), (~num.is_null()).alias("apportioned"))
    return shared.with_columns((amount - nw.col("in_pence")).alias("out_pence"))


def _of_two(size: nw.Expr, num: nw.Expr, den: nw.Expr) -> nw.Expr:
    """The place's part where all else is one part."""
    rest = size % den * num
    left = rest % den
    return size // den * num + rest // den + _one_where((left * 2 >= den) & (left > 0))


def _of_areas(size: nw.Expr, areas: Areas) -> nw.Expr:
    """What the place's areas have of an amount that is settled over all areas."""
    whole = sum(areas.drivers)
    fits = whole * max(areas.drivers) < 2**63
    rest = (size % whole).cast(nw.Int64 if fits else nw.Int128)
    pennies = rest - _add([rest * driver // whole for driver in areas.drivers])
    lefts = [rest * driver % whole for driver in areas.drivers]
    share = size // whole * sum(areas.drivers[at] for at in areas.ours)
    for at in areas.ours:
        ahead = [left >= lefts[at] if other < at else left > lefts[at] for other, left in enumerate(lefts)]
        extra = _one_where(_add([_one_where(each) for each in ahead]) < pennies)
        share = share + (rest * areas.drivers[at] // whole).cast(nw.Int64) + extra
    return share


def _one_where(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _add(terms: Sequence[nw.Expr]) -> nw.Expr:
    """The sum of many terms, half by half: an expression of hundreds of terms in a row is too deep for some engines."""
    half = len(terms) // 2
    return _add(terms[:half]) + _add(terms[half:]) if half else terms[0]


def share_by_weight(parts: Frame, column: str, of: str = "line_id") -> Frame:
    """Share an amount of each line out over its mapped parts, by largest remainder.

    parts    one row a part: `line_id`, `map_part`, `weight_num`, `weight_den` (one denominator a line), `column`
             (pence, the same on every part of a line)
    of       the column by which lines have the same parts; what their denominator leaves over is then shared out once
             for each size of it
    returns  the same with `column` replaced by the part's own pence; the parts of a line add up to it

    Source: docs/METHOD.md §4, example M-1.
    """
    num, den, size, rest = nw.col("weight_num"), nw.col("weight_den"), nw.col(column).abs(), nw.col("_rest")
    names = parts.collect_schema().names()
    rests = parts.with_columns((size % den).alias("_rest"))
    key = [of, "map_part", "_rest"]
    floors = (
        rests.select(*key, "weight_num", "weight_den")
        .unique()
        .with_columns(
            (rest * num // den).alias("_floor"), (-(rest * num % den)).alias("_order"), nw.lit(1).alias("_one")
        )
    )
    ranked = floors.with_columns(
        (rest - nw.col("_floor").sum().over(of, "_rest")).alias("_left"),
        nw.col("_one").cum_sum().over(of, "_rest", order_by=["_order", "map_part"]).alias("_place"),
    )
    extra = _one_where(nw.col("_place") <= nw.col("_left"))
    shared = ranked.select(*key, (nw.col("_floor") + extra).alias("_own"))
    own = size // den * num + nw.col("_own")
    signed = nw.when(nw.col(column) < 0).then(-own).otherwise(own)
    return rests.join(shared, on=key, how="left").with_columns(signed.cast(nw.Int64).alias(column)).select(names)


def settle(parts: Frame, switches: Mapping[str, str]) -> Frame:
    """The state of each part but for apportioning and eliminating, and the reason for it.

    parts     `basis`, `best_basis` (of its agency and year), `status`, `role`, `scope` (the switch it falls under, or
              null), `apportioned`
    switches  switch → in, out or memo
    returns   the same with `state` and `reason`

    Source: docs/METHOD.md §2 (basis), §3 (order; scope switches).
    """
    shut = {name: _STATE_OF_SWITCH[value] for name, value in switches.items() if value != "in"}
    named = {name: nw.col("scope") == name for name in shut if name != "apportioned"}
    if "apportioned" in shut:
        named["apportioned"] = nw.col("apportioned") | (nw.col("scope") == "apportioned").fill_null(False)
    better = nw.concat_str(nw.lit("counted on a better basis: "), nw.col("best_basis"))
    rules: list[tuple[nw.Expr, nw.Expr, nw.Expr]] = [
        (nw.col("basis") != nw.col("best_basis"), nw.lit("superseded"), better),
        (nw.col("status").is_in(UNKNOWN_STATUSES), nw.lit("unresolved"), nw.col("status")),
        (nw.col("role") == "memo", nw.lit("memo"), nw.lit("shown beside spend, never added")),
        *(
            (condition, nw.lit(shut[name]), nw.lit(f"{name.replace('_', ' ')} is not in this total"))
            for name, condition in named.items()
        ),
    ]
    state, reason = nw.lit("counted"), nw.lit("")
    for condition, then_state, then_reason in reversed(rules):
        state = nw.when(condition).then(then_state).otherwise(state)
        reason = nw.when(condition).then(then_reason).otherwise(reason)
    return parts.with_columns(state.alias("state"), reason.alias("reason"))


def divide(parts: Frame, taken: Frame | None = None) -> Frame:
    """Each settled part in the pieces that are counted, taken off, and not the place's.

    parts    `line_id`, `map_part`, `in_pence`, `out_pence`, `share_num`, `share_den`, `state`, `reason`, `apportioned`
    taken    what is eliminated: `line_id`, `map_part`, `order` (from 2), `pence`, `counterparty`, `why`
    returns  the columns of `parts` with `order` (1 what stays, then what is taken off, 1000 what is not ours),
             `amount_pence`, `counterparty`, and the piece's own `state`, `reason`, `apportioned`

    Source: docs/METHOD.md §2; §3, "count once, at the final spender".
    """
    if taken is None:
        return _stack([staying(parts), not_ours(parts)])
    key = ["line_id", "map_part"]
    gone = taken.group_by(key).agg(nw.col("pence").sum().cast(nw.Int64).alias("gone"))
    touched = parts.join(gone, on=key, how="left")
    off = parts.drop("reason").join(taken, on=key, how="inner")
    pieces = off.with_columns(
        nw.lit("eliminated").alias("state"), nw.col("why").alias("reason"), nw.col("pence").alias("amount_pence")
    )
    return _stack([staying(touched, nw.col("gone").fill_null(0)), pieces, not_ours(parts)])


def number_parts(pieces: Frame) -> Frame:
    """Add `part`: 1, 2, ... within each line, by `map_part` and `order`."""
    one = pieces.with_columns(nw.lit(1).alias("_one"))
    place = nw.col("_one").cum_sum().over("line_id", order_by=["map_part", "order"])
    return one.with_columns(place.cast(nw.Int64).alias("part")).drop("_one")


def group(parts: Frame, by: Sequence[str], *sums: str) -> Frame:
    """Sums of pence by these columns, and `lines`: how many lines begin in each (a split line in its first part)."""
    first = nw.when(nw.col("map_part") == 1).then(nw.lit(1)).otherwise(nw.lit(0))
    return parts.group_by(list(by)).agg(
        *(nw.col(name).sum().cast(nw.Int64).fill_null(0).alias(name) for name in sums),
        first.sum().cast(nw.Int64).alias("lines"),
    )


def staying(parts: Frame, gone: nw.Expr | None = None) -> Frame:
    """The piece of each part that stays; in another state than counted it stays whole, its share not taken.

    gone  pence taken off the part; none where not said
    """
    gone = nw.lit(0) if gone is None else gone
    counted = nw.col("state") == "counted"
    whole = nw.col("in_pence") + nw.col("out_pence")
    frame = parts.with_columns(
        nw.lit(1).alias("order"),
        nw.when(counted).then(nw.col("in_pence") - gone).otherwise(whole).alias("amount_pence"),
        _NO_TEXT.alias("counterparty"),
        (nw.col("apportioned") & counted).alias("apportioned"),
        (counted & ((gone != 0) | (nw.col("out_pence") != 0))).fill_null(False).alias("_parted"),
    )
    return frame.filter(~((nw.col("amount_pence") == 0).fill_null(False) & nw.col("_parted")))


def not_ours(parts: Frame) -> Frame:
    """The piece of each counted part that belongs to other places."""
    share = nw.concat_str(
        nw.lit("the place's share is "), nw.col("share_num").cast(nw.String), nw.lit(" of "),
        nw.col("share_den").cast(nw.String),
    )  # fmt: skip
    rows = parts.filter((nw.col("state") == "counted") & (nw.col("out_pence") != 0))
    return rows.with_columns(
        nw.lit(1000).alias("order"),
        nw.lit("apportioned_out").alias("state"),
        nw.col("out_pence").alias("amount_pence"),
        _NO_TEXT.alias("counterparty"),
        share.alias("reason"),
    )


def _stack(frames: Sequence[Frame]) -> Frame:
    """The rows of all, with the columns that the last has."""
    names = frames[-1].collect_schema().names()
    whole = [each.with_columns(nw.col("order").cast(nw.Int64)).select(names) for each in frames]
    return nw.concat(whole, how="vertical")
