"""A small place on disk whose scenario files are written inside the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tp_cli.errors import Problem, TpError
from tp_cli.ledger import TABLES
from tp_cli.place import Place, load_place
from tp_cli.project.projecting import project_scenarios
from tp_cli.project.result import ProjectResult
from tp_cli.results import Result
from tp_cli.store import Store

Write = Callable[..., str]

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

    def refused(self, **files: str) -> list[Problem]:
        with pytest.raises(TpError) as caught:
            self.project(**files)
        assert not self.store.exists("projections")
        return list(caught.value.problems)

    def count(self, total: str, year: str = "2024-25") -> None:
        """Store what `tp count` would leave: a total and a title."""
        rows = [
            ("count/spend/total/amount", "spend", "total", "amount", "All public spend", total, "pounds", 1),
            ("count/title//title", "title", "", "title", "Title", f"Wrenborough, {year}, cash", "text", 2),
        ]
        frame = pl.DataFrame(rows, schema=TABLES["figures"].schema, orient="row")
        self.store.replace("figures", frame, f"{year} {total}")
