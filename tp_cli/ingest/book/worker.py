"""A workbook read by the process that reads them: what is asked of it, what it answers, how it may fail."""

from __future__ import annotations

import json
import subprocess
import threading
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.book.facts import BookFacts, BookRead, SheetFacts, SheetRead
from tp_cli.ingest.book.process import READER
from tp_cli.ingest.kind import refuse

SECONDS = 60  # and one more for each megabyte of the file
_FIX = "save only the table as .xlsx or .csv, and try again"


def read_workbook(path: Path, kind: str, encoding: str, data: bytes) -> BookRead:
    """The sheets of a workbook; TpError (exit 3) where it is refused, or the process dies or takes too long."""
    process = READER.started()
    assert process.stdin is not None and process.stdout is not None
    seconds = SECONDS + len(data) // 1_000_000
    job = {"name": path.name, "kind": kind, "encoding": encoding, "size": len(data), "seconds": seconds + 5}
    late = threading.Event()
    watch = threading.Timer(seconds, _end_late, (process, late))
    watch.start()
    try:
        _write(process.stdin, json.dumps(job).encode() + b"\n" + data)
        book, last = _answer(process.stdout, path)
    except (BrokenPipeError, EOFError):
        ended = process.wait()
        READER.close()
        if ended > 0:
            raise RuntimeError(f"the reader of workbooks does not run: it ended with {ended}") from None
        raise refuse(path, _how_it_died(seconds, late.is_set()), _FIX) from None
    finally:
        watch.cancel()
    if last:
        READER.close()
    return book


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(data)
    stream.flush()


def _answer(stream: IO[bytes], path: Path) -> tuple[BookRead, bool]:
    """The sheets, and whether the process ends after them."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        raise TpError([Problem(*parts) for parts in answer["refused"]])
    sheets = [_sheet(stream, found) for found in answer["sheets"]]
    return BookRead(BookFacts.from_json(answer["book"]), sheets), bool(answer["last"])


def _sheet(stream: IO[bytes], found: dict[str, Any]) -> SheetRead:
    packed = stream.read(found["size"])
    if len(packed) < found["size"]:
        raise EOFError
    return SheetRead(found["name"], pl.read_ipc(BytesIO(packed)), found["hidden"], SheetFacts.from_json(found["facts"]))


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _how_it_died(seconds: int, late: bool) -> str:
    if late:
        return f"reading it took longer than {seconds} seconds"
    return "reading it needs more memory than any table does, or it is damaged so that its reader gives up"
