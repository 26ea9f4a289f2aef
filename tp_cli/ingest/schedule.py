"""Schedules of transfers: who pays whom, what for, and what each side says."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, nearest, stop
from tp_cli.ingest.columns import match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Layout
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, TableRead, conform
from tp_cli.ingest.tables import find_header
from tp_cli.ingest.values import Units, read_money
from tp_cli.ledger import TABLES
from tp_cli.place import Source, year_text

_SIDES = ("payer", "payee")


def read_schedule(
    grid: Grid, layout: Layout, source: Source, year: str, ids: tuple[str, str], finder: AgencyFinder, place_name: str
) -> tuple[TableRead, pl.DataFrame] | None:
    """The schedule on one sheet as a table and as rows of the ledger's `transfers`; None where there is none.

    ids     source id and batch
    raises  TpError where payer, payee or every amount has no column
    """
    header = find_header(grid, layout, year, source.columns, source.header_row)
    if header is None:
        return None
    columns = match_columns(header.headings, source.columns, layout, year)
    _must_have(columns.letters, place_name, header.row)
    units: Units = source.units or header.units or "pounds"  # type: ignore[assignment]
    rows = [
        _read_row(number, {role: grid.row(number)[at] for role, at in columns.letters.items()}, units, year, finder)
        for number in range(1, grid.height + 1)
        if number > header.row and number not in source.skip
    ]
    skipped = [_Row(n, {}, NON_DATA, "outside the table", None) for n in source.skip if n > header.row]
    above = [
        _Row(n, {}, NON_DATA, "header" if n == header.row else "outside the table", None)
        for n in range(1, header.row + 1)
    ]
    every = sorted([*above, *rows, *skipped], key=lambda row: row.number)
    frame = pl.DataFrame(
        [row.transfer | {"source_id": ids[0], "batch": ids[1], "sheet": grid.sheet} for row in every if row.transfer],
        schema=TABLES["transfers"].schema,
    )
    problems = [row.problem(place_name, finder) for row in every if row.state == REJECTED]
    records = _records(every, grid, columns.letters)
    table = TableRead(grid.sheet, grid.height, records, header, columns.headings, units, problems)
    return table, frame


class _Row:
    """One row of the schedule in its state; `transfer` where it is one."""

    def __init__(
        self, number: int, transfer: dict[str, object], state: str, reason: str, found: tuple[str, str] | None
    ) -> None:
        self.number, self.transfer, self.state, self.reason, self.found = number, transfer, state, reason, found

    def problem(self, place_name: str, finder: AgencyFinder) -> Problem:
        role, text = self.found or ("row", "")
        if role in _SIDES:
            expected, near = "a declared agency by name, alias or code", nearest(text, finder.ids())
            fix = f"declare it, or add the name to its aliases{'; nearest: ' + ', '.join(near) if near else ''}"
        else:
            expected = "an amount not below nought, a financial year such as 2024-25, gross or net"
            fix = "correct the cell; take a payment back off the payment itself"
        return Problem(
            "row-rejected", f"{place_name}, row {self.number}, {role}", f'"{text}"', expected, fix, "rejected",
            rows=(self.number,),
        )  # fmt: skip


def _read_row(number: int, cells: Mapping[str, str | None], units: Units, year: str, finder: AgencyFinder) -> _Row:
    filled = [text for text in cells.values() if text]
    if len(filled) <= 1:
        return _Row(number, {}, NON_DATA, "note or heading" if filled else "blank", None)
    sides = {side: finder.find_or_id(cells.get(side)) for side in _SIDES}
    for side, found in sides.items():
        if found is None:
            return _Row(number, {}, REJECTED, f"{side} not declared", (side, cells.get(side) or ""))
    if sides["payer"] == sides["payee"]:
        return _Row(number, {}, REJECTED, "payer and payee are one", ("payee", cells.get("payee") or ""))
    amounts: dict[str, int | None] = {}
    for role in ("paid", "received"):
        text = cells.get(role)
        money = read_money(text, units) if text else None
        if money is not None and (money.status == "" or (money.pence or 0) < 0):
            return _Row(number, {}, REJECTED, "no amount can be read", (role, text or ""))
        amounts[f"{role}_pence"] = money.pence if money else None
    if all(pence is None for pence in amounts.values()):
        return _Row(number, {}, REJECTED, "no amount", ("paid", ""))
    return _finish(number, cells, {**sides, **amounts}, year)


def _finish(number: int, cells: Mapping[str, str | None], known: dict[str, object], year: str) -> _Row:
    stated = cells.get("year") or year
    try:
        of_year = year_text(stated)
    except ValueError:
        return _Row(number, {}, REJECTED, "no financial year", ("year", stated))
    reports = (cells.get("payee_reports") or "").casefold() or None
    if reports not in ("gross", "net", None):
        return _Row(number, {}, REJECTED, "neither gross nor net", ("payee_reports", reports or ""))
    label = cells.get("label") or ""
    transfer = {"row": number, "year": of_year, "label": label, "payee_reports": reports, **known}
    return _Row(number, transfer, DATA, "", None)


def _records(rows: list[_Row], grid: Grid, letters: Mapping[str, str]) -> pl.DataFrame:
    at = letters.get("paid") or letters["received"]
    return conform(
        pl.DataFrame(
            {
                "row": [row.number for row in rows],
                "cell": [f"{at}{row.number}" for row in rows],
                "text": [grid.row(row.number)[at] for row in rows],
                "amount_pence": [row.transfer.get("paid_pence") or row.transfer.get("received_pence") for row in rows],
                "amount_status": ["supplied" if row.transfer else None for row in rows],
                "state": [row.state for row in rows],
                "reason": [row.reason for row in rows],
            },
            schema_overrides={"amount_pence": pl.Int64, "text": pl.String, "amount_status": pl.String},
        )
    )


def _must_have(letters: Mapping[str, str], place_name: str, row: int) -> None:
    missing = [role for role in _SIDES if role not in letters]
    if "paid" not in letters and "received" not in letters:
        missing.append("paid or received")
    if missing:
        raise stop(
            "no-such-column",
            f"{place_name}, header row {row}",
            f"no column for {', '.join(missing)}",
            "payer, payee and what was paid, received or both",
            'name them with columns = { payer = "...", payee = "...", paid = "..." }',
            "refused",
        )
