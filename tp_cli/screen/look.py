"""A quick look at files: of each table the header row, columns, units, dates, rows and total; what was doubted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

from tp_cli.ingest import FileResult, IngestResult
from tp_cli.screen.console import line

_SHEETS = 6  # of one file, before "and n more sheets"
_ORDERS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


def look(result: IngestResult) -> None:
    """Every file in turn, as a list of what was found and what was made of it."""
    for file in result.files:
        line(f"{PurePosixPath(file.file).name}  {_what(file)}", style="bold")
        for item in file.tables[:_SHEETS]:
            for name, found in _facts(dict(item)):
                line(f"  {name:13}{found}")
        if len(file.tables) > _SHEETS:
            line(f"  and {len(file.tables) - _SHEETS} more sheets")
        doubts = [problem.code.replace("-", " ") for problem in file.problems if problem.kind != "note"]
        names = [f"{name} ({doubts.count(name)})" if doubts.count(name) > 1 else name for name in dict.fromkeys(doubts)]
        line(f"  {'doubted':13}{', '.join(names) or 'nothing'}")
        line()


def _what(file: FileResult) -> str:
    if file.outcome == "refused":
        return "refused"
    return ", ".join(filter(None, (file.container, file.encoding)))


def _facts(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if item.get("sheet"):
        yield "sheet", f'"{item["sheet"]}"'
    yield "header row", str(item.get("header_row") or "none")
    for role, heading in dict(item.get("columns", {})).items():
        yield str(role), f'"{heading}"'
    if item.get("date_order"):
        yield "dates", _ORDERS.get(str(item["date_order"]), str(item["date_order"]))
    yield "units", str(item.get("units", ""))
    rows = dict(item.get("rows", {}))
    if rows:
        accepted, rejected, others = rows.get("accepted", 0), rows.get("rejected", 0), rows.get("non_data", 0)
        yield "rows", f"{rows.get('read', 0):,}: {accepted:,} lines, {rejected:,} rejected, {others:,} no data"
    for left in item.get("left_out", []):
        if left["amount"] != "0.00":
            count = f"{left['rows']:,} row{'s' if left['rows'] > 1 else ''}"
            yield "left out", f"{count}, {_pounds(left['amount'])}: {left['reason']}"
    yield "total", _pounds(item.get("total", ""))


def _pounds(text: object) -> str:
    """An exact decimal of pounds as a person reads it; anything else as it is."""
    try:
        return f"£{Decimal(str(text)):,}"
    except InvalidOperation:
        return str(text)
