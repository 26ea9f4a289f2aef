"""Where a place stands: what was read, what is unmapped, the last count, what is stale, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli import count, map, report
from tp_cli.ingest import from_place, is_read
from tp_cli.place import Place
from tp_cli.run import FORMATS, PACKS
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
    requests, _ = from_place(place, folder)
    read = sum(1 for request in requests if is_read(store, request, place))
    lines = store.read("lines").select("line_id", "basis", "amount_pence").collect()
    figures = {row["id"]: row["value"] for row in store.read("figures").select("id", "value").collect().to_dicts()}
    stale = _stale(store, place, folder, read == len(requests))
    return Status(
        place.facts.name,
        folder,
        len(requests),
        read,
        lines.filter(pl.col("basis") != "control").height,
        _unmapped(store, lines),
        figures.get("count/title/text", ""),
        figures.get("count/spend/total/amount", ""),
        stale,
        _next(stale, lines.height, len(requests)),
    )


def _unmapped(store: Store, lines: pl.DataFrame) -> int:
    mapped = store.read("mapped").filter(pl.col("cofog").is_not_null()).select("line_id").collect()
    rows = lines.filter(pl.col("basis") != "control").join(mapped, on="line_id", how="anti")
    return int(rows["amount_pence"].abs().sum())


def _stale(store: Store, place: Place, folder: Path, all_read: bool) -> tuple[str, ...]:
    fresh = {
        "ingest": all_read,
        "map": store.exists("mapped") and store.fingerprint("mapped") == map.fingerprint(store, place, folder),
        "count": store.exists("figures") and store.fingerprint("figures") == count.fingerprint(store, place),
        "report": report.unchanged(store, place, folder, PACKS, FORMATS, folder / "outputs"),
    }
    return tuple(stage for stage, is_fresh in fresh.items() if not is_fresh)


def _next(stale: tuple[str, ...], lines: int, asked: int) -> str:
    if not asked and not lines:
        return "say in place.toml whose files are in inputs/, then tp ingest"
    return f"tp {stale[0]}, or tp run for all of it" if stale else "open outputs/board.xlsx"
