"""The tables of a sheet before their rows are judged: headers, columns, units, and the account of every row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.accounts import take_accounts
from tp_cli.ingest.columns import Columns, match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.headings import is_second_header_row
from tp_cli.ingest.headless import columns_by_cells
from tp_cli.ingest.held import texts_to_keep
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.marks import with_signs
from tp_cli.ingest.periods import financial_years_in
from tp_cli.ingest.rivals import settle_rivals
from tp_cli.ingest.spread import spread_columns, summed, without_subtotals
from tp_cli.ingest.tables import Header
from tp_cli.ingest.units import units_in_column, units_of_amount
from tp_cli.ingest.values import Units
from tp_cli.place import Source

OTHER_YEAR = "amount-of-another-year"


@dataclass(frozen=True)
class Asked:
    """What a person asked for, and where problems are said to be."""

    layout: Layout
    source: Source
    year: str
    place_name: str


@dataclass(frozen=True)
class Part:
    """One table of a sheet: where it is, which column means what, its accounts, and the texts that are kept of it.

    spread  its columns of months, quarters or periods, letter → heading, where these are its amounts
    said    what is to be said of its columns
    """

    grid: Grid
    header: Header
    columns: Columns
    span: tuple[int, int]
    units: Units
    accounts: pl.DataFrame
    texts: pl.DataFrame
    source: Source
    spread: Mapping[str, str] = field(default_factory=dict)
    said: Sequence[Problem] = ()


def parts_of(grid: Grid, headers: Sequence[Header], asked: Asked) -> list[Part]:
    """The tables under the headers; a header that says what the one above it says begins none.

    raises  TpError where a declared heading is missing, or two columns could be the amount
    """
    kept: list[Header] = []
    for header in headers:
        if not kept or _folded(header) != _folded(kept[-1]):
            kept.append(header)
    ends = [*(header.top - 1 for header in kept[1:]), grid.height]
    starts = [1, *(header.top for header in kept[1:])]
    return [_part(grid, header, span, asked) for header, span in zip(kept, zip(starts, ends, strict=True), strict=True)]


def _part(grid: Grid, header: Header, span: tuple[int, int], asked: Asked) -> Part:
    source, layout = asked.source, asked.layout
    columns = match_columns(header.headings, source.columns, layout, asked.year)
    said: list[Problem] = []
    spread = spread_columns(header.headings, columns) if not layout.columns else {}
    if not spread and not layout.columns and not source.columns:
        columns, said = columns_by_cells(grid, header, columns, asked.place_name)
    if columns.rivals:
        columns, said = settle_rivals(grid, header, columns, asked.place_name)
    _must_be_plain(columns, header, asked.place_name, spread)
    if spread:
        names = list(spread.values())
        columns = columns.with_amount(next(iter(spread)), f"{names[0]} to {names[-1]}")
    units: Units = source.units or _units(grid, header, columns, asked)  # type: ignore[assignment]
    whole, spread = spread, without_subtotals(grid, header.row, spread, units)
    said += _of_other_year(columns, asked, header)
    said += _sums_said(whole, spread, f"{asked.place_name}, header row {header.row}")
    kept = texts_to_keep(grid, columns.letters)
    accounts, texts = take_accounts(grid, columns.letters, units, span, columns.also, kept)
    accounts = summed(grid, list(spread), accounts, units) if spread else with_signs(grid, header, columns, accounts)
    return Part(grid, header, columns, span, units, accounts, texts, source, spread, said)


def _of_other_year(columns: Columns, asked: Asked, header: Header) -> list[Problem]:
    """A finding where the heading of the amount names another financial year than the one asked for."""
    heading = columns.headings.get("amount", "")
    years = financial_years_in(heading)
    if not years or not asked.year or asked.year in years:
        return []
    where = f"{asked.place_name}, header row {header.row}"
    found = f'"{heading}" is the only amount, and its lines are counted in {asked.year}'
    return [Problem(OTHER_YEAR, where, found, f"amounts of {asked.year}", "give `year` for this source in place.toml")]


def _sums_said(whole: Mapping[str, str], kept: Mapping[str, str], where: str) -> list[Problem]:
    """A note of columns that sum up others."""
    left = ", ".join(f'{letter} "{text}"' for letter, text in whole.items() if letter not in kept)
    found = f"{left}: in every row the sum of columns before it, and not counted again"
    return [Problem("columns-sum-up", where, found, "each pound in one column", "nothing", "note")] if left else []


def second_header_row(grid: Grid, header: Header, letters: Mapping[str, str], end: int) -> int | None:
    """The row under the header where it holds nothing but units and headings."""
    second = header.row + 1
    if not header.row or header.last or second > end or not is_second_header_row(grid.row(second), letters):
        return None
    return second


def _units(grid: Grid, header: Header, columns: Columns, asked: Asked) -> str:
    """What a number in the column of the amount means; of a layout with columns of its own, in the whole sheet.

    raises  TpError where a column of units states several
    """
    if asked.layout.columns:
        return header.units or asked.layout.units
    of_rows = units_in_column(grid, header.row, header.headings)
    if len(of_rows) > 1:
        raise _units_differ(f"{asked.place_name}, header row {header.row}", of_rows)
    if of_rows:
        return of_rows.pop()
    role = "amount" if "amount" in columns.letters else "debit"
    second = second_header_row(grid, header, columns.letters, grid.height)
    below = grid.row(second).get(columns.letters[role]) or "" if second else ""
    stated = units_of_amount(
        grid, header.row, columns.letters[role], columns.headings[role], below, titles=not header.last
    )
    return stated or asked.layout.units or "pounds"


def _folded(header: Header) -> dict[str, str]:
    return {letter: fold(text) for letter, text in header.headings.items()}


def _must_be_plain(columns: Columns, header: Header, place_name: str, spread: Mapping[str, str]) -> None:
    """Stop where the amount is not plainly one column."""
    where = f"{place_name}, header row {header.row}"
    known = ", ".join(f'"{text}"' for text in header.headings.values())
    problems = [
        Problem(
            "no-such-column", where, f"no one column headed as `columns` says for {role}", f"one of {known}",
            f"correct columns.{role}" + (f"; nearest: {', '.join(close)}" if close else ""), "refused",
        )
        for role, close in (columns.missing or {}).items()
    ]  # fmt: skip
    if columns.rivals:
        both = " and ".join(f'"{text}"' for text in (columns.headings["amount"], *columns.rivals.values()))
        problems.append(_two_amounts(where, both))
    elif not spread and not {"amount", "debit"} & set(columns.letters) and not problems:
        problems.append(_no_amount(where, header.headings))
    if problems:
        raise TpError(problems)


def _units_differ(where: str, units: Collection[str]) -> TpError:
    found = f"a column of units with {' and '.join(sorted(units))}"
    fix = "ask for a file in one unit, or give `units` if they are one"
    return TpError([Problem("units-differ", where, found, "one unit in all rows", fix, "refused")])


def _two_amounts(where: str, both: str) -> Problem:
    fix = 'say which with columns = { amount = "..." } or --column amount="..."; rename one if they are alike'
    years = financial_years_in(both)
    fix = f"say which year is meant with --year {years[-1]}, or {fix}" if years else fix
    return Problem("two-amounts", where, f"two columns that could be the amount: {both}", "one", fix, "refused")


def _no_amount(where: str, headings: Mapping[str, str]) -> Problem:
    close = nearest("net amount", [fold(text) for text in headings.values()])
    hint = f" (nearest: {', '.join(close)})" if close else ""
    fix = f'name it with columns = {{ amount = "..." }} or --column amount="..."{hint}'
    return Problem("no-amount", where, "no column that is plainly the amount", "one", fix, "refused")
