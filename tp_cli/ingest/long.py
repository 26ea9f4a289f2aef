"""Tables with one amount a row: payments, ledgers, outturn by line, national databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.accounts import collected
from tp_cli.ingest.documents import repeated_totals
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.headless import NO_HEADING, header_by_cells
from tp_cli.ingest.judging import with_states
from tp_cli.ingest.layout import Layout, roles
from tp_cli.ingest.marks import doubtful_marks
from tp_cli.ingest.notes import notes
from tp_cli.ingest.parts import OTHER_YEAR, Asked, Part, parts_of
from tp_cli.ingest.records import PAID, ROLES, TableRead, counted_pence
from tp_cli.ingest.said_twice import said_twice
from tp_cli.ingest.sections import sections
from tp_cli.ingest.shifted import beside
from tp_cli.ingest.side_by_side import are_tables, bands, said_of
from tp_cli.ingest.spread import spread_records
from tp_cli.ingest.summaries import without_summaries
from tp_cli.ingest.tables import Vocabulary, find_headers, more_headers
from tp_cli.ingest.totals import settle_totals
from tp_cli.place import Source


def read_long(grid: Grid, layout: Layout, source: Source, year: str, place_name: str) -> list[TableRead]:
    """The tables of one sheet, each with columns of its own; none where the sheet holds none.

    They stand one below the other, or side by side; then each accounts for every row of the sheet.

    place_name  file and sheet, for problems
    raises      TpError where a declared heading is missing, or two columns could be the amount
    """
    asked = Asked(layout, source, year, place_name)
    beside = _beside(grid, asked)
    if beside:
        first, *rest = (_read(part, place_name) for part in beside)
        return [replace(first, findings=[*first.findings, said_of(beside, place_name)]), *rest]
    return without_summaries([_read(part, place_name) for part in _below(grid, asked)], place_name)


def _below(grid: Grid, asked: Asked) -> list[Part]:
    """The tables one below the other."""
    layout, source = asked.layout, asked.source
    words = Vocabulary(layout, asked.year, source.columns)
    headers = find_headers(grid, words, source.header_row)
    if not headers and not layout.columns:
        headers = [header for header in (header_by_cells(grid),) if header]
    if not headers:
        return []
    parts = parts_of(grid, headers, asked)
    if source.header_row is None and len(parts) == 1 and not layout.columns:
        more = [each for each in more_headers(headers[0], _unread(parts[0]), words) if each.row > headers[-1].row]
        parts = parts_of(grid, [*headers, *more], asked) if more else parts
    return parts


def _beside(grid: Grid, asked: Asked) -> list[Part]:
    """The tables side by side; none where a person said what the columns are, or it is not plain that they are such."""
    source = asked.source
    if asked.layout.columns or source.columns or source.header_row is not None:
        return []
    words = Vocabulary(asked.layout, asked.year, source.columns)
    found: list[list[Part]] = []
    others: list[Grid] = []
    for band in bands(grid):
        headers = find_headers(band, words, None) if len(band.letters) > 1 else []
        try:
            found += [parts_of(band, headers, asked)] if headers else []
            others += [] if headers else [band]
        except TpError:
            return []
    return [part for parts in found for part in parts] if are_tables(found, others) else []


def _unread(part: Part) -> dict[int, dict[str, str | None]]:
    """Rows below the header without an amount or a date that hold a word for an amount: headers may be among them."""
    blank_or_text = pl.col("amount_status").is_null() | (pl.col("amount_status") == "")
    dated = pl.col("dmy").is_not_null() | pl.col("mdy").is_not_null()
    below = part.accounts.filter(blank_or_text & (pl.col("filled") > 0) & ~dated & (pl.col("row") > part.header.row))
    if not below.height:
        return {}
    words = sorted({word for heading in roles()["amount"].headings for word in heading.split() if len(word) > 2})
    named = [pl.col(name).str.contains_any(words, ascii_case_insensitive=True) for name in part.grid.letters]
    rows = part.grid.some(below["row"]).filter(pl.any_horizontal(named))
    return {row.pop("row"): row for row in collected(rows).to_dicts()}


def _read(part: Part, place_name: str) -> TableRead:
    accounts, closer = with_states(part)
    accounts, findings = settle_totals(accounts, closer, part.units, place_name)
    accounts, besides = beside(part.grid, part.columns, accounts, part.units, place_name)
    said = [
        *_in_doubt(part.said, accounts),
        *findings,
        *besides,
        *repeated_totals(part.grid, part.header, part.columns, accounts, part.units, place_name),
        *doubtful_marks(part.grid, part.header, part.columns, accounts, place_name),
        *said_twice(part.grid, part.header, part.columns, accounts, place_name),
        *sections(part.grid, part.header, accounts, closer, place_name),
        *notes(accounts, place_name),
    ]
    height = part.span[1] - part.span[0] + 1
    if part.spread:
        records = spread_records(part.grid, part.columns, part.spread, accounts, part.units)
        return TableRead(part.grid.sheet, height, records, part.header, part.columns.headings, part.units, said, True)
    if "payee" in part.columns.letters:
        accounts = accounts.with_columns(part.texts[part.columns.letters["payee"]].alias(PAID))
    return TableRead(
        part.grid.sheet,
        height,
        accounts.drop("filled", "keys", "totalish", "mark", "moved", "named"),  # they have done their part
        part.header,
        part.columns.headings,
        part.units,
        said,
        texts=_texts(part),
        letter=part.columns.letters.get("amount", ""),
    )


def _in_doubt(said: Sequence[Problem], accounts: pl.DataFrame) -> list[Problem]:
    """What is said of the columns, with the whole total in doubt where no heading names the amount of the year."""
    doubts = (NO_HEADING, OTHER_YEAR)
    if not any(each.code in doubts for each in said):
        return list(said)
    total = counted_pence(accounts)
    return [replace(each, amount_pence=abs(total)) if each.code in doubts else each for each in said]


def _texts(part: Part) -> pl.LazyFrame | None:
    """The text of each role, or its code, a row an account; None where there is none."""
    letters = {role: letter for role, letter in part.columns.letters.items() if role in ROLES}
    if not letters:
        return None
    if set(letters.values()) <= set(part.texts.columns):
        rows = part.texts.lazy()
    else:
        rows = part.grid.scan()
        rows = rows if part.span == (1, part.grid.height) else rows.filter(pl.col("row").is_between(*part.span))
    return rows.select(pl.col(letter).alias(role) for role, letter in letters.items())
