"""One pack to be written, and what it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tp_cli.errors import Problem
from tp_cli.place import Place
from tp_cli.report.facts import Facts
from tp_cli.report.pages import Templates
from tp_cli.store import Store


@dataclass(frozen=True)
class Job:
    """One pack to be written.

    facts    what readers of `level` may know: nothing else may reach a file
    formats  those asked for that the pack has, in its own order
    out      the folder to write to
    """

    store: Store
    place: Place
    place_dir: Path
    templates: Templates
    facts: Facts
    level: str
    formats: tuple[str, ...]
    out: Path


@dataclass(frozen=True)
class Wrote:
    """What a pack left: files in the order written, cells suppressed, what a person should know."""

    files: Sequence[Path]
    suppressed: int = 0
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class Pack:
    """A pack: the levels that it may be written for, its own first; the formats that it has; what writes it."""

    levels: tuple[str, ...]
    formats: tuple[str, ...]
    write: Callable[[Job], Wrote]
