"""What a number in a table means: pounds, thousands, millions or pence, as the file itself says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold

_LOOK_AT = 200  # rows above a header that may hold a title
_NOTES = 12  # rows at the end of a sheet that may hold a note
_QUOTES = str.maketrans("\u2018\u2019`\u00b4", "''''")
_UNITS = (
    (
        "thousands",
        re.compile(
            r"(£|\bgbp)\s*[,']?\s*(thousands?|000'?s?|k)\b|(£|\bgbp)\s*1,?000'?s\b|\bin\s*£\s*1,?000\b"
            r"|\bin\s*(£\s*)?thousands?\b|\bthousands?\s+of\s+pounds\b|(\(|\bin\s+|\s)'?000'?s?\)|\bin\s+'?000'?s\b",
            re.IGNORECASE,
        ),
    ),
    (
        "millions",
        re.compile(
            r"(£|\bgbp)\s*(millions?|mn?)\b|\bin\s*(£\s*)?millions?\b|\bmillions?\s+of\s+pounds\b", re.IGNORECASE
        ),
    ),
)
_COLUMNS = {"unit", "units", "scale", "unit of measure", "units of measure", "multiplier"}
_POUNDS = re.compile(r"£|gbp|pounds?|(pounds? )?sterling", re.IGNORECASE)
_PENCE = re.compile(r"\bpence\b|\(p\)", re.IGNORECASE)


def stated_units(texts: Sequence[str]) -> str:
    """The unit that titles and headings state, "" where none or where they contradict each other."""
    plain = [text.translate(_QUOTES) for text in texts]
    found = {unit for text in plain for unit, pattern in _UNITS if pattern.search(text)}
    return found.pop() if len(found) == 1 else ""


def units_of_amount(grid: Grid, header_row: int, letter: str, heading: str, below: str, titles: bool = True) -> str:
    """The unit of one column: as its heading says, or the cell under it, or the titles, or the notes at the end.

    below   what stands under the heading where the header has a row of units, else ""
    titles  False where the rows above the header are not its titles
    returns "" where nobody says; pence only where the heading itself does
    """
    own = [heading, below]
    if _PENCE.search(" ".join(own)):
        return "pence"
    above = [text for row in range(1, min(header_row, _LOOK_AT)) for text in grid.row(row).values() if text]
    stated = stated_units(own) or (stated_units(above) if titles else "")
    return stated or ("" if _in_pence(grid, header_row, letter) else stated_units(_notes(grid, header_row)))


def _in_pence(grid: Grid, header_row: int, letter: str) -> bool:
    """True where most amounts at hand have two decimals: a note at the end that states a larger unit is of others."""
    texts = grid.cells.filter(pl.col("row") > header_row)[letter].drop_nulls()
    return int(texts.str.contains(r"\d\.\d\d\D*$").sum()) * 2 > len(texts)


def units_in_column(grid: Grid, header_row: int, headings: Mapping[str, str]) -> set[str]:
    """The units that the cells of a column of units state, pounds among them; none where there is no such column."""
    letter = next((at for at, text in headings.items() if fold(text) in _COLUMNS), None)
    if letter is None:
        return set()
    texts = grid.scan().filter(pl.col("row") > header_row).select(pl.col(letter).drop_nulls().unique()).collect()
    told = [text for text in texts[letter] if fold(text) not in _COLUMNS]
    found = {stated_units([text]) or ("pounds" if _POUNDS.fullmatch(text) else "") for text in told}
    return set() if "" in found else found


def _notes(grid: Grid, header_row: int) -> list[str]:
    """Texts that stand alone in their rows at the end of a sheet."""
    last = [grid.row(row) for row in range(max(header_row + 1, grid.height - _NOTES), grid.height + 1)]
    texts = [[text for text in cells.values() if text] for cells in last]
    return [row[0] for row in texts if len(row) == 1]
