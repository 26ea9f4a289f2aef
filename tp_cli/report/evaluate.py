"""What stands in every cell of a laid-out plan, and whether its checks hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tp_cli.cells import Ref
from tp_cli.errors import stop
from tp_cli.report import column_cells, formulas, line_cells
from tp_cli.report.field_cells import FieldCells
from tp_cli.report.layout import TOTAL, Layout, Placed
from tp_cli.report.made import Exact, Made, number_of
from tp_cli.report.plan import Check


class Evaluator:
    """Works out cells by block, row and column; what others link to is worked out once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._known: dict[Ref, Made] = {}
        self._busy: set[Ref] = set()
        self._fields: dict[tuple[str, int, int], FieldCells] = {}
        self._checked: dict[str, Made] = {}

    def field(self, placed: Placed, col: int) -> FieldCells | None:
        """The cells of a column, where it shows a field of the table's rows; None where they are worked out."""
        column, at = placed.block.columns[col], (placed.sheet, placed.top, col)
        if column.source != "field":
            return None
        if at not in self._fields:
            self._fields[at] = FieldCells(column, placed.block.table)
        return self._fields[at]

    def values(self, placed: Placed, col: int) -> Iterator[Exact]:
        """The values of a column, row by row, without its total."""
        field = self.field(placed, col)
        if field:
            return map(field.value, placed.rows)
        return (self._worked_out(placed, col, row).value for row in range(len(placed.rows)))

    def cell(self, placed: Placed, row: int, col: int) -> Made:
        """A cell of a table: of a data row, or of the total row for TOTAL."""
        if row == TOTAL:
            return self._once(placed.ref(row, col), lambda: column_cells.total(self, placed, row, col))
        return self.down(placed, col)(row)

    def down(self, placed: Placed, col: int) -> Callable[[int], Made]:
        """The cells of a column by their rows, without its total."""
        field = self.field(placed, col)
        return (lambda row: field.made(placed.rows[row])) if field else partial(self._worked_out, placed, col)

    def line(self, placed: Placed, number: int) -> Made:
        """The value of a line."""
        line = placed.block.lines[number]
        ref = Ref(placed.sheet, placed.top + number, 1)
        return self._once(ref, lambda: line_cells.SOURCE[line.source](self, placed, line))

    def check(self, check: Check, sheet: str) -> Made:
        """The verdict of a sheet's check."""
        if sheet not in self._checked:
            self._checked[sheet] = self._check(check, sheet, f'sheet "{sheet}", check')
        return self._checked[sheet]

    def _check(self, check: Check, sheet: str, where: str) -> Made:
        if check.master:
            return self.master(sheet)
        if check.left:
            return self._same(check, sheet, where)
        placed, col = self.column_at(check.nought or check.filled, where)
        build, wrong = (formulas.all_nought, number_of) if check.nought else (formulas.all_filled, _empty)
        holds = not any(map(wrong, self.values(placed, col)))
        formula = build(placed.span(col), sheet) if placed.rows else None
        return Made(formulas.verdict(holds), "check", formula)

    def master(self, sheet: str) -> Made:
        """The verdict on all checks, linked from every sheet but its own."""
        checks = self.layout.checks
        if checks is None:
            fix = "add a [[sheet.block]] with checks = true"
            raise stop("bad-plan", self.layout.where, "no list of checks", "one block with checks = true", fix)
        held, of = self.held(), checks.size
        if sheet == checks.sheet:
            formula = formulas.master(checks.held, checks.made, sheet)
        else:
            formula = formulas.link(checks.master, sheet)
        return Made(formulas.master_text(held, of), "check", formula)

    def held(self) -> int:
        """How many of all checks hold."""
        checks = self.layout.checks
        assert checks is not None
        own = [self.check(sheet.check, sheet.name).value == formulas.HOLDS for sheet in checks.sheets]
        return sum(own) + sum(check.holds for check in checks.count)

    def address(self, text: str, where: str) -> tuple[Ref, Made]:
        """The cell that "block.column" (its total) or "block.line" stands for."""
        name, _, rest = text.partition(".")
        placed = self.layout.block(name, where)
        if placed.block.lines:
            number = self.layout.line(placed, rest, where)
            return Ref(placed.sheet, placed.top + number, 1), self.line(placed, number)
        col = self.layout.column(placed, rest, where)
        if not (placed.block.total and placed.block.columns[col].total):
            fix = "add total = true to it, and words for `total` to its block"
            found = f'"{text}" has no total'
            raise stop("bad-plan", f"{self.layout.where}, {where}", found, "a column with a total", fix)
        return placed.ref(TOTAL, col), self.cell(placed, TOTAL, col)

    def column_at(self, text: str, where: str) -> tuple[Placed, int]:
        """The column that "block.column" stands for."""
        name, _, rest = text.partition(".")
        placed = self.layout.block(name, where)
        return placed, self.layout.column(placed, rest, where)

    def _same(self, check: Check, sheet: str, where: str) -> Made:
        left = [self.address(text, where) for text in check.left]
        right = [self.address(text, where) for text in check.right]
        differ = sum(number_of(made.value) for _, made in left) - sum(number_of(made.value) for _, made in right)
        formula = formulas.same([ref for ref, _ in left], [ref for ref, _ in right], sheet)
        return Made(formulas.verdict(differ == 0), "check", formula)

    def _worked_out(self, placed: Placed, col: int, row: int) -> Made:
        make = column_cells.SOURCE[placed.block.columns[col].source]
        return self._once(placed.ref(row, col), lambda: make(self, placed, row, col))

    def _once(self, ref: Ref, make: Callable[[], Made]) -> Made:
        if ref not in self._known:
            if ref in self._busy:
                where, cell = f'{self.layout.where}, sheet "{ref.sheet}"', ref.seen_from(ref.sheet)
                raise stop("bad-plan", where, f"cell {cell} needs itself", "links that end", "correct the links")
            self._busy.add(ref)
            self._known[ref] = make()
            self._busy.discard(ref)
        return self._known[ref]


def _empty(value: Exact) -> bool:
    return value in (None, "")
