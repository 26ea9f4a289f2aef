"""Columns in which each text is stored once: what is made of a text is made once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl


def own_codes() -> pl.Categorical:
    """A kind of such a column with codes of its own, from nought, that are forgotten with it."""
    return pl.Categorical(pl.Categories.random())


def for_each_row(coded: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """What `read` makes of each distinct text, a row for each row of the column; nulls where it has none.

    coded  with `own_codes`
    read   distinct texts, none of them null, to a frame with a row for each
    """
    distinct = coded.unique().drop_nulls()
    said, codes = read(distinct.cast(pl.String)), distinct.to_physical().to_numpy()
    places = np.zeros(int(codes.max(initial=0)) + 1, np.uint32)
    places[codes] = np.arange(len(codes), dtype=np.uint32)
    return said.select(pl.all().gather(pl.lit(pl.Series(places).gather(coded.to_physical()))))
