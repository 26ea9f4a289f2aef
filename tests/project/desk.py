"""A small place on disk whose scenario files are written inside the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.parts_table import store_parts
from tp_cli.errors import Problem, TpError
from tp_cli.ledger import TABLES
from tp_cli.place import Place, load_place
from tp_cli.project.projecting import project_scenarios
from tp_cli.project.result import ProjectResult
from tp_cli.results import Result
from tp_cli.store import Store

Write = Callable[..., str]
Part = Mapping[str, Any]

PLACE = """
[place]
name = "Wrenborough"
code = "E08000099"
years = ["2024-25"]
population = { "2024-25" = 500000 }
"""


def scenarios(result: Result) -> list[Any]:
    """The scenarios of the JSON."""
    found: Any = result.as_json()["scenarios"]
    return list(found)


class Desk:
    """A place folder with a store; `project` writes scenario files and projects them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "scenarios").mkdir()
        (folder / "place.toml").write_text(PLACE, encoding="utf-8")
        self.place: Place = load_place(folder)
        self.store = Store(folder)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")

    def project(self, **files: str) -> ProjectResult:
        self.write(**files)
        return project_scenarios(self.store, self.place, self.folder)

    def project_at(self, level: str) -> ProjectResult:
        """What is written already, as it may be shown at a level."""
        return project_scenarios(self.store, self.place, self.folder, level=level)

    def refused(self, **files: str) -> list[Problem]:
        """The problems of files that are refused, before anything was ever projected."""
        problems = self.refused_again(**files)
        assert not self.store.exists("projections")
        return problems

    def refused_again(self, **files: str) -> list[Problem]:
        with pytest.raises(TpError) as caught:
            self.project(**files)
        return list(caught.value.problems)

    def count(self, total: str, year: str = "2024-25", parts: Mapping[str, int] | Sequence[Part] = ()) -> None:
        """Store what `tp count` would leave: a total, a title, and parts as agency → pence, or with all that is known."""
        rows = [
            ("count/spend/total/amount", "spend", "total", "amount", "All public spend", total, "pounds", 1),
            ("count/title//title", "title", "", "title", "Title", f"Wrenborough, {year}, cash", "text", 2),
        ]
        frame = pl.DataFrame(rows, schema=TABLES["figures"].schema, orient="row")
        self.store.replace("figures", frame, f"{year} {total}")
        known = [{"agency": a, "amount_pence": p} for a, p in parts.items()] if isinstance(parts, Mapping) else parts
        full = [
            {"line_id": str(n), "part": 1, "year": year, "state": "counted", **part} for n, part in enumerate(known)
        ]
        store_parts(self.store, full)

    def register(self, rows: Sequence[Part]) -> None:
        """Store rows of the register of people."""
        schema = TABLES["people"].schema
        blank = {name: None for name in schema} | {"source_id": "s", "batch": "b", "year": "2024-25"}
        full = [blank | {"row": n} | dict(row) for n, row in enumerate(rows, 2)]
        self.store.replace("people", pl.DataFrame(full, schema=schema), "people")
