"""The stage: every file that was asked for read, compared with what is stored, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError
from tp_cli.ingest.across import across
from tp_cli.ingest.amended import amended
from tp_cli.ingest.identity import asked_ids, role_of, settings_of
from tp_cli.ingest.outcome import FileResult, IngestResult, of_reading, of_refusal, of_stored, source_row
from tp_cli.ingest.repeats import Payments, repeats
from tp_cli.ingest.request import FROM_PLACE, Request, year_for
from tp_cli.ingest.source import Reading, read_source
from tp_cli.ingest.states import Row, stored_rows
from tp_cli.ingest.telling import listening, told
from tp_cli.ledger import SOURCE_TABLES, TABLES
from tp_cli.place import Place, Source
from tp_cli.registers import REGISTERS
from tp_cli.store import Store
from tp_cli.table_files import typed

Progress = Callable[[str, int, int], None]


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
    progress: Progress = lambda name, done, of: None,
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
        with listening(partial(_pass_on, progress, f"{request.path.name}, ", done, len(requests))):
            result, reading = _read_one(store, request, place, folder, finder, stored, asked, asked[done], options)
        if result.outcome != "refused" and asked[done] in asked[:done]:
            result, reading = _twice(result), None
        results.append(result)
        if reading is not None:
            readings.append((request, reading, settings_of(request, place)))
    results, seen = across(requests, results, options.strict)
    seen += repeats(_payments(store, requests, results, asked, readings))
    breached = "control" in {problem.kind for problem in (*seen, *(p for result in results for p in result.problems))}
    gone = _gone(stored, requests, asked, place, folder, missing) if options.everything else []
    if store is not None and not options.dry_run and not breached:
        with listening(partial(_pass_on, progress, "", len(requests) - 1, len(requests))):
            _write(store, folder, readings, gone, asked)
        _rename(store, _renamed(stored, requests, results, asked, folder))
    return IngestResult(tuple(results), tuple([*missing, *seen, *(_taken_out(row) for row in gone)]))


def _pass_on(progress: Progress, before: str, done: int, of: int, said: str) -> None:
    progress(before + said, done, of)


def remove_source(store: Store, words: str, dry_run: bool = False) -> list[str]:
    """Take out the sources with this file name, path or id; gives back their files, none where nothing matched."""
    rows = [
        row for row in stored_rows(store).values() if words in (row["source_id"], row["file"], Path(row["file"]).name)
    ]
    if rows and not dry_run:
        _write(store, Path(), [], rows)
    return [row["file"] for row in rows]


def stored_files(store: Store) -> list[str]:
    """Files that the ledger was read from, in name order."""
    return sorted({row["file"] for row in stored_rows(store).values()})


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
            amended(store, reading, _earlier(stored, request, shown, asked))
    except TpError as error:
        return of_refusal(request, shown, error.problems), None
    return of_reading(request, reading, shown), reading


def _earlier(stored: dict[str, Row], request: Request, shown: str, asked: Sequence[str]) -> list[Row]:
    """Stored readings of the same path and role but of other bytes, that no file of this run has under a new name."""
    role = role_of(request.source, request.year)
    same = [row for row in stored.values() if (row["file"], row["role"]) == (shown, role)]
    return [row for row in same if row["source_id"] not in asked]


def _write(
    store: Store,
    folder: Path,
    readings: Sequence[tuple[Request, Reading, str]],
    gone: Sequence[Row],
    asked: Sequence[str] = (),
) -> None:
    """One source after another, its row in `sources` last: a run cut off leaves it to be read again."""
    with store.lock():
        stored = stored_rows(store)
        _take_out_orphans(store, stored)
        for request, reading, settings in readings:
            shown = shown_path(request.path, folder)
            for row in _earlier(stored, request, shown, [*asked, reading.source_id]):
                _take_out(store, row["source_id"])
            _put_in(store, reading, source_row(request, reading, shown, settings))
        for row in gone:
            _take_out(store, row["source_id"])


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


def _renamed(
    stored: dict[str, Row],
    requests: Sequence[Request],
    results: Sequence[FileResult],
    asked: Sequence[str],
    folder: Path,
) -> list[tuple[Row, str]]:
    """Stored readings whose file has another name now; one that still lies under the old name as well keeps that."""
    pairs = [(stored[key], result.file) for key, result in zip(asked, results, strict=True) if key in stored]
    return [(row, file) for row, file in pairs if row["file"] != file and not (folder / row["file"]).exists()]


def _rename(store: Store, renamed: Sequence[tuple[Row, str]]) -> None:
    with store.lock():
        for row, file in renamed:
            current = store.read("sources").filter(pl.col("source_id") == row["source_id"]).collect()
            store.replace_source("sources", row["source_id"], current.with_columns(file=pl.lit(file)))


def _put_in(store: Store, reading: Reading, row: Row) -> None:
    source_id = reading.source_id
    if reading.large:
        store.sink_source("lines", source_id, told(reading.lines, reading.count, f"of {row['file']} written"))
    else:
        store.replace_source("lines", source_id, reading.lines.collect())
    if reading.kind in REGISTERS:
        store.replace_source(reading.kind, source_id, reading.entries)
    store.replace_source("problems", source_id, _problem_rows(source_id, reading.batch, reading.problems))
    store.replace_source("sources", source_id, pl.DataFrame([row], schema=TABLES["sources"].schema))


def _take_out_orphans(store: Store, stored: dict[str, Row]) -> None:
    """Remove what a run that was cut off left in other tables without its row in `sources`."""
    for table in ("problems", *SOURCE_TABLES):
        found = store.read(table).select("source_id").unique().collect().get_column("source_id")
        for source_id in sorted(set(found) - set(stored)):
            store.remove_source(table, source_id)


def _take_out(store: Store, source_id: str) -> None:
    for table in ("sources", "problems", *SOURCE_TABLES):
        store.remove_source(table, source_id)


def _problem_rows(source_id: str, batch: str, problems: Iterable[Problem]) -> pl.DataFrame:
    rows = [
        {
            "source_id": source_id, "batch": batch, "code": p.code, "kind": p.kind, "where": p.where,
            "found": p.found, "expected": p.expected, "fix": p.fix,
            "rows": ",".join(map(str, p.rows)), "amount_pence": p.amount_pence,
        }
        for p in problems
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TABLES["problems"].schema)


def shown_path(path: Path, folder: Path) -> str:
    """The path as seen from the place folder, with forward slashes."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _gone(
    stored: dict[str, Row],
    requests: Sequence[Request],
    asked: Sequence[str],
    place: Place,
    folder: Path,
    missing: Sequence[Problem],
) -> list[Row]:
    """Readings that no [[source]] asks for any more; those of a source whose file is missing stay."""
    paths = {(shown_path(request.path, folder), role_of(request.source, request.year)) for request in requests}
    lost = [
        (source, shown_path(folder / pattern, folder))
        for source in place.sources
        for pattern in source.patterns()
        if any(f'"{pattern}"' in problem.where for problem in missing)
    ]
    return [
        row
        for row in stored.values()
        if row["origin"] == FROM_PLACE
        and row["source_id"] not in asked
        and (row["file"], row["role"]) not in paths
        and not any(_is_of(row, source, pattern, place) for source, pattern in lost)
    ]


def _is_of(row: Row, source: Source, pattern: str, place: Place) -> bool:
    """True for a reading of a file that this pattern of the source names."""
    path = Path(row["file"])
    return fnmatchcase(row["file"], pattern) and row["role"] == role_of(source, year_for(source, place, path))


def _taken_out(row: Row) -> Problem:
    return Problem(
        "source-taken-out",
        row["file"],
        "no [[source]] asks for this reading any more",
        "a [[source]] for each file that is counted",
        "nothing, if that is what you meant; the history of the ledger keeps it",
        "note",
    )


def _twice(result: FileResult) -> FileResult:
    problem = Problem(
        "same-bytes",
        result.file,
        "the same bytes as another file of this run, read in the same way",
        "each file once",
        "remove one of the two; it was read once",
    )
    return result.with_problem(problem, "unchanged")
