"""Difference in differences: what changed for the people served beyond what changed for those like them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LEAST_FOR_INTERVAL = 30
NORMAL_95 = Decimal("1.959964")
LARGEST_GAP = Fraction(10, 100)


@dataclass(frozen=True)
class BodyMeans:
    """Mean pence a person in one body's books; the comparison None where there is none.

    spread  standard deviation of the change a person, treated and comparison, in pence; None where not known
    """

    treated_before: Fraction
    treated_after: Fraction
    comparison_before: Fraction | None
    comparison_after: Fraction | None
    spread: tuple[Fraction, Fraction] | None = None

    @property
    def anyway(self) -> Fraction:
        """What changed for people like those served."""
        return (self.comparison_after or Fraction(0)) - (self.comparison_before or Fraction(0))

    @property
    def effect(self) -> Fraction:
        """What changed beyond that: below nought is a saving.

        Source: docs/METHOD.md §5: Δ = (post − pre, treated) − (post − pre, comparison).
        """
        return self.treated_after - self.treated_before - self.anyway


@dataclass(frozen=True)
class Groups:
    """Both groups: people in each, means by body, and the spread of the change of all bodies together."""

    treated: int
    comparison: int
    bodies: Mapping[str, BodyMeans]
    spread: tuple[Fraction, Fraction] | None = None

    @property
    def people(self) -> int:
        """The fewer of the two: how many persons are behind every figure."""
        return min(self.treated, self.comparison) if self.comparison else self.treated

    @property
    def net(self) -> Fraction:
        """Change of all bodies together, pence a person."""
        return sum((body.effect for body in self.bodies.values()), Fraction(0))

    def before(self) -> tuple[Fraction, Fraction]:
        """Mean cost before of all bodies together: treated, comparison."""
        treated = sum((body.treated_before for body in self.bodies.values()), Fraction(0))
        others = sum((body.comparison_before or Fraction(0) for body in self.bodies.values()), Fraction(0))
        return treated, others

    def unlike(self) -> list[str]:
        """Bodies ("" for all together) whose cost before differs between the groups by more than a tenth.

        Bodies with less than a tenth of all cost before are looked at only together with the others.
        """
        treated, others = self.before()
        found = [""] if _apart(treated, others) else []
        for name, body in self.bodies.items():
            mine = body.treated_before, body.comparison_before or Fraction(0)
            if max(mine) * 10 >= max(treated, others) and _apart(*mine):
                found.append(name)
        return found


def _apart(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) > LARGEST_GAP * max(one, other)


def verdict(effects: Mapping[str, Fraction]) -> str:
    """In this order: no saving, win-win, shunt with net gain.

    Source: docs/METHOD.md §5, cohort and cost-shunting.
    """
    if sum(effects.values(), Fraction(0)) >= 0:
        return "no saving"
    return "win-win" if all(effect <= 0 for effect in effects.values()) else "shunt with net gain"


def half_width(spread: tuple[Fraction, Fraction] | None, groups: Groups) -> Fraction | None:
    """Half of a 95% interval of a difference of mean changes, in pence; None where people or spread do not allow one.

    Both groups need thirty people: the normal distribution stands in for the mean of so many.
    """
    if spread is None or min(groups.treated, groups.comparison) < LEAST_FOR_INTERVAL:
        return None
    variance = spread[0] ** 2 / groups.treated + spread[1] ** 2 / groups.comparison
    error = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return Fraction(error * NORMAL_95)
