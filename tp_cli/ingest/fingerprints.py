"""The bytes of a run's files gone through once each: their fingerprint, and what they say of the encoding of a text.

Files may be gone through ahead of their turn, by threads, while the program is still being loaded.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from tp_cli.errors import TpError
from tp_cli.ingest.encoding import TextScan
from tp_cli.ingest.kind import refuse

Stamp = tuple[int, int, int, int]  # size, time of the last change, number on the disk, the disk
_CHUNK = 1 << 24
_THREADS = 2


@dataclass(frozen=True)
class Seen:
    """What a file's bytes show when they are gone through."""

    sha256: str
    scan: TextScan


_SEEN: dict[Stamp, Future[Seen]] = {}  # of the files of this run, as they were


@contextmanager
def looking_ahead(paths: Iterable[Path]) -> Iterator[None]:
    """Go through these files in turn while other work is done; what is not begun at the end is left."""
    with ThreadPoolExecutor(_THREADS) as threads:
        for path in paths:
            with suppress(TpError), opened(path) as file:  # it is refused when its turn comes
                stamp = stamp_of(file)
                if stamp not in _SEEN:
                    _SEEN[stamp] = threads.submit(_look_through, path)
        try:
            yield
        finally:
            threads.shutdown(cancel_futures=True)


def sha256_of(path: Path) -> str:
    """The file's fingerprint, to tell whether it has changed since it was read."""
    with opened(path) as file:
        return seen(path, stamp_of(file)).sha256


def seen(path: Path, stamp: Stamp) -> Seen:
    """What the bytes show of a file that has this stamp now."""
    future = _SEEN.get(stamp)
    if future is None or future.cancelled():
        future = _SEEN[stamp] = Future()
        future.set_result(_look_through(path))
    return future.result()


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A plain file, open; TpError (exit 3) with the cause for anything else. A pipe is never waited for."""
    try:
        if path.is_symlink() and not path.exists():
            raise refuse(path, f'a link to "{path.readlink()}", which is not there', "put the file there, or name it")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise refuse(path, *_not_plain(mode))
            yield file
    except OSError as error:
        if path.is_dir():
            raise refuse(path, "a folder", "name a file") from None
        raise refuse(path, error.strerror or os.strerror(error.errno or 0), "put a readable file there") from None


def stamp_of(file: BufferedReader) -> Stamp:
    """What changes when anybody writes to the file."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev


def _look_through(path: Path) -> Seen:
    digest, scan = hashlib.sha256(), TextScan()
    room = bytearray(_CHUNK)
    with opened(path) as file:
        while size := file.readinto(room):
            chunk = room if size == _CHUNK else room[:size]
            digest.update(chunk)
            scan.add(chunk)
    return Seen(digest.hexdigest(), scan)


def _not_plain(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "a folder", "name a file"
    if stat.S_ISFIFO(mode):
        return "a pipe, not a plain file", "save what comes out of it to a file, and name that"
    return "a device or socket, not a plain file", "name a file"
