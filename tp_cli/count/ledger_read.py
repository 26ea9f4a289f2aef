"""What a count starts from: the lines with what they are for, whole and of one reading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ledger import AXES, TABLES
from tp_cli.store import Store

_WEIGHTS = ("weight_num", "weight_den")


class Ledger:
    """The tables `lines`, `mapped`, `sources`, `transfers`, `drivers` as they are; the first two not held in memory.

    in_step  true where the first mapped parts may stand in the order of the lines: they are then laid side by side
             instead of joined, which `aligned` proves row by row
    """

    def __init__(
        self,
        lines: pl.DataFrame | pl.LazyFrame,
        mapped: pl.DataFrame | pl.LazyFrame,
        sources: pl.DataFrame,
        transfers: pl.DataFrame,
        in_step: bool = False,
        drivers: pl.DataFrame | None = None,
    ) -> None:
        self.scan_lines, self.scan_mapped = lines.lazy(), mapped.lazy()
        self.sources, self.transfers = sources, transfers
        self.drivers = TABLES["drivers"].empty() if drivers is None else drivers
        self._in_step = in_step

    @cached_property
    def lines(self) -> pl.DataFrame:
        """All lines in their stated order."""
        return self.scan_lines.collect().sort(TABLES["lines"].order, nulls_last=True)

    @cached_property
    def mapped(self) -> pl.DataFrame:
        """All mapped parts in their stated order."""
        return self.scan_mapped.collect().sort("line_id", "part")

    @cached_property
    def readings(self) -> pl.DataFrame:
        """Lines by reading and body: `source_id`, `batch`, `agency`, `year`, `basis`, its name and kind, lines, pence.

        `agency_name` and `agency_kind` are the first in the alphabet where a source gives several.
        """
        keys = ("source_id", "batch", "agency", "year", "basis")
        return (
            self.scan_lines.group_by(keys)
            .agg(
                pl.col("agency_name", "agency_kind").min(),
                pl.col("amount_pence").fill_null(0).sum(),
                lines=pl.len().cast(pl.Int64),
            )
            .collect()
            .sort(keys)
        )

    @cached_property
    def aligned(self) -> bool:
        """True where the first mapped parts are those of the lines, row by row."""
        first = self._first_parts().select(of="line_id")
        heights = [frame.select(pl.len()).collect().item() for frame in (self.scan_lines, first)]
        if not self._in_step or heights[0] != heights[1]:
            return False
        same = pl.concat([self.scan_lines.select("line_id"), first], how="horizontal")
        return bool(same.select((pl.col("line_id") == pl.col("of")).fill_null(False).all()).collect().item())

    @cached_property
    def splits(self) -> bool:
        """True where a rule splits any line."""
        return bool(self.scan_mapped.select((pl.col("weight_den") != 1).any()).collect().item())

    def pairs(self, columns: Sequence[str], wanted: pl.Expr) -> tuple[pl.LazyFrame, pl.LazyFrame]:
        """The lines with what they are for: those with one part, then one row a part of those that a rule splits.

        columns  of `lines`, besides `line_id`; what is for is always there: `map_part`, weights and `AXES`
        wanted   which lines, by `columns`
        """
        facts = self.scan_lines.select("line_id", *columns)
        parts = self.scan_mapped.select("line_id", *_WEIGHTS, *AXES, map_part="part")
        if not self.aligned:
            both = facts.filter(wanted).join(parts, on="line_id", how="inner")
            return both.filter(pl.col("weight_den") == 1), both.filter(pl.col("weight_den") != 1)
        first = self._first_parts().select(*_WEIGHTS, *AXES, map_part="part")
        beside = pl.concat([facts, first], how="horizontal").filter(wanted)
        divided = beside.filter(pl.col("weight_den") != 1).select("line_id", *columns)
        rest = parts.filter(pl.col("weight_den") != 1)
        return beside.filter(pl.col("weight_den") == 1), divided.join(rest, on="line_id", how="inner")

    def _first_parts(self) -> pl.LazyFrame:
        return self.scan_mapped.filter(pl.col("part") == 1)


def read_ledger(store: Store) -> Ledger:
    """The store's tables; TpError (exit 2) where ingest or map must run first."""
    sources, transfers, drivers = (
        store.read(name).collect().sort(TABLES[name].order, nulls_last=True)
        for name in ("sources", "transfers", "drivers")
    )
    lines, mapped = store.read_in_order("lines"), store.read_in_order("mapped")
    ledger = Ledger(lines, mapped, sources, transfers, in_step=True, drivers=drivers)
    problem = _nothing(ledger) or _torn(ledger) or _unmapped(ledger)
    if problem:
        raise TpError([problem])
    return ledger


def _nothing(ledger: Ledger) -> Problem | None:
    if ledger.readings.height:
        return None
    return _run("nothing-read", "no lines in the ledger", "lines", "run `tp ingest`, then `tp map`")


def _torn(ledger: Ledger) -> Problem | None:
    """A source whose lines are not those that its row speaks of: a run was cut off between the two."""
    keys = ["source_id", "batch"]
    rows = [frame.select(*keys, lines=pl.lit(1, pl.Int64)) for frame in (ledger.transfers, ledger.drivers)]
    read = pl.concat([ledger.readings.select(*keys, "lines"), *rows])
    found = read.group_by(keys).agg(found=pl.col("lines").sum())
    counted = pl.col("kind").is_in(["spend", "transfers", "drivers"])
    stated = ledger.sources.filter(pl.col("lines") > 0, counted).select(*keys, "lines")
    torn = stated.join(found, on=keys, how="full", coalesce=True).filter(pl.col("lines").ne_missing(pl.col("found")))
    if not torn.height:
        return None
    found_text = f"{torn.height} sources whose lines are not all there: a run was cut off"
    return _run("ledger-torn", found_text, "every source whole", "run `tp ingest` again: it reads what is missing")


def _unmapped(ledger: Ledger) -> Problem | None:
    """Lines that `map` has not seen, or seen and since gone."""
    if ledger.aligned:
        return None
    lines, mapped = ledger.scan_lines.select("line_id"), ledger.scan_mapped.select("line_id")
    new = lines.join(mapped, on="line_id", how="anti").select(pl.len()).collect().item()
    gone = mapped.join(lines, on="line_id", how="anti").select(pl.len()).collect().item()
    if not new and not gone:
        return None
    return _run("mapping-stale", f"{new + gone} lines changed since `tp map`", "every line mapped", "run `tp map`")


def _run(code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, "the ledger", found, expected, fix, "usage")
