"""The report bench's own side: the sheets of report_floor.py as a sheet plan through the report's writer."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from bench.report_floor import CHARTS, ROWS, SUMMARIES, SUMMARY_ROWS
from tp_cli.report import facts as f
from tp_cli.report.plan_reading import read_plan
from tp_cli.report.workbook import write_workbook

_TEXTS = ("file", "agency", "kind", "basis", "year", "layout", "units", "status")
_MONEY = ("total", "control")
_SHOWN = ("rows_read", "lines")
_COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "rows_non_data", "lines")


def facts() -> f.Facts:
    """Facts with 50,000 sources and 40 agencies, nothing else."""
    empty: dict[str, Any] = {part.name: () for part in fields(f.Facts)}
    place = f.PlaceFacts("Wrenborough", "E08000099", "", "2024-25", "Wrenborough, 2024-25")
    agencies = tuple(_agency(row) for row in range(SUMMARY_ROWS))
    sources = tuple(_source(row) for row in range(ROWS))
    return f.Facts(**empty | {"place": place, "agencies": agencies, "sources": sources, "figures": {}})


def _agency(row: int) -> f.Agency:
    amount = row * 100_000
    return f.Agency(f"agency={row}", str(row), f"Body {row}", amount, amount // 7, None, {}, f"count/agency/{row}")


def _source(row: int) -> f.SourceFact:
    words: dict[str, Any] = {name: f"Text {col} of line {row % 4000}" for col, name in enumerate(_TEXTS)}
    counts: dict[str, Any] = dict.fromkeys(_COUNTS, row)
    return f.SourceFact(key=str(row), **words, **counts, total=row * 100, control=row * 100, sha256="")


def plan() -> str:
    """The plan's text: summaries with totals and checks, then the long table."""
    parts = ['title = "Bench"']
    for number in range(SUMMARIES):
        own = f"sheet{number}"
        parts.append(
            f'[[sheet]]\nname = "Summary {number}"\ntitle = "Summary {number}"\n'
            f'check = {{ says = "adds up", left = ["{own}.amount"], right = ["{own}.amount"] }}\n'
            f'[[sheet.block]]\nid = "{own}"\ntable = "agencies"\ntotal = "All"\ncolumn = [\n'
            '{ head = "Body", field = "name" }, { head = "£", field = "amount", total = true },\n'
            '{ head = "A head", field = "per_head", format = "pence" },\n'
            '{ head = "Share", share_of = "amount", total = true } ]'
        )
        if number < CHARTS:
            parts.append('[sheet.block.chart]\ntitle = "T"\nalt = "A"\nlabel = "name"\nvalues = ["amount"]')
    columns = [f'{{ head = "{name}", field = "{name}", width = 20 }}' for name in (*_TEXTS, *_MONEY, *_SHOWN)]
    parts.append(
        '[[sheet]]\nname = "Lines"\ntitle = "Lines"\ncheck = { says = "filled", filled = "sources.file" }\n'
        f'[[sheet.block]]\ntable = "sources"\ncolumn = [ {", ".join(columns)} ]\n'
    )
    return "\n".join(parts)


if __name__ == "__main__":
    write_workbook(Path(sys.argv[1]), read_plan(plan(), "bench"), facts(), "bench")
