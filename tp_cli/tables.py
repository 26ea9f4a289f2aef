"""What a stored table is: columns with type, unit and meaning, and the order of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Stage = Literal["ingest", "map", "count", "project"]


@dataclass(frozen=True)
class Column:
    """One column of a stored table.

    unit     what its values are measured in; in a register also how a cell is read (see `registers`)
    needed   a row of a register without it is rejected
    choices  the only words it may hold, where there are such
    """

    name: str
    type: type[pl.DataType]
    unit: str
    meaning: str
    needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One stored table, the stage that leaves it and the columns that set its row order.

    any_of  columns of a register of which a row must fill one
    apart   two columns of a register that may not hold the same
    """

    name: str
    stage: Stage
    meaning: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    any_of: tuple[str, ...] = ()
    apart: tuple[str, str] | None = None

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        return {column.name: column.type for column in self.columns}

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)


def text(name: str, meaning: str, unit: str = "") -> Column:
    """A column of text."""
    return Column(name, pl.String, unit, meaning)


def whole(name: str, meaning: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, pl.Int64, unit, meaning)
