"""Where everything of a sheet plan stands: rows and columns of every block, addresses of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tp_cli.cells import Ref
from tp_cli.errors import TpError
from tp_cli.report.facts import Check as CountCheck
from tp_cli.report.facts import Facts
from tp_cli.report.formulas import Span
from tp_cli.report.plan import Block, Column, Plan, SheetPlan
from tp_cli.report.plan_reading import bad_plan

CHECK_ROW = 1
NOTES_ROW = 2
CHART_ROWS = 14
TOTAL = -1  # the row number that stands for the total row


@dataclass(frozen=True)
class Placed:
    """A block and its place.

    heading  row of its heading, None without one
    top      row of its header, or of its first line
    rows     the rows of its table; empty for lines and checks
    """

    sheet: str
    block: Block
    heading: int | None
    top: int
    rows: Sequence[Any]

    @property
    def first(self) -> int:
        """Row of the first data row."""
        return self.top + 1

    @property
    def total_row(self) -> int:
        return self.first + max(1, len(self.rows))

    def column(self, name: str) -> int | None:
        return next((i for i, column in enumerate(self.block.columns) if column.name == name), None)

    def row_of(self, key: str) -> int | None:
        return self._rows_by_key.get(key)

    @cached_property
    def _rows_by_key(self) -> dict[str, int]:
        """The first row of each key."""
        return {row.key: number for number, row in reversed(list(enumerate(self.rows)))}

    def ref(self, row: int, col: int) -> Ref:
        """Cell of a data row, or of the total row for TOTAL."""
        return Ref(self.sheet, self.total_row if row == TOTAL else self.first + row, col)

    def span(self, col: int, first: int = 0, last: int | None = None) -> Span:
        end = len(self.rows) - 1 if last is None else last
        return Span(self.ref(first, col), self.ref(end, col))

    @property
    def height(self) -> int:
        """Rows down to the next block, one blank row included."""
        block = self.block
        body = self.total_row - self.top + bool(block.total) if block.table else len(block.lines)
        return max(body, CHART_ROWS if block.chart else 0) + 1


@dataclass(frozen=True)
class ChecksPlace:
    """The list of all checks: a line for how many hold, how many there are, the verdict; then one row each."""

    sheet: str
    block: Block
    heading: int | None
    top: int
    sheets: Sequence[SheetPlan]
    count: Sequence[CountCheck]

    @property
    def master(self) -> Ref:
        return Ref(self.sheet, self.top, 1)

    @property
    def held(self) -> Ref:
        return Ref(self.sheet, self.top + 1, 1)

    @property
    def made(self) -> Ref:
        return Ref(self.sheet, self.top + 2, 1)

    @property
    def header(self) -> int:
        return self.top + 4

    @property
    def size(self) -> int:
        return len(self.sheets) + len(self.count)

    @property
    def span(self) -> Span:
        first = self.header + 1
        return Span(Ref(self.sheet, first, 1), Ref(self.sheet, first + self.size - 1, 1))


class Layout:
    """The places of a plan's blocks, found by name."""

    def __init__(self, plan: Plan, facts: Facts, where: str) -> None:
        self.plan, self.facts, self.where = plan, facts, where
        self.blocks: dict[str, Placed] = {}
        self.on_sheet: dict[str, list[Placed]] = {}
        self.checks: ChecksPlace | None = None
        for sheet in plan.sheets:
            self._place(sheet)

    def _place(self, sheet: SheetPlan) -> None:
        row = NOTES_ROW + len(sheet.notes) + 1
        self.on_sheet[sheet.name] = []
        for block in sheet.blocks:
            heading = row if block.heading else None
            top = row + 1 if block.heading else row
            if block.checks:
                row = self._place_checks(sheet.name, block, heading, top)
                continue
            rows = self.facts.table(block.table) if block.table else ()
            placed = Placed(sheet.name, block, heading, top, rows)
            self.on_sheet[sheet.name].append(placed)
            if block.name:
                self.blocks[block.name] = placed
            row = top + placed.height

    def _place_checks(self, sheet: str, block: Block, heading: int | None, top: int) -> int:
        own = [plan for plan in self.plan.sheets if not plan.check.master]
        self.checks = ChecksPlace(sheet, block, heading, top, own, self.facts.checks)
        return self.checks.header + self.checks.size + 2

    def block(self, name: str, where: str) -> Placed:
        """A block by name; TpError with the names that there are."""
        if name not in self.blocks:
            raise TpError([bad_plan(f"{self.where}, {where}", name, list(self.blocks), "a block")])
        return self.blocks[name]

    def column(self, placed: Placed, name: str, where: str) -> int:
        """A block's column by name; TpError with the names that there are."""
        found = placed.column(name)
        if found is None:
            names = [column.name for column in placed.block.columns]
            raise TpError([bad_plan(f"{self.where}, {where}", name, names, f"a column of {placed.block.name}")])
        return found

    def line(self, placed: Placed, name: str, where: str) -> int:
        """A block's line by its id; TpError with the ids that there are."""
        names = [line.id for line in placed.block.lines]
        if name not in names:
            known = [known for known in names if known]
            raise TpError([bad_plan(f"{self.where}, {where}", name, known, f"a line of {placed.block.name}")])
        return names.index(name)

    def width(self, sheet: SheetPlan) -> int:
        """How many columns the sheet's tables take."""
        tables = [len(placed.block.columns) for placed in self.on_sheet[sheet.name]]
        lines = [3 for placed in self.on_sheet[sheet.name] if placed.block.lines]
        return max([2, *tables, *lines, 4 if self.checks and self.checks.sheet == sheet.name else 0])


def default_format(column: Column, unit: str) -> str:
    """How a column looks where the plan does not say."""
    if column.format:
        return column.format
    return "by_row" if unit == "by row" else unit
