"""The place's own count, as the store holds it, for scenarios that lean on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from tp_cli.money import pence_of
from tp_cli.store import Store

TOTAL = "count/spend/total/amount"


@dataclass(frozen=True)
class Count:
    """What was counted: the total in pence, and the financial years that its title names."""

    total_pence: int
    years: frozenset[str]


def read_count(store: Store) -> Count | None:
    """The stored count, or None where `tp count` has stored none."""
    figures = store.read("figures").select("id", "table", "title", "value").collect()
    total = figures.filter(pl.col("id") == TOTAL)["value"].to_list()
    if not total:
        return None
    titles = figures.filter(pl.col("table") == "title")
    words = " ".join(str(text) for column in ("title", "value") for text in titles[column].to_list())
    return Count(pence_of(str(total[0])), frozenset(re.findall(r"\b\d{4}-\d{2}\b", words)))
