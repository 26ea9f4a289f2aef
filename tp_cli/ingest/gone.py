"""Readings in the ledger that no [[source]] asks for any more, or whose file has another name now."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from tp_cli.errors import Problem
from tp_cli.ingest.identity import role_of
from tp_cli.ingest.keeping import shown_path
from tp_cli.ingest.outcome import FileResult
from tp_cli.ingest.request import FROM_PLACE, Request, year_for
from tp_cli.ingest.states import Row
from tp_cli.place import Place, Source


def gone(
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


def renamed(
    stored: dict[str, Row],
    requests: Sequence[Request],
    results: Sequence[FileResult],
    asked: Sequence[str],
    folder: Path,
) -> list[tuple[Row, str]]:
    """Stored readings whose file has another name now; one that still lies under the old name as well keeps that."""
    pairs = [(stored[key], result.file) for key, result in zip(asked, results, strict=True) if key in stored]
    return [(row, file) for row, file in pairs if row["file"] != file and not (folder / row["file"]).exists()]


def taken_out(row: Row) -> Problem:
    """The note that this reading is in the ledger no more."""
    return Problem(
        "source-taken-out",
        row["file"],
        "no [[source]] asks for this reading any more",
        "a [[source]] for each file that is counted",
        "nothing, if that is what you meant; the history of the ledger keeps it",
        "note",
    )


def _is_of(row: Row, source: Source, pattern: str, place: Place) -> bool:
    """True for a reading of a file that this pattern of the source names."""
    path = Path(row["file"])
    return fnmatchcase(row["file"], pattern) and row["role"] == role_of(source, year_for(source, place, path))
