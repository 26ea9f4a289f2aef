"""A place folder with files of a few rows, read by the stage itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tp_cli.ingest import FileResult, IngestResult, Options, from_place, ingest
from tp_cli.place import Place
from tp_cli.store import Store

AGENCIES = [
    {"id": "council", "name": "Wrenborough Council", "kind": "council", "aliases": ["Wrenborough MBC"]},
    {"id": "nhs", "name": "Wrenshire Integrated Care Board", "kind": "nhs-commissioner"},
]


def place_of(*sources: dict[str, Any], years: tuple[str, ...] = ("2024-25",)) -> Place:
    """A place with two agencies; without sources, every CSV of inputs/ is the council's."""
    chosen = list(sources) or [{"agency": "council", "files": "inputs/*.csv"}]
    facts = {"name": "Wrenborough", "code": "E08000099", "years": list(years)}
    return Place.model_validate({"place": facts, "agency": AGENCIES, "source": chosen})


class Folder:
    """A place folder; `read` runs the stage on every [[source]], as `tp ingest` does."""

    def __init__(self, folder: Path, *sources: dict[str, Any]) -> None:
        self.folder, self.place, self.store = folder, place_of(*sources), Store(folder)
        (folder / "inputs").mkdir(parents=True, exist_ok=True)

    def put(self, text: str | bytes, name: str = "spend.csv") -> Path:
        path = self.folder / "inputs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, **options: bool) -> IngestResult:
        requests, missing = from_place(self.place, self.folder)
        return ingest(
            self.store, self.place, self.folder, requests, missing, Options(**{"everything": True, **options})
        )

    def one(self, text: str | bytes, name: str = "spend.csv", **options: bool) -> FileResult:
        self.put(text, name)
        return self.read(**options).files[0]

    def lines(self) -> pl.DataFrame:
        return self.store.read("lines").collect().sort("source_id", "sheet", "row", "cell")

    def pence(self) -> list[int | None]:
        return self.lines()["amount_pence"].to_list()

    def contents(self) -> dict[str, list[dict[str, Any]]]:
        """Every table of the ledger as sorted rows."""
        return {
            table: sorted(self.store.read(table).collect().to_dicts(), key=str)
            for table in ("lines", "sources", "transfers", "problems")
        }


def table(result: FileResult) -> dict[str, Any]:
    """The JSON object of the one table of a file."""
    (only,) = result.tables
    return dict(only)


def rows(result: FileResult) -> dict[str, int]:
    found: dict[str, int] = table(result)["rows"]
    return found


def codes(result: FileResult | IngestResult) -> list[str]:
    return [problem.code for problem in result.problems]
