"""The span of time that a text speaks of: a financial year, a quarter, a month, the days from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NAMES = "|".join(f"{name[:3]}[a-z]*" for name in _MONTHS)
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:[-/_\u2013]|to)\s*(20\d\d|\d\d)(?!\d|[-/]\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(
    r"(?<!\d)(?:fy\s*)?(\d\d)\s*[-/_\u2013]\s*(\d\d)(?!\d|[-/.]\d)(?<![-/.]\d\d-\d\d)", re.IGNORECASE
)
_QUARTER = re.compile(r"(?<![a-z])(?:q|qtr|quarter)[\s_-]*([1-4])(?!\d)", re.IGNORECASE)
_MONTH = re.compile(rf"(?<![a-z])({_NAMES})[\s_.,'\u2019-]*(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
_MONTH_AFTER = re.compile(rf"(?<!\d)(20\d\d)[\s_.-]*({_NAMES})(?![a-z])", re.IGNORECASE)
_DAYS = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](20\d\d)(?!\d)")
_ISO_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_. ](0[1-9]|1[0-2])(?!\d|[-/.]\d)")


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both of them in it; `words` is the text that says so."""

    first: date
    last: date
    words: str

    @property
    def year(self) -> str:
        """The financial year that holds all of its days, "" where none does."""
        first = year_of(self.first)
        return first if first == year_of(self.last) else ""


def financial_year(start: int) -> str:
    """The year that starts in April of `start`: 2024 gives 2024-25."""
    return f"{start}-{(start + 1) % 100:02d}"


def year_of(day: date) -> str:
    """The financial year of a day: 1 April to 31 March."""
    return financial_year(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)


def financial_years_in(text: str) -> tuple[str, ...]:
    """The financial years that a text names, in order: "2023/24", "2023-2024", "FY23/24"; two years in a row only."""
    found = [(int(one), two) for one, two in _YEAR.findall(text)]
    if not found:
        found = [(2000 + int(one), two) for one, two in _SHORT_YEAR.findall(text)]
    return tuple(dict.fromkeys(financial_year(one) for one, two in found if (one + 1) % 100 == int(two) % 100))


def period_in(text: str) -> Period | None:
    """The one span that a text names; None where it names none, or several that differ.

    A quarter is one of the financial year that stands beside it: Q1 is April to June.
    """
    days = _days_in(text)
    if len(days) == 2 and days[0] <= days[1]:
        return Period(days[0], days[1], text)
    years = financial_years_in(text)
    quarters = {int(number) for number in _QUARTER.findall(text)}
    if len(years) == 1:
        start = int(years[0][:4])
        if len(quarters) == 1 and not _months_in(text):
            return _quarter(start, quarters.pop(), text)
        return None if quarters or _months_in(text) else Period(date(start, 4, 1), date(start + 1, 3, 31), text)
    months = _months_in(text) if not years and not quarters else []
    if not months or len(months) > 2:
        return None
    return Period(months[0], _end(months[-1]), text) if months[0] <= months[-1] else None


def month_number(text: str) -> int | None:
    """1 to 12 of a name of at least three letters ("Sept" too), None for any other text."""
    name = text.casefold()
    return next((i for i, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)), None)


def _months_in(text: str) -> list[date]:
    """The first day of each month that a text names with its year, in the order of the text."""
    found = [(match.start(), match[2], match[1]) for match in _MONTH.finditer(text)]
    found += [(match.start(), match[1], match[2]) for match in _MONTH_AFTER.finditer(text)]
    found += [(match.start(), match[1], match[2]) for match in _ISO_MONTH.finditer(text)]
    firsts = [_first(year, month) for _, year, month in sorted(found)]
    return list(dict.fromkeys(first for first in firsts if first))


def _days_in(text: str) -> list[date]:
    """The days that a text names, the day before the month; none where one of them is no day."""
    try:
        return [date(int(year), int(month), int(day)) for day, month, year in _DAYS.findall(text)]
    except ValueError:
        return []


def _first(year: str, month: str) -> date | None:
    number = int(month) if month.isdecimal() else month_number(month)
    return date(int(year) if len(year) == 4 else 2000 + int(year), number, 1) if number else None


def _quarter(start: int, number: int, text: str) -> Period:
    first = date(start, 3 * number + 1, 1) if number < 4 else date(start + 1, 1, 1)
    return Period(first, _end(date(first.year, first.month + 2, 1)), text)


def _end(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return following - timedelta(days=1)
