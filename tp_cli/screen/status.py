"""What `tp` alone shows inside a place."""

from __future__ import annotations

import polars as pl

from tp_cli.money import show as pounds
from tp_cli.screen.console import on_terminal, out, show_rows, table
from tp_cli.screen.report import shown
from tp_cli.status import Status


def show(status: Status) -> None:
    """Where the place stands and the next command."""
    pairs = [
        ["Place", f"{status.name}, in {shown(status.folder)}"],
        ["Files", f"{status.read} of {status.asked} read, {status.lines:,} lines"],
        ["Unmapped", pounds(status.unmapped_pence)],
        ["Last count", f"£{status.total}: {status.title}" if status.total else "none yet"],
        ["Stale", ", ".join(status.stale) or "nothing"],
        ["Next", status.next],
    ]
    if on_terminal():
        out().print(table([("", "left"), ("", "left")], pairs))
    else:
        show_rows(pl.DataFrame(pairs, schema=["what", "value"], orient="row"))
