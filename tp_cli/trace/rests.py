"""What a figure rests on: rows of files, other figures, and the arithmetic between them and it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from tp_cli.division import stored_parts
from tp_cli.money import pence_of
from tp_cli.place import Place
from tp_cli.store import Store

_HELD = 3_000_000  # lines whose parts are held in memory
PARTS: dict[str, type[pl.DataType]] = {
    "state": pl.String,
    "amount_pence": pl.Int64,
    "number": pl.String,
    "source_id": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "counterparty": pl.String,
    "reason": pl.String,
}


@dataclass(frozen=True)
class Figure:
    """One stored figure, as the table of figures or of projections has it."""

    id: str
    table: str
    key: str
    column: str
    title: str
    value: str
    unit: str

    @cached_property
    def named(self) -> dict[str, str]:
        """The key's names and values: agency=council,cofog=10."""
        pairs = (pair.partition("=") for pair in self.key.split(",")) if self.key else ()
        return {name: value for name, _, value in pairs}


@dataclass(frozen=True)
class Rests:
    """What a figure rests on.

    parts     `PARTS`: rows of files; `source_id` null for what place.toml says
    how       the arithmetic in words where the figure is no plain sum of the parts; "" where they add up to it
    uses      the ids of figures that it is worked out from
    expected  the value worked out again, for a figure that is no sum; None where it cannot be
    """

    parts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PARTS))
    how: str = ""
    uses: tuple[str, ...] = ()
    expected: str | None = None


@dataclass(frozen=True)
class Desk:
    """What lies before a tracer: the place and its stored tables."""

    place: Place
    folder: Path
    store: Store
    figures: Mapping[str, Figure]

    @property
    def year(self) -> str:
        """The year of the stored count."""
        found = self.figures.get("count/spend/total/year")
        return found.value if found else max(self.place.facts.years)

    def pence(self, figure_id: str) -> int:
        """A stored figure in pence; nought where there is none."""
        found = self.figures.get(figure_id)
        return pence_of(found.value) if found and found.value else 0

    @cached_property
    def lines(self) -> pl.LazyFrame:
        """Lines with what they are in words."""
        words = pl.coalesce("service", "narrative", "expense", "directorate", pl.lit(""))
        return self.store.read("lines").with_columns(words=words)

    @cached_property
    def plain_parts(self) -> pl.LazyFrame:
        """Parts of the year; held in memory where they are not too many, else worked out each time."""
        return self._held(stored_parts(self.store).filter(pl.col("year") == self.year))

    @cached_property
    def parts(self) -> pl.LazyFrame:
        """The same, each with sheet, row and words of its line."""
        where = self.lines.select("line_id", "sheet", "row", "words", "payee_agency")
        return self._held(self.plain_parts.join(where, on="line_id", how="left"))

    @cached_property
    def _are_few(self) -> bool:
        return bool(self.store.read("lines").select(pl.len()).collect().item() <= _HELD)

    def _held(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.collect().lazy() if self._are_few else rows


def conform(rows: pl.LazyFrame) -> pl.DataFrame:
    """Rows as `PARTS`, in the order of file, sheet and row, columns that they lack empty."""
    have = rows.collect_schema().names()
    chosen = [(pl.col(name) if name in have else pl.lit(None)).cast(kind).alias(name) for name, kind in PARTS.items()]
    return (
        rows.select(chosen).collect().sort("source_id", "sheet", "row", "state", nulls_last=True, maintain_order=True)
    )


def declared(pence: int, reason: str) -> pl.DataFrame:
    """An amount that place.toml itself states, as `PARTS`."""
    return conform(pl.LazyFrame({"state": ["declared"], "amount_pence": [pence], "reason": [reason]}))
