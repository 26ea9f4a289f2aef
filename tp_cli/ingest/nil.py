"""Files that say that there was nothing to report: read, with no line, and never refused for having no table."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.summary import Sheet, sheet_left_out
from tp_cli.money import pounds

_PENCE = r"^-?[£$]?-?\d[\d,]*\.\d\d$"
_LARGEST = 200  # rows of a form that says so


def nil_return(grids: Sequence[Grid], file: str) -> list[Sheet]:
    """The sheets of a file without a table, where a cell says that it is a nil return and none holds pence."""
    if any(grid.height > _LARGEST or _holds_pence(grid) for grid in grids):
        return []
    found = next(((grid, *said) for grid in grids if (said := _said(grid))), None)
    if found is None:
        return []
    grid, row, text = found
    where = f'{file}, sheet "{grid.sheet}", row {row}' if grid.sheet else f"{file}, row {row}"
    fix = "nothing, if there was nothing to report"
    problem = Problem("nil-return", where, f'"{text}": a return without payments', "payments", fix, rows=(row,))
    return [_nothing(each, row, problem) if each is grid else sheet_left_out(each, "no table") for each in grids]


def _nothing(grid: Grid, row: int, problem: Problem) -> Sheet:
    left_out = [("nil return", grid.height, 0)]
    rows = {"read": grid.height, "accepted": 0, "rejected": 0, "non_data": grid.height}
    table: dict[str, object] = {
        "sheet": grid.sheet or None,
        "header_row": row,
        "columns": {},
        "date_order": None,
        "units": "pounds",
        "rows": rows,
        "total": pounds(0),
        "rejected_rows": [],
        "left_out": [{"reason": "nil return", "rows": grid.height, "amount": pounds(0)}],
        "findings": [],
    }
    none = sheet_left_out(grid, "nil return")
    return Sheet(grid.sheet, rows, none.lines, 0, none.entries, 0, "pounds", left_out, table, [problem])


def _said(grid: Grid) -> tuple[int, str] | None:
    for cells in grid.cells.iter_rows():
        for text in cells[1:]:
            if text and fold(text) in _words():
                return int(cells[0]), text
    return None


def _holds_pence(grid: Grid) -> bool:
    texts = grid.cells.select(pl.any_horizontal(pl.exclude("row").str.contains(_PENCE)).any()) if grid.letters else None
    return texts is not None and bool(texts.item())


@cache
def _words() -> frozenset[str]:
    path = Path(__file__).with_name("nil_returns.toml")
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["words"])
