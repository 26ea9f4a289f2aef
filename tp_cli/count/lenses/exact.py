"""Exact quantities of lenses: decimals read whole, rounded once, half to even, when they become a figure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction | int, places: int = 0) -> str:
    """A quantity as decimal text: 1/4 at two places → "0.25"."""
    fraction = Fraction(value)
    scaled = round(fraction * 10**places)  # Python rounds a Fraction half to even
    text = Decimal(scaled).scaleb(-places)
    return f"{text:f}"


def plain(value: Fraction | int, places: int = 6) -> str:
    """A quantity without noughts that say nothing: 770.00 → "770", 12.50 → "12.5"."""
    text = rounded(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Fraction | int, whole: Fraction | int, places: int = 1) -> str:
    """A share in per cent; "" where there is no whole."""
    return rounded(Fraction(part) / Fraction(whole) * 100, places) if whole else ""


def whole_pence(value: Fraction | int) -> int:
    """Pence, rounded once, half to even."""
    return round(Fraction(value))


def exact(text: str | None) -> Fraction:
    """A decimal that a register keeps as text; nought where there is none."""
    return Fraction(Decimal(text)) if text else Fraction(0)


def total(texts: Iterable[str | None]) -> Fraction:
    """The sum of decimals kept as text."""
    return sum((exact(text) for text in texts), Fraction(0))


def herfindahl(amounts: Iterable[int]) -> Fraction | None:
    """The Herfindahl index Σ share²: 1 for a single stream, 1/n for n equal ones; None without any money.

    Source: docs/METHOD.md §3, lens "funding".
    """
    sizes = [amount for amount in amounts if amount > 0]
    whole = sum(sizes)
    return Fraction(sum(size * size for size in sizes), whole * whole) if whole else None
