"""A number as it was printed: what it says, and how far its rounding reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

SCALES = {
    "": 1,
    "%": 1,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "tn": 10**12,
    "trillion": 10**12,
}
_NUMBER = re.compile(r"(£?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s*(%|[a-z]*)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """A printed number: its value, half of its last digit, how many decimals it shows, and whether it is money."""

    words: str
    value: Fraction
    half_digit: Fraction
    decimals: int
    is_pounds: bool

    def agrees_with(self, exact: Fraction) -> bool:
        """True where `exact` rounds to what is printed.

        Source: docs/METHOD.md §5, claims checker, "to half the last digit".
        """
        return abs(exact - self.value) <= self.half_digit


def read_printed(words: str) -> Printed:
    """Read a number as printed: £4.25bn is 4,250,000,000 with half a last digit of 5,000,000.

    raises  ValueError where the words are not such a number
    """
    match = _NUMBER.fullmatch(words.strip())
    scale = SCALES.get(match[4].casefold()) if match else None
    if match is None or scale is None:
        raise ValueError('a number as printed, such as "£44,000", "£112m", "51.81m", "250" or "18%"')
    decimals = match[3] or ""
    step = Fraction(scale, 10 ** len(decimals))
    whole = int(match[2].replace(",", "") + decimals)
    return Printed(words.strip(), whole * step, step / 2, len(decimals), bool(match[1]))
