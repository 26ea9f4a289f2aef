"""What `tp trace` shows: the figure, the rows it is made of, largest first, and whether they add up to it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems
from tp_cli.trace import TraceResult

_SHOWN = 20  # rows on a terminal; -o and --json have all


def show(result: TraceResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        _human(result)
    show_problems(result.problems, quiet)


def _human(result: TraceResult) -> None:
    figure = result.figure
    line(f"{figure.title}: {_value(figure.value, figure.unit)}", "bold green")
    line(figure.id)
    if result.how:
        line(f"= {result.how}")
    for name, value in result.uses[:_SHOWN]:
        line(f"  {name} = {value}")
    line()
    _by_state(result)
    rows = sorted(result.parts.iter_rows(named=True), key=lambda row: -abs(_number(row["amount"])))
    cells = [
        [
            row["state"] or "",
            _value(row["amount"] or "", "pounds" if figure.unit != "number" or result.how else "number"),
            _where(row),
            " ".join(filter(None, (f"→ {row['counterparty']}" if row["counterparty"] else "", row["reason"]))),
        ]
        for row in rows[:_SHOWN]
    ]
    if cells:
        out().print(table([("State", "left"), ("Amount", "right"), ("Where", "left"), ("What", "left")], cells))
    if len(rows) > len(cells):
        line(f"... and {len(rows) - len(cells):,} more rows: -o FILE and --json have them all")
    if result.adds_up and not result.how:
        say(f"The {len(rows):,} rows add up to the figure.")


def _by_state(result: TraceResult) -> None:
    """What each state comes to, where there are several."""
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for state, amount in result.parts.select("state", "amount").iter_rows():
        sums[state].append(_number(amount))
    figure_unit = result.figure.unit
    if len(sums) > 1:
        rows = [
            [state.replace("_", " "), f"{len(each):,}", _value(str(sum(each)), figure_unit)]
            for state, each in sums.items()
        ]
        out().print(table([("", "left"), ("rows", "right"), ("together", "right")], rows))
        line()


def _where(row: dict[str, object]) -> str:
    sheet = f', sheet "{row["sheet"]}"' if row["sheet"] else ""
    at = f", row {row['row']}" if row["row"] is not None else ""
    return f"{row['file']}{sheet}{at}"


def _number(text: str | None) -> Decimal:
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)


def _value(text: str, unit: str) -> str:
    if unit == "pounds" and text and text[0] != "[":
        return f"£{Decimal(text):,}".replace("£-", "-£")
    return f"{text}%" if unit == "percent" and text else text
