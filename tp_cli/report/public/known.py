"""What the rooms of the public tables are made from, before anything is hidden; and what a room is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.report.disclosure import Contributions, Part, together
from tp_cli.report.facts import Facts
from tp_cli.report.lenses import PREFIX, LensRow
from tp_cli.report.levels import Secret
from tp_cli.report.public.cells import Figures, Row, Seen
from tp_cli.store import Store


@dataclass(frozen=True)
class Known:
    """Everything of the place: what is hidden has to be known to be protected.

    parts   the count's money with whose it is
    secret  bodies that keep their figures from these readers, and the words that name them
    """

    store: Store
    place: Place
    facts: Facts
    parts: Sequence[Part]
    secret: Secret

    def register(self, name: str) -> pl.DataFrame:
        """The rows of a register that are of the year, or of none, in their stated order."""
        frame = self.store.read(name).sort(list(TABLES[name].order), nulls_last=True).collect()
        year = self.facts.place.year
        return frame.filter(pl.col("year").is_null() | (pl.col("year") == year)) if "year" in frame else frame

    def lens(self, table: str) -> tuple[LensRow, ...]:
        """The stored rows of one lens's table."""
        rows = self.facts.table(f"{PREFIX}{table}")
        assert all(isinstance(row, LensRow) for row in rows)
        return rows

    def keeps_back(self, agency: str | None) -> bool:
        """True for the id of a body that keeps its figures from these readers."""
        return agency in self.secret.agencies

    def names(self) -> Mapping[str, str]:
        """Agency id → name."""
        return {one.id: one.name for one in self.facts.agencies} | {one.id: one.name for one in self.place.agencies}

    def counted(self, **of: str) -> Contributions:
        """Whose money is counted in the parts with these attributes; a cofog takes in what lies under it."""
        return together(part for part in self.parts if part.state == "counted" and is_of(part, **of))


def is_of(part: Part, **of: str) -> bool:
    """True where a part has these attributes; `cofog` takes in the groups of a division."""
    for name, value in of.items():
        own = getattr(part, name)
        if own != value and not (name == "cofog" and own.startswith(f"{value}.")):
            return False
    return True


class Room(Protocol):
    """The tables of one subject."""

    def __init__(self, known: Known) -> None: ...

    def collect(self, out: Figures) -> None:
        """Add every figure of these tables, and what stands behind them, with all that adds up."""

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        """The rows as readers may see them."""
