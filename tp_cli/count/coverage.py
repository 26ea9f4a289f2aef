"""How much of the total was supplied, estimated, apportioned or withheld, and the range that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.place_count import Counted
from tp_cli.money import ratio_pct
from tp_cli.place import Place, Withheld


@dataclass(frozen=True)
class Coverage:
    """What the total rests on, in pence; the range is the total without and with the benchmarks of withheld bodies."""

    total_pence: int
    estimated_pence: int
    apportioned_pence: int
    withheld: Sequence[Withheld]
    unresolved: Sequence[tuple[str, str, int]]  # agency, status, lines
    partial: Sequence[str]  # agencies known by payments only

    @property
    def low_pence(self) -> int:
        return self.total_pence

    @property
    def high_pence(self) -> int:
        return self.total_pence + sum(each.benchmark or 0 for each in self.withheld)

    @property
    def supplied_pct(self) -> str:
        return ratio_pct(self.total_pence - self.estimated_pence, self.high_pence)

    @property
    def with_estimates_pct(self) -> str:
        return ratio_pct(self.total_pence, self.high_pence)

    @property
    def apportioned_pct(self) -> str:
        return ratio_pct(self.apportioned_pence, self.total_pence)


def coverage_of(counted: Counted, place: Place, year: str) -> Coverage:
    """Coverage of a count.

    Source: docs/METHOD.md §2 (status of an amount), example C-3.
    """
    total = counted.cells.filter(state="counted")
    unresolved = (
        counted.cells.filter(state="unresolved")
        .group_by("agency", "status")
        .agg(pl.col("lines").sum())
        .sort("agency", "status")
    )
    partial = counted.bodies.filter(best_basis="payments")["agency"].sort()
    return Coverage(
        counted.total_pence,
        int(total.filter(status="estimated")["amount_pence"].sum()),
        int(total.filter("apportioned")["amount_pence"].sum()),
        [each for each in place.withheld if each.year == year],
        list(unresolved.iter_rows()),
        partial.to_list(),
    )
