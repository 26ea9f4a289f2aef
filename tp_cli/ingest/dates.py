"""Text to days: every spelling, the order of day and month by proof for a whole column, never by luck."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

import polars as pl

from tp_cli.ingest.periods import month_number

DateOrder = Literal["dmy", "mdy", "ymd"]

_PLAIN = r"^\d{1,2}/\d{1,2}/(19|20)\d{2}$"
_SERIAL = re.compile(r"\d{5}(\.\d+)?")


@dataclass(frozen=True)
class DateProof:
    """How the order of a column was settled.

    order    the order used
    by_day   texts that only the day first reads
    by_month texts that only the month first reads
    guessed  true where no text proves it and the months of the days decided
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


def settle_order(both: pl.DataFrame) -> DateProof:
    """The order that more texts prove; without proof, day first, unless month first puts all in one month of many.

    both  columns `dmy` and `mdy`, from `both_orders`
    """
    by_day = int((both["dmy"].is_not_null() & both["mdy"].is_null()).sum())
    by_month = int((both["mdy"].is_not_null() & both["dmy"].is_null()).sum())
    if by_day or by_month:
        return DateProof("mdy" if by_month > by_day else "dmy", by_day, by_month)
    month = pl.all().dt.strftime("%Y-%m").n_unique()
    spread = both.drop_nulls().select(month).to_dicts()[0]
    guessed = spread["mdy"] == 1 and spread["dmy"] >= 3
    return DateProof("mdy" if guessed else "dmy", 0, 0, guessed)


def read_date(text: str, order: DateOrder) -> date | None:
    """One date, or None: 31/12/2011, 31-Dec-11, 31 December 2011, 2011-12-31 (with a time), or a serial number."""
    words = text.split() or [""]
    body = " ".join(words) if len(words) == 3 and words[1].isalpha() else words[0].split("T")[0]
    if _SERIAL.fullmatch(body):
        return date(1899, 12, 30) + timedelta(days=int(float(body)))
    parts = [part for part in re.split(r"[/.\- ]+", body) if part]
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4 or (order == "ymd" and len(parts[2]) == 2 and parts[1].isdecimal()):
        year, month, day = parts
    elif parts[1].isalpha() or order != "mdy":
        day, month, year = parts
    else:
        month, day, year = parts
    return _date(year, month, day)


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
