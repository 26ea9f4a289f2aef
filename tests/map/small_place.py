"""A place of a handful of lines, written in sight of the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from tp_cli.ledger import TABLES
from tp_cli.map.mapping import map_lines
from tp_cli.map.result import MapResult
from tp_cli.place import Place
from tp_cli.store import Store

PLACE = Place.model_validate(
    {
        "place": {"name": "Wrenborough", "code": "E08000099", "years": ["2024-25"]},
        "agency": [
            {"id": "council", "name": "Wrenborough Council", "kind": "council"},
            {"id": "nhs", "name": "Wrenshire Integrated Care Board", "kind": "nhs-commissioner"},
        ],
    }
)
LINE: dict[str, object] = {
    "source_id": "s1",
    "agency": "council",
    "agency_kind": "council",
    "year": "2024-25",
    "basis": "outturn",
    "layout": "spend",
    "amount_pence": 100,
    "sheet": "",
}


def mapped_place(folder: Path, lines: str | Sequence[Mapping[str, object]], rules: str = "") -> MapResult:
    """Map the lines under the place's own rules; `lines` as a table drawn with bars, or as rows."""
    rows = drawn(lines) if isinstance(lines, str) else lines
    store = Store(folder)
    frame = [{**LINE, "line_id": f"L{n}", "row": n, "cell": f"A{n}", **row} for n, row in enumerate(rows, 1)]
    schema = TABLES["lines"].schema
    store.replace("lines", pl.DataFrame(frame, schema_overrides=schema).pipe(_whole), "test")
    write_rules(folder, rules)
    return map_lines(store, PLACE, folder)


def write_rules(folder: Path, rules: str, name: str = "own.csv") -> None:
    """Put a file of rules, drawn with bars, in maps/."""
    if rules:
        (folder / "maps").mkdir(exist_ok=True)
        text = "\n".join(",".join(f'"{cell.strip()}"' for cell in line.split("|")) for line in _table_lines(rules))
        (folder / "maps" / name).write_text(text + "\n", encoding="utf-8")


def drawn(table: str) -> list[dict[str, object]]:
    """Rows of a table drawn with bars; empty cells are null, amounts whole pence."""
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in _table_lines(table))
    return [
        {name: int(cell) if name == "amount_pence" else cell for name, cell in zip(header, row, strict=True) if cell}
        for row in rows
    ]


def parts(result: MapResult, *columns: str) -> list[tuple[object, ...]]:
    """The line parts in order of line and part, as rows of the columns named."""
    return result.mapped.sort("line_id", "part").select(columns).rows()


def amounts(result: MapResult) -> dict[str, list[str]]:
    """The pounds of each line's parts."""
    rows = result.as_rows().group_by("line_id", maintain_order=True).agg("amount").rows()
    return dict(rows)


def _table_lines(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line.strip()]


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    schema = TABLES["lines"].schema
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in schema.items())
