"""Columns told by their cells where no heading names the amount: one of pence, one of days, one of names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.dates import both_orders
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.tables import Header

NO_HEADING = "header-missing"
_PENCE = r"^[-+(£$\s]*(\d{1,3}(,\d{3})+|\d+)\.\d{1,2}[)\s]*-?$"
_NUMBER = r"^[-+(£$\s]*(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?[)\s]*-?$"
_MOST = 0.9  # of the cells of a column that are what the column is
_FEWEST = 3  # rows that show what a column is
_FEWEST_NAMED = 0.05  # of the names of a column of payees that show a company


def header_by_cells(grid: Grid) -> Header | None:
    """The header of a table whose headings do not name the amount, or that has none (row 0); None for anything else.

    Exactly one column must hold amounts with pence, another days, a third names of companies. Nothing is guessed
    between two columns of amounts.
    """
    told = _told(grid, 0)
    if not {"amount", "date", "payee"} <= set(told):
        return None
    first = grid.cells.filter(pl.col(told["amount"]).str.contains(_NUMBER))["row"][0]
    above = grid.row(first - 1) if first > 1 else {}
    named = {letter: text for letter, text in above.items() if text}
    if len(named) >= 2 and told["amount"] not in named:
        return Header(first - 1, {**named, told["amount"]: f"column {told['amount']}"}, "")
    return None if told["amount"] in named else Header(0, {letter: f"column {letter}" for letter in grid.letters}, "")


def columns_by_cells(grid: Grid, header: Header, columns: Columns, place_name: str) -> tuple[Columns, list[Problem]]:
    """The columns with those that their cells tell where the headings do not, and a finding that says which."""
    if {"amount", "debit"} & set(columns.letters) and header.row:
        return columns, []
    told = {role: letter for role, letter in _told(grid, header.row).items() if letter not in columns.letters.values()}
    new = {role: letter for role, letter in told.items() if role == "amount" or role not in columns.letters}
    if "amount" not in new:
        return columns, []
    names = {role: header.headings.get(letter) or f"column {letter}" for role, letter in new.items()}
    said = ", ".join(f"{role} in column {letter}" for role, letter in sorted(new.items()))
    what = "no header" if not header.row else "no heading for the amount"
    finding = Problem(
        NO_HEADING,
        place_name if not header.row else f"{place_name}, header row {header.row}",
        f"{what}: the columns are told by their cells: {said}",
        "a header row",
        "ask for the file with its headings, or name the header with header_row = N if it has one",
    )
    found = replace(
        columns, letters={**columns.letters, **new}, headings={**columns.headings, **names}, rivals={}, also={}
    )
    return found, [finding]


def _told(grid: Grid, header_row: int) -> dict[str, str]:
    """Role → letter: the one column of pence, the first of days, the names and, of the other words, the narrative."""
    cells = grid.cells.filter(pl.col("row") > header_row)
    texts = {letter: cells[letter].drop_nulls() for letter in grid.letters}
    usual = max((len(each) for each in texts.values()), default=0)
    full = {at: each for at, each in texts.items() if len(each) >= _FEWEST and len(each) * 2 >= usual}
    amounts = [at for at, each in full.items() if _share(each, _NUMBER) >= _MOST and _share(each, _PENCE) >= 0.5]
    if len(amounts) != 1:
        return {}
    days = [at for at, each in full.items() if at not in amounts and _of_days(each)]
    words = {
        at: each for at, each in full.items() if at not in (*amounts, *days) and _share(each, r"\p{L}{3}") >= _MOST
    }
    return {"amount": amounts[0], **({"date": days[0]} if days else {}), **_named(words)}


def _named(words: Mapping[str, pl.Series]) -> dict[str, str]:
    """The payee, where the words of a trade show which column it is; the first other column is the narrative."""
    trades = {at: _trading(each) for at, each in words.items()}
    best = max(trades, key=lambda at: trades[at], default="")
    payee = {"payee": best} if best and trades[best] >= _FEWEST_NAMED else {}
    rest = [at for at in words if at not in payee.values()]
    return payee | ({"narrative": rest[0]} if rest else {})


def _trading(texts: pl.Series) -> float:
    return _share(texts.unique(), r"(?i)\b(" + "|".join(_trading_words()) + r")\b")


@cache
def _trading_words() -> list[str]:
    """Words that stand in the names of companies and not in those of persons."""
    said = tomllib.loads(Path(__file__).with_name("payees.toml").read_text(encoding="utf-8"))
    return sorted(map(re.escape, said["individual"]["company"]))


def _of_days(texts: pl.Series) -> bool:
    both = both_orders(texts)
    read = (both["dmy"].is_not_null() | both["mdy"].is_not_null()).sum()
    return read >= _MOST * len(texts) and not _share(texts, r"^\d{5}$") >= _MOST


def _share(texts: pl.Series, pattern: str) -> float:
    return int(texts.str.contains(pattern).sum()) / len(texts) if len(texts) else 0.0
