"""Columns in which each text is stored once: what is made of a text is made once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

Read = Callable[[pl.Series], pl.DataFrame]  # texts, none of them null, to a frame with a row for each
_FEW = 16  # rows to one with a text


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

    def of_rows(self, name: str) -> pl.Series:
        """What is said of the text of each row."""
        return self.each[name].gather(self.codes)


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
    if len(coded) <= _FEW * (len(coded) - coded.null_count()):
        said = said_of(coded, read)
        return pl.DataFrame([said.of_rows(name) for name in said.each.columns])
    at = coded.is_not_null().arg_true()
    few = for_each_row(coded.gather(at), read)
    return few.select(
        pl.repeat(None, len(coded), dtype=each.dtype, eager=True).scatter(at, each).alias(each.name) for each in few
    )
