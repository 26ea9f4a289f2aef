"""Too few people: figures of so few persons that they would tell of one are hidden, by who will read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tp_cli.errors import nearest, stop
from tp_cli.project.outcome import Row
from tp_cli.reference.loader import table

HIDDEN = "[c]"
STORED = "public"  # what is kept in the store may go into any pack


def least_people(level: str) -> int:
    """Fewest persons behind a figure that may be shown at a level; TpError (exit 2) for a level that is none."""
    known = {str(name): int(people) for name, people in table("least_people").iter_rows()}
    if level not in known:
        close = nearest(level, known) or list(known)
        raise stop("bad-flag", "--level", f'"{level}"', ", ".join(known), f"did you mean {close[0]}?")
    return known[level]


def hide_few(rows: Iterable[Row], level: str) -> list[Row]:
    """The rows with every figure of too few persons as [c], their number with it.

    All figures of one group of persons carry the same number, so that none can be had from the others.

    Source: docs/METHOD.md §5, cohorts.
    """
    least = least_people(level)
    return [
        replace(row, value=HIDDEN, unit="text", people=None) if row.people is not None and row.people < least else row
        for row in rows
    ]
