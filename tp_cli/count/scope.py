"""Which lines are in the total: the best basis of each agency and year, and the scope switches."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tp_cli.ledger import BASES, UNKNOWN_STATUSES


def choose_basis(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Add `state`: "superseded" where the same agency and year was supplied on a better basis, else "counted".

    lines    `agency`, `year`, `basis`
    returns  the same with `state`, `reason`, and `best_basis` of the agency and year

    Source: docs/METHOD.md §2, "outturn > budget > allocation > payments".
    """
    rank = pl.col("basis").replace_strict({basis: i for i, basis in enumerate(BASES)}, return_dtype=pl.Int64)
    best = rank.min().over("agency", "year")
    names = {i: basis for i, basis in enumerate(BASES)}
    later = rank > best
    return lines.with_columns(best_basis=best.replace_strict(names, return_dtype=pl.String)).with_columns(
        state=pl.when(later).then(pl.lit("superseded")).otherwise(pl.lit("counted")),
        reason=pl.when(later).then(pl.lit("counted on a better basis: ") + pl.col("best_basis")).otherwise(pl.lit("")),
    )


def apply_scope(parts: pl.LazyFrame, switches: Mapping[str, str]) -> pl.LazyFrame:
    """Take out of scope, or to memo, what the switches say; what has no amount is unresolved.

    parts     `state` ("counted" or "superseded"), `status`, `role`, `scope` (the switch it falls under, or null),
              `apportioned`
    switches  switch → in, out or memo
    returns   the same with `state` and `reason` settled, but for apportioning and eliminating

    Source: docs/METHOD.md §3, scope switches.
    """
    own = pl.col("scope").replace_strict(dict(switches), default=None, return_dtype=pl.String)
    shared = pl.when("apportioned").then(pl.lit(switches["apportioned"]))
    states = {"out": "out_of_scope", "memo": "memo"}
    switch = pl.coalesce(
        pl.when(own != "in").then(own), pl.when(shared != "in").then(shared), pl.lit("in")
    ).replace_strict(states, default="counted", return_dtype=pl.String)
    name = pl.when(own != "in").then("scope").otherwise(pl.lit("apportioned")).str.replace_all("_", " ", literal=True)
    counted = pl.col("state") == "counted"
    rules: list[tuple[pl.Expr, pl.Expr, pl.Expr]] = [
        (~counted, pl.col("state"), pl.col("reason")),
        (pl.col("status").is_in(UNKNOWN_STATUSES), pl.lit("unresolved"), pl.col("status")),
        (pl.col("role") == "memo", pl.lit("memo"), pl.lit("shown beside spend, never added")),
        (switch != "counted", switch, name + pl.lit(" is not in this total")),
    ]
    state, reason = pl.lit("counted"), pl.lit("")
    for condition, then_state, then_reason in reversed(rules):
        state = pl.when(condition).then(then_state).otherwise(state)
        reason = pl.when(condition).then(then_reason).otherwise(reason)
    return parts.with_columns(state=state, reason=reason)
