"""How far a long table has come: told to whoever listens, as its rows go by."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

import polars as pl

_EVERY = 0.2  # seconds between two messages
_LISTENER: ContextVar[Callable[[str], None] | None] = ContextVar("_LISTENER", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Give this listener what is said of tables within."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def told(rows: pl.LazyFrame, of: int, done: str) -> pl.LazyFrame:
    """The same rows, with a word now and then of how many have gone by.

    rows  with a column `row`; `of` how many they will be
    done  what is done with them, such as "read"
    """
    listener = _LISTENER.get()
    if listener is None:
        return rows
    passing = _Passing(listener, of, done)
    return rows.with_columns(pl.col("row").map_batches(passing.by, return_dtype=pl.Int64, is_elementwise=True))


class _Passing:
    """Counts the rows that go by, in whatever order their batches come."""

    def __init__(self, listener: Callable[[str], None], of: int, done: str) -> None:
        self._listener, self._of, self._done = listener, of, done
        self._count, self._said, self._lock = 0, time.monotonic(), Lock()

    def by(self, rows: pl.Series) -> pl.Series:
        with self._lock:
            self._count += len(rows)
            now = time.monotonic()
            if now - self._said >= _EVERY:
                self._said = now
                self._listener(f"{min(self._count, self._of):,} of {self._of:,} rows {self._done}")
        return rows
