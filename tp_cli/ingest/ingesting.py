"""The stage: every file that was asked for read, compared with what is stored, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError
from tp_cli.ingest.across import across
from tp_cli.ingest.amended import amended
from tp_cli.ingest.gone import gone, renamed, taken_out
from tp_cli.ingest.identity import asked_ids, settings_of
from tp_cli.ingest.keeping import earlier, keep, rename, shown_path
from tp_cli.ingest.outcome import FileResult, IngestResult, of_reading, of_refusal, of_stored
from tp_cli.ingest.repeats import Payments, repeats
from tp_cli.ingest.request import Request
from tp_cli.ingest.source import Reading, read_source
from tp_cli.ingest.states import Row, stored_rows
from tp_cli.ingest.telling import listening
from tp_cli.place import Place
from tp_cli.progress import Progress, unseen
from tp_cli.store import Store
from tp_cli.table_files import typed


@dataclass(frozen=True)
class Options:
    """How a run treats what it finds."""

    replace: bool = False
    strict: bool = False
    dry_run: bool = False
    everything: bool = False


def ingest(
    store: Store | None,
    place: Place,
    folder: Path,
    requests: Sequence[Request],
    missing: Sequence[Problem],
    options: Options,
    progress: Progress = unseen,
) -> IngestResult:
    """Read every request and leave `lines`, the registers, `problems` and `sources` in the store.

    missing   problems found before reading, such as a pattern without a file
    options   replace: an amended file supersedes its earlier version; strict: a breached control total is of
              kind "control" and nothing is written; dry_run: nothing is written; everything: take out what
              place.toml no longer asks for
    raises    TpError (exit 5) where the place is busy
    """
    stored = stored_rows(store)
    finder = AgencyFinder(place)
    asked = asked_ids(requests)
    results: list[FileResult] = []
    readings: list[tuple[Request, Reading, str]] = []
    for done, request in enumerate(requests):
        progress(request.path.name, done, len(requests))
        with _listening(progress, f"{request.path.name}, ", done, len(requests)):
            result, reading = _read_one(store, request, place, folder, finder, stored, asked, asked[done], options)
        if result.outcome != "refused" and asked[done] in asked[:done]:
            result, reading = _twice(result), None
        results.append(result)
        if reading is not None:
            readings.append((request, reading, settings_of(request, place)))
    results, seen = across(requests, results, options.strict)
    seen += repeats(_payments(store, requests, results, asked, readings))
    breached = "control" in {problem.kind for problem in (*seen, *(p for result in results for p in result.problems))}
    left = gone(stored, requests, asked, place, folder, missing) if options.everything else []
    if store is not None and not options.dry_run and not breached:
        with _listening(progress, "", len(requests) - 1, len(requests)):
            keep(store, folder, readings, left, asked)
        rename(store, renamed(stored, requests, results, asked, folder))
    return IngestResult(tuple(results), tuple([*missing, *seen, *(taken_out(row) for row in left)]))


def _listening(progress: Progress, before: str, done: int, of: int) -> AbstractContextManager[None]:
    """Pass on what is said within of a long table, where somebody looks."""
    return nullcontext() if progress is unseen else listening(lambda said: progress(before + said, done, of))


def _read_one(
    store: Store | None,
    request: Request,
    place: Place,
    folder: Path,
    finder: AgencyFinder,
    stored: dict[str, Row],
    asked: Sequence[str],
    source_id: str,
    options: Options,
) -> tuple[FileResult, Reading | None]:
    shown = shown_path(request.path, folder)
    try:
        row = stored.get(source_id)
        if store is not None and row is not None and row["settings"] == settings_of(request, place):
            return of_stored(store, row, shown), None
        reading = read_source(request.path, request.source, request.year, settings_of(request, place), finder)
        if store is not None and not options.replace:
            amended(store, reading, earlier(stored, request, shown, asked))
    except TpError as error:
        return of_refusal(request, shown, error.problems), None
    return of_reading(request, reading, shown), reading


def _payments(
    store: Store | None,
    requests: Sequence[Request],
    results: Sequence[FileResult],
    asked: Sequence[str],
    readings: Sequence[tuple[Request, Reading, str]],
) -> list[Payments]:
    """The lines of every file of spend in this run, read now or stored; each file's once."""
    now = {reading.source_id: typed("lines", reading.lines) for _, reading, _ in readings}
    found: dict[str, Payments] = {}
    for request, result, source_id in zip(requests, results, asked, strict=True):
        if result.outcome == "refused" or request.source.kind != "spend" or not result.lines or source_id in found:
            continue
        lines = now.get(source_id)
        if lines is None and store is not None:
            lines = store.read("lines").filter(pl.col("source_id") == source_id)
        if lines is not None:
            found[source_id] = Payments(result.file, result.sha256, request.source.agency, request.source.basis, lines)
    return list(found.values())


def _twice(result: FileResult) -> FileResult:
    problem = Problem(
        "same-bytes",
        result.file,
        "the same bytes as another file of this run, read in the same way",
        "each file once",
        "remove one of the two; it was read once",
    )
    return result.with_problem(problem, "unchanged")
