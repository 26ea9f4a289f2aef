"""What a count starts from: the lines with what they are for, whole and of one reading."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ledger import TABLES
from tp_cli.store import Store


@dataclass(frozen=True)
class Ledger:
    """The tables `lines`, `mapped`, `sources` and `transfers` as they are now."""

    lines: pl.DataFrame
    mapped: pl.DataFrame
    sources: pl.DataFrame
    transfers: pl.DataFrame


def read_ledger(store: Store) -> Ledger:
    """The store's tables in their stated order; TpError (exit 2) where ingest or map must run first."""
    frames = [store.read(name).collect().sort(TABLES[name].order, nulls_last=True) for name in _TABLES]
    ledger = Ledger(*frames)
    problems = [problem for problem in (_nothing(ledger), _torn(ledger), _unmapped(ledger)) if problem]
    if problems:
        raise TpError(problems[:1])
    return ledger


_TABLES = ("lines", "mapped", "sources", "transfers")


def _nothing(ledger: Ledger) -> Problem | None:
    if ledger.lines.height:
        return None
    return _run("nothing-read", "no lines in the ledger", "lines", "run `tp ingest`, then `tp map`")


def _torn(ledger: Ledger) -> Problem | None:
    """A source whose lines are not those that its row speaks of: a run was cut off between the two."""
    keys = ["source_id", "batch"]
    found = pl.concat([ledger.lines.select(keys), ledger.transfers.select(keys)]).group_by(keys).len("found")
    stated = ledger.sources.filter(pl.col("lines") > 0, pl.col("kind").is_in(["spend", "transfers"])).select(
        *keys, "lines"
    )
    both = stated.join(found.with_columns(pl.col("found").cast(pl.Int64)), on=keys, how="full", coalesce=True)
    torn = both.filter(pl.col("lines").ne_missing(pl.col("found")))
    if not torn.height:
        return None
    found_text = f"{torn.height} sources whose lines are not all there: a run was cut off"
    return _run("ledger-torn", found_text, "every source whole", "run `tp ingest` again: it reads what is missing")


def _unmapped(ledger: Ledger) -> Problem | None:
    """Lines that `map` has not seen, or seen and since gone."""
    lines, mapped = ledger.lines.select("line_id"), ledger.mapped.select("line_id")
    new = lines.join(mapped, on="line_id", how="anti").height
    gone = mapped.join(lines, on="line_id", how="anti").height
    if not new and not gone:
        return None
    return _run("mapping-stale", f"{new + gone} lines changed since `tp map`", "every line mapped", "run `tp map`")


def _run(code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, "the ledger", found, expected, fix, "usage")
