"""What a lens of `tp count` shows: what it found, its tables, what must be said beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tp_cli.count import LensResult
from tp_cli.count.lenses import LensTable
from tp_cli.count.lenses.lens import Value
from tp_cli.money import show as pounds
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

_WORDS = 18  # characters that a column of words keeps at least
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
    heads = [("", "left"), *((_head(found.columns[i].name), _side(found.columns[i].unit)) for i in used)]
    cells = [[row.title, *(_cell(row.values[i], found.columns[i].unit) for i in used)] for row in rows]
    if not rows:
        line("Nothing to list.")
    for columns in _that_fit(heads, cells, out().width):
        out().print(table([heads[i] for i in columns], [[row[i] for i in columns] for row in cells]))
    if len(found.rows) > len(rows):
        line(f"... and {len(found.rows) - len(rows):,} more: -o FILE has all of the first table, --json of every one")


def _that_fit(heads: Sequence[tuple[str, str]], cells: Sequence[Sequence[str]], width: int) -> Iterator[list[int]]:
    """Columns side by side as far as no figure is cut; the rest below, the first column again before them."""
    wide = [_width(heads[i], [row[i] for row in cells]) for i in range(len(heads))]
    now = [0]
    for i in range(1, len(heads)):
        if len(now) > 1 and sum(wide[each] + 2 for each in (*now, i)) > width:
            yield now
            now = [0]
        now.append(i)
    yield now


def _width(head: tuple[str, str], cells: Sequence[str]) -> int:
    """A figure needs all of its width; words may fold to a part of theirs."""
    longest = max((len(text) for text in (head[0], *cells)), default=0)
    return longest if head[1] == "right" else min(longest, _WORDS)


def _head(name: str) -> str:
    return name.replace("_pct", " %").replace("_m2", " m²").replace("_", " ")


def _side(unit: str) -> str:
    return "left" if unit == "text" else "right"


def _cell(value: Value, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return pounds(value)
    whole, point, rest = value.partition(".")
    if unit == "number" and whole.lstrip("-").isdigit():
        return f"{int(whole):,}{point}{rest}"
    return f"{value}%" if unit == "percent" and value[:1] != "[" else value
