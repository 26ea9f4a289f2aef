"""Whole lines of a text table that stand in the first cell of their rows, as when each was quoted once more."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.dialect import dialect_of, shows_a_table
from tp_cli.ingest.frame import frame_of_rows
from tp_cli.ingest.grid import Grid

_CODE = "whole-lines-quoted"


def unfolded(grid: Grid, file: str) -> Grid:
    """The grid with its lines cut into cells, where every row is one line and together they are a table."""
    lines = _lines(grid)
    if lines is None:
        return grid
    dialect = dialect_of("\n".join(lines))
    if dialect.ruler or not shows_a_table([line for line in lines if line.strip()], dialect):
        return grid
    try:
        rows = dialect.cells(lines)
    except csv.Error:
        return grid
    if len(rows) != len(lines):  # a quote runs on into the next row: then a row is no line
        return grid
    where = f'{file}, sheet "{grid.sheet}"' if grid.sheet else file
    found = f'each row is one cell with a whole line in it; cut at "{dialect.separator}"'
    note = Problem(_CODE, where, found, "a cell for each column", "nothing", "note")
    cells = frame_of_rows([[dialect.as_written(cell) for cell in row] for row in rows])
    return replace(grid, cells=cells, widths=[len(row) for row in rows], said=(*grid.said, note))


def _lines(grid: Grid) -> Sequence[str] | None:
    """The rows of a grid with nothing but its first column, None where it has more or is not held in memory."""
    if not grid.letters or grid.cells.height != grid.height or grid.letters[0] != "A":
        return None
    others = grid.cells.select(pl.exclude("row", "A"))
    if any(column.null_count() < grid.height for column in others.get_columns()):
        return None
    texts = grid.cells["A"]
    return [text or "" for text in texts] if texts.null_count() < grid.height else None
