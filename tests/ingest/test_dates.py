"""Dates in every spelling; the order of day and month by proof, never by luck."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.ingest.dates import DateOrder, parse_dates, read_date

days = st.dates(date(1970, 1, 1), date(2069, 12, 31))
PATTERNS: dict[DateOrder, list[str]] = {
    "dmy": ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%d-%B-%Y"],
    "mdy": ["%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"],
    "ymd": ["%Y-%m-%d", "%Y/%m/%d", "%y-%m-%d", "%y/%m/%d"],
}
ISO = ["%Y-%m-%d", "%Y-%m-%d 00:00:00", "%Y-%m-%dT12:34:56", "%Y/%m/%d"]


@settings(max_examples=60, deadline=None)
@given(days)
def test_a_date_in_every_spelling_is_that_day(day: date) -> None:
    for order, patterns in PATTERNS.items():
        for pattern in [*patterns, *ISO]:
            assert read_date(day.strftime(pattern), order) == day, (pattern, order)


@given(days)
def test_a_serial_number_is_the_day_that_a_spreadsheet_means(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_date(str(serial), "dmy") == day
    assert read_date(f"{serial}.75", "dmy") == day


def test_serials_begin_where_spreadsheets_do() -> None:
    assert read_date("45413", "dmy") == date(2024, 5, 1)
    assert date(1899, 12, 30) + timedelta(45413) == date(2024, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024", "00/00/2024", "1900-01-00", "2023-02-29", "31/13/2024", "P03", "M13 2024/25", "soon", "",
        " ", "25/06/2012900", "5 Junk 2024", "5 Ma 2024", "31/²/2011", "1/2/3", "12", "20241301", "0000-01-01", "1/2",
        "99/99/9999", "TBC", "//", "1-2-2024-3",
    ],
)  # fmt: skip
def test_what_is_no_day_is_no_date(text: str) -> None:
    orders: list[DateOrder] = ["dmy", "mdy", "ymd"]
    assert [read_date(text, order) for order in orders] == [None, None, None]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=14) | st.text("0123456789/-. TApr", max_size=14))
def test_any_text_at_all_is_a_date_or_it_is_not(text: str) -> None:
    dates, _, _ = parse_dates(pl.Series([text]), None)
    assert dates.dtype == pl.Date


def test_the_day_comes_first_where_nothing_proves_otherwise() -> None:
    dates, order, odd = parse_dates(pl.Series(["04/05/2024", "06/07/2024", None]), None)
    assert (order, odd) == ("dmy", [])
    assert dates.to_list() == [date(2024, 5, 4), date(2024, 7, 6), None]


def test_the_month_comes_first_for_the_whole_column_where_one_row_proves_it() -> None:
    dates, order, odd = parse_dates(pl.Series(["04/05/2024", "04/25/2024"]), None)
    assert (order, odd) == ("mdy", [])
    assert dates.to_list() == [date(2024, 4, 5), date(2024, 4, 25)]


def test_where_both_orders_are_proved_the_one_with_more_proof_is_used_and_the_others_are_named() -> None:
    dates, order, odd = parse_dates(pl.Series(["25/04/2024", "04/25/2024", "04/05/2024"]), None)
    assert (order, odd) == ("dmy", [1])
    assert dates.to_list() == [date(2024, 4, 25), date(2024, 4, 25), date(2024, 5, 4)]
    dates, order, odd = parse_dates(pl.Series(["25/04/2024", "04/25/2024", "04/26/2024", "04/05/2024"]), None)
    assert (order, odd) == ("mdy", [0])
    assert dates.to_list()[3] == date(2024, 4, 5)


def test_days_of_one_month_written_month_first_are_told_from_one_day_of_each_month() -> None:
    dates, order, odd = parse_dates(pl.Series([f"4/{day}/2024" for day in range(1, 11)]), None)
    assert (order, odd) == ("mdy", [])
    assert dates.to_list() == [date(2024, 4, day) for day in range(1, 11)]


def test_a_declared_order_is_kept_to() -> None:
    dates, order, odd = parse_dates(pl.Series(["04/05/2024", "25/04/2024"]), "mdy")
    assert (order, odd) == ("mdy", [1])
    assert dates.to_list() == [date(2024, 4, 5), None]
