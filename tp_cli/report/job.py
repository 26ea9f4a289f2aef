"""One pack to be written, and what it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tp_cli.errors import Problem
from tp_cli.place import Place
from tp_cli.report.facts import Facts
from tp_cli.report.levels import at_level
from tp_cli.report.pages import Templates
from tp_cli.store import Store


@dataclass(frozen=True)
class Job:
    """One pack to be written.

    known    all facts of the place, at no level: only for who hides what must be hidden
    formats  those asked for that the pack has, in its own order
    out      the folder to write to, from which the files are put in place when every pack is made
    """

    store: Store
    place: Place
    place_dir: Path
    templates: Templates
    known: Facts
    level: str
    formats: tuple[str, ...]
    out: Path

    @cached_property
    def facts(self) -> Facts:
        """What readers of `level` may know: nothing else may reach a file."""
        return at_level(self.known, self.place, self.level)


@dataclass(frozen=True)
class Wrote:
    """What a pack left: files in the order written, cells suppressed, what a person should know.

    after  to be done once its files stand in their place
    """

    files: Sequence[Path]
    suppressed: int = 0
    problems: Sequence[Problem] = ()
    after: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Pack:
    """A pack: the levels that it may be written for, its own first; the formats that it has; what writes it.

    needs  registers without which it says nothing: it is refused while one has no row
    dated  what it says depends on the day of the report
    """

    levels: tuple[str, ...]
    formats: tuple[str, ...]
    write: Callable[[Job], Wrote]
    needs: tuple[str, ...] = ()
    dated: bool = False
