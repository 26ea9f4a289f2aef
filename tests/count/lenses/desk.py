"""A place with registers of a few rows, read, mapped and counted by the stages themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.ingest.small_place import Folder
from tp_cli.count import LensResult, count, look, view_of
from tp_cli.count.lenses.lens import Level
from tp_cli.map import map_lines

SPEND = "Service,Net expenditure\nAdult social care,1000\n"
RULE_HEAD = "rule,how,service,cofog,theme,client_group,prevention\n"


class Desk(Folder):
    """A folder of `files` (kind → CSV text) beside one small spending file of the council."""

    def __init__(self, folder: Path, **files: str) -> None:
        spend: dict[str, Any] = {"agency": "council", "files": "inputs/council.csv", "year": "2024-25"}
        registers = [{"kind": kind, "files": f"inputs/{kind}.csv", "year": "2024-25"} for kind in files]
        super().__init__(folder, spend, *registers)
        self.put(SPEND, "council.csv")
        for kind, text in files.items():
            self.put(text, f"{kind}.csv")
        self.maps = folder / "maps"
        self.maps.mkdir(exist_ok=True)

    def counted(self) -> Desk:
        """Read, mapped and counted; every row of every file must be taken."""
        result = self.read()
        assert [p for p in result.problems if p.kind in ("rejected", "refused")] == []
        map_lines(self.store, self.place, self.folder)
        count(self.store, self.place, view_of(self.place, None, None, None))
        return self

    def look(self, lens: str, level: Level = "partner") -> LensResult:
        return look(self.store, self.place, view_of(self.place, None, None, None), lens, level)


def rows(result: LensResult, table: str = "") -> dict[str, dict[str, Any]]:
    """Key → row of a table of the answer's JSON, of the main one by default."""
    tables: Any = result.as_json()["tables"]
    chosen = next(each for each in tables if table in ("", each["table"]))
    return {row["key"]: row for row in chosen["rows"]}
