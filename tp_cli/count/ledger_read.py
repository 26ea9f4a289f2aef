"""What a count starts from: the lines with their purposes, whole and of one reading."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from tp_cli.division import Numbered, beside_lines, purposes_of
from tp_cli.errors import Problem, TpError
from tp_cli.ledger import TABLES
from tp_cli.store import Store

_READING = ("source_id", "batch", "agency", "year", "basis")


class Ledger:
    """The lines with their `purpose`, not held in memory; `purposes`, `sources`, `transfers`, `drivers` as they are.

    lines  every line beside its purpose
    """

    def __init__(
        self,
        lines: Numbered,
        purposes: pl.DataFrame,
        sources: pl.DataFrame,
        transfers: pl.DataFrame,
        drivers: pl.DataFrame | None = None,
    ) -> None:
        self.numbered = lines
        self.purposes, self.sources, self.transfers = purposes, sources, transfers
        self.drivers = TABLES["drivers"].empty() if drivers is None else drivers

    @classmethod
    def of(
        cls,
        lines: pl.DataFrame,
        mapped: pl.DataFrame,
        sources: pl.DataFrame,
        transfers: pl.DataFrame,
        drivers: pl.DataFrame | None = None,
    ) -> Ledger:
        """A ledger of lines in memory and of what each is for, one row a part, as a mapping says it."""
        numbers, purposes = purposes_of(lines, mapped)
        both = lines.join(numbers, on="line_id")
        numbered = both.drop("purpose").with_row_index("at").lazy()
        return cls(Numbered(numbered, both.select("purpose").lazy()), purposes, sources, transfers, drivers)

    @property
    def scan_lines(self) -> pl.LazyFrame:
        """Every line with its `purpose`."""
        return self.numbered.scan()

    @cached_property
    def lines(self) -> pl.DataFrame:
        """All lines in their stated order."""
        return self.scan_lines.collect().sort(TABLES["lines"].order, nulls_last=True)

    @cached_property
    def sums(self) -> pl.DataFrame:
        """One row a purpose that has lines: `purpose`, `amount_pence`, `lines`; one pass over the lines."""
        amount = pl.col("amount_pence").fill_null(0).sum()
        rows = self.scan_lines.select("purpose", "amount_pence").group_by("purpose")
        return rows.agg(amount, lines=pl.len().cast(pl.Int64)).collect(engine="streaming").sort("purpose")

    @cached_property
    def facts(self) -> pl.DataFrame:
        """One row a purpose that has lines: the facts that its lines share, `amount_pence`, `lines`."""
        return self.purposes.filter(pl.col("part") == 1).join(self.sums, on="purpose")

    @cached_property
    def readings(self) -> pl.DataFrame:
        """Lines by reading and body: `source_id`, `batch`, `agency`, `year`, `basis`, its name and kind, lines, pence.

        `agency_name` and `agency_kind` are the first in the alphabet where a source gives several.
        """
        sums = self.facts.group_by(_READING).agg(
            pl.col("agency_name", "agency_kind").min(), pl.col("amount_pence", "lines").sum()
        )
        return sums.sort(_READING)


def read_ledger(store: Store) -> Ledger:
    """The store's tables; TpError (exit 2) where ingest or map must run first."""
    sources, transfers, drivers = (
        store.read(name).collect().sort(TABLES[name].order, nulls_last=True)
        for name in ("sources", "transfers", "drivers")
    )
    if not store.read("lines").head(1).collect().height:
        raise TpError([_run("nothing-read", "no lines in the ledger", "lines", "run `tp ingest`, then `tp map`")])
    lines = beside_lines(store)
    if lines is None:
        found = "lines changed since `tp map`" if store.exists("mapped") else "lines that `tp map` has not seen"
        raise TpError([_run("mapping-stale", found, "every line mapped", "run `tp map`")])
    purposes = store.read("purposes").collect().sort(TABLES["purposes"].order)
    ledger = Ledger(lines, purposes, sources, transfers, drivers)
    problem = _torn(ledger)
    if problem:
        raise TpError([problem])
    return ledger


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


def _run(code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, "the ledger", found, expected, fix, "usage")
