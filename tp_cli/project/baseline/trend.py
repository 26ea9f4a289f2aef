"""A damped trend on a short series, and how wrong it would have been on years held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

LEVELS = tuple(Fraction(n, 10) for n in range(1, 11))
TRENDS = tuple(Fraction(n, 10) for n in range(0, 10))
DAMPING = tuple(Fraction(n, 100) for n in (80, 85, 90, 95, 98))
ENOUGH_FOR_TWO = 7


@dataclass(frozen=True)
class Trend:
    """How fast level and trend follow the series, and how much of the trend is left after a year."""

    level: Fraction
    trend: Fraction
    damping: Fraction


@dataclass(frozen=True)
class HeldBack:
    """Years kept from the fit, and the mean error on them as a share of one: of the trend, of no change at all."""

    years: int
    error: Fraction
    naive_error: Fraction


def fit(series: Sequence[Fraction]) -> Trend:
    """The settings that were least wrong one year ahead.

    Which settings is worked out with floating-point numbers; of equals the first, slowest one. Every figure is then
    worked out exactly.
    """
    import numpy as np

    grid = list(product(LEVELS, TRENDS, DAMPING))
    alpha, beta, phi = (np.array([float(item[axis]) for item in grid]) for axis in range(3))
    values = [float(value) for value in series]
    level = np.full(len(grid), values[0])
    slope = np.full(len(grid), values[1] - values[0])
    errors = np.zeros(len(grid))
    for value in values[1:]:
        ahead = level + phi * slope
        errors += (value - ahead) ** 2
        after = alpha * value + (1 - alpha) * ahead
        slope = beta * (after - level) + (1 - beta) * phi * slope
        level = after
    scale = max(sum(value * value for value in values), 1e-30)
    return Trend(*grid[int(np.argmin(np.round(errors / scale, 12)))])


def go_on(series: Sequence[Fraction], trend: Trend, years: int) -> list[Fraction]:
    """The next years by a damped trend, none below nought, exactly.

    Source: Gardner and McKenzie, Forecasting trends in time series, Management Science 31, 1985.
    """
    level, slope = series[0], series[1] - series[0]
    for value in series[1:]:
        ahead = level + trend.damping * slope
        after = trend.level * value + (1 - trend.level) * ahead
        slope = trend.trend * (after - level) + (1 - trend.trend) * trend.damping * slope
        level = after
    made, rise = [], Fraction(0)
    for step in range(1, years + 1):
        rise += slope * trend.damping**step
        made.append(max(level + rise, Fraction(0)))
    return made


def hold_back(series: Sequence[Fraction]) -> HeldBack:
    """Fit without the last year (two of seven years or more), then see how wrong the fit was on it."""
    held = 2 if len(series) >= ENOUGH_FOR_TWO else 1
    known, kept = series[:-held], series[-held:]
    ahead = go_on(known, fit(known), held)
    return HeldBack(held, _error(ahead, kept), _error([known[-1]] * held, kept))


def _error(said: Sequence[Fraction], was: Sequence[Fraction]) -> Fraction:
    """Mean of the errors, each as a share of what was; a year of nought counts as wholly wrong unless said so."""
    shares = [abs(one - other) / other if other else Fraction(one != 0) for one, other in zip(said, was, strict=True)]
    return sum(shares, Fraction(0)) / len(shares)
