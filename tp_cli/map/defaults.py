"""What follows from a line's function where no rule says it: theme, client group, who decides, who answers for it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

DEFAULTS = Path(__file__).parent / "defaults.csv"
SAID = ("theme", "client_group", "control", "ring_fence", "department")


def fill_defaults(parts: pl.DataFrame) -> pl.DataFrame:
    """The parts with what defaults.csv says of their function, on each of SAID that no rule has filled.

    parts    `agency_kind`, `cofog` and SAID
    returns  the same rows; the default for the kind of agency and the finest code that has one

    Source: docs/METHOD.md §4, defaults; each row of the file names its own.
    """
    pairs = parts.select("agency_kind", "cofog").unique(maintain_order=True)
    table = [row for row in pl.read_csv(DEFAULTS, infer_schema=False).fill_null("").iter_rows(named=True)]
    found = pl.DataFrame(
        [
            (kind, code, *(_default(table, kind or "", code or "", axis) for axis in SAID))
            for kind, code in pairs.iter_rows()
        ],
        schema={
            **dict.fromkeys(("agency_kind", "cofog"), pl.String()),
            **{f"{axis}_default": pl.String() for axis in SAID},
        },
        orient="row",
    )
    filled = parts.join(found, on=["agency_kind", "cofog"], how="left", nulls_equal=True)
    return filled.with_columns(pl.coalesce(axis, f"{axis}_default").alias(axis) for axis in SAID)


def _default(table: list[dict[str, str]], kind: str, code: str, axis: str) -> str | None:
    """The finest default: a row for the kind of agency before one for all, a finer code before a coarser."""
    held = [
        row
        for row in table
        if row[axis]
        and row["agency_kind"] in ("", kind)
        and (not row["cofog"] or code == row["cofog"] or code.startswith(row["cofog"] + "."))
    ]
    best = max(held, key=lambda row: (bool(row["agency_kind"]), len(row["cofog"])), default=None)
    return best[axis] if best else None
