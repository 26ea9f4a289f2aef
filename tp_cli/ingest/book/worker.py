"""The reader's process as its user sees it: started when first needed, used for every workbook, replaced if it dies."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.book.facts import BookFacts, BookRead, SheetFacts, SheetRead
from tp_cli.ingest.kind import refuse

SECONDS = 60  # and one more for each megabyte of the file
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_FIX = "save only the table as .xlsx or .csv, and try again"


class Worker:
    """One process that reads workbooks for this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have a process at work soon; a second call does nothing while it lives."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tp_cli.ingest.book.child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=_environment(), start_new_session=os.name == "posix",
            )  # fmt: skip

    def read(self, path: Path, kind: str, encoding: str, data: bytes) -> BookRead:
        """The sheets of a workbook; TpError (exit 3) where it is refused, or the process dies or takes too long."""
        self.start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
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
            self.close()
            if ended > 0:
                raise RuntimeError(f"the reader of workbooks does not run: it ended with {ended}") from None
            raise refuse(path, _how_it_died(seconds, late.is_set()), _FIX) from None
        finally:
            watch.cancel()
        if last:
            self.close()
        return book

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _quietly_closed(stream)
        process.wait()


_WORKER = Worker()
atexit.register(_WORKER.close)


def begin(paths: Iterable[Path]) -> None:
    """Have the process started that the first workbook will need, where one of these files looks like one."""
    if any(path.suffix.casefold() in _WORKBOOKS for path in paths):
        _WORKER.start()


def read_workbook(path: Path, kind: str, encoding: str, data: bytes) -> BookRead:
    """The sheets of a workbook, read by the process that all workbooks of a run share."""
    return _WORKER.read(path, kind, encoding, data)


def _environment() -> dict[str, str]:
    """The variables of this process, and where its code lies."""
    root = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, known))), "POLARS_MAX_THREADS": "2"}


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


def _quietly_closed(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return
