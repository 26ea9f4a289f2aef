"""Tables that stand side by side on one sheet, with an empty column between them: each is a table of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.frame import position
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.marks import other_kinds
from tp_cli.ingest.measure import is_other_measure
from tp_cli.ingest.parts import Part
from tp_cli.ingest.periods import financial_years_in
from tp_cli.ingest.values import parse_money

_FEWEST = 2  # columns of a table
_CODE = "tables-side-by-side"


def bands(grid: Grid) -> list[Grid]:
    """The stretches of columns between columns that are empty from top to bottom; none where there is only one.

    Each has all rows of the sheet, so that a row is accounted for in each of them.
    """
    if grid.cells.height != grid.height:
        return []
    found: list[list[str]] = []
    before = -2
    for column in grid.cells.select(pl.exclude("row")).get_columns():
        at = position(column.name)
        if column.null_count() < grid.height:
            if at != before + 1:
                found.append([])
            found[-1].append(column.name)
            before = at
    return (
        [replace(grid, cells=grid.cells.select("row", *letters), widths=()) for letters in found]
        if len(found) > 1
        else []
    )


def are_tables(found: Sequence[Sequence[Part]], others: Sequence[Grid]) -> bool:
    """True where these are tables of the same kind that must be added up, so that no pound is counted twice.

    found   the tables of each band that has any
    others  the bands without a table
    They must have the same heading for the amount and for something else, the same unit, different money, no title that
    says another measure than spend or another year; and nowhere else on the sheet may stand an amount.
    """
    parts = [part for each in found for part in each]
    if len(found) < _FEWEST or len(parts) != len(found) or any(map(_has_amount, others)):
        return False
    headings = [{text.strip().casefold() for text in part.columns.headings.values()} for part in parts]
    amounts = {part.columns.headings.get("amount", "").strip().casefold() for part in parts}
    shared = set.intersection(*headings) - amounts
    money = [part.accounts["amount_pence"].sum() for part in parts]
    alike = len(amounts) == 1 and "" not in amounts and shared and len({part.units for part in parts}) == 1
    return bool(alike) and len(set(money)) == len(money) and _are_spend_of_one_year(parts)


def said_of(parts: Sequence[Part], place_name: str) -> Problem:
    """A note that names the tables by their columns."""
    names = [f"{part.grid.letters[0]} to {part.grid.letters[-1]}" for part in parts]
    found = f"{len(parts)} tables side by side, in columns {' and '.join(names)}: each is read"
    return Problem(_CODE, place_name, found, "one table on a sheet", "nothing", "note")


def _are_spend_of_one_year(parts: Sequence[Part]) -> bool:
    titles = [_titles(part) for part in parts]
    years = {tuple(year for text in each for year in financial_years_in(text)) for each in titles}
    other = other_kinds()
    return len(years) == 1 and not any(
        is_other_measure(text) or fold(text) in other for each in titles for text in each
    )


def _titles(part: Part) -> list[str]:
    """The texts above a table's headings, within its columns."""
    above = part.grid.cells.filter(pl.col("row") < part.header.row)
    return [text for row in above.iter_rows() for text in row[1:] if text]


def _has_amount(grid: Grid) -> bool:
    columns = grid.cells.select(pl.exclude("row")).get_columns()
    return any(bool(parse_money(column, "pounds")["amount_pence"].is_not_null().any()) for column in columns)
