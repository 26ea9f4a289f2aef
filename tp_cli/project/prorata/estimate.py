"""A pro-rata estimate: exact fractions of pence, nothing rounded before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.project.prorata.file import ProRata
from tp_cli.project.prorata.savings import SteadySaving
from tp_cli.project.prorata.target import ResolvedTarget


@dataclass(frozen=True)
class Estimate:
    """One pro-rata estimate; every amount is in pence, exact."""

    scenario: ProRata
    places: Sequence[SteadySaving]
    target: ResolvedTarget

    @property
    def people(self) -> int:
        return sum(place.people for place in self.places)

    @property
    def rate(self) -> Fraction:
        """Pence a head: the ratio estimator."""
        return ratio(self.places)

    @property
    def saving(self) -> Fraction:
        return self.rate * self.target.people

    @property
    def after_bias(self) -> Fraction:
        """The saving with each place's own optimism bias taken off; a cost grows by it."""
        kept = sum((place.pence - abs(place.pence) * place.bias for place in self.places), Fraction(0))
        return kept / self.people * self.target.people

    @property
    def share_of_counted(self) -> Fraction | None:
        """The saving as a share of one of the count; None without a count or where price bases differ."""
        counted = self.target.counted_pence
        if not counted or self.scenario.one_off:
            return None
        if self.scenario.price_year == self.target.year:
            return self.saving / counted
        return self.saving * self.scenario.reprice.factor / counted if self.scenario.reprice else None


def ratio(places: Sequence[SteadySaving]) -> Fraction:
    """Σ sᵢ / Σ nᵢ in pence a head, which splitting a place in two does not change.

    Source: docs/METHOD.md §5, ratio estimator.
    """
    return sum((place.pence for place in places), Fraction(0)) / sum(place.people for place in places)
