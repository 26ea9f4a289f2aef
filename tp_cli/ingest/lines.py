"""Records to ledger lines: year, status, dates, payees and a line id that is the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem
from tp_cli.ingest.dates import DateOrder, parse_dates
from tp_cli.ingest.layout import Layout
from tp_cli.ingest.records import DATA, TableRead
from tp_cli.ledger import TABLES, UNKNOWN_STATUSES
from tp_cli.place import Source

_TEXTS = ("payee", "directorate", "service", "expense", "narrative", "reference")
_BY_YEAR = ("date-outside-year", "row-of-another-year")
_ESTIMATED = ("estimated", "estimate", "e", "[e]")


def to_lines(
    table: TableRead,
    records: pl.DataFrame,
    source: Source,
    layout: Layout,
    year: str,
    ids: tuple[str, str],
    finder: AgencyFinder,
    sheet_number: int,
    place_name: str,
) -> tuple[pl.DataFrame, list[Problem], DateOrder | None]:
    """The data records of one table as rows of the ledger's `lines`.

    ids      source id and batch
    returns  the lines, what is to be said of their dates and statuses, the date order used
    """
    data = records.filter(state=DATA)
    dates, order, findings = _dates(data, source, year, place_name)
    payees = data.get_column("payee")
    found = {text: finder.find(text) for text in payees.drop_nulls().unique()}
    lines = data.with_columns(
        line_id=pl.lit(f"{ids[0]}.{sheet_number}.") + pl.col("cell"),
        source_id=pl.lit(ids[0]),
        batch=pl.lit(ids[1]),
        year=pl.lit(year),
        basis=pl.lit(source.basis),
        layout=pl.lit(layout.name),
        status=_status(source),
        payee_agency=pl.Series([found.get(text) for text in payees], dtype=pl.String),
        date=dates,
        economic=_mapped("economic", data, layout),
        identifiable=_mapped("identifiable", data, layout).replace_strict({"true": True, "false": False}, default=None),
        cofog_stated=pl.col("cofog_stated"),
        role=pl.col("role").fill_null("spend"),
        sheet=pl.lit(table.sheet),
    )
    known = ~pl.col("status").is_in(UNKNOWN_STATUSES)
    lines = lines.with_columns(amount_pence=pl.when(known).then("amount_pence"))
    frame = lines.select(pl.col(name).cast(kind) for name, kind in TABLES["lines"].schema.items())
    said = [*findings, *_years(data, year, place_name), *_unknown_words(data, layout, place_name)]
    return frame, [*said, *_unknown(frame, place_name), *_rounded(data, place_name)], order


def year_of(day: date) -> str:
    """The financial year of a day: 1 April to 31 March."""
    start = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def _status(source: Source) -> pl.Expr:
    estimated = pl.col("status").str.to_lowercase().is_in(_ESTIMATED).fill_null(False)
    supplied = pl.when(estimated).then(pl.lit("estimated")).otherwise(pl.lit(source.status))
    return pl.when(pl.col("amount_status") == "supplied").then(supplied).otherwise("amount_status")


def _mapped(role: str, data: pl.DataFrame, layout: Layout) -> pl.Expr:
    """A column in the layout's own words: a value it knows, or one that starts with it ("Capital expenditure")."""
    texts = data.get_column(role).drop_nulls().unique()
    words = {text: _known_value(text, layout.values.get(role, {})) for text in texts}
    return pl.col(role).replace_strict(words, default=None, return_dtype=pl.String)


def _known_value(text: str, values: Mapping[str, str]) -> str | None:
    plain = text.strip().casefold()
    folded = {key.casefold(): value for key, value in values.items()}
    starts = (value for key, value in folded.items() if len(key) > 2 and plain.startswith(key))
    return folded.get(plain) or next(starts, None)


def _unknown_words(data: pl.DataFrame, layout: Layout, place_name: str) -> list[Problem]:
    """A finding where the column that parts capital from current holds words that nobody knows."""
    values = layout.values.get("economic", {})
    odd = [text for text in data.get_column("economic").drop_nulls().unique().sort() if not _known_value(text, values)]
    rows = data.filter(pl.col("economic").is_in(odd))
    if not odd or not values:
        return []
    return [
        Problem(
            "economic-unknown",
            f"{place_name}, row {rows['row'][0]}" + (f" and {rows.height - 1} more" if rows.height > 1 else ""),
            f'"{odd[0]}" where capital or revenue should stand',
            f"one of {', '.join(values)}",
            "correct the cells; until then the rows are taken as revenue",
            rows=tuple(rows["row"]),
            amount_pence=int(rows["amount_pence"].fill_null(0).sum()),
        )
    ]


def _dates(
    data: pl.DataFrame, source: Source, year: str, place_name: str
) -> tuple[pl.Series, DateOrder | None, list[Problem]]:
    texts = data.get_column("date")
    if texts.null_count() == data.height:
        return pl.Series("date", [None] * data.height, pl.Date), None, []
    dates, order, odd = parse_dates(texts, source.date_order)
    other = pl.Series(range(data.height), dtype=pl.Int64).is_in(odd)
    unread = data.filter(dates.is_null() & texts.is_not_null() & ~other)
    outside = data.filter(pl.Series([bool(year) and day is not None and year_of(day) != year for day in dates]))
    findings = [
        _date_finding("date-other-order", data.filter(other), "a date in another order", f"as {order}", place_name),
        _date_finding("date-unreadable", unread, "a date that cannot be read", "a date", place_name),
        _date_finding("date-outside-year", outside, f"a date outside {year}", f"a day of {year}", place_name),
    ]
    return dates, order, [finding for finding in findings if finding is not None]


def _years(data: pl.DataFrame, year: str, place_name: str) -> list[Problem]:
    """A finding where a column of financial years speaks of another year than the source's."""
    texts = data.get_column("year")
    others = {text for text in texts.drop_nulls().unique() if year and _other_year(text, year)}
    rows = data.filter(pl.col("year").is_in(list(others))).with_columns(date="year")
    finding = _date_finding("row-of-another-year", rows, f"a row of another year than {year}", year, place_name)
    return [finding] if finding else []


def _other_year(text: str, year: str) -> bool:
    """True for "2023/24" or "23-24" beside 2024-25; False for what is no financial year."""
    match = re.fullmatch(r"(?:fy)?\s*(?:20)?(\d\d)\s*[-/]\s*(?:20)?(\d\d)", text.casefold())
    return bool(match) and match.groups() != (year[2:4], year[5:7]) if match else False


def _date_finding(code: str, rows: pl.DataFrame, what: str, expected: str, place_name: str) -> Problem | None:
    if not rows.height:
        return None
    first = rows.row(0, named=True)
    return Problem(
        code,
        f"{place_name}, row {first['row']}" + (f" and {rows.height - 1} more" if rows.height > 1 else ""),
        f'{what}: "{first["date"]}"',
        expected,
        "the amounts are kept in the year of the source; correct the dates, or split the file by year",
        rows=tuple(rows["row"]),
        amount_pence=int(rows["amount_pence"].fill_null(0).sum()) if code in _BY_YEAR else 0,
    )


def _unknown(lines: pl.DataFrame, place_name: str) -> list[Problem]:
    """One finding a row whose amount is withheld or still to be confirmed: kept, and never nought."""
    return [
        Problem(
            f"amount-{status}",
            f"{place_name}, cell {cell}",
            "withheld" if status == "withheld" else "to be confirmed",
            "an amount",
            "kept as a line without an amount; ask the agency, or give a benchmark under [[withheld]]",
            rows=(row,),
        )
        for row, cell, status in lines.filter(pl.col("status").is_in(UNKNOWN_STATUSES))
        .select("row", "cell", "status")
        .iter_rows()
    ]


def _rounded(data: pl.DataFrame, place_name: str) -> list[Problem]:
    rows = data.filter("rounded").get_column("row").unique(maintain_order=True)
    if not len(rows):
        return []
    return [
        Problem(
            "finer-than-a-penny",
            place_name,
            f"{len(rows)} rows with an amount finer than a penny",
            "whole pence",
            "nothing: each was rounded once, half to even",
            "note",
            rows=tuple(rows),
        )
    ]
