"""A joint assessment: what the place and the government each say of a domain, and whether a start can be made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NOT_YET, DISPUTED, ONE_SIDE, AGREED = "not yet", "disputed", "one side only", "agreed"
NOT_STARTED = 1
GATE_PASSED_AT = 3  # "largely in place": both sides must say so before anything starts


@dataclass(frozen=True)
class Domain:
    """The two scores of one domain, 1 not started to 4 in place; None where that side has not scored it."""

    name: str
    own: int | None
    government: int | None
    gate: bool = False

    @property
    def gap(self) -> int | None:
        """How far the two sides are apart."""
        return None if self.own is None or self.government is None else abs(self.own - self.government)

    @property
    def verdict(self) -> str:
        """Any 1 → not yet; a gap of 1 or more → disputed; a side that has not scored → one side only."""
        if NOT_STARTED in (self.own, self.government):
            return NOT_YET
        if self.gap is None:
            return ONE_SIDE
        return DISPUTED if self.gap >= 1 else AGREED

    @property
    def passed(self) -> bool:
        """A gate is passed where both sides score it 3 or more."""
        scores = (self.own, self.government)
        return all(score is not None and score >= GATE_PASSED_AT for score in scores)


def verdict_of(domains: Iterable[Domain]) -> str:
    """The verdict on the place: the worst of its domains, and never agreed while a gate is shut.

    Source: docs/METHOD.md, Report: any 1 → not yet; gap ≥ 1 → disputed; gates.
    """
    known = list(domains)
    found = {domain.verdict for domain in known}
    if NOT_YET in found or any(domain.gate and not domain.passed for domain in known):
        return NOT_YET
    return next((verdict for verdict in (DISPUTED, ONE_SIDE) if verdict in found), AGREED)
