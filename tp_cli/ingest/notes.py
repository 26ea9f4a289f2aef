"""What is to be said of a table as a whole: nought by a dash, equal rows, VAT unknown, signs that look reversed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.measure import vat_basis
from tp_cli.ingest.records import DATA
from tp_cli.money import show
from tp_cli.place import Source

_ROWS = 100_000  # that are listed
_FEWEST = 4  # lines whose signs together say something


def notes(accounts: pl.DataFrame, place_name: str) -> Iterator[Problem]:
    """One note a table of each kind, without money in doubt; then a finding where its signs cannot be right."""
    yield from _dashes(accounts, place_name)
    yield from _equal_rows(accounts, place_name)
    yield from _signs(accounts, place_name)


def _signs(accounts: pl.DataFrame, place_name: str) -> Iterator[Problem]:
    """Lines that add up to nought, as a trial balance does, or that nearly all have a minus, as in a bank's ledger."""
    counted = (pl.col("state") == DATA) & (pl.col("amount_pence") != 0)
    pence = accounts.select(pl.col("amount_pence").filter(counted)).to_series()
    total, below = int(pence.sum()), int((pence < 0).sum())
    if len(pence) < _FEWEST:
        return
    if not total:
        gross = int(pence.filter(pence > 0).sum())
        found = f"lines that add up to nought: {show(gross)} and as much with a minus, as a whole ledger does"
        fix = "ask for the accounts of spend alone, or list the others under `skip`"
        yield Problem("adds-up-to-nought", place_name, found, "what was spent", fix, amount_pence=gross)
    elif total < 0 and below * 4 >= len(pence) * 3:
        found = f"{below} of {len(pence)} amounts have a minus, and the total is {show(total)}"
        fix = "ask the agency which sign its payments have"
        yield Problem("signs-reversed", place_name, found, "payments without a minus", fix, amount_pence=-total)


def _equal_rows(accounts: pl.DataFrame, place_name: str) -> Iterator[Problem]:
    """Lines that are the same in every cell: common and mostly right, so all are kept, and said with their money."""
    data = accounts.select("row", "amount_pence", "mark", "state").filter(pl.col("state") == DATA)
    marks = data["mark"].sort()
    twice = marks.filter(marks == marks.shift()).unique()
    again = data.filter(pl.col("mark").is_in(twice.implode())).filter(~pl.col("mark").is_first_distinct())
    if again.height:
        pence = int(again["amount_pence"].fill_null(0).sum())
        yield Problem(
            "equal-rows",
            f"{place_name}, row {again['row'][0]}" + (f" and {again.height - 1} more" if again.height > 1 else ""),
            f"{again.height} rows that repeat an earlier one in every cell, with {show(pence)}; all are kept",
            "rows that differ",
            "nothing, if they are payments of their own; otherwise list them under `skip`",
            "note",
            rows=tuple(again["row"].head(_ROWS)),
        )


def vat_unknown(headings: Iterable[str], source: Source, file: str) -> Iterator[Problem]:
    """One note a file of payments where no heading of an amount says whether VAT is in it, and nobody declares it."""
    if source.basis == "payments" and not source.vat and not all(vat_basis(heading) for heading in headings):
        yield Problem(
            "vat-unknown",
            file,
            "amounts that do not say whether VAT is in them",
            'a heading such as "Net amount", or vat = "net" or "gross" for the source',
            'declare vat = "net" or vat = "gross" in place.toml when the agency has said',
            "note",
        )


def _dashes(accounts: pl.DataFrame, place_name: str) -> Iterator[Problem]:
    """Lines whose amount is a dash or "nil": nought, and lines all the same."""
    rows = accounts.filter((pl.col("state") == DATA) & (pl.col("amount_status") == "nil"))
    if rows.height:
        yield Problem(
            "amount-nil",
            f"{place_name}, row {rows['row'][0]}" + (f" and {rows.height - 1} more" if rows.height > 1 else ""),
            f'"{rows["text"][0]}": nought, kept as {rows.height} line' + ("s" if rows.height > 1 else ""),
            "an amount",
            "nothing, if nought is meant",
            "note",
            rows=tuple(rows["row"]),
        )
