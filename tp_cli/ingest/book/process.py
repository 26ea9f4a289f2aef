"""The process that reads workbooks: started when first needed, or before that, and ended with the program."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO

_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


class ReaderProcess:
    """One process for all workbooks of a run, replaced if it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def started(self) -> subprocess.Popen[bytes]:
        """The process, at work or soon to be."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tp_cli.ingest.book.child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=_environment(), start_new_session=os.name == "posix",
            )  # fmt: skip
        return self._process

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


READER = ReaderProcess()
atexit.register(READER.close)


def begin(paths: Iterable[Path]) -> None:
    """Have the process started that the first workbook will need, where one of these files looks like one."""
    if any(path.suffix.casefold() in _WORKBOOKS for path in paths):
        READER.started()


def _environment() -> dict[str, str]:
    """The variables of this process, and where its code lies."""
    root = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, known))), "POLARS_MAX_THREADS": "2"}


def _quietly_closed(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return
