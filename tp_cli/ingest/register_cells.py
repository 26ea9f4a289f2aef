"""How one cell of a register is read, by the unit of its column: exactly, or said to be unreadable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.ingest.dates import DateOrder, parse_dates
from tp_cli.ingest.values import Units, read_money
from tp_cli.place import year_text
from tp_cli.tables import Column

_COMPANY = re.compile(r"[A-Z]{2}\d{6}|\d{8}")
_YES = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class Cell(NamedTuple):
    """One cell read: its value, and what was expected where it could not be read ("" where it could)."""

    value: object
    expected: str = ""


@dataclass(frozen=True)
class Reading:
    """What cells are read by: the declared bodies, the unit of money, the order of dates."""

    finder: AgencyFinder
    units: Units
    order: DateOrder | None


def reader(column: Column, texts: pl.Series, reading: Reading) -> Callable[[str], Cell]:
    """How a text of this column is read."""
    if column.choices:
        return lambda text: _choice(text, column.choices)
    if column.unit == "date":
        days = parse_dates(texts, reading.order)[0]
        known = dict(zip(texts, days, strict=True))
        return lambda text: Cell(known[text], "" if known[text] else "a date such as 31/03/2025")
    if column.unit in ("pence", "signed pence"):
        return lambda text: _money(text, reading.units, column.unit == "signed pence")
    if column.unit == "agency":
        return lambda text: _agency(text, reading.finder)
    if column.unit == "percent":
        times = 100 if are_shares(texts) else 1
        return lambda text: _percent(text, times)
    return _READERS.get(column.unit, lambda text: Cell(text.strip() or None))


def _choice(text: str, choices: Sequence[str]) -> Cell:
    word = text.strip().casefold()
    found = word if word in choices else word.removesuffix(".0")
    return Cell(found) if found in choices else Cell(None, " or ".join(choices))


def _money(text: str, units: Units, signed: bool) -> Cell:
    money = read_money(text, units)
    if money.status == "" or (not signed and (money.pence or 0) < 0):
        return Cell(None, "an amount" if signed else "an amount not below nought")
    return Cell(money.pence)


def _agency(text: str, finder: AgencyFinder) -> Cell:
    found = finder.find_or_id(text)
    return Cell(found, "" if found else "a declared agency by id, name, alias or code")


def _year(text: str) -> Cell:
    try:
        return Cell(year_text(text.strip()))
    except ValueError:
        return Cell(None, "a financial year such as 2024-25")


def _decimal(text: str, expected: str = "a number") -> Cell:
    try:
        value = Decimal(text.strip().replace(",", "").replace("\u2212", "-"))
    except InvalidOperation:
        return Cell(None, expected)
    return Cell(format(value, "f")) if value.is_finite() and value.adjusted() < 18 else Cell(None, expected)


def _number(text: str) -> Cell:
    read = _decimal(text).value
    whole = Decimal(str(read)) if read is not None else Decimal("0.5")
    fits = whole == int(whole) and whole >= 0
    return Cell(int(whole)) if fits else Cell(None, "a whole number not below nought")


def are_shares(texts: pl.Series) -> bool:
    """True where a column of per cent holds shares: no sign anywhere, nothing above 1, something between 0 and 1."""
    read = [_decimal(text).value for text in texts.drop_nulls().unique()]
    numbers = [Decimal(str(value)) for value in read if value is not None]
    return len(numbers) == len(read) and all(n <= 1 for n in numbers) and any(0 < n < 1 for n in numbers)


def _percent(text: str, times: int) -> Cell:
    read = _decimal(text.strip().removesuffix("%"))
    value = Decimal(str(read.value)) * times if read.value is not None else Decimal(-1)
    return Cell(format(value, "f")) if 0 <= value <= 100 else Cell(None, "per cent from 0 to 100")


def _yes_or_no(text: str) -> Cell:
    word = text.strip().casefold()
    return Cell(_YES.get(word), "" if word in _YES else "yes or no")


def _company_number(text: str) -> Cell:
    """Eight digits, of which a spreadsheet drops the noughts in front, or two letters and six digits."""
    number = text.strip().upper().removesuffix(".0").replace(" ", "")
    whole = number.zfill(8)
    known = _COMPANY.fullmatch(whole) and (len(number) == 8 or number.isdigit())
    return Cell(whole) if known else Cell(None, "a company number: eight digits, or two letters and six digits")


_READERS: dict[str, Callable[[str], Cell]] = {
    "year": _year,
    "decimal": _decimal,
    "number": _number,
    "yes or no": _yes_or_no,
    "company number": _company_number,
}
