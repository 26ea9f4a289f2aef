"""Cells as a frame of text: `row` from 1, then one String column a spreadsheet column, named "A", "B", ..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

import polars as pl

BLANKS = " \t\r\n\u00a0\u200b\ufeff"  # what is trimmed at both ends of a cell
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of any spreadsheet program
_WIDE = 1_000  # columns; a sheet that has more has a cell in each
_ROOMY, _AIR, _MOST_CELLS = 4_000_000, 50, 120_000_000


def letter(index: int) -> str:
    """Column letters of a position from 0: 0 → "A", 27 → "AB"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def position(letters: str) -> int:
    """The position from 0 of column letters: "A" → 0, "AB" → 27."""
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1


def numbered(columns: Sequence[pl.Series], height: int) -> pl.DataFrame:
    """Cells trimmed at both ends, blank ones null, with the row number first."""
    frame = pl.DataFrame(list(columns)) if columns else pl.DataFrame()
    rows = pl.Series("row", range(1, height + 1), pl.Int64)
    return frame.select(trimmed(frame.columns)).insert_column(0, rows)


def trimmed(names: Sequence[str]) -> list[pl.Expr]:
    """Columns of text without blanks at both ends, null where nothing is left."""
    stripped = [pl.col(name).str.strip_chars(BLANKS) for name in names]
    return [pl.when(text != "").then(text) for text in stripped]


def frame_of_rows(rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    """The frame of records, however many cells each has."""
    columns = enumerate(zip_longest(*rows))
    return numbered([pl.Series(letter(at), column, pl.String) for at, column in columns], len(rows))


def frame_of(rows: Mapping[int, Mapping[int, str]]) -> pl.DataFrame:
    """The frame of cells given by row from 1 and column from 0, only those that hold something."""
    height, width = max(rows, default=0), max((max(row, default=-1) for row in rows.values()), default=-1) + 1
    columns: list[list[str | None]] = [[None] * height for _ in range(width)]
    for number, row in rows.items():
        for at, text in row.items():
            columns[at][number - 1] = text
    return numbered([pl.Series(letter(at), column, pl.String) for at, column in enumerate(columns)], height)


def with_marks(cells: pl.DataFrame, marks: Mapping[str, Mapping[int, str]]) -> pl.DataFrame:
    """The cells with marks put over them; rows and columns are added where a mark lies beyond them."""
    if not marks:
        return cells
    height = max(cells.height, *(max(rows) for rows in marks.values()))
    if height > cells.height:
        beyond = pl.DataFrame({"row": range(cells.height + 1, height + 1)}, schema={"row": pl.Int64})
        cells = pl.concat([cells, beyond], how="diagonal")
    for letters in marks:
        if letters not in cells.columns:
            cells = cells.with_columns(pl.lit(None, pl.String).alias(letters))
    ordered = sorted(cells.columns[1:], key=position)
    return cells.select("row", *(_marked(name, marks.get(name, {})) for name in ordered))


def too_sparse(far: tuple[int, int], cells: int) -> bool:
    """True where a sheet that reaches to row and column `far` (from 1) is nearly all empty, or larger than any."""
    area = far[0] * far[1]
    if far[0] > MOST_ROWS or far[1] > MOST_COLUMNS or area > _MOST_CELLS:
        return True
    return (area > _ROOMY and area > _AIR * cells) or (far[1] > _WIDE and cells < far[1])


def numbers_in(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """The numbers in ranges, first and last included."""
    return [number for first, last in ranges for number in range(first, last + 1)]


def _marked(name: str, rows: Mapping[int, str]) -> pl.Expr:
    if not rows:
        return pl.col(name)
    mark = pl.col("row").replace_strict(dict(rows), default=None, return_dtype=pl.String)
    return pl.coalesce(mark, name).alias(name)
