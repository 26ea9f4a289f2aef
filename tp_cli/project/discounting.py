"""Discount rates: the table's, by years from the start, and what one pound in a later year is worth today."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tp_cli.reference.loader import source, table

STANDARD = "standard"


def rates() -> dict[str, list[tuple[int, int, Fraction]]]:
    """The table: name → (from year, to year, rate a year), the rate being a share of one."""
    found: dict[str, list[tuple[int, int, Fraction]]] = {}
    for name, start, end, pct in table("discount_rates").iter_rows():
        found.setdefault(name, []).append((start, end, Fraction(pct) / 100))
    return found


def on_the_table(rate: Fraction) -> str:
    """Name of the rate that starts with this one, "" where none does."""
    return next((name for name, steps in rates().items() if steps[0][2] == rate), "")


def factors(rate: Fraction, years: int) -> list[Fraction]:
    """What a pound of each year is worth in the first: 1, 1 / (1 + r), ...

    A rate of the table goes down with the years as the table says; any other stays as it is.

    Source: HM Treasury, The Green Book; docs/METHOD.md §5, cost-benefit.
    """
    name = on_the_table(rate)
    steps = rates()[name] if name else [(0, years, rate)]
    made = [Fraction(1)]
    for year in range(1, years):
        made.append(made[-1] / (1 + _at(steps, year, rate)))
    return made


def verified() -> bool:
    """True where the table was checked against the guidance itself."""
    return source("discount_rates").verified


def _at(steps: Sequence[tuple[int, int, Fraction]], year: int, rate: Fraction) -> Fraction:
    return next((step for start, end, step in steps if start <= year <= end), rate)
