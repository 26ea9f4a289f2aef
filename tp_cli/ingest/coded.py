"""Columns in which each text is stored once: what is made of a text is made once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

Read = Callable[[pl.Series], pl.DataFrame]  # texts, none of them null, to a frame with a row for each


@dataclass(frozen=True)
class Said:
    """What is made of each text of a column.

    each   a row a text
    codes  for each row of the column the place of its text in `each`, null where it has none
    """

    each: pl.DataFrame
    codes: pl.Series

    def all_rows(self, name: str) -> bool:
        """True where every row has a text, and what is said of each is true."""
        return not self.codes.null_count() and bool(self.each[name].all())

    def of_rows(self, name: str, where_none: int | bool | None = None) -> pl.Series:
        """What is said of the text of each row, and `where_none` of a row without one."""
        said = self.each[name].gather(self.codes)
        return said.fill_null(where_none) if where_none is not None and said.null_count() else said


def own_codes() -> pl.Categorical:
    """A kind of such a column with codes of its own, from nought, that are forgotten with it."""
    return pl.Categorical(pl.Categories.random())


def said_of(coded: pl.Series, read: Read) -> Said:
    """What `read` makes of the texts of a column with `own_codes`."""
    codes = coded.to_physical()
    known = codes.max()
    every = np.arange(0 if known is None else int(known) + 1, dtype=np.uint32)  # type: ignore[arg-type]
    return Said(read(pl.Series(every).cat.to(coded.dtype).cast(pl.String)), codes)


def for_each_row(coded: pl.Series, read: Read) -> pl.DataFrame:
    """What `read` makes of each text, a row for each row of the column; nulls where it has none."""
    said = said_of(coded, read)
    return pl.DataFrame([said.of_rows(name) for name in said.each.columns])


def for_rows_with_text(coded: pl.Series, read: Read) -> tuple[pl.Series, pl.DataFrame]:
    """The places of the rows of the column that have a text, and what `read` makes of each of these."""
    at = coded.is_not_null().arg_true()
    return at, for_each_row(coded.gather(at), read)
