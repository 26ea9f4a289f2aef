"""The result of `tp project`: every scenario with its figures, caveats and warnings, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ledger import TABLES
from tp_cli.project.outcome import Outcome, Row, warning_text
from tp_cli.project.suppress import hide_few

SCHEMA = "tp.project/1"


@dataclass(frozen=True)
class Projected:
    """One scenario and what came of it."""

    name: str
    method: str
    title: str
    file: str
    outcome: Outcome

    def as_json(self) -> dict[str, object]:
        """The object of docs/COMMANDS.md; `by_agency` and `by_year` are empty where the method has none."""
        result: dict[str, object] = {"headline": {}, "by_agency": [], "by_year": []}
        for table in dict.fromkeys(row.table for row in self.outcome.rows):
            rows = [row for row in self.outcome.rows if row.table == table]
            result[table] = _flat(rows) if table == "headline" else _records(rows)
        return {
            "name": self.name,
            "method": self.method,
            "title": self.title,
            "file": self.file,
            "result": result,
            "caveats": list(self.outcome.caveats),
            "warnings": [warning_text(warning) for warning in self.outcome.warnings],
        }

    def shown_at(self, level: str) -> Projected:
        """The same with figures of too few persons hidden."""
        return replace(self, outcome=replace(self.outcome, rows=hide_few(self.outcome.rows, level)))


@dataclass(frozen=True)
class ProjectResult:
    """Every scenario projected, in the order of the files, as it may be shown at a level."""

    scenarios: tuple[Projected, ...]
    problems: tuple[Problem, ...]
    stored: bool = True

    def as_json(self) -> dict[str, object]:
        """`tp project --json`; amounts are exact decimal strings in pounds."""
        return {
            "schema": SCHEMA,
            "scenarios": [scenario.as_json() for scenario in self.scenarios],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_rows(self) -> pl.DataFrame:
        """The table `projections`: a row a figure, in the order of the files and of each scenario."""
        rows = [
            (
                "/".join(("project", item.name, row.table, *([row.key_text] if row.key else []), row.column)),
                *(item.name, item.method, item.file, row.table, row.key_text),
                *(row.column, row.title, row.value, row.unit, row.people, position),
            )
            for item in self.scenarios
            for position, row in enumerate(item.outcome.all_rows(), 1)
        ]
        return pl.DataFrame(rows, schema=TABLES["projections"].schema, orient="row")

    def shown_at(self, level: str) -> ProjectResult:
        """The same with figures of too few persons hidden."""
        return replace(self, scenarios=tuple(item.shown_at(level) for item in self.scenarios))


def _flat(rows: Sequence[Row]) -> dict[str, str]:
    return {row.column: row.value for row in rows}


def _records(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Rows of one table as records: the key's names, then the columns, with the title where all share one."""
    records: list[dict[str, str]] = []
    for key, cells in groupby(rows, key=lambda row: row.key):
        same = list(cells)
        title = {"title": same[0].title} if len({cell.title for cell in same}) == 1 else {}
        records.append({**dict(key), **title, **_flat(same)})
    return records
