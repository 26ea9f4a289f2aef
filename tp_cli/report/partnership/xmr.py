"""XmR charts: the limits of ordinary variation of a series, and the signals that something has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from tp_cli import reference

OUTSIDE, RUN, NEAR, TREND = "outside the limits", "run on one side", "near a limit", "run of rises or falls"


@cache
def rule(name: str) -> Decimal:
    """One number of the reference table control_chart."""
    value: Decimal = reference.table("control_chart").filter(rule=name)["value"].item()
    return value


@dataclass(frozen=True)
class Limits:
    """What ordinary variation is: mean ± 2.66 × the mean moving range of the points that it rests on, exactly.

    points       how many points it rests on
    provisional  fewer than twelve: the limits will move as points come in
    """

    mean: Fraction
    moving_range: Fraction
    points: int

    @property
    def upper(self) -> Fraction:
        return self.mean + Fraction(rule("factor")) * self.moving_range

    @property
    def lower(self) -> Fraction:
        return self.mean - Fraction(rule("factor")) * self.moving_range

    @property
    def provisional(self) -> bool:
        return self.points < rule("points_for_firm_limits")


@dataclass(frozen=True)
class Signal:
    """A point that is no ordinary variation: its place in the series, on which side of the mean, by which rules."""

    at: int
    above: bool
    rules: tuple[str, ...]

    def reading(self, better: str) -> str:
        """Improvement or regression, by which way is better: higher or lower."""
        return "improvement" if self.above == (better == "higher") else "regression"


def base_points(points: int) -> int:
    """How many points of a series the limits rest on where nobody says: the first twelve, never the latest alone."""
    return max(min(points - 1, int(rule("points_for_firm_limits"))), 0)


def limits_of(values: Sequence[Decimal]) -> Limits | None:
    """The limits that these points give, in the order of time; None for fewer than two, which have no moving range.

    Source: docs/METHOD.md, Report; Wheeler, Understanding Variation.
    """
    if len(values) < 2:
        return None
    exact = [Fraction(value) for value in values]
    ranges = [abs(after - before) for before, after in pairwise(exact)]
    return Limits(Fraction(sum(exact), len(exact)), Fraction(sum(ranges), len(ranges)), len(exact))


def signals(values: Sequence[Decimal], limits: Limits) -> tuple[Signal, ...]:
    """Every point of the series that a rule marks, in the order of time."""
    exact = [Fraction(value) for value in values]
    found: dict[tuple[int, bool], list[str]] = {}
    for name, at, above in (*_outside(exact, limits), *_runs(exact, limits), *_near(exact, limits), *_trends(exact)):
        found.setdefault((at, above), []).append(name)
    return tuple(Signal(at, above, tuple(dict.fromkeys(names))) for (at, above), names in sorted(found.items()))


_Marks = Iterator[tuple[str, int, bool]]


def _outside(values: Sequence[Fraction], limits: Limits) -> _Marks:
    for at, value in enumerate(values):
        if value > limits.upper or value < limits.lower:
            yield OUTSIDE, at, value > limits.mean


def _runs(values: Sequence[Fraction], limits: Limits) -> _Marks:
    """Each point that ends eight or more in a row on one side of the mean; a point on the mean ends a run."""
    length, side = 0, 0
    for at, value in enumerate(values):
        now = (value > limits.mean) - (value < limits.mean)
        length, side = (length + 1 if now == side else 1, now) if now else (0, 0)
        if length >= rule("run_on_one_side"):
            yield RUN, at, now > 0


def _near(values: Sequence[Fraction], limits: Limits) -> _Marks:
    """Each point that is the third of four in a row nearer to one limit than to the mean."""
    half = (limits.upper - limits.mean) / 2
    window, needed = int(rule("near_a_limit_of")), int(rule("near_a_limit"))
    for above in (True, False):
        close = [half > 0 and (value - limits.mean if above else limits.mean - value) > half for value in values]
        for at in range(len(values)):
            if close[at] and sum(close[max(at - window + 1, 0) : at + 1]) >= needed:
                yield NEAR, at, above


def _trends(values: Sequence[Fraction]) -> _Marks:
    """Each point that ends six or more in a row, each above, or each below, the one before it."""
    length, way = 1, 0
    for at, (before, after) in enumerate(pairwise(values), 1):
        now = (after > before) - (after < before)
        length, way = (length + 1 if now == way else 2, now) if now else (1, 0)
        if length >= rule("run_of_rises_or_falls"):
            yield TREND, at, now > 0
