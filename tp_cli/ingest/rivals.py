"""Two columns that could be the amount, told apart by their cells: one is empty, or both say the same in every row."""

from __future__ import annotations

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.accounts import collected
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.periods import month_number
from tp_cli.ingest.tables import Header
from tp_cli.ingest.values import parse_money


def settle_rivals(grid: Grid, header: Header, columns: Columns, place_name: str) -> tuple[Columns, list[Problem]]:
    """The columns with the amount settled where the cells of its rivals settle it, and a note that says how.

    A rival without any amount is none; rivals that hold the same amount in every row are one.
    """
    letters = [columns.letters["amount"], *columns.rivals]
    texts = collected(grid.scan().filter(pl.col("row") > header.row).select(letters))
    pence = {letter: parse_money(texts[letter], "pounds")["amount_pence"] for letter in letters}
    headings = {**columns.rivals, columns.letters["amount"]: columns.headings["amount"]}
    filled = [letter for letter in letters if pence[letter].is_not_null().any()]
    if len({_times(headings[letter]) for letter in filled}) > 1:  # equal instalments of two months are two payments
        return columns, []
    if not filled or any(not pence[letter].equals(pence[filled[0]]) for letter in filled):
        return columns, []
    first = filled[0]
    others = ", ".join(f'{letter} "{headings[letter]}"' for letter in letters if letter != first)
    why = "says the same in every row" if len(filled) > 1 else "is empty"
    found = f'{first} "{headings[first]}" is the amount; {others} {why}'
    note = Problem("columns-alike", f"{place_name}, header row {header.row}", found, "one column", "nothing", "note")
    return columns.with_amount(first, headings[first]), [note]


def _times(heading: str) -> frozenset[str]:
    """The words of a heading that are months or numbers."""
    return frozenset(word for word in fold(heading).split() if month_number(word) or any(map(str.isdecimal, word)))
