"""What stands in every cell of a laid-out plan: its exact value, its look and, where it is live, its formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tp_cli.cells import Formula, Ref
from tp_cli.errors import TpError, stop
from tp_cli.report import formulas
from tp_cli.report.facts import units
from tp_cli.report.layout import TOTAL, Layout, Placed, default_format
from tp_cli.report.plan import Check, Column, Line, bad_plan

Exact = int | Fraction | str | None


@dataclass(frozen=True)
class Made:
    """A cell to be written.

    value   pounds in pence, per cent as a share of one, a number, a text; None where there is none
    format  how it looks
    """

    value: Exact
    format: str
    formula: Formula | None = None
    reference: str = ""


class Evaluator:
    """Works out cells by block, row and column; what others link to is worked out once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._known: dict[Ref, Made] = {}
        self._busy: set[Ref] = set()

    def cell(self, placed: Placed, row: int, col: int) -> Made:
        """A cell of a table: of a data row, or of the total row for TOTAL."""
        source = placed.block.columns[col].source
        if row != TOTAL and source == "field":  # as quick to look up again as to keep
            return _field(self, placed, row, col)
        make = _total if row == TOTAL else _SOURCE[source]
        return self._once(placed.ref(row, col), lambda: make(self, placed, row, col))

    def line(self, placed: Placed, number: int) -> Made:
        """The value of a line."""
        line = placed.block.lines[number]
        ref = Ref(placed.sheet, placed.top + number, 1)
        return self._once(ref, lambda: _LINE[line.source](self, placed, line))

    def check(self, check: Check, sheet: str) -> Made:
        """The verdict of a sheet's check."""
        where = f'sheet "{sheet}", check'
        if check.master:
            return self.master(sheet)
        if check.left:
            return self._same(check, sheet, where)
        placed, col = self.column_at(check.nought or check.filled, where)
        values = [self.cell(placed, row, col).value for row in range(len(placed.rows))]
        build = formulas.all_nought if check.nought else formulas.all_filled
        wrong = [value for value in values if (_number(value) if check.nought else value in (None, ""))]
        formula = build(placed.span(col), sheet) if values else None
        return Made(formulas.verdict(not wrong), "check", formula)

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
        differ = sum(_number(made.value) for _, made in left) - sum(_number(made.value) for _, made in right)
        formula = formulas.same([ref for ref, _ in left], [ref for ref, _ in right], sheet)
        return Made(formulas.verdict(differ == 0), "check", formula)

    def _once(self, ref: Ref, make: Callable[[], Made]) -> Made:
        if ref not in self._known:
            if ref in self._busy:
                where, cell = f'{self.layout.where}, sheet "{ref.sheet}"', ref.seen_from(ref.sheet)
                raise stop("bad-plan", where, f"cell {cell} needs itself", "links that end", "correct the links")
            self._busy.add(ref)
            self._known[ref] = make()
            self._busy.discard(ref)
        return self._known[ref]


def exact(value: Any, unit: str) -> Exact:
    """A fact as a cell's value: per cent become a share of one, true and false words."""
    if isinstance(value, bool):
        return formulas.verdict(value)
    if value is None or isinstance(value, str):
        return value
    return Fraction(value) / 100 if unit == "percent" else Fraction(value) if unit == "number" else int(value)


def _field(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column, item = placed.block.columns[col], placed.rows[row]
    name, _, key = column.field.partition(".")
    value, unit = getattr(item, name), units(placed.block.table)[name]
    if key:
        value = value.get(key, 0)
    look = default_format(column, unit)
    if look == "by_row":
        unit, look = item.unit, _look_of_row(item.unit, value)
    return Made(exact(value, unit), look)


def _look_of_row(unit: str, value: object) -> str:
    whole = unit != "number" or isinstance(value, int)
    return {"pounds": "pence"}.get(unit, unit) if whole else "decimal"


def _link(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column, where = placed.block.columns[col], _where(placed, col)
    other, other_col = sheets.column_at(column.link, where)
    other_row = other.row_of(placed.rows[row].key)
    if other_row is None:
        return Made(None, column.format or "text")
    made = sheets.cell(other, other_row, other_col)
    return _linked(placed, column, other.ref(other_row, other_col), made)


def _link_total(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    ref, made = sheets.address(f"{column.link_total}.{placed.rows[row].key}", _where(placed, col))
    return _linked(placed, column, ref, made)


def _linked(placed: Placed, column: Column, ref: Ref, made: Made) -> Made:
    formula = formulas.link(ref, placed.sheet) if made.value is not None else None
    return Made(made.value, column.format or made.format, formula)


def _share_of(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    part_col = sheets.layout.column(placed, column.share_of, _where(placed, col))
    part, whole = sheets.cell(placed, row, part_col).value, sheets.cell(placed, TOTAL, part_col).value
    value = Fraction(_number(part), 1) / _number(whole) if _number(whole) else Fraction(0)
    formula = formulas.share(placed.ref(row, part_col), placed.ref(TOTAL, part_col), placed.sheet)
    return Made(value, column.format or "percent", formula)


def _text(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    return Made(column.text, column.format or "text")


def _add(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    cols = [sheets.layout.column(placed, name, _where(placed, col)) for name in column.add]
    value = sum(_number(sheets.cell(placed, row, other).value) for other in cols)
    formula = formulas.add([placed.ref(row, other) for other in cols], placed.sheet)
    return Made(value, column.format or "pounds", formula)


def _subtract(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    cols = [sheets.layout.column(placed, name, _where(placed, col)) for name in column.subtract]
    values = [sheets.cell(placed, row, other).value for other in cols]
    look = column.format or "pence"
    if any(not isinstance(value, int | Fraction) for value in values):
        return Made(None, look)
    first, *rest = [placed.ref(row, other) for other in cols]
    value = _number(values[0]) - sum(_number(value) for value in values[1:])
    return Made(value, look, formulas.subtract(first, rest, placed.sheet))


def _divide(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column, where = placed.block.columns[col], _where(placed, col)
    top = sheets.layout.column(placed, column.divide[0], where)
    ref, under = sheets.address(column.divide[1], where)
    look = column.format or "pounds"
    if not _number(under.value):
        return Made(None, look)
    value = Fraction(_number(sheets.cell(placed, row, top).value)) / _number(under.value)
    return Made(value, look, formulas.divide(placed.ref(row, top), ref, placed.sheet))


def _left_after(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    of = sheets.layout.column(placed, column.left_after, _where(placed, col))
    look = column.format or "pounds"
    if row in (0, len(placed.rows) - 1):
        return Made(None, look)
    values = [_number(sheets.cell(placed, number, of).value) for number in range(row + 1)]
    formula = formulas.left_after(placed.ref(0, of), placed.span(of, 1, row), placed.sheet)
    return Made(values[0] - sum(values[1:]), look, formula)


def _total(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    if column.source not in ("field", "link", "link_total"):
        return _SOURCE[column.source](sheets, placed, TOTAL, col)
    rows = [sheets.cell(placed, number, col) for number in range(len(placed.rows))]
    if not rows:
        return Made(0, column.format or "pounds")
    value = sum(_number(made.value) for made in rows)
    return Made(value, rows[0].format, formulas.total(placed.span(col), placed.sheet))


def _line_text(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    return Made(line.text, line.format or "text", reference=line.reference)


def _line_figure(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    figure = sheets.layout.facts.figures.get(line.figure)
    if figure is None:
        known, where = list(sheets.layout.facts.figures), f'{sheets.layout.where}, line "{line.label}"'
        raise TpError([bad_plan(where, line.figure, known, "the id of a figure")])
    return Made(exact(figure.value, figure.unit), line.format or figure.unit, None, line.reference or figure.id)


def _line_link(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    if line.link == "checks.master":
        return sheets.master(placed.sheet)
    ref, made = sheets.address(line.link, f'sheet "{placed.sheet}", line "{line.label}"')
    return Made(made.value, line.format or made.format, formulas.link(ref, placed.sheet), line.reference)


def _line_divide(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    where = f'sheet "{placed.sheet}", line "{line.label}"'
    (top, over), (bottom, under) = (sheets.address(text, where) for text in line.divide)
    look = line.format or "pounds"
    if not _number(under.value):
        return Made(None, look)
    value = Fraction(_number(over.value)) / _number(under.value)
    return Made(value, look, formulas.divide(top, bottom, placed.sheet), line.reference)


def _number(value: Exact) -> int | Fraction:
    return value if isinstance(value, int | Fraction) else 0


def _where(placed: Placed, col: int) -> str:
    return f'sheet "{placed.sheet}", block "{placed.block.name}", column "{placed.block.columns[col].head}"'


_SOURCE: dict[str, Callable[[Evaluator, Placed, int, int], Made]] = {
    "field": _field,
    "text": _text,
    "link": _link,
    "link_total": _link_total,
    "share_of": _share_of,
    "add": _add,
    "subtract": _subtract,
    "divide": _divide,
    "left_after": _left_after,
}
_LINE: dict[str, Callable[[Evaluator, Placed, Line], Made]] = {
    "text": _line_text,
    "figure": _line_figure,
    "link": _line_link,
    "divide": _line_divide,
}
