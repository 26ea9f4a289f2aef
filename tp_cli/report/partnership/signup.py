"""Whitehall's sign-up and what stands in the way, in money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

STANCES = ("refused", "talking", "signed")
BLOCKING = ("open", "escalated")


@dataclass(frozen=True)
class Part:
    """Money under one name and its part of the whole; None where the whole is nought."""

    name: str
    amount: int
    share: Fraction | None


def by_stance(asks: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    """Money by stance: refused 200, talking 150, signed 100 → 44.4, 33.3 and 22.2 per cent.

    asks  stance and pence of each ask
    Source: docs/METHOD.md, Report.
    """
    sums = dict.fromkeys(STANCES, 0)
    for stance, pence in asks:
        sums[stance] += pence
    whole = sum(sums.values())
    return tuple(Part(name, pence, Fraction(pence, whole) if whole else None) for name, pence in sums.items())


def blocked(obstacles: Iterable[tuple[str, int]]) -> int:
    """Money that obstacles still block, in pence: of those open, escalated, or without a status.

    obstacles  status and pence of each
    """
    return sum(pence for status, pence in obstacles if (status or "open") in BLOCKING)
