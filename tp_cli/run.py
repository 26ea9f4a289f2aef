"""All five stages in their order, each only if something it is made from has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli import count, ingest, map, project, report
from tp_cli.errors import Problem
from tp_cli.place import Place
from tp_cli.progress import Progress
from tp_cli.store import Store

SCHEMA_NAME = "tp.run/1"
PACKS, FORMATS = ("board",), ("xlsx", "md", "html")

_Done = tuple[str, Sequence[Problem]]  # outcome, problems


@dataclass(frozen=True)
class Stage:
    """One stage of a run: done, or unchanged since it was."""

    stage: str
    outcome: str
    seconds: float


@dataclass(frozen=True)
class RunResult:
    """A run of all stages, the count that it ends with and the files that it wrote."""

    stages: Sequence[Stage]
    count: count.CountResult
    files: Sequence[Path]
    problems: Sequence[Problem]

    def as_json(self) -> dict[str, object]:
        return {
            "schema": SCHEMA_NAME,
            "stages": [vars(stage) for stage in self.stages],
            "total": self.count.as_json()["total"],
            "files": [path.as_posix() for path in self.files],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a stage: stage, outcome, seconds."""
        return pl.DataFrame([vars(stage) for stage in self.stages])


def run_stages(store: Store, place: Place, folder: Path, progress: Progress) -> RunResult:
    """Run ingest, map, count, project and report on a place that nobody else may write to meanwhile."""
    stages: list[Stage] = []
    problems: list[Problem] = []
    unread: list[str] = []
    counts: list[count.CountResult] = []
    steps: list[tuple[str, Callable[[], _Done]]] = [
        ("ingest", lambda: _ingest(store, place, folder, unread)),
        ("map", lambda: _map(store, place, folder)),
        ("count", lambda: _count(store, place, unread, counts)),
        ("project", lambda: _project(store, place, folder)),
        ("report", lambda: _report(store, place, folder)),
    ]
    with store.lock():
        for number, (name, step) in enumerate(steps):
            progress(name, number, len(steps))
            started = time.monotonic()
            outcome, found = step()
            stages.append(Stage(name, outcome, round(time.monotonic() - started, 2)))
            problems += found
        counted = counts[0] if counts else _counted(store, place, unread, keep=False)
    files = [folder / "outputs" / name for name in ("board.xlsx", "count.md", "count.html")]
    return RunResult(stages, counted, files, problems)


def _ingest(store: Store, place: Place, folder: Path, unread: list[str]) -> _Done:
    """Read what place.toml asks for; what could not be read is left in `unread`, for the count to say."""
    requests, missing = ingest.from_place(place, folder)
    result = ingest.ingest(store, place, folder, requests, missing, ingest.Options(everything=True))
    unread += [Path(file.file).name for file in result.files if file.outcome == "refused"]
    unread += [problem.where for problem in missing]
    same = all(file.outcome == "unchanged" for file in result.files) and not result.others
    return ("unchanged" if same else "done"), result.problems


def _map(store: Store, place: Place, folder: Path) -> _Done:
    if store.exists("mapped") and store.fingerprint("mapped") == map.fingerprint(store, folder):
        return "unchanged", []
    return "done", map.map_lines(store, place, folder).problems


def _count(store: Store, place: Place, unread: Sequence[str], counts: list[count.CountResult]) -> _Done:
    """Count where something changed; the count that was made is left in `counts`, to be shown."""
    if store.exists("figures") and store.fingerprint("figures") == count.fingerprint(store, place, unread):
        return "unchanged", []
    counts.append(_counted(store, place, unread, keep=True))
    return "done", counts[0].problems


def _counted(store: Store, place: Place, unread: Sequence[str], keep: bool) -> count.CountResult:
    return count.count(store, place, count.view_of(place, None, None, None), keep=keep, unread=unread)


def _project(store: Store, place: Place, folder: Path) -> _Done:
    made_from = project.fingerprint(store, place, project.scenario_files(folder))
    if store.exists("projections") and store.fingerprint("projections") == made_from:
        return "unchanged", []
    return "done", project.project_scenarios(store, place, folder, keep_going=True).problems


def _report(store: Store, place: Place, folder: Path) -> _Done:
    out = folder / "outputs"
    count.keep_lenses(store, place)
    if report.unchanged(store, place, folder, PACKS, FORMATS, out):
        return "unchanged", []
    return "done", report.write_packs(store, place, folder, PACKS, FORMATS, out).problems
