"""The dates of a table's records: their order, and what is odd about them, said with the rows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.dates import DateOrder, month_of, read_date, settle_order
from tp_cli.ingest.periods import Period
from tp_cli.ingest.records import DATA, TableRead
from tp_cli.place import Source

_BY_YEAR = ("date-outside-year", "row-of-another-year")
_DATA = pl.col("state") == DATA
_QUARTER = 92  # days
_FEWEST = 5  # days above the twelfth that show the month of a table
_FEWEST_TURNED = 3  # days the other way round that are no accident


def read_days(
    table: TableRead, source: Source, year: str, place_name: str
) -> tuple[TableRead, DateOrder | None, list[Problem]]:
    """The table with `date` in its records: by the order declared, or the one that the lines prove.

    A day that only the other order can mean, or that only day and month exchanged put in the period that the file
    states, is read so, unless an order is declared, and said.
    """
    records = table.records
    if "dmy" not in records.columns or not records.select((_DATA & pl.col("dated")).any()).item():
        return _with_dates(table, pl.Series("date", [None], pl.Date).new_from_index(0, records.height)), None, []
    both = records.select("dmy", "mdy")
    if source.date_order == "ymd":
        texts = table.with_texts().select("date").collect().to_series()
        known = {text: read_date(text, "ymd") for text in texts.drop_nulls().unique()}
        days = texts.replace_strict(known, default=None, return_dtype=pl.Date)
        return _said(_with_dates(table, days), days.is_null(), source, year, place_name, "ymd")
    proof = settle_order(both.filter(records.select(_DATA).to_series()), table.period)
    order = source.date_order or proof.order
    own, other = (both["mdy"], both["dmy"]) if order == "mdy" else (both["dmy"], both["mdy"])
    odd = own.is_null() & other.is_not_null()
    days = own if source.date_order else own.zip_with(~odd, other)
    turned = _turned(days, None if source.date_order else table.period)
    if turned:
        odd = odd | days.is_in(list(turned))
        days = days.replace(turned)
    read, order, findings = _said(_with_dates(table, days), odd, source, year, place_name, order)
    findings += _guessed(place_name) if proof.guessed and not source.date_order else []
    return read, order, [*findings, *_only_months(read, place_name)]


def _turned(days: pl.Series, period: Period | None) -> dict[date, date]:
    """Days typed or stored the other way round → as they are meant: day and month exchanged put them in the short
    period stated, or in the one month that all days above the twelfth are of. Every day above the twelfth must be of
    the period, and without a period stated every day must be of it or be turned into it.
    """
    day, rows = pl.col("day"), pl.col("rows").sum()
    each = days.drop_nulls().value_counts(name="rows").select(pl.first().alias("day"), "rows")
    sure = each.filter(day.dt.day() > 12)
    span = _span(sure, period)
    if span is None or not sure["day"].is_between(*span).all():
        return {}
    outside = each.filter(~day.is_between(*span)).with_columns(
        exchanged=pl.when(day.dt.day() <= 12).then(pl.date(day.dt.year(), day.dt.day(), day.dt.month()))
    )
    back = outside.filter(pl.col("exchanged").is_between(*span))
    if period is None and (back.select(rows).item() < _FEWEST_TURNED or back.height < outside.height):
        return {}
    return dict(back.select("day", "exchanged").iter_rows())


def _span(sure: pl.DataFrame, period: Period | None) -> tuple[date, date] | None:
    """The days of a stated period of a quarter or less, else the month of the days that can be no month.

    sure  each such `day`, and `rows` with it
    """
    if period is not None and (period.last - period.first).days <= _QUARTER:
        return (period.first, period.last) if sure.height else None
    months = sure["day"].dt.month_start().unique()
    if period is not None or len(months) != 1 or sure["rows"].sum() < _FEWEST:
        return None
    return months[0], sure["day"].dt.month_end().max()  # type: ignore[return-value]


def _only_months(table: TableRead, place_name: str) -> list[Problem]:
    """A note where every date is a month without a day."""
    days = table.records.filter(_DATA & pl.col("date").is_not_null())["date"]
    if not len(days) or not (days.dt.day() == 1).all() or table.written is None:
        return []
    texts = table.written.select(pl.col("date").cast(pl.String)).collect().to_series().drop_nulls().unique()
    if not any(month_of(text) for text in texts):
        return []
    found = f'dates that name a month and no day, such as "{sorted(texts)[0]}": its first day is taken'
    return [Problem("date-months", place_name, found, "days", "nothing, if the month is enough", "note")]


def years_said(table: TableRead, year: str, place_name: str) -> list[Problem]:
    """A finding where a column of financial years speaks of another year than the source's."""
    if not year or not table.has("year"):
        return []
    data = table.with_texts().filter(_DATA & pl.col("year").is_not_null()).select("row", "amount_pence", text="year")
    frame = data.collect()
    others = [text for text in frame["text"].unique() if _other_year(text, year)]
    rows = frame.filter(pl.col("text").is_in(others))
    finding = _finding("row-of-another-year", rows, f"a row of another year than {year}", year, place_name, table)
    return [finding] if finding else []


def _with_dates(table: TableRead, days: pl.Series) -> TableRead:
    records = table.records.drop("dmy", "mdy", "date", strict=False).with_columns(days.alias("date"))
    texts = table.texts.drop("date", strict=False) if table.texts is not None else None
    return replace(table, records=records, texts=texts, written=table.texts)


def _said(
    table: TableRead, odd: pl.Series, source: Source, year: str, place_name: str, order: DateOrder
) -> tuple[TableRead, DateOrder, list[Problem]]:
    records = table.records
    data = records.select(_DATA).to_series()
    unread = data & records["dated"] & records["date"].is_null()
    other = data & odd & records["dated"] & (records["date"].is_not_null() if not source.date_order else True)
    if source.date_order and order != "ymd":
        unread = unread & ~odd
    findings = [
        _finding(
            "date-other-order", records.filter(other), "a date in another order", f"as {order}", place_name, table
        ),
        _finding("date-unreadable", records.filter(unread), "a date that cannot be read", "a date", place_name, table),
        _outside(records.select("row", "amount_pence", "date").filter(data), year, place_name, table),
    ]
    return table, order, [finding for finding in findings if finding is not None]


def _outside(data: pl.DataFrame, year: str, place_name: str, table: TableRead) -> Problem | None:
    """Days that are not of the source's financial year, 1 April to 31 March."""
    if not year:
        return None
    first, last = pl.date(int(year[:4]), 4, 1), pl.date(int(year[:4]) + 1, 3, 31)
    outside = data.filter(pl.col("date").is_not_null() & ~pl.col("date").is_between(first, last))
    return _finding("date-outside-year", outside, f"a date outside {year}", f"a day of {year}", place_name, table)


def _guessed(place_name: str) -> list[Problem]:
    return [
        Problem(
            "date-order-guessed", place_name, "no date proves its order; month first puts them in the month that fits",
            "a day above 12", 'nothing, if that is right; otherwise date_order = "dmy"',
        )
    ]  # fmt: skip


def _finding(
    code: str, rows: pl.DataFrame, what: str, expected: str, place_name: str, table: TableRead
) -> Problem | None:
    if not rows.height:
        return None
    first = rows["row"][0]
    text = rows["text"][0] if code == "row-of-another-year" else table.written_at(first, "date")
    return Problem(
        code,
        f"{place_name}, row {first}" + (f" and {rows.height - 1} more" if rows.height > 1 else ""),
        f'{what}: "{text}"',
        expected,
        "the amounts are kept in the year of the source; correct the dates, or split the file by year",
        rows=tuple(rows["row"]),
        amount_pence=int(rows["amount_pence"].fill_null(0).sum()) if code in _BY_YEAR else 0,
    )


def _other_year(text: str, year: str) -> bool:
    """True for "2023/24" or "23-24" beside 2024-25; False for what is no financial year."""
    match = re.fullmatch(r"(?:fy)?\s*(?:20)?(\d\d)\s*[-/]\s*(?:20)?(\d\d)", text.casefold())
    return bool(match) and match.groups() != (year[2:4], year[5:7]) if match else False
