"""What is to be said of a table that puts no money in doubt: nought by a dash, VAT unknown, totals of an invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.layout import fold
from tp_cli.ingest.records import DATA
from tp_cli.money import show
from tp_cli.place import Source

_ROWS = 200  # that are listed
_WITHOUT_VAT = {"net", "excluding", "exc", "excl", "ex"}
_WITH_VAT = {"gross", "including", "inc", "incl"}


def notes(accounts: pl.DataFrame, columns: Columns, source: Source, place_name: str) -> Iterator[Problem]:
    """One note a table of each kind; `amount_pence` is nought in all."""
    yield from _dashes(accounts, place_name)
    yield from _equal_rows(accounts, place_name)


def _equal_rows(accounts: pl.DataFrame, place_name: str) -> Iterator[Problem]:
    """Lines that are the same in every cell: common and mostly right, so all are kept, and said with their money."""
    data = accounts.select("row", "amount_pence", "mark", "state").filter(pl.col("state") == DATA)
    again = data.filter(~pl.col("mark").is_first_distinct())
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


def vat_basis(heading: str) -> str:
    """net, gross, or "" where the heading of the amount does not say."""
    words = set(fold(heading).split())
    return "net" if words & _WITHOUT_VAT else "gross" if words & _WITH_VAT else ""


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
