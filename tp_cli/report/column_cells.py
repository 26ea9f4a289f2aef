"""What stands in a table's cells that are worked out from other cells, by the source of their column."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from tp_cli.cells import Ref
from tp_cli.report import formulas
from tp_cli.report.layout import TOTAL, Placed
from tp_cli.report.made import Made, number_of
from tp_cli.report.plan import Column

if TYPE_CHECKING:
    from tp_cli.report.evaluate import Evaluator


def total(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    """The cell of the total row: a sum where the column holds amounts, else worked out as in any other row."""
    column = placed.block.columns[col]
    if column.source not in ("field", "link", "link_total"):
        return SOURCE[column.source](sheets, placed, TOTAL, col)
    if not placed.rows:
        return Made(0, column.format or "pounds")
    value = sum(number_of(value) for value in sheets.values(placed, col))
    return Made(value, sheets.cell(placed, 0, col).format, formulas.total(placed.span(col), placed.sheet))


def _text(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    return Made(column.text, column.format or "text")


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
    value = Fraction(number_of(part), 1) / number_of(whole) if number_of(whole) else Fraction(0)
    formula = formulas.share(placed.ref(row, part_col), placed.ref(TOTAL, part_col), placed.sheet)
    return Made(value, column.format or "percent", formula)


def _add(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    cols = [sheets.layout.column(placed, name, _where(placed, col)) for name in column.add]
    value = sum(number_of(sheets.cell(placed, row, other).value) for other in cols)
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
    value = number_of(values[0]) - sum(number_of(value) for value in values[1:])
    return Made(value, look, formulas.subtract(first, rest, placed.sheet))


def _divide(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column, where = placed.block.columns[col], _where(placed, col)
    top = sheets.layout.column(placed, column.divide[0], where)
    ref, under = sheets.address(column.divide[1], where)
    look = column.format or "pounds"
    if not number_of(under.value):
        return Made(None, look)
    value = Fraction(number_of(sheets.cell(placed, row, top).value)) / number_of(under.value)
    return Made(value, look, formulas.divide(placed.ref(row, top), ref, placed.sheet))


def _left_after(sheets: Evaluator, placed: Placed, row: int, col: int) -> Made:
    column = placed.block.columns[col]
    of = sheets.layout.column(placed, column.left_after, _where(placed, col))
    look = column.format or "pounds"
    if row in (0, len(placed.rows) - 1):
        return Made(None, look)
    values = [number_of(sheets.cell(placed, number, of).value) for number in range(row + 1)]
    formula = formulas.left_after(placed.ref(0, of), placed.span(of, 1, row), placed.sheet)
    return Made(values[0] - sum(values[1:]), look, formula)


def _where(placed: Placed, col: int) -> str:
    return f'sheet "{placed.sheet}", block "{placed.block.name}", column "{placed.block.columns[col].head}"'


SOURCE: dict[str, Callable[[Evaluator, Placed, int, int], Made]] = {
    "text": _text,
    "link": _link,
    "link_total": _link_total,
    "share_of": _share_of,
    "add": _add,
    "subtract": _subtract,
    "divide": _divide,
    "left_after": _left_after,
}
