"""The files that a source's patterns match, in the place folder or above it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tp_cli.errors import Problem, nearest
from tp_cli.place import FILE_NAME, Source


def source_files(folder: Path, source: Source) -> tuple[list[Path], list[Problem]]:
    """The files that a source's patterns match, in name order, and a problem for each that matches none."""
    files: list[Path] = []
    problems: list[Problem] = []
    for pattern in source.patterns():
        found = sorted(_matches(folder, pattern))
        files += [path for path in found if path not in files]
        if not found:
            problems.append(_no_file(folder, pattern))
    return files, problems


def _matches(folder: Path, pattern: str) -> Iterator[Path]:
    base, plain = (Path(pattern).anchor, pattern) if Path(pattern).is_absolute() else ("", pattern)
    root = Path(base) if base else folder
    relative = os.path.relpath(plain, base) if base else plain
    if not re.search(r"[*?\[]", relative):
        path = root / relative
        return iter([path] if path.exists() else [])
    return (path for path in _upward_glob(root, relative) if path.is_file() and not _is_hidden(path))


def _upward_glob(root: Path, pattern: str) -> Iterator[Path]:
    parts = Path(pattern).parts
    ups = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    start = root.joinpath(*parts[:ups])
    return start.glob(str(Path(*parts[ups:])))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def _no_file(folder: Path, pattern: str) -> Problem:
    name = Path(pattern).name
    parent = (folder / pattern).parent
    close = nearest(name, (p.name for p in parent.iterdir())) if parent.is_dir() else []
    hint = f"; nearest: {', '.join(close)}" if close else ""
    return Problem(
        "no-file",
        f'{FILE_NAME}, [[source]] files = "{pattern}"',
        f"no such file{hint}",
        "at least one file",
        "put the file there, or correct `files`",
        "refused",
    )
