"""Where a place stands: what was read, what is unmapped, the last count, what is stale, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli.division import mapped_lines
from tp_cli.fresh import look
from tp_cli.place import Place
from tp_cli.store import Store


@dataclass(frozen=True)
class Status:
    """A place at a glance.

    asked, read  files that place.toml asks for, and how many of them are in the ledger as they are now
    stale        stages whose inputs have changed since
    """

    name: str
    folder: Path
    asked: int
    read: int
    lines: int
    unmapped_pence: int
    title: str
    total: str
    stale: tuple[str, ...]
    next: str


def status_of(store: Store, place: Place, folder: Path) -> Status:
    """Look, and change nothing."""
    seen = look(store, place, folder)
    lines = store.read("lines").select("line_id", "basis", "amount_pence").collect()
    figures = {row["id"]: row["value"] for row in store.read("figures").select("id", "value").collect().to_dicts()}
    return Status(
        place.facts.name,
        folder,
        seen.asked,
        seen.asked - len(seen.misread) - len(seen.unread),
        lines.filter(pl.col("basis") != "control").height,
        _unmapped(store, lines),
        figures.get("count/title/text", ""),
        figures.get("count/spend/total/amount", ""),
        seen.stale,
        _next(seen.stale, lines.height, seen.asked),
    )


def _unmapped(store: Store, lines: pl.DataFrame) -> int:
    mapped = mapped_lines(store).filter(pl.col("cofog").is_not_null()).select("line_id").collect()
    rows = lines.filter(pl.col("basis") != "control").join(mapped, on="line_id", how="anti")
    return int(rows["amount_pence"].abs().sum())


def _next(stale: tuple[str, ...], lines: int, asked: int) -> str:
    if not asked and not lines:
        return "say in place.toml whose files are in inputs/, then tp ingest"
    return f"tp {stale[0]}, or tp run for all of it" if stale else "open outputs/board.xlsx"
