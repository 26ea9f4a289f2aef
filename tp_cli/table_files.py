"""The files of stored tables: rows made ready to be written, and read back with the columns of their table."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import polars as pl

from tp_cli.errors import stop
from tp_cli.ledger import TABLES

_SAID = "ARROW:schema"


def scan(table: str, files: Sequence[Path], number: str | None = None) -> pl.LazyFrame:
    """The rows of these files, one after the other, with the table's columns.

    number  a further column, in front: 0, 1, ...
    raises  TpError (exit 2) where the files were written by another version of tp and lack columns
    """
    schema = TABLES[table].schema
    if not files:
        none = TABLES[table].empty().lazy()
        return none.with_row_index(number) if number else none
    rows = pl.scan_parquet(list(files), glob=False, hive_partitioning=False, row_index_name=number)
    stored = rows.collect_schema()
    lacking = [name for name in schema if name not in stored]
    if lacking:
        raise _of_another_version(files[0].parent, lacking)
    names = [*([number] if number else []), *schema]
    return rows if list(stored) == names else rows.select(names)


def typed(table: str, rows: pl.LazyFrame, with_codes: bool = False) -> pl.LazyFrame:
    """The rows with the table's columns in their order and of their types; `with_codes` leaves codes as they are."""
    found = rows.collect_schema() if with_codes else {}
    coded = {name for name, kind in found.items() if isinstance(kind, (pl.Categorical, pl.Enum))}
    kinds = TABLES[table].schema.items()
    return rows.select(pl.col(name) if name in coded else pl.col(name).cast(kind) for name, kind in kinds)


def ordered(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the ledger's column order and row order; an error where a column is off."""
    expected = TABLES[table].schema
    if dict(frame.schema) != {name: kind() for name, kind in expected.items()}:
        frame = typed(table, frame.lazy()).collect()
    return in_order(table, frame)


def in_order(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the ledger's row order."""
    order = TABLES[table].order
    if not order or _is_in_order(frame.select(order)):
        return frame
    keys = [pl.col(name).cast(TABLES[table].schema[name]) for name in order]  # of codes, their texts
    return frame.sort(keys, nulls_last=True, maintain_order=True)


def _is_in_order(keys: pl.DataFrame) -> bool:
    """True where all rows have the same keys, up to one that only grows."""
    for key in keys:
        if key.null_count():
            return False
        if key.n_unique() > 1:
            return key.dtype.is_integer() and bool((key.diff().drop_nulls() > 0).all())
    return True


def said_types(table: str) -> dict[str, str]:
    """What a file says of its columns' types: those of the table, so that texts written as codes are read as texts."""
    empty = BytesIO()
    TABLES[table].empty().write_parquet(empty)
    empty.seek(0)
    return {_SAID: pl.read_parquet_metadata(empty)[_SAID]}


def _of_another_version(folder: Path, lacking: Sequence[str]) -> Exception:
    return stop(
        "ledger-version",
        str(folder),
        f"no column {', '.join(lacking)}: written by another version of tp",
        "tables of this version",
        f"delete the folder {folder.parent}, then `tp run`: all in it is made from your files",
    )
