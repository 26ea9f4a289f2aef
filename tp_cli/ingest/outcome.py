"""What an ingest run says: one result a file, whether read now, unchanged since, or refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.identity import role_of
from tp_cli.ingest.request import Request
from tp_cli.ingest.source import Reading
from tp_cli.ingest.states import Row
from tp_cli.money import pounds
from tp_cli.registers import REGISTERS
from tp_cli.store import Store

SCHEMA_NAME = "tp.ingest/1"
_ROWS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("file", "agency", "basis", "outcome"), pl.String),
    "lines": pl.Int64,
    "total": pl.String,
    "problems": pl.Int64,
}


@dataclass(frozen=True)
class FileResult:
    """One file of a run.

    outcome  read, unchanged or refused
    kind     spend, or the register that it is
    tables   JSON objects of its sheets with a table
    """

    file: str
    sha256: str
    container: str
    encoding: str
    outcome: str
    kind: str
    agency: str
    basis: str
    lines: int
    total_pence: int
    control_pence: int | None
    tables: Sequence[dict[str, object]]
    problems: Sequence[Problem]

    def with_problem(self, problem: Problem, outcome: str) -> FileResult:
        return replace(self, outcome=outcome, problems=(*self.problems, problem), lines=0, total_pence=0)

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "container": self.container,
            "encoding": self.encoding or None,
            "outcome": self.outcome,
            "kind": self.kind,
            "agency": self.agency,
            "basis": self.basis,
            "problems": [problem.as_json() for problem in self.problems],
            "tables": list(self.tables),
        }


@dataclass(frozen=True)
class IngestResult:
    """Every file of a run, and what was found outside the files."""

    files: Sequence[FileResult]
    others: Sequence[Problem]

    @property
    def problems(self) -> Sequence[Problem]:
        return [*self.others, *(problem for file in self.files for problem in file.problems)]

    @property
    def total_pence(self) -> int:
        """The lines' sum; registers and a yardstick are no spend of their own."""
        spend = (file for file in self.files if file.kind not in REGISTERS and file.basis != "control")
        return sum(file.total_pence for file in spend)

    def as_json(self) -> dict[str, object]:
        return {
            "schema": SCHEMA_NAME,
            "total": pounds(self.total_pence),
            "files": [file.as_json() for file in self.files],
            "problems": [problem.as_json() for problem in self.others],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a file: file, agency, basis, outcome, lines, total, problems."""
        rows = [
            (
                file.file,
                file.agency,
                file.basis,
                file.outcome,
                file.lines,
                pounds(file.total_pence),
                len(file.problems),
            )
            for file in self.files
        ]
        return pl.DataFrame(rows, schema=_ROWS, orient="row")


def of_reading(request: Request, reading: Reading, shown: str) -> FileResult:
    """The result of a file read now."""
    return FileResult(
        shown,
        reading.container.sha256,
        reading.container.kind,
        reading.container.encoding,
        "read",
        reading.kind,
        _agency(request.source.agency, request.source.kind),
        request.source.basis,
        reading.count + reading.entries.height,
        reading.total_pence,
        request.source.control_total,
        [sheet.table for sheet in reading.sheets if sheet.table],
        tuple(reading.problems),
    )


def of_refusal(request: Request, shown: str, problems: Sequence[Problem]) -> FileResult:
    """The result of a file that nothing was taken from."""
    agency = _agency(request.source.agency, request.source.kind)
    refused = tuple(replace(problem, kind="refused") for problem in problems)
    return FileResult(
        shown, "", "", "", "refused", request.source.kind, agency, request.source.basis, 0, 0, None, [], refused
    )


def of_stored(store: Store, row: Row, shown: str) -> FileResult:
    """The result of a file whose bytes and settings are those of the ledger: all that was said of it is said again."""
    detail = json.loads(row["detail"])
    problems = store.read("problems").filter(pl.col("source_id") == row["source_id"]).collect()
    said = [_problem(each) for each in problems.sort("code", "where", "found").to_dicts()]
    if row["file"] != shown:
        said.append(_renamed(row["file"], shown))
    return FileResult(
        shown,
        row["sha256"],
        row["container"],
        row["encoding"],
        "unchanged",
        row["kind"],
        _agency(row["agency"], row["kind"]),
        row["basis"],
        row["lines"],
        row["total_pence"],
        row["control_pence"],
        detail["tables"],
        tuple(said),
    )


def source_row(request: Request, reading: Reading, shown: str, settings: str) -> Row:
    """The reading's row of the ledger's `sources`."""
    source, container, share = request.source, reading.container, request.source.share
    rows = {state: sum(sheet.rows[state] for sheet in reading.sheets) for state in reading.sheets[0].rows}
    return {
        "source_id": reading.source_id,
        "batch": reading.batch,
        "role": role_of(source, request.year),
        "origin": request.origin,
        "file": shown,
        "sha256": container.sha256,
        "settings": settings,
        "kind": source.kind,
        "agency": source.agency,
        "basis": source.basis,
        "year": request.year,
        "layout": reading.layout.name,
        "container": container.kind,
        "encoding": container.encoding,
        "units": reading.units,
        "reports": reading.reports,
        "status": source.status,
        "share_driver": share.driver if share else None,
        "share_place": share.place if share else None,
        "share_body": share.body if share else None,
        "share_areas": json.dumps(share.areas, ensure_ascii=False) if share and share.areas else None,
        "share_year": share.year if share else None,
        "share_source": share.source if share else None,
        "lines": reading.count + reading.entries.height,
        **{f"rows_{state}": count for state, count in rows.items()},
        "rejected_pence": sum(sheet.rejected_pence for sheet in reading.sheets),
        "rejected_unread": sum(sheet.rejected_unread for sheet in reading.sheets),
        "total_pence": reading.total_pence,
        "control_pence": source.control_total,
        "detail": json.dumps({"tables": [sheet.table for sheet in reading.sheets if sheet.table]}, ensure_ascii=False),
    }


def _agency(agency: str, kind: str) -> str:
    return kind if kind in REGISTERS else {"*": "every body", "": "as declared"}.get(agency, agency)


def _problem(row: Row) -> Problem:
    rows = tuple(int(number) for number in (row["rows"] or "").split(",") if number)
    code, where, found, expected, fix = (row[name] for name in ("code", "where", "found", "expected", "fix"))
    return Problem(code, where, found, expected, fix, row["kind"], rows, row["amount_pence"])


def _renamed(before: str, now: str) -> Problem:
    return Problem(
        "file-renamed", now, f"the same bytes as {before}", "a file by its old name",
        "nothing: it was not read a second time", "note",
    )  # fmt: skip
