"""What may go wrong, as values: a problem names the place, the finding, the expectation and the fix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Kind = Literal["usage", "refused", "rejected", "difference", "finding", "output", "control", "note"]


class Exit(IntEnum):
    """Exit codes of every command (docs/COMMANDS.md)."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    CONTROL = 4
    OUTPUT = 5
    BUG = 70
    INTERRUPTED = 130
    PIPE = 141


EXIT_OF_KIND: dict[Kind, Exit] = {
    "usage": Exit.USAGE,
    "refused": Exit.UNREADABLE,
    "control": Exit.CONTROL,
    "output": Exit.OUTPUT,
}


@dataclass(frozen=True)
class Problem:
    """One thing that a person should know, and what to do about it.

    code          stable short name, such as "amount-unreadable"
    where         file, sheet and cell, or key of place.toml
    found         what was there, as text
    expected      what should be there
    fix           what to do, in the imperative
    kind          what `--fail-on` and the exit code go by
    rows          spreadsheet row numbers concerned
    amount_pence  the money it puts in doubt, nought where none
    """

    code: str
    where: str
    found: str
    expected: str
    fix: str
    kind: Kind = "finding"
    rows: tuple[int, ...] = ()
    amount_pence: int = 0

    def as_json(self) -> dict[str, str]:
        """The five keys that every JSON problem has."""
        return {
            "code": self.code,
            "where": self.where,
            "found": self.found,
            "expected": self.expected,
            "fix": self.fix,
        }


@dataclass(eq=False)
class TpError(Exception):
    """Stops a run with all the problems found so far; raised by any stage, caught once in `cli.main`."""

    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def exit_code(self) -> Exit:
        """The first problem decides; usage where its kind has no code of its own."""
        for problem in self.problems:
            if problem.kind in EXIT_OF_KIND:
                return EXIT_OF_KIND[problem.kind]
        return Exit.USAGE

    def __str__(self) -> str:
        return "; ".join(f"{p.where}: {p.found}" for p in self.problems)


def stop(code: str, where: str, found: str, expected: str, fix: str, kind: Kind = "usage") -> TpError:
    """A `TpError` of one problem, ready to raise."""
    return TpError([Problem(code, where, found, expected, fix, kind)])


def nearest(word: str, choices: Iterable[str], limit: int = 3) -> list[str]:
    """The known words most like a mistyped one, best first; never acted on by guess."""
    import difflib

    folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=limit, cutoff=0.5)
    return [folded[match] for match in close]
