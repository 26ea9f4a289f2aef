"""Headings above and between the lines of a table that say that those below are no plain spend."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.marks import kinds_of_sections
from tp_cli.ingest.records import DATA
from tp_cli.ingest.tables import Header
from tp_cli.money import show

_ABOVE = 3  # rows above a header that may hold its title


def sections(
    grid: Grid, header: Header, accounts: pl.DataFrame, closer: pl.DataFrame, place_name: str
) -> Iterator[Problem]:
    """A finding for each stretch of lines below a heading of budgets, income or credit notes, where none has a minus.

    accounts  with `state` and `reason`
    closer    `label` of each row that may be such a heading
    """
    headings = accounts.filter(pl.col("amount_status").is_null() & (pl.col("filled") == 1)).select("row")
    texts = headings.join(closer.select("row", "label"), on="row", how="left", maintain_order="left")
    found = [(header.row, _title(grid, header)), *texts.filter(pl.col("row") > header.row).rows()]
    ends = [*(row for row, _ in found[1:]), int(accounts["row"].max() or 0) + 1]  # type: ignore[arg-type]
    for (row, text), end in zip(found, ends, strict=True):
        if text and _plain(text) in kinds_of_sections():
            lines = accounts.filter(pl.col("row").is_between(row, end, "none") & (pl.col("state") == DATA))
            amounts = lines.get_column("amount_pence").drop_nulls()
            if amounts.sum() and (amounts >= 0).all():
                yield _problem(text, lines["row"], int(amounts.sum()), place_name)


def _title(grid: Grid, header: Header) -> str:
    """The text that stands alone in the nearest row above the header that says something."""
    for number in range(header.top - 1, max(0, header.top - 1 - _ABOVE), -1):
        texts = [text for text in grid.row(number).values() if text]
        if texts:
            return texts[0] if len(texts) == 1 else ""
    return ""


def _plain(text: str) -> str:
    """The words of a heading without its years, months' numbers and case."""
    return re.sub(r"\s*\b\d+\b", "", fold(text)).strip()


def _problem(text: str, rows: pl.Series, pence: int, place_name: str) -> Problem:
    found = f'"{text}" stands above lines that are counted like the others ({show(pence)})'
    return Problem(
        "section-of-another-kind",
        f"{place_name}, row {rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""),
        found,
        "what was spent",
        "list the rows under `skip` for this source in place.toml if they are none of it",
        rows=tuple(rows),
        amount_pence=pence,
    )
