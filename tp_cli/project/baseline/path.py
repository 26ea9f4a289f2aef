"""A line's way through the years: its base, what demand, price and policy make of it, low, central and high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tp_cli.errors import TpError
from tp_cli.project.baseline.file import Baseline, History, SpendLine
from tp_cli.project.baseline.trend import HeldBack, fit, go_on, hold_back
from tp_cli.project.scenario import bad
from tp_cli.project.terms import steps_between
from tp_cli.reference.loader import table

ONE = Fraction(1)
LEANS = {"low": -1, "central": 0, "high": 1}


@dataclass(frozen=True)
class Path:
    """One line with its base in pence; `line` is None for what the count holds beside the lines."""

    scenario: Baseline
    name: str
    agency: str
    base: int
    line: SpendLine | None = None

    @cached_property
    def held_back(self) -> HeldBack | None:
        """How wrong the trend was on years kept from it; None where demand is not by trend."""
        history = self.line.history if self.line else None
        return hold_back(_series(history)) if history else None

    def demand(self, variant: str, step: int) -> Fraction:
        """Demand as a multiple of the base year's."""
        if self.line is None or step == 0:
            return ONE
        if self.line.use:
            return self._by_age(self.line, variant, step)
        return self._by_trend(self.line.history, variant, step) if self.line.history else ONE

    def _by_age(self, line: SpendLine, variant: str, step: int) -> Fraction:
        groups = [group for group in self.scenario.age_groups if group.name in line.use]
        now = sum((line.use[group.name] * group.people(variant, step) for group in groups), Fraction(0))
        return now / sum((line.use[group.name] * group.people(variant, 0) for group in groups), Fraction(0))

    def _by_trend(self, history: History, variant: str, step: int) -> Fraction:
        """Beside the trend, low and high are off by as much as it was wrong on the years held back."""
        ahead = self._ahead
        held = self.held_back
        off = held.error * LEANS[variant] if held else Fraction(0)
        return max(ahead[step] / ahead[0] * (1 + off), Fraction(0)) if ahead[0] else ONE

    @cached_property
    def _ahead(self) -> list[Fraction]:
        """The base year and those after it: the last known year is the base, else the trend's first."""
        history = self.line.history if self.line else None
        if history is None:
            return []
        series, last = _series(history), max(history.values)
        lag = steps_between(last, self.scenario.base_year)
        ahead = go_on(series, fit(series), self.scenario.years + lag)
        return ahead if lag else [series[-1], *ahead]

    def price(self, variant: str, step: int) -> Fraction:
        """Prices as a multiple of the base year's: in cash, or beyond the deflator where prices are constant."""
        rises = self.line.price_rise if self.line else None
        general = _deflator(self.scenario, variant, step)
        cash = (1 + rises.of(variant)) ** step if rises else general
        return cash / general if self.scenario.price_base.real else cash

    def spend(self, variant: str, step: int) -> Fraction:
        """Pence in a year: base × demand × price."""
        return self.base * self.demand(variant, step) * self.price(variant, step)


def _series(history: History) -> Sequence[Fraction]:
    return [history.values[year] for year in sorted(history.values)]


def _deflator(scenario: Baseline, variant: str, step: int) -> Fraction:
    """General prices as a multiple of the base year's: the scenario's own rise, else the GDP deflator's."""
    if scenario.deflator:
        return (1 + scenario.deflator.of(variant)) ** step
    index = dict(table("gdp_deflator").select("year", "index").iter_rows())
    year = scenario.year(step)
    if year not in index or scenario.base_year not in index:
        found = f"{year if year not in index else scenario.base_year}, which the table of GDP deflators does not have"
        fix = "look at fewer years, or add a table [deflator] with low, central, high and source"
        raise TpError([bad("years", found, f"{min(index)} to {max(index)}", fix)])
    return Fraction(index[year]) / Fraction(index[scenario.base_year])
