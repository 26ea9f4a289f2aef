"""Text to days: every spelling, the order of day and month by proof for a whole column, never by luck."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

import polars as pl

from tp_cli.ingest.periods import Period, financial_years_in, month_number

DateOrder = Literal["dmy", "mdy", "ymd"]

_PLAIN = r"^\d{1,2}/\d{1,2}/(19|20)\d{2}$"
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_COMPACT, _CENTURIES = re.compile(r"\d{8}"), ("19", "20")
_TOKENS, _BETWEEN = re.compile(r"[^\W\d_]+|\d+"), " /.,-\t"
_WEEKDAY = re.compile(r"^(mon|tues?|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?\b[.,\s]+", re.IGNORECASE)
_TIME = re.compile(r"[T\s]+\d{1,2}:\d\d.*$")
_NUMBERED_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,})[\s/.,'\u2019-]*((?:19|20)?\d\d)")
_PERIOD = re.compile(r"\b(?:p|m|pd|period|month)\s*0?(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class DateProof:
    """How the order of a column was settled.

    order    the order used
    by_day   texts that only the day first reads
    by_month texts that only the month first reads
    guessed  true where no text proves it, and the months of the days or the period stated decided for month first
    """

    order: DateOrder
    by_day: int
    by_month: int
    guessed: bool = False


def parse_dates(texts: pl.Series, order: DateOrder | None) -> tuple[pl.Series, DateOrder, list[int]]:
    """A column of dates, its order decided for the whole column by the texts that prove it.

    order    declared, or None: then texts that only the other order reads are read by that order
    returns  the dates (null where unreadable), the order used, positions of texts that only the other order reads
    """
    both = both_orders(texts)
    if order == "ymd":
        return _read_distinct(texts, partial(read_date, order="ymd")).alias("date"), "ymd", []
    proof = settle_order(both)
    decided = order or proof.order
    own, other = (both["mdy"], both["dmy"]) if decided == "mdy" else (both["dmy"], both["mdy"])
    odd = (own.is_null() & other.is_not_null()).arg_true().to_list()
    dates = own if order else own.zip_with(own.is_not_null(), other)
    return dates.alias("date"), decided, odd


def both_orders(texts: pl.Series) -> pl.DataFrame:
    """What each text means with the day first (`dmy`) and with the month first (`mdy`); null where it means nothing.

    dd/mm/yyyy is read for the whole column at once, every other spelling one distinct text at a time.
    """
    quick = pl.DataFrame({"text": texts}).select(plain_days(pl.col("text")))
    rest = texts.set(quick["dmy"].is_not_null() | quick["mdy"].is_not_null(), None)
    if rest.null_count() == len(rest):
        return quick
    orders: list[DateOrder] = ["dmy", "mdy"]
    slow = {order: _read_distinct(rest, partial(read_date, order=order)) for order in orders}
    return quick.select(pl.coalesce(order, pl.lit(slow[order])) for order in orders)


def plain_days(text: pl.Expr) -> list[pl.Expr]:
    """`dmy` and `mdy` of texts such as 05/04/2024; null where the text is another or there is no such day."""
    plain = pl.when(text.str.contains(_PLAIN)).then(text)
    return [
        plain.str.to_date(pattern, strict=False).alias(order)
        for order, pattern in (("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"))
    ]


def settle_order(both: pl.DataFrame, period: Period | None = None) -> DateProof:
    """The order that more texts prove; without proof, day first, unless the days say otherwise.

    They do where more of them are of the period stated with the month first, or where month first puts all in one month
    of many.

    both    columns `dmy` and `mdy`, from `both_orders`
    period  what the file or the sheet states, None where nothing does
    """
    by_day = int((both["dmy"].is_not_null() & both["mdy"].is_null()).sum())
    by_month = int((both["mdy"].is_not_null() & both["dmy"].is_null()).sum())
    if by_day or by_month:
        return DateProof("mdy" if by_month > by_day else "dmy", by_day, by_month)
    if period is not None:
        inside = both.select(pl.all().is_between(period.first, period.last).sum()).row(0, named=True)
        if inside["mdy"] != inside["dmy"]:
            by_month = inside["mdy"] > inside["dmy"]
            return DateProof("mdy" if by_month else "dmy", 0, 0, by_month)
    month = pl.all().dt.strftime("%Y-%m").n_unique()
    spread = both.drop_nulls().select(month).to_dicts()[0]
    guessed = spread["mdy"] == 1 and spread["dmy"] >= 3
    return DateProof("mdy" if guessed else "dmy", 0, 0, guessed)


def read_date(text: str, order: DateOrder) -> date | None:
    """One date, or None: 31/12/2011, 31-Dec-11, 31st December 2011, Dec 31, 2011, 2011-12-31 (with a time), 20111231.

    Also a serial number, and a month without a day ("Dec-11", "12/2011", "P09 2011/12"), which is its first day.
    """
    body = _tidied(text)
    if _SERIAL.fullmatch(body):
        return date(1899, 12, 30) + timedelta(days=int(float(body)))
    if _COMPACT.fullmatch(body):
        year_first = _date(body[:4], body[4:6], body[6:]) if body[:2] in _CENTURIES else None
        return year_first or (_date(body[4:], body[2:4], body[:2]) if body[4:6] in _CENTURIES else None)
    parts = _TOKENS.findall(body)
    if len(parts) == 3 and not _TOKENS.sub("", body).strip(_BETWEEN):
        return _of_three(parts, order)
    if len(body.split()) > 1 and _TOKENS.findall(body.split()[0])[2:]:
        return read_date(body.split()[0], order)
    return month_of(body)


def month_of(text: str) -> date | None:
    """The first day of a month that is named without a day: "May-24", "05/2024", "P02 2024/25"; else None."""
    body = _tidied(text)
    numbered = _NUMBERED_MONTH.fullmatch(body)
    if numbered:
        return _date(numbered[2], numbered[1], "1")
    period = _PERIOD.search(body)
    years = financial_years_in(_PERIOD.sub(" ", body)) if period else ()
    if period and len(years) == 1 and 1 <= int(period[1]) <= 12:
        month = (int(period[1]) + 2) % 12 + 1
        return date(int(years[0][:4]) + (month < 4), month, 1)
    named = _NAMED_MONTH.fullmatch(body)
    return _date(named[2], named[1], "1") if named else None


def _tidied(text: str) -> str:
    """A date without the quotes around it, its weekday, the time after it, and the ending of its ordinal."""
    body = _TIME.sub("", _WEEKDAY.sub("", text.strip(" '\"\u2019")))
    return re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", body, flags=re.IGNORECASE).strip()


def _of_three(parts: list[str], order: DateOrder) -> date | None:
    first, second, third = parts
    if len(first) == 4 or (order == "ymd" and len(third) == 2 and second.isdecimal()):
        return _date(first, second, third)
    if first.isalpha() or (order == "mdy" and not second.isalpha()):
        return _date(third, first, second)
    return _date(third, second, first)


def _read_distinct(texts: pl.Series, read: Callable[[str], date | None]) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    days = pl.Series([read(text) for text in distinct], dtype=pl.Date)
    if not len(distinct):
        return pl.Series([None] * len(texts), dtype=pl.Date)
    return texts.replace_strict(distinct, days, default=None, return_dtype=pl.Date)


def _date(year: str, month: str, day: str) -> date | None:
    number = _month(month)
    if number is None or not (year.isdecimal() and day.isdecimal()) or len(year) not in (2, 4):
        return None
    full = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    try:
        return date(full, number, int(day))
    except (ValueError, OverflowError):
        return None


def _month(text: str) -> int | None:
    """1 to 12 of a number, or of a name of at least three letters ("Sept" too)."""
    if text.isdecimal():
        return int(text)
    return month_number(text)
