"""Files made beside where they belong and put there together: every pack of a run, or none."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tp_cli import atomic
from tp_cli.errors import TpError


@contextlib.contextmanager
def staged(out: Path, place_dir: Path) -> Iterator[Path]:
    """A folder inside `out` to write files to before they are put in place.

    It is gone in the end, and `out` with it where it was made for this and nothing came to stand there. What a killed
    run of the same place left of it is swept up, so that only who holds the place against other runs may use it.
    Raises TpError (exit 5) where the folder cannot be made; a problem found in it is said to be where it belongs.
    """
    prefix = stage_name(place_dir)
    was_there = out.is_dir()
    try:
        out.mkdir(parents=True, exist_ok=True)
        for left in out.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=prefix, dir=out))
    except OSError as error:
        raise atomic.cannot_write(out, error) from error
    try:
        yield stage
    except TpError as error:
        raise TpError([replace(one, where=one.where.replace(str(stage), str(out))) for one in error.problems]) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if not was_there:
            with contextlib.suppress(OSError):
                out.rmdir()


def stage_name(place_dir: Path) -> str:
    """How the folder's name begins: each place has its own, so that it sweeps up after itself alone."""
    return f".tp-{hashlib.sha256(str(place_dir.absolute()).encode()).hexdigest()[:12]}."


def put_in_place(files: Iterable[Path], stage: Path, out: Path) -> list[Path]:
    """Move finished files from the stage to where they belong; TpError (exit 5) where one cannot be put there."""
    placed = []
    for file in files:
        target = out / file.relative_to(stage)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        except OSError as error:
            raise atomic.cannot_write(target, error) from error
        placed.append(target)
    return placed
