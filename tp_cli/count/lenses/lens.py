"""What a lens is: a question asked of a place, answered in tables whose every figure names the rows it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.safe import slug
from tp_cli.store import Store

Unit = Literal["pounds", "percent", "number", "text"]
Value = int | str | None  # pounds: whole pence; per cent and numbers: exact decimal text; text: words
Level = Literal["partner", "board", "public"]
LEVELS: tuple[Level, ...] = ("partner", "board", "public")

EVIDENCE: dict[str, type[pl.DataType]] = {
    "key": pl.String,
    "column": pl.String,
    "state": pl.String,
    "amount_pence": pl.Int64,
    "number": pl.String,
    "source_id": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "counterparty": pl.String,
    "reason": pl.String,
}


def no_evidence() -> pl.LazyFrame:
    """`EVIDENCE` without rows."""
    return pl.LazyFrame(schema=EVIDENCE)


@dataclass(frozen=True)
class Column:
    """A column of a lens's table.

    how  the arithmetic of a figure that is no plain sum of rows, in words; "" where its evidence adds up to it
    """

    name: str
    unit: Unit
    how: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its key within the table, what it is in words, one value a column."""

    key: str
    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class LensTable:
    """One table of an answer.

    rows      largest or first in importance first
    evidence  `EVIDENCE`: for each row's key and column the rows of files that it rests on; column "" serves all of
              the row's columns that have none of their own
    kept      how many rows a plain count stores and a pack prints; None for all
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    evidence: pl.LazyFrame = field(default_factory=no_evidence)
    kept: int | None = None


@dataclass(frozen=True)
class Finding:
    """An answer: the finding in a sentence, its tables (the main one first) and what must be said beside them."""

    says: str
    tables: tuple[LensTable, ...]
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """What a lens may look at.

    cells      the count's `cells` of the year: sums, small
    parts      the ledger's PARTS of the year, worked out as they are read: for evidence
    names      agency id → name
    decisions  the place's folder maps/, with what a person decided
    level      who will read it: people are never shown in small numbers beyond partners
    """

    place: Place
    year: str
    cells: pl.DataFrame
    parts: pl.LazyFrame
    names: Mapping[str, str]
    store: Store
    decisions: Path
    level: Level = "partner"

    @property
    def counted(self) -> pl.DataFrame:
        """The cells that are counted."""
        return self.cells.filter(state="counted")

    def register(self, name: str) -> pl.DataFrame:
        """The rows of a register that are of the year, or of none, in their stated order."""
        order = list(TABLES[name].order)
        frame = self.store.read(name).sort(order, nulls_last=True).collect()
        return frame.filter(pl.col("year").is_null() | (pl.col("year") == self.year)) if "year" in frame else frame

    def name_of(self, agency: str | None) -> str:
        return self.names.get(agency or "", agency or "")


@dataclass(frozen=True)
class Lens:
    """A question: what it asks, what it needs and how it is answered; None where there is nothing to look at."""

    asks: str
    needs: str
    answer: Callable[[Inputs], Finding | None]


def evidence(
    rows: pl.LazyFrame,
    key: pl.Expr,
    column: str = "",
    pence: pl.Expr | None = None,
    number: pl.Expr | None = None,
    **said: pl.Expr,
) -> pl.LazyFrame:
    """Rows of a register or of lines as `EVIDENCE`.

    rows   `source_id`, `sheet`, `row`, and what the expressions take
    pence  the money of each row in the figure; number: the quantity, as exact text
    said   state, counterparty, reason; a row of a register is in state "register"
    """
    nothing = pl.lit(None, pl.String)
    return rows.select(
        key=key,
        column=pl.lit(column),
        state=said.get("state", pl.lit("register")),
        amount_pence=pl.lit(None, pl.Int64) if pence is None else pence.cast(pl.Int64),
        number=nothing if number is None else number.cast(pl.String),
        source_id="source_id",
        sheet="sheet",
        row="row",
        counterparty=said.get("counterparty", nothing),
        reason=said.get("reason", pl.lit("")),
    )


def stack(frames: Iterable[pl.LazyFrame]) -> pl.LazyFrame:
    """Evidence of several columns, one below the other."""
    found = list(frames)
    return pl.concat(found) if found else no_evidence()


@dataclass
class Keys:
    """Key texts for values of one name: "theme=older-people"; two values never share one."""

    name: str
    _made: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    def __call__(self, value: str | None) -> str:
        text = value or ""
        if text not in self._made:
            plain = "none" if not text else text if _is_plain(text) else slug(text)
            if self._taken.setdefault(plain, text) != text:
                plain = f"{plain[:50]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            self._made[text] = plain
        return f"{self.name}={self._made[text]}"

    def column(self, values: pl.Series) -> pl.Series:
        """The keys of a column of values."""
        return pl.Series("key", [self(value) for value in values], pl.String)


def _is_plain(text: str) -> bool:
    return text.isascii() and all(ch.isalnum() or ch in "._-" for ch in text)


def distinct(names: Sequence[str]) -> pl.Series:
    """Names, with a number where one has been there before: two entries of one name stay two."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return pl.Series(made, dtype=pl.String)
