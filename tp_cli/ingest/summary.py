"""A sheet accounted for: its rows by state, its total, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import DATA, MOVED, NON_DATA, REJECTED, STATE, TableRead
from tp_cli.ledger import TABLES
from tp_cli.money import pounds

STATES = ("accepted", "rejected", "non_data")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    lines      rows of the ledger's `lines`, `count` of them, with codes for texts where each is stored once
    entries    rows of a register, no columns where it is spend
    rows       read, accepted, rejected, non_data; the last three add up to the first
    amounts    the same over amount cells, for a table with several a row
    left_out   reason → rows and pence of what is not data
    table      the JSON object of a sheet with a table, None for one without
    rejected_pence   what was rejected, where an amount could be read; rejected_unread: amounts that could not
    """

    sheet: str
    rows: dict[str, int]
    lines: pl.LazyFrame
    count: int
    entries: pl.DataFrame
    total_pence: int
    units: str
    left_out: Sequence[tuple[str, int, int]]
    table: dict[str, object] | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)
    rejected_pence: int = 0
    rejected_unread: int = 0


def summarise(
    read: TableRead, where: str, lines: pl.LazyFrame | None = None, entries: pl.DataFrame | None = None
) -> Sheet:
    """The summary of a sheet with a table; AssertionError where a row is in no state or in two."""
    records = read.records
    rows = _rows(records, read.height)
    pence = pl.col("amount_pence").filter(pl.col("state") == DATA)
    count, total = records.select(pence.len().alias("count"), pence.sum()).row(0)
    said = [row for problem in read.findings if problem.kind == "rejected" for row in problem.rows]
    problems = [*read.findings, *_rejections(records, said, read, where)]
    left_out = _left_out(records)
    table = _json(read, rows, total, left_out)
    return Sheet(
        read.sheet,
        rows,
        TABLES["lines"].empty().lazy() if lines is None else lines,
        0 if lines is None else count,
        pl.DataFrame() if entries is None else entries,
        total,
        read.units,
        left_out,
        table,
        problems,
        *_rejected(records),
    )


def sheet_left_out(grid: Grid, reason: str) -> Sheet:
    """The summary of a sheet that nothing is taken from."""
    rows = {"read": grid.height, "accepted": 0, "rejected": 0, "non_data": grid.height}
    none = TABLES["lines"].empty().lazy()
    return Sheet(grid.sheet, rows, none, 0, pl.DataFrame(), 0, "", [(f"sheet: {reason}", grid.height, 0)])


def _rows(records: pl.DataFrame, height: int) -> dict[str, int]:
    """Rows by state: accepted if any amount in it is, else rejected if any is, else not data."""
    best = records.select("row", pl.col("state").cast(STATE).to_physical().alias("rank"))
    if records.height > height:
        best = best.group_by("row").agg(pl.col("rank").min())
    counts = [int((best["rank"] == each).sum()) for each in range(3)]
    numbers = best.get_column("row")
    numbers = numbers.set_sorted() if numbers.is_sorted() else numbers
    if sum(counts) != height or numbers.n_unique() != height:
        raise AssertionError(f"{height} rows read, {sum(counts)} accounted for")
    return {"read": height, **dict(zip(STATES, counts, strict=True))}


def _left_out(records: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Reasons, number of rows and pence of everything that is not data, most rows first."""
    out = (
        records.filter(pl.col("state") == NON_DATA)
        .group_by(pl.col("reason").cast(pl.String))
        .agg(rows=pl.col("row").n_unique(), pence=pl.col("amount_pence").fill_null(0).sum())
        .sort(["rows", "reason"], descending=[True, False])
    )
    return [(reason, rows, pence) for reason, rows, pence in out.iter_rows()]


def _rejected(records: pl.DataFrame) -> tuple[int, int]:
    """Pence of what is rejected, where an amount can be read, and how many amounts cannot."""
    out = records.filter(pl.col("state") == REJECTED)
    known = pl.col("amount_pence").is_not_null() & (pl.col("reason").cast(pl.String) != MOVED)
    return int(out.filter(known)["amount_pence"].sum()), out.filter(~known).height


def _rejections(records: pl.DataFrame, said: Sequence[int], read: TableRead, where: str) -> list[Problem]:
    """One problem for each reason and text, with all of its rows but those of which all is said."""
    left = (pl.col("state") == REJECTED) & ~pl.col("row").is_in(list(said))
    rejected = records.filter(left).with_columns(
        pl.col("reason").cast(pl.String),
        cell=read.at,
    )
    groups = rejected.group_by("reason", "text", maintain_order=True).agg(
        "row", "cell", pl.col("amount_pence").abs().sum()
    )
    return [
        _rejection(reason, text, rows, cells, pence, where) for reason, text, rows, cells, pence in groups.iter_rows()
    ]


def _rejection(reason: str, text: str | None, rows: list[int], cells: list[str], pence: int, where: str) -> Problem:
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    return Problem(
        "row-rejected",
        f"{where}, cell {cells[0]}{more}",
        f'"{text}"' if text is not None else "blank",
        'an amount, "-" or "nil" for nought, "TBC" or "withheld" where it is not known',
        f"correct the cell, or list row {rows[0]} under `skip` for this source in place.toml ({reason})",
        "rejected",
        rows=tuple(rows),
        amount_pence=pence,
    )


def _json(
    read: TableRead,
    rows: dict[str, int],
    total: int,
    left_out: Sequence[tuple[str, int, int]],
) -> dict[str, object]:
    rejected = read.records.filter(pl.col("state") == REJECTED).unique("row", keep="first", maintain_order=True)
    table: dict[str, object] = {
        "sheet": read.sheet or None,
        "header_row": read.header.row or None,
        "columns": dict(read.columns),
        "date_order": read.order,
        "units": read.units,
        "rows": rows,
        "total": pounds(total),
        "rejected_rows": [{"row": row, "reason": why} for row, why in rejected.select("row", "reason").iter_rows()],
        "left_out": [{"reason": why, "rows": count, "amount": pounds(pence)} for why, count, pence in left_out],
        "findings": [finding_json(problem) for problem in read.findings],
    }
    if read.wide:
        table["amounts"] = _amounts(read.records)
    return table


def _amounts(records: pl.DataFrame) -> dict[str, int]:
    cells = records.filter(pl.col("text").is_not_null())
    names = zip(STATES, (DATA, REJECTED, NON_DATA), strict=True)
    return {"read": cells.height} | {name: cells.filter(pl.col("state") == state).height for name, state in names}


def finding_json(problem: Problem) -> dict[str, object]:
    """A finding as `tp ingest --json` shows it."""
    return {
        "code": problem.code,
        "rows": list(problem.rows),
        "amount": pounds(problem.amount_pence),
        "text": f"{problem.where}: {problem.found}",
    }
