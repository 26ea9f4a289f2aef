"""The process that reads workbooks: a job in on standard input, frames out on standard output, within limits.

It is started as `python -m tp_cli.ingest.book.child`; `tp_cli.ingest.book.worker` speaks with it. A job is a line of
JSON (`name`, `kind`, `encoding`, `size`, `seconds`) and the file's bytes. The answer is a line of JSON: `sheets` with
the sizes of the frames (Arrow IPC) that follow it, or `refused`, the problems that stop the reading.
"""

from __future__ import annotations

import json
import signal
import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from tp_cli.errors import TpError
from tp_cli.ingest.book.reading import read_book
from tp_cli.ingest.kind import refuse

MEMORY = 2_000_000_000  # bytes of address space
_RETIRE = 400_000_000  # a process that has grown to that gives its memory back by ending


def main() -> None:
    """Answer jobs until standard input ends, or this process has grown too large to be kept."""
    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    for line in iter(source.readline, b""):
        job = json.loads(line)
        _limit_time(job["seconds"])
        _answer(job, source.read(job["size"]), sink)
        if _grown():
            return
        _limit_time(0)


def _answer(job: dict[str, str], data: bytes, sink: BinaryIO) -> None:
    path = Path(job["name"])
    try:
        book = read_book(path, job["kind"], job["encoding"], data)
        frames = [_packed(sheet.cells) for sheet in book.sheets]
    except TpError as error:
        problems = [[p.code, p.where, p.found, p.expected, p.fix, p.kind] for p in error.problems]
        return _send(sink, {"refused": problems}, [])
    except MemoryError:
        return _send(sink, {"refused": [_said(path, "needs more memory than a table does")]}, [])
    except Exception:  # whatever its parts say, a file is no reason to stop
        return _send(sink, {"refused": [_said(path, "damaged, so that its reader gives up")]}, [])
    facts = [{**sheet.as_json(), "size": len(frame)} for sheet, frame in zip(book.sheets, frames, strict=True)]
    return _send(sink, {"book": book.facts.as_json(), "sheets": facts}, frames)


def _said(path: Path, found: str) -> list[str]:
    (problem,) = refuse(path, found, "save only the table as .xlsx or .csv").problems
    return [problem.code, problem.where, problem.found, problem.expected, problem.fix, problem.kind]


def _packed(cells: object) -> bytes:
    buffer = BytesIO()
    cells.write_ipc(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def _send(sink: BinaryIO, answer: dict[str, object], frames: list[bytes]) -> None:
    sink.write(json.dumps({**answer, "last": _grown()}).encode() + b"\n")
    for frame in frames:
        sink.write(frame)
    sink.flush()


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """End without a word when the time is up, though nobody is left to end this process."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _grown() -> bool:
    if sys.platform != "linux":
        return False
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > _RETIRE


if __name__ == "__main__":
    main()
