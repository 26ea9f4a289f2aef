"""Exact fractions of pence made whole, so that what is shown adds up to what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

K = TypeVar("K")


def whole_pence(parts: Mapping[K, Fraction]) -> dict[K, int]:
    """Each part in whole pence, together the whole rounded half to even.

    Largest remainder: each part gets its floor, the pennies left go to the largest remainders, the earlier first
    where two are equal. The same rule holds for costs, which are negative.

    Source: docs/METHOD.md §3, largest remainder.
    """
    floors = {key: floor(part) for key, part in parts.items()}
    left = round(sum(parts.values(), Fraction(0))) - sum(floors.values())
    ranked = sorted(parts, key=lambda key: floors[key] - parts[key])
    return {key: floors[key] + (key in ranked[:left]) for key in parts}
