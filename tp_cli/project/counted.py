"""The place's own count, as the store holds it, for scenarios that lean on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from tp_cli.money import pence_of
from tp_cli.store import Store

TOTAL = "count/spend/total/amount"
CUTS = ("agency", "cofog", "theme", "nature", "control")


@dataclass(frozen=True)
class Count:
    """What was counted, in pence.

    low, high  the range with withheld bodies; equal to the total where there are none
    title      says place, year, prices, scope and coverage
    years      financial years that the title names
    withheld   names of bodies that do not give their figures
    stale      true where files, rules or place.toml changed since the count was stored
    """

    total_pence: int
    low_pence: int
    high_pence: int
    title: str
    years: frozenset[str]
    withheld: Sequence[str] = ()
    stale: bool = False
    store: Store | None = field(default=None, repr=False, compare=False)

    @cached_property
    def parts(self) -> pl.DataFrame:
        """What is counted, cut finely: `agency`, `cofog`, `theme`, `nature`, `control` ("" unknown), `amount_pence`."""
        if self.store is None:
            return pl.DataFrame(schema=dict.fromkeys(CUTS, pl.String) | {"amount_pence": pl.Int64})
        counted = self.store.read("cells").filter(pl.col("state") == "counted")
        if self.years:
            counted = counted.filter(pl.col("year").is_in(list(self.years)))
        cuts = [pl.col(name).fill_null("") for name in CUTS]
        return counted.group_by(cuts).agg(pl.col("amount_pence").sum()).sort(CUTS).collect()

    @cached_property
    def unresolved(self) -> Mapping[str, int]:
        """Lines without an amount, withheld or to be confirmed, by agency."""
        if self.store is None:
            return {}
        cells = self.store.read("cells").filter(pl.col("state") == "unresolved")
        rows = cells.group_by("agency").agg(pl.col("lines").sum()).sort("agency").collect()
        return {str(agency): int(number) for agency, number in rows.iter_rows()}

    def by_agency(self) -> dict[str, int]:
        """Pence counted in each agency's books."""
        rows = self.parts.group_by("agency").agg(pl.col("amount_pence").sum()).sort("agency")
        return {str(agency): int(pence) for agency, pence in rows.iter_rows()}


def read_count(store: Store, stale: bool = False) -> Count | None:
    """The stored count, or None where `tp count` has stored none."""
    figures = store.read("figures").select("id", "table", "key", "column", "title", "value").collect()
    values = {str(name): str(value) for name, value in zip(figures["id"], figures["value"], strict=True) if value}
    if TOTAL not in values:
        return None
    titles = figures.filter(pl.col("table") == "title")
    words = " ".join(str(text) for column in ("title", "value") for text in titles[column].to_list())
    named = figures.filter((pl.col("table") == "coverage") & (pl.col("column") == "name"))["value"].to_list()
    total = pence_of(values[TOTAL])
    low, high = (pence_of(values.get(f"count/spend/total/{end}", values[TOTAL])) for end in ("low", "high"))
    year = values.get("count/spend/total/year")
    years = frozenset([year]) if year else frozenset(re.findall(r"\b\d{4}-\d{2}\b", words))
    title = str(titles["value"].to_list()[-1]) if titles.height else ""
    return Count(total, low, high, title, years, tuple(map(str, named)), stale, store)
