"""Problems as a person reads them: where, what was found, what was expected, how to fix it."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from tp_cli.errors import Problem
from tp_cli.money import show
from tp_cli.safe import for_terminal
from tp_cli.screen.console import err

_RANGES = 12  # of row numbers, before "..."
_SHOWN = 3  # of each code, before "and n more"


def show_problems(problems: Sequence[Problem], quiet: bool = False, verbose: bool = False) -> None:
    """Every problem on standard error, alike ones grouped with a count; quiet leaves out findings and notes."""
    kept = [problem for problem in problems if not quiet or problem.kind not in ("finding", "note")]
    ranked = sorted(kept, key=lambda problem: _RANK.index(problem.kind))
    for _, group in groupby(ranked, key=lambda problem: (problem.kind, problem.code)):
        alike = list(group)
        for problem in alike if verbose else alike[:_SHOWN]:
            _show(problem, verbose)
        if len(alike) > _SHOWN and not verbose:
            err().print(Text(f"    and {len(alike) - _SHOWN} more of this kind (tp -v shows all)", style="dim"))


def show_briefly(problems: Sequence[Problem], quiet: bool = False) -> None:
    """What must be mended in full; findings and notes in one line each."""
    brief = ("finding", "note")
    show_problems([problem for problem in problems if problem.kind not in brief])
    for problem in problems:
        if problem.kind in brief and not quiet:
            err().print(Text(for_terminal(f"! {problem.where}: {problem.found}"), style=_STYLES[problem.kind]))


def show_bug(error: Exception, verbose: bool) -> None:
    """Our own mistake: a report id, the traceback with -v; no values of anybody's data in either."""
    where = traceback.extract_tb(error.__traceback__)
    text = f"{type(error).__name__} in " + " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(where[-4:]))
    report = hashlib.sha256(text.encode()).hexdigest()[:8]
    err().print(Text(f"tp: a mistake of ours, report {report}; nothing was half-written", style="bold red"))
    if verbose:
        print("".join(traceback.format_exception(error)), file=sys.stderr)
    else:
        err().print(Text(f"    {text}\n    run it again with -v for the whole traceback"))


_RANK = ("usage", "output", "control", "refused", "rejected", "difference", "finding", "note")
_STYLES = {"finding": "yellow", "note": "dim", "difference": "yellow", "rejected": "red"}


def _show(problem: Problem, verbose: bool) -> None:
    style = _STYLES.get(problem.kind, "bold red")
    err().print(Text(for_terminal(f"tp: {problem.where}: {_headline(problem)}"), style=style))
    for label, text in (("found:", problem.found), ("expected:", problem.expected), ("to fix:", problem.fix)):
        err().print(Text(f"    {label:<10}{for_terminal(text)}"))
    if len(problem.rows) > 1:
        err().print(Text(f"    {'rows:':<10}{_numbers(problem.rows, len(problem.rows) if verbose else _RANGES)}"))


def _numbers(rows: Sequence[int], most: int) -> str:
    """Row numbers as a person writes them: 3, 5-9, 12, and how many ranges more there are."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    shown = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges[:most])
    return shown + (" ... (tp -v and --json list all)" if len(ranges) > most else "")


def _headline(problem: Problem) -> str:
    words = problem.code.replace("-", " ")
    count = f", {len(problem.rows):,} rows" if len(problem.rows) > 1 else ""
    money = f" ({show(problem.amount_pence)})" if problem.amount_pence else ""
    return f"{words}{count}{money}"
