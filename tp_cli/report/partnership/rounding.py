"""Exact fractions as decimals, rounded half to even, only where they are shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def decimal_of(value: Fraction, places: int) -> Decimal:
    """4/9 at two places → 0.44."""
    return Decimal(round(value * 10**places)).scaleb(-places)


def percent_of(share: Fraction | None, places: int = 1) -> Decimal | None:
    """4/9 → 44.4; None where there is no share."""
    return None if share is None else decimal_of(share * 100, places)
