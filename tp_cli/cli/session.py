"""What every command shares: the place it works in, how loud it is, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tp_cli.errors import Exit, Kind, Problem, TpError, nearest, stop

if TYPE_CHECKING:
    from tp_cli.place import Place
    from tp_cli.results import Result
    from tp_cli.store import Store

FAIL_ON = ("never", "rejected", "difference", "finding")
_FAILS: dict[str, tuple[Kind, ...]] = {
    "never": (),
    "rejected": ("rejected",),
    "difference": ("difference",),
    "finding": ("finding", "rejected", "difference"),
}


@dataclass(frozen=True)
class Session:
    """The flags that every command takes."""

    place_dir: Path | None = None
    quiet: bool = False
    verbose: bool = False
    json: bool = False
    output: Path | None = None

    def open(self) -> tuple[Path, Place, Store]:
        """The place folder, what its place.toml says, and its store."""
        folder, place = self.place()
        from tp_cli.store import Store

        return folder, place, Store(folder)

    def place(self) -> tuple[Path, Place]:
        """The place folder, and what its place.toml says."""
        from tp_cli.place import find_place, load_place

        folder = find_place(self.place_dir or Path.cwd())
        if self.place_dir is not None and folder != self.place_dir.absolute():
            raise stop("no-place", str(self.place_dir), "no place.toml in it", "a place folder", "run `tp init` there")
        return folder, load_place(folder)

    def finish(self, result: Result, fail_on: Sequence[str] = (), unmapped_pct: float | None = None) -> None:
        """Write -o, then leave with the exit code that the problems call for."""
        if self.output is not None:
            from tp_cli.save import save

            save(result, self.output)
        code = exit_code(result.problems, fail_on, unmapped_pct)
        if code:
            raise typer.Exit(int(code))

    def show_error(self, error: TpError) -> None:
        from tp_cli.screen.problems import show_problems

        show_problems(error.problems)

    def show_bug(self, error: Exception) -> None:
        from tp_cli.screen.problems import show_bug

        show_bug(error, self.verbose)


def session(
    ctx: typer.Context, place_dir: Path | None, quiet: bool, verbose: bool, json: bool, output: Path | None
) -> Session:
    """The flags before and after the verb together; those after it win."""
    before: Session = ctx.obj
    if output is not None:
        from tp_cli.save import check_ending

        check_ending(output)
    made = Session(place_dir or before.place_dir, quiet or before.quiet, verbose or before.verbose, json, output)
    for parent in (ctx.parent, ctx):
        if parent is not None:
            parent.obj = made
    return made


def check_fail_on(words: Sequence[str]) -> None:
    """TpError (exit 2) for a word that --fail-on does not know."""
    for word in words:
        if word not in FAIL_ON and not word.startswith("unmapped="):
            close = nearest(word, [*FAIL_ON, "unmapped=1%"])
            known = ", ".join((*FAIL_ON, "unmapped=N%"))
            raise stop("bad-flag", "--fail-on", f'"{word}"', known, f"did you mean {(close or ['finding'])[0]}?")
        if word.startswith("unmapped="):
            _threshold(word)


def exit_code(problems: Sequence[Problem], fail_on: Sequence[str], unmapped_pct: float | None = None) -> Exit:
    """Control totals under --strict, then files refused, then findings at or above --fail-on."""
    kinds = {problem.kind for problem in problems}
    for kind, code in (("control", Exit.CONTROL), ("output", Exit.OUTPUT), ("refused", Exit.UNREADABLE)):
        if kind in kinds:
            return code
    words = [word for word in fail_on if "=" not in word] or ["rejected", "difference"]
    limits = [_threshold(word) for word in fail_on if "=" in word]
    fails = {kind for word in words for kind in _FAILS[word]} if "never" not in words else set()
    over = unmapped_pct is not None and any(unmapped_pct > limit for limit in limits)
    return Exit.FINDINGS if kinds & fails or over else Exit.DONE


def _threshold(word: str) -> float:
    try:
        limit = float(word.removeprefix("unmapped=").removesuffix("%"))
        if not 0 <= limit <= 100:
            raise ValueError(word)
    except ValueError:
        raise stop("bad-flag", "--fail-on", f'"{word}"', "unmapped=1%", "give a percentage") from None
    return limit
