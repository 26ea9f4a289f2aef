"""A place's tables on disk: append, replace, read, history and the lock around every write."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl
from deltalake import CommitProperties, DeltaTable
from deltalake.transaction import AddAction

from tp_cli.errors import stop
from tp_cli.holding import LOCK_SECONDS, cannot_write, held
from tp_cli.ledger import TABLES
from tp_cli.table_files import in_order, ordered, said_types, scan, typed

_ROW_GROUP = 250_000
_MANY = 20_000  # rows that are quicker written as they stand
_UNUSABLE = "#%?[\\]"  # the table format cannot hold them in a path


@dataclass(frozen=True)
class Commit:
    """One change of one table."""

    version: int
    timestamp_ms: int
    operation: str
    fingerprint: str
    beside: str = ""


class Store:
    """The Delta tables of one place folder, under `.tp/`."""

    def __init__(self, place_dir: Path) -> None:
        self.root = place_dir / ".tp"
        bad = sorted(set(_UNUSABLE) & set(self.root.absolute().as_posix()))
        if bad:
            raise stop(
                "place-path",
                str(place_dir.absolute()),
                f"a path with {' '.join(bad)} in it",
                f"a path without {' '.join(_UNUSABLE)}",
                "rename the folder, or move the place to another",
            )
        self._held = 0

    @contextlib.contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the place against other runs, as `held` says; whoever has it may take it again."""
        if self._held:
            yield
            return
        self._make_root()
        with held(self.root, seconds):
            self._held += 1
            try:
                yield
            finally:
                self._held -= 1

    def exists(self, table: str) -> bool:
        """True where the table has ever been written."""
        return (self._path(table) / "_delta_log").is_dir()

    def read(self, table: str) -> pl.LazyFrame:
        """The table as it is now, in no particular row order; empty with its columns where never written."""
        if not self.exists(table):
            return TABLES[table].empty().lazy()
        folder = self._path(table)
        return scan(table, [folder / PurePosixPath(uri).name for uri in self._delta(table).file_uris()])

    def read_in_order(self, table: str, number: str | None = None) -> pl.LazyFrame:
        """As `read`, file after file by the first column of the table's order: rows stand as they were written.

        number  a further column, in front: 0, 1, ... in that order
        """
        return scan(table, self.files_in_order(table), number)

    def files_in_order(self, table: str) -> list[Path]:
        """The files that hold the table as it is now, in the order of `read_in_order`."""
        if not self.exists(table):
            return []
        actions = pl.DataFrame(self._delta(table).get_add_actions(flatten=True))
        firsts = [f"min.{name}" for name in TABLES[table].order[:1]]
        by = [name for name in (*firsts, "path") if name in actions.columns]
        return [self._path(table) / PurePosixPath(path).name for path in actions.sort(by, nulls_last=True)["path"]]

    def heights(self, table: str) -> dict[tuple[str, str], int]:
        """Rows of each source and reading, (source_id, batch): what the table's own record says, else counted."""
        if not self.exists(table):
            return {}
        keys = ["source_id", "batch"]
        files = pl.DataFrame(self._delta(table).get_add_actions(flatten=True))
        named = [f"{end}.{key}" for end in ("min", "max") for key in keys]
        if set(named) <= set(files.columns):
            plain = pl.all_horizontal(pl.col(f"min.{key}") == pl.col(f"max.{key}") for key in keys).fill_null(False)
        else:
            files, plain = files.with_columns(pl.lit("").alias(name) for name in named), pl.lit(False)
        said = files.filter(plain).select(*(pl.col(f"min.{key}").alias(key) for key in keys), rows="num_records")
        rest = [self._path(table) / PurePosixPath(path).name for path in files.filter(~plain)["path"]]
        counted = scan(table, rest).group_by(keys).agg(rows=pl.len().cast(pl.Int64)).collect()
        sums = pl.concat([said, counted]).group_by(keys).agg(pl.col("rows").sum())
        return {(source, batch): rows for source, batch, rows in sums.iter_rows()}

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to the table."""
        self._write(table, frame, "append", None, "")

    def replace(self, table: str, frame: pl.DataFrame, fingerprint: str) -> None:
        """Put `frame` in place of the whole table; `fingerprint` says what it was made from."""
        self._write(table, frame, "overwrite", None, fingerprint)

    def replace_beside(self, table: str, rows: pl.LazyFrame, fingerprint: str, beside: str) -> None:
        """As `replace`, for rows that stand beside those of other tables, one by one, in their own order.

        beside  which state of the other tables that is
        """
        if not self.exists(table):
            self.replace(table, TABLES[table].empty(), "")
        path = self._sink(table, typed(table, rows))
        height = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
        self._commit(table, path, {"numRecords": height}, "overwrite", {"fingerprint": fingerprint, "beside": beside})

    def replace_source(self, table: str, source_id: str, frame: pl.DataFrame) -> None:
        """Put `frame` in place of one source's rows; all of its rows must be that source's. Its texts may be codes."""
        if frame.height > _MANY:
            self.sink_source(table, source_id, in_order(table, frame).lazy())
        elif not self.exists(table):
            self._write(table, frame, "overwrite", None, "")
        else:
            self._write(table, frame, "overwrite", f"source_id = '{_quoted(source_id)}'", "")

    def sink_source(self, table: str, source_id: str, rows: pl.LazyFrame) -> None:
        """As `replace_source` for rows too many to hold: they are written as they are made, in their own order.

        rows  the table's columns, in the table's row order; those of text may come as codes
        A run cut off leaves nothing of it but what the next run sweeps up.
        """
        if not self.exists(table):
            self._write(table, TABLES[table].empty(), "overwrite", None, "")
        self.remove_source(table, source_id)
        path = self._sink(table, rows)
        of = pl.scan_parquet(path, glob=False).select(pl.len(), low=pl.col("batch").min(), high=pl.col("batch").max())
        height, low, high = of.collect(engine="streaming").row(0)
        least, most = ({"source_id": source_id, "batch": batch or ""} for batch in (low, high))
        self._commit(table, path, {"numRecords": height, "minValues": least, "maxValues": most}, "append", {})

    def remove_source(self, table: str, source_id: str) -> None:
        """Take one source's rows out; history keeps them."""
        if self.exists(table):
            self._delta(table).delete(f"source_id = '{_quoted(source_id)}'")

    def fingerprint(self, table: str) -> str:
        """What the last whole replacement was made from; "" where there was none."""
        for commit in self.history(table):
            if commit.fingerprint:
                return commit.fingerprint
        return ""

    def beside(self, table: str) -> str:
        """Which state of other tables the table's rows stand beside; "" where it does not say."""
        newest = self.history(table)[:1]
        return newest[0].beside if newest else ""

    def version(self, table: str) -> int:
        """Number of the last commit, -1 where there is none."""
        return self._delta(table).version() if self.exists(table) else -1

    def history(self, table: str) -> Sequence[Commit]:
        """The table's commits, newest first."""
        if not self.exists(table):
            return ()
        return [
            Commit(
                int(entry.get("version", 0)),
                int(entry.get("timestamp", 0)),
                str(entry.get("operation", "")),
                str(entry.get("fingerprint", "")),
                str(entry.get("beside", "")),
            )
            for entry in self._delta(table).history()
        ]

    def _write(self, table: str, frame: pl.DataFrame, mode: str, predicate: str | None, fingerprint: str) -> None:
        options: dict[str, object] = {
            "commit_properties": CommitProperties(
                custom_metadata={"fingerprint": fingerprint} if fingerprint else {},
                max_commit_retries=100,
            )
        }
        if predicate is not None:
            options["predicate"] = predicate
        self._make_root()
        try:
            ordered(table, frame).write_delta(  # type: ignore[call-overload]
                self._uri(table), mode=mode, delta_write_options=options
            )
        except OSError as error:
            raise cannot_write(self._path(table), str(error)) from error

    def _sink(self, table: str, rows: pl.LazyFrame) -> Path:
        """The file of rows too many to hold, written as they are made; the table's only once it is committed."""
        path = self._path(table) / f"part-{uuid.uuid4()}.parquet"
        half = path.with_name(f"{path.name}#half")  # swept up where a run is killed before it is whole
        try:
            rows.sink_parquet(half, row_group_size=_ROW_GROUP, compression_level=1, metadata=said_types(table))
            half.rename(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise cannot_write(self._path(table), str(error)) from error
        return path

    def _commit(self, table: str, path: Path, stats: Mapping[str, object], mode: str, said: dict[str, str]) -> None:
        """Make a file the table's, or the whole of it; `stats` and `said` go into the table's own record."""
        made, delta = path.stat(), self._delta(table)
        add = AddAction(path.name, made.st_size, {}, int(made.st_mtime * 1000), True, json.dumps(stats))
        properties = CommitProperties(
            custom_metadata={name: text for name, text in said.items() if text}, max_commit_retries=100
        )
        delta.create_write_transaction([add], mode, delta.schema(), commit_properties=properties)

    def _path(self, table: str) -> Path:
        return self.root / "tables" / table

    def _uri(self, table: str) -> str:
        """The table's folder as Delta takes it, whatever letters and blanks are in the path."""
        return self._path(table).absolute().as_uri()

    def _delta(self, table: str) -> DeltaTable:
        return DeltaTable(self._uri(table))

    def _make_root(self) -> None:
        try:
            (self.root / "tables").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.root, error.strerror or str(error)) from error


def _quoted(text: str) -> str:
    return text.replace("'", "''")
