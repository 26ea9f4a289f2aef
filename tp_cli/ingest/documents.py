"""Invoices over several lines: a column that repeats an invoice's total on each of them, proved by the lines' sums."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.accounts import collected
from tp_cli.ingest.columns import Columns, score
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import roles
from tp_cli.ingest.measure import is_vat, written_out
from tp_cli.ingest.records import DATA
from tp_cli.ingest.tables import Header
from tp_cli.ingest.values import Units, parse_money
from tp_cli.money import show

_FEWEST = 5  # invoices of several lines that prove anything
_SAME, _EQUAL = 0.9, 0.75  # of those: on which the total is one, and on which the lines add up to it
_OF_INVOICES = {"invoice", "total", "document"}


def repeated_totals(
    grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame, units: Units, place_name: str
) -> Iterator[Problem]:
    """A note for a column beside the amount that repeats the invoice's total; a finding where the amount itself does.

    The finding's money is what the repetition adds.
    """
    numbers = _number_columns(header, columns)
    totals = {at: text for at, text in columns.also.items() if _of_invoices(text) and not is_vat(text)}
    own = "amount" in columns.letters and _of_invoices(columns.headings["amount"])
    if not numbers or not (totals or own):
        return
    lines = accounts.filter((pl.col("state") == DATA) & pl.col("amount_pence").is_not_null()).select(
        "row", "amount_pence"
    )
    texts = collected(grid.scan().select("row", *numbers, *totals))
    frame = lines.join(texts, on="row", how="inner", maintain_order="left")
    for letter, heading in totals.items():
        pence = parse_money(frame[letter], units)["amount_pence"]
        held = max((_held(frame, number, pence) for number in numbers), key=lambda each: each.count("same"))
        if held.proved:
            yield _beside(held, columns, header, (letter, heading), int(pence.sum()), place_name)
    if own:
        held = max((_held(frame, number, frame["amount_pence"]) for number in numbers), key=lambda e: e.count("same"))
        if held.repeated:
            yield _itself(held, columns, header, place_name)


class _Invoices:
    """The invoices of several lines by one column of numbers: lines, total where it is one, sum of the lines."""

    def __init__(self, number: str, groups: pl.DataFrame) -> None:
        self.number = number
        self.groups = groups

    def count(self, column: str) -> int:
        return int(self.groups[column].sum())

    @property
    def repeated(self) -> bool:
        return self.groups.height >= _FEWEST and self.count("same") >= _SAME * self.groups.height

    @property
    def proved(self) -> bool:
        return self.repeated and self.count("equal") >= _EQUAL * self.count("same")


def _held(frame: pl.DataFrame, number: str, totals: pl.Series) -> _Invoices:
    known = frame.select("amount_pence", number=number, total=totals).filter(pl.col("number").is_not_null())
    groups = known.group_by("number").agg(
        pl.len().alias("lines"),
        pl.col("total").first(),
        (pl.col("total").n_unique() == 1).alias("same"),
        pl.col("amount_pence").sum().alias("sum"),
    )
    same = pl.col("same") & pl.col("total").is_not_null()
    groups = groups.filter(pl.col("lines") > 1).with_columns(same, equal=same & (pl.col("sum") == pl.col("total")))
    return _Invoices(number, groups)


def _beside(
    held: _Invoices, columns: Columns, header: Header, column: tuple[str, str], total: int, place_name: str
) -> Problem:
    number = header.headings[held.number]
    found = (
        f'"{column[1]}" repeats the total of each "{number}" on all of its lines ({held.count("same")} of '
        f'{held.groups.height}), and "{columns.headings.get("amount", "")}" adds up to it ({held.count("equal")}): '
        f"summed up it would give {show(total)}"
    )
    where = f"{place_name}, column {column[0]}"
    return Problem("total-on-every-line", where, found, "one total an invoice", "nothing: it is not counted", "note")


def _itself(held: _Invoices, columns: Columns, header: Header, place_name: str) -> Problem:
    again = held.groups.filter("same").select((pl.col("sum") - pl.col("total")).abs().sum()).item()
    found = (
        f'"{columns.headings["amount"]}" is one on all lines of a "{header.headings[held.number]}" '
        f"({held.count('same')} of {held.groups.height} with several): it looks like a total repeated on every line"
    )
    fix = 'name the amount of a line with columns = { amount = "..." }, or ask the agency for one'
    where = f"{place_name}, column {columns.letters['amount']}"
    return Problem("total-on-every-line", where, found, "the amount of each line", fix, amount_pence=int(again))


def _number_columns(header: Header, columns: Columns) -> list[str]:
    known = roles()["reference"]
    taken = {letter for role, letter in columns.letters.items() if role != "reference"}
    return [at for at, text in header.headings.items() if at not in taken and score(text, known)]


def _of_invoices(heading: str) -> bool:
    return bool(_OF_INVOICES & set(written_out(heading).split()))
