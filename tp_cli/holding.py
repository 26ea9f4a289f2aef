"""The lock around a place's ledger, and the sweeping up of what a killed run left in it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from tp_cli.errors import TpError, stop

LOCK_SECONDS = 10.0


@contextlib.contextmanager
def held(root: Path, seconds: float) -> Iterator[None]:
    """Hold the ledger under `root` against other runs; TpError (exit 5) where another run has it.

    The lock is the operating system's: it goes with the process, so that a run that was killed leaves none behind.
    Whoever takes it sweeps up what such a run left half-written.
    """
    lock = FileLock(root / "lock")
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        raise _busy(root.parent) from None
    except OSError as error:
        raise cannot_write(root, error.strerror or str(error)) from None
    try:
        _sweep(root)
        yield
    finally:
        lock.release()


def cannot_write(where: Path, found: str) -> TpError:
    """A ledger that could not be written to (exit 5)."""
    return stop(
        "cannot-write",
        str(where),
        found,
        "a place folder that can be written to, with room left",
        "free some space, or copy the place folder to where you may write",
        "output",
    )


def _sweep(root: Path) -> None:
    """Remove parts of tables that a killed run left without a commit and Delta's vacuum overlooks."""
    for orphan in root.glob("tables/*/*.parquet#*"):
        with contextlib.suppress(OSError):
            orphan.unlink()
    for folder in (root / "tables").iterdir():
        log = folder / "_delta_log"
        if not log.is_dir() or not any(log.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)


def _busy(place: Path) -> TpError:
    return stop(
        "place-busy",
        str(place),
        "another tp run is writing to this place",
        "one run at a time",
        "wait for it to end, then run the command again",
        "output",
    )
