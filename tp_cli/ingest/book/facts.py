"""What a workbook says of its sheets beside their values: what is hidden, merged, filtered, cut or uncomputed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

Ranges = tuple[tuple[int, int], ...]  # first and last, both from 1, in order
Marks = dict[str, dict[int, str]]  # column letters → row → what stands there, of cells that a reader of values skips


NO_RESULT = "#FORMULA!"  # shown for a formula that was never calculated


ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class NotAllowed(Exception):
    """Something that a workbook must not have, or so much of it that no table needs it."""


class Protected(NotAllowed):
    """A workbook that is locked by a password."""


@dataclass(frozen=True)
class SheetFacts:
    """Of one sheet.

    hidden_rows, hidden_columns  ranges of numbers from 1
    filtered                     True where a filter is on, so that some rows are not shown
    merged                       ranges such as "A1:C1"; the value stands in the first cell only
    stated                       the range that the sheet claims, where its cells do not bear it out
    long_numbers                 cells with a number of 16 digits or more, of which a spreadsheet keeps fifteen
    """

    hidden_rows: Ranges = ()
    hidden_columns: Ranges = ()
    filtered: bool = False
    merged: tuple[str, ...] = ()
    stated: str = ""
    long_numbers: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetFacts:
        return cls(
            _ranges(data["hidden_rows"]),
            _ranges(data["hidden_columns"]),
            bool(data["filtered"]),
            tuple(data["merged"]),
            str(data["stated"]),
            tuple(data["long_numbers"]),
        )


@dataclass(frozen=True)
class BookFacts:
    """Of a whole workbook.

    date1904  True where its days are counted from 1904
    macros    True where it carries a program
    links     other workbooks that it takes values from
    """

    date1904: bool = False
    macros: bool = False
    links: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> BookFacts:
        return cls(bool(data["date1904"]), bool(data["macros"]), tuple(data["links"]))


@dataclass(frozen=True)
class Surveyed:
    """What a look through one sheet found before its values are read.

    far    the last row and column that hold a cell, from 1
    cells  how many cells hold something, at least; the number itself where they are few for so large a sheet
    marks  cells that hold an error or a formula without a result
    """

    far: tuple[int, int]
    cells: int
    marks: Marks
    facts: SheetFacts


@dataclass(frozen=True)
class SheetRead:
    """One sheet: its cells as `frame` describes them, and what the workbook says of it."""

    name: str
    cells: pl.DataFrame
    hidden: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "hidden": self.hidden, "facts": self.facts.as_json()}


@dataclass(frozen=True)
class BookRead:
    """A whole workbook."""

    facts: BookFacts
    sheets: Sequence[SheetRead]


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Numbers as ranges: 2, 3, 4, 9 → (2, 4), (9, 9)."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def _ranges(pairs: Iterable[Iterable[int]]) -> Ranges:
    return tuple((first, last) for first, last in pairs)
