"""What a count cannot hold because it was never read: files, rows, whole bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted
from tp_cli.place import Place


def gaps(ledger: Ledger, counted: Counted, place: Place, unread: Sequence[str], year: str) -> Iterator[tuple[str, str]]:
    """Code and sentence of every gap: a total must not look whole where something is missing from it."""
    if unread:
        names = ", ".join(unread[:3]) + (" ..." if len(unread) > 3 else "")
        number = "1 file" if len(unread) == 1 else f"{len(unread)} files"
        yield "not-read", f"Not whole: {number} that place.toml asks for could not be read as they are now: {names}."
    yield from _rejected(ledger, year)
    yield from _silent(counted, place, year)


def _rejected(ledger: Ledger, year: str) -> Iterator[tuple[str, str]]:
    counted = ledger.sources.filter((pl.col("basis") != "control") & (pl.col("year") == year))
    rows = int(counted["rows_rejected"].sum())
    files = counted.filter(pl.col("rows_rejected") > 0).height
    if rows:
        noun = "row" if rows == 1 else "rows"
        where = "one file" if files == 1 else f"{files} files"
        yield "rejected", f"{rows} {noun} of {where} rejected: the money in them, if any, is not in the count."


def _silent(counted: Counted, place: Place, year: str) -> Iterator[tuple[str, str]]:
    heard = set(counted.bodies["agency"]) | {each.agency for each in place.withheld if each.year == year}
    silent = [agency.name for agency in place.agencies if agency.id not in heard]
    if silent:
        yield "no-lines", f"Declared and without lines of their own this year: {', '.join(silent)}."
