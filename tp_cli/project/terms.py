"""The kinds of value in a scenario file: pounds, per cent, time bases, price bases; text in, exact value out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tp_cli.money import pence_of

BASIS = re.compile(r"annual|one-off|([1-9]\d?)-year", re.ASCII)
AMOUNT = re.compile(r"-?£?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,2})?", re.ASCII)
INDEX = re.compile(r"\d{1,9}(\.\d{1,20})?", re.ASCII)
PERCENT = re.compile(r"(-?\d{1,4}(?:\.\d{1,9})?)%", re.ASCII)
PRICES = re.compile(r"(\d{4}-\d{2}) (prices|cash)", re.ASCII)


def _pence(value: object) -> int:
    if not isinstance(value, str) or not AMOUNT.fullmatch(value):
        raise ValueError('pounds in quotes, to the penny, such as "270000000.00"')
    return pence_of(value.replace(",", "").replace("£", ""))


def _basis(value: object) -> str:
    if not isinstance(value, str) or not BASIS.fullmatch(value):
        raise ValueError('"annual", "5-year" (the total of so many years) or "one-off"')
    return value


def _index(value: object) -> Fraction:
    if not isinstance(value, str) or not INDEX.fullmatch(value) or not Fraction(value):
        raise ValueError('a number above nought in quotes, such as "89.3"')
    return Fraction(value)


def _measure(value: object) -> Fraction:
    if not isinstance(value, str) or not INDEX.fullmatch(value):
        raise ValueError('a number, nought or more, in quotes, such as "89.3"')
    return Fraction(value)


def _percent(value: object) -> Fraction:
    match = PERCENT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError('a percentage in quotes with its sign, such as "12.5%"')
    return Fraction(match[1]) / 100


def _part(value: object) -> Fraction:
    share = _percent(value)
    if not 0 <= share <= 1:
        raise ValueError('a percentage from "0%" to "100%"')
    return share


@dataclass(frozen=True)
class PriceBase:
    """In whose prices: a financial year, as constant prices of that year (real) or as cash of each year (nominal)."""

    year: str
    real: bool

    def __str__(self) -> str:
        return f"{self.year} {'prices' if self.real else 'cash'}"


def _prices(value: object) -> PriceBase:
    match = PRICES.fullmatch(value) if isinstance(value, str) else None
    if not match or (int(match[1][:4]) + 1) % 100 != int(match[1][5:]):
        raise ValueError('"2024-25 prices" (constant prices of that year) or "2024-25 cash"')
    return PriceBase(match[1], match[2] == "prices")


Pence = Annotated[int, BeforeValidator(_pence)]
Owed = Annotated[int, BeforeValidator(_pence), Field(ge=0)]
Basis = Annotated[str, BeforeValidator(_basis)]
Index = Annotated[Fraction, BeforeValidator(_index)]
Measure = Annotated[Fraction, BeforeValidator(_measure)]
Percent = Annotated[Fraction, BeforeValidator(_percent)]
Part = Annotated[Fraction, BeforeValidator(_part)]
Prices = Annotated[PriceBase, BeforeValidator(_prices)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Account = Literal["revenue", "capital"]
Kind = Literal["fiscal", "economic", "social"]


class Model(BaseModel):
    """One table of a scenario file; the first of a key's `examples` is the right line that a problem shows."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def years_of(basis: str) -> int:
    """How many years an amount on a basis is the total of: 5 for "5-year", else 1."""
    match = BASIS.fullmatch(basis)
    return int(match[1]) if match and match[1] else 1


def year_after(year: str, steps: int) -> str:
    """The financial year so many years later: "2024-25" and 2 give "2026-27"."""
    start = int(year[:4]) + steps
    return f"{start:04d}-{(start + 1) % 100:02d}"


def steps_between(first: str, year: str) -> int:
    """How many years later than `first` a year is."""
    return int(year[:4]) - int(first[:4])
