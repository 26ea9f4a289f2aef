"""Prices of one year put in those of another by the GDP deflator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import polars as pl

from tp_cli.money import in_prices, millions, show
from tp_cli.reference import table


@cache
def deflator() -> dict[str, Fraction]:
    """Financial year → index; only ratios between years have a meaning.

    Source: HM Treasury, reference table `gdp_deflator`.
    """
    rows = table("gdp_deflator").select("year", "index").iter_rows()
    return {str(year): Fraction(str(index)) for year, index in rows}


@dataclass(frozen=True)
class Prices:
    """The prices that amounts of a year are shown in: cash, or those of a base year."""

    year: str
    base: str = ""

    @property
    def factor(self) -> Fraction:
        """Base year's index over the year's own, 1 in cash; `view_of` has seen to it that both are in the deflator."""
        return deflator()[self.base] / deflator()[self.year] if self.base else Fraction(1)

    def of(self, pence: Sequence[int]) -> list[int]:
        """These amounts in the prices asked for, adding up to their sum in them."""
        return in_prices(pence, self.factor) if self.base else list(pence)

    def one(self, pence: int) -> int:
        return self.of([pence])[0]

    def columns(self, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Columns of pence in the prices asked for, each adding up to its sum in them."""
        return frame.with_columns(pl.Series(name, self.of(frame[name].to_list()), pl.Int64) for name in names)

    def millions(self, pence: int) -> str:
        """£ million for reading, in the prices asked for: "£554.0m"."""
        return f"£{millions(self.one(pence))}m"

    def show(self, pence: int) -> str:
        """Pounds for reading, in the prices asked for."""
        return show(self.one(pence))
