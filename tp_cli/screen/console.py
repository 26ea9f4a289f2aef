"""Where things are printed: results on standard output, messages and progress on standard error."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tp_cli.progress import Progress, unseen
from tp_cli.results import Result
from tp_cli.safe import for_terminal

WIDEST = 120


def out() -> Console:
    """Standard output; on a terminal at most as wide as a person reads."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    if console.is_terminal and console.width > WIDEST:
        console.width = WIDEST
    return console


def err() -> Console:
    """Standard error: words wrap on a terminal, lines stay whole elsewhere."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    return console


def on_terminal() -> bool:
    return sys.stdout.isatty()


def say(text: str, quiet: bool = False) -> None:
    """A message to the person, on standard error."""
    if not quiet:
        err().print(Text(for_terminal(text)))


def line(text: str = "", style: str = "") -> None:
    """One line of a result, on standard output."""
    out().print(Text(for_terminal(text), style=style))


def show_json(result: Result) -> None:
    """The result's one JSON object; on a terminal with every unusual character escaped."""
    print(json.dumps(result.as_json(), ensure_ascii=on_terminal(), indent=2))


def show_rows(rows: pl.DataFrame) -> None:
    """A table as tab-separated text with its headings, every cell on one line, nothing cut."""
    print("\t".join(rows.columns))
    for row in rows.iter_rows():
        print("\t".join("" if cell is None else for_terminal(str(cell)) for cell in row))


def table(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], title: str = "") -> Table:
    """A table without rules: columns are (heading, "left" or "right"); right-hand ones are figures and never cut.

    Words give way to figures where the terminal is narrow: they fold, figures stay on one line.
    """
    made = Table(
        box=None, pad_edge=False, title=title or None, title_justify="left", title_style="bold", padding=(0, 2, 0, 0)
    )
    for heading, side in columns:
        right = side == "right"
        made.add_column(
            heading, justify="right" if right else "left", no_wrap=right, overflow="fold", header_style="bold"
        )
    for row in rows:
        made.add_row(*(Text(for_terminal(cell)) for cell in row))
    return made


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """Says what is being worked on, on a terminal only."""
    console = err()
    if quiet or not console.is_terminal:
        yield unseen
        return
    with console.status("") as status:
        yield lambda name, done, of: status.update(Text(for_terminal(f"{done + 1} of {of}: {name}")))
