"""What a run leaves in the store: readings put in, named anew and taken out, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.identity import role_of
from tp_cli.ingest.outcome import source_row
from tp_cli.ingest.request import Request
from tp_cli.ingest.source import Reading
from tp_cli.ingest.states import Row, stored_rows
from tp_cli.ingest.telling import told
from tp_cli.ledger import SOURCE_TABLES, TABLES
from tp_cli.registers import REGISTERS
from tp_cli.store import Store


def keep(
    store: Store,
    folder: Path,
    readings: Sequence[tuple[Request, Reading, str]],
    gone: Sequence[Row],
    asked: Sequence[str] = (),
) -> None:
    """Put these readings in and take those rows' readings out.

    readings  each with what asked for it, and the settings that it hangs on
    gone      rows of `sources`
    One source after another, its row in `sources` last: a run cut off leaves it to be read again.
    """
    with store.lock():
        stored = stored_rows(store)
        _take_out_orphans(store, stored)
        for request, reading, settings in readings:
            shown = shown_path(request.path, folder)
            for row in earlier(stored, request, shown, [*asked, reading.source_id]):
                _take_out(store, row["source_id"])
            _put_in(store, reading, source_row(request, reading, shown, settings))
        for row in gone:
            _take_out(store, row["source_id"])


def earlier(stored: dict[str, Row], request: Request, shown: str, asked: Sequence[str]) -> list[Row]:
    """Stored readings of the same path and role but of other bytes, that no file of this run has under a new name."""
    role = role_of(request.source, request.year)
    same = [row for row in stored.values() if (row["file"], row["role"]) == (shown, role)]
    return [row for row in same if row["source_id"] not in asked]


def rename(store: Store, renamed: Sequence[tuple[Row, str]]) -> None:
    """Give these rows of `sources` their files' new names."""
    with store.lock():
        for row, file in renamed:
            current = store.read("sources").filter(pl.col("source_id") == row["source_id"]).collect()
            store.replace_source("sources", row["source_id"], current.with_columns(file=pl.lit(file)))


def remove_source(store: Store, words: str, dry_run: bool = False) -> list[str]:
    """Take out the sources with this file name, path or id; gives back their files, none where nothing matched."""
    rows = [
        row for row in stored_rows(store).values() if words in (row["source_id"], row["file"], Path(row["file"]).name)
    ]
    if rows and not dry_run:
        keep(store, Path(), [], rows)
    return [row["file"] for row in rows]


def stored_files(store: Store) -> list[str]:
    """Files that the ledger was read from, in name order."""
    return sorted({row["file"] for row in stored_rows(store).values()})


def shown_path(path: Path, folder: Path) -> str:
    """The path as seen from the place folder, with forward slashes."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


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
