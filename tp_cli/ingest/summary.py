"""A sheet accounted for: its rows by state, its total, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.dates import DateOrder
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, TableRead
from tp_cli.ledger import TABLES
from tp_cli.money import pounds

STATES = ("accepted", "rejected", "non_data")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    entries    rows of a register, no columns where it is spend
    rows       read, accepted, rejected, non_data; the last three add up to the first
    amounts    the same over amount cells, for a table with several a row
    left_out   reason → rows and pence of what is not data
    table      the JSON object of a sheet with a table, None for one without
    """

    sheet: str
    rows: dict[str, int]
    lines: pl.DataFrame
    entries: pl.DataFrame
    total_pence: int
    units: str
    left_out: Sequence[tuple[str, int, int]]
    table: dict[str, object] | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)


def summarise(
    read: TableRead,
    entries: pl.DataFrame,
    order: DateOrder | None,
    where: str,
    lines: pl.DataFrame | None = None,
) -> Sheet:
    """The summary of a sheet with a table; AssertionError where a row is in no state or in two."""
    records = read.records
    rows = _rows(records, read.height)
    total = int(records.filter(state=DATA).get_column("amount_pence").fill_null(0).sum())
    said = [row for problem in read.findings if problem.kind == "rejected" for row in problem.rows]
    problems = [*read.findings, *_rejections(records.filter(~pl.col("row").is_in(said)), where)]
    left_out = _left_out(records)
    table = _json(read, rows, order, total, left_out)
    frame = TABLES["lines"].empty() if lines is None else lines
    return Sheet(read.sheet, rows, frame, entries, total, read.units, left_out, table, problems)


def sheet_left_out(grid: Grid, reason: str) -> Sheet:
    """The summary of a sheet that nothing is taken from."""
    rows = {"read": grid.height, "accepted": 0, "rejected": 0, "non_data": grid.height}
    return Sheet(
        grid.sheet, rows, TABLES["lines"].empty(), pl.DataFrame(), 0, "", [(f"sheet: {reason}", grid.height, 0)]
    )


def _rows(records: pl.DataFrame, height: int) -> dict[str, int]:
    """Rows by state: accepted if any amount in it is, else rejected if any is, else not data."""
    rank = pl.col("state").replace_strict({DATA: 0, REJECTED: 1, NON_DATA: 2})
    best = records.group_by("row").agg(rank.min().alias("rank")).get_column("rank")
    counts = [int((best == each).sum()) for each in range(3)]
    if sum(counts) != height or records.get_column("row").n_unique() != height:
        raise AssertionError(f"{height} rows read, {sum(counts)} accounted for")
    return {"read": height, **dict(zip(STATES, counts, strict=True))}


def _left_out(records: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Reasons, number of rows and pence of everything that is not data, most rows first."""
    out = (
        records.filter(state=NON_DATA)
        .group_by("reason")
        .agg(rows=pl.col("row").n_unique(), pence=pl.col("amount_pence").fill_null(0).sum())
        .sort(["rows", "reason"], descending=[True, False])
    )
    return [(reason, rows, pence) for reason, rows, pence in out.iter_rows()]


def _rejections(records: pl.DataFrame, where: str) -> list[Problem]:
    """One problem for each reason and text, with all of its rows."""
    rejected = records.filter(state=REJECTED)
    groups = rejected.group_by("reason", "text", maintain_order=True).agg("row", "cell")
    return [_rejection(reason, text, rows, cells, where) for reason, text, rows, cells in groups.iter_rows()]


def _rejection(reason: str, text: str | None, rows: list[int], cells: list[str], where: str) -> Problem:
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    return Problem(
        "row-rejected",
        f"{where}, cell {cells[0]}{more}",
        f'"{text}"' if text is not None else "blank",
        'an amount, "-" or "nil" for nought, "TBC" or "withheld" where it is not known',
        f"correct the cell, or list row {rows[0]} under `skip` for this source in place.toml ({reason})",
        "rejected",
        rows=tuple(rows),
    )


def _json(
    read: TableRead,
    rows: dict[str, int],
    order: DateOrder | None,
    total: int,
    left_out: Sequence[tuple[str, int, int]],
) -> dict[str, object]:
    rejected = read.records.filter(state=REJECTED).unique("row", keep="first", maintain_order=True)
    table: dict[str, object] = {
        "sheet": read.sheet or None,
        "header_row": read.header.row,
        "columns": dict(read.columns),
        "date_order": order,
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
    return {"read": cells.height} | {name: cells.filter(state=state).height for name, state in names}


def finding_json(problem: Problem) -> dict[str, object]:
    """A finding as `tp ingest --json` shows it."""
    return {
        "code": problem.code,
        "rows": list(problem.rows),
        "amount": pounds(problem.amount_pence),
        "text": f"{problem.where}: {problem.found}",
    }
