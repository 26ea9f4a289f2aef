"""What a lens of `tp count` shows: what it found, its tables, what must be said beside them."""

from __future__ import annotations

from tp_cli.count import LensResult
from tp_cli.count.lenses import LensTable
from tp_cli.count.lenses.lens import Value
from tp_cli.money import show as pounds
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

_SHOWN = 12  # rows of a table on a terminal; -o and --json have all


def show(result: LensResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        _human(result)
    show_problems(result.problems, quiet)
    say(f"Next: tp count {result.lens} -o FILE · tp trace FIGURE · tp report", quiet or as_json)


def _human(result: LensResult) -> None:
    answer = result.answer
    line(f"{answer.place.facts.name}, {answer.view.year}: {result.finding.says}", "bold green")
    for each in result.finding.tables:
        line()
        _table(each)
    line()
    for text in result.finding.caveats:
        line(f"! {text}", "yellow")
    line()


def _table(found: LensTable) -> None:
    """One table; a column that is empty everywhere is left out, rows beyond the first few are counted."""
    line(found.title, "bold")
    rows = found.rows[:_SHOWN]
    used = [i for i, _ in enumerate(found.columns) if any(row.values[i] not in (None, "") for row in rows)]
    heads = [("", "left")] + [
        (found.columns[i].name.replace("_pct", " %").replace("_", " "), _side(found.columns[i].unit)) for i in used
    ]
    cells = [[row.title, *(_cell(row.values[i], found.columns[i].unit) for i in used)] for row in rows]
    out().print(table(heads, cells) if rows else "Nothing to list.")
    if len(found.rows) > len(rows):
        line(f"... and {len(found.rows) - len(rows):,} more: -o FILE has all of the first table, --json of every one")


def _side(unit: str) -> str:
    return "left" if unit == "text" else "right"


def _cell(value: Value, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return pounds(value)
    if unit == "number" and value.lstrip("-").isdigit():
        return f"{int(value):,}"
    return f"{value}%" if unit == "percent" and value[:1] != "[" else value
