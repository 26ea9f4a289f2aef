"""Pence: read exact decimals, share out by largest remainder, show as pounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

LARGEST_LINE_PENCE = 10**15  # £10 trillion: beyond any line of public spend, far inside 64 bits


def pence_of(pounds: str | int | Decimal) -> int:
    """Whole pence of an amount in pounds; ValueError where it is finer than a penny, or beyond any public spend."""
    pence = Decimal(pounds) * 100
    if not pence.is_finite() or abs(pence) > LARGEST_LINE_PENCE * 1000:
        raise ValueError(f"{pounds} is beyond any public spend")
    if pence != pence.to_integral_value():
        raise ValueError(f"{pounds} is finer than a penny")
    return int(pence)


def pounds(pence: int) -> str:
    """An exact decimal string in pounds, as in JSON and CSV: 123450 → "1234.50"."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}{whole}.{rest:02d}"


def show(pence: int) -> str:
    """Pounds for reading: 123450 → "£1,234.50", credits with a leading minus."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{rest:02d}"


def millions(pence: int, places: int = 1) -> str:
    """£ million for reading, rounded half to even at display only: 55400000000 → "554.0"."""
    step = Decimal(1).scaleb(-places)
    value = (Decimal(pence) / 10**8).quantize(step, ROUND_HALF_EVEN) + 0
    return f"{value:,}"


def ratio_pct(part: int, whole: int, places: int = 1) -> str:
    """A share in per cent as text, half to even; "" where there is no whole."""
    if whole == 0:
        return ""
    step = Decimal(1).scaleb(-places)
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(step, ROUND_HALF_EVEN) + 0)


def per_head(pence: int, people: int) -> int:
    """Pence for each resident, rounded half to even."""
    return int((Decimal(pence) / people).to_integral_value(ROUND_HALF_EVEN))


def share_out(pence: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by whole-number weights so that the parts add up to it exactly.

    Largest remainder: each part gets its floor, the pennies left over go to the largest remainders,
    the earlier part first where two are equal. A credit is split as the mirror image of a debit,
    so that a line and its reversal cancel in every part.

    Source: docs/METHOD.md §3, apportionment.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be whole numbers, none below nought, with a sum above it")
    sign = -1 if pence < 0 else 1
    floors = [abs(pence) * weight // whole for weight in weights]
    rests = [abs(pence) * weight % whole for weight in weights]
    left = abs(pence) - sum(floors)
    order = sorted(range(len(weights)), key=lambda i: (-rests[i], i))
    for i in order[:left]:
        floors[i] += 1
    return [sign * part for part in floors]


def in_prices(pence: Sequence[int], factor: Fraction) -> list[int]:
    """Amounts in other prices, to the penny, so that they add up to their sum in those prices.

    factor  index of the base year over index of the amounts' year

    Each differs from the exact product by less than a penny: the running sum is rounded, half to even, and each
    amount is the step that it makes.

    Source: docs/METHOD.md §3, real = nominal × base / year.
    """
    found, before, running = [], 0, 0
    for each in pence:
        running += each
        after = round(running * factor)
        found.append(after - before)
        before = after
    return found
