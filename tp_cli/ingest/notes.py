"""What is to be said of a table that puts no money in doubt: nought by a dash, VAT unknown, totals of an invoice."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.layout import fold
from tp_cli.ingest.records import DATA
from tp_cli.place import Source

_WITHOUT_VAT = {"net", "excluding", "exc", "excl", "ex"}
_WITH_VAT = {"gross", "including", "inc", "incl"}


def notes(accounts: pl.DataFrame, columns: Columns, source: Source, place_name: str) -> Iterator[Problem]:
    """One note a table of each kind; `amount_pence` is nought in all."""
    yield from _dashes(accounts, place_name)


def vat_basis(columns: Columns) -> str:
    """net, gross, or "" where the heading of the amount does not say."""
    words = set(fold(columns.headings.get("amount", "")).split())
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
