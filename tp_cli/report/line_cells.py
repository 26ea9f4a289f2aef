"""What stands beside the label of a line, by the line's source."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from tp_cli.errors import TpError
from tp_cli.report import formulas
from tp_cli.report.layout import Placed
from tp_cli.report.made import Made, exact, number_of
from tp_cli.report.plan import Line
from tp_cli.report.plan_reading import bad_plan

if TYPE_CHECKING:
    from tp_cli.report.evaluate import Evaluator


def _text(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    return Made(line.text, line.format or "text", reference=line.reference)


def _figure(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    figure = sheets.layout.facts.figures.get(line.figure)
    if figure is None:
        known, where = list(sheets.layout.facts.figures), f'{sheets.layout.where}, line "{line.label}"'
        raise TpError([bad_plan(where, line.figure, known, "the id of a figure")])
    return Made(exact(figure.value, figure.unit), line.format or figure.unit, None, line.reference or figure.id)


def _link(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    if line.link == "checks.master":
        return sheets.master(placed.sheet)
    ref, made = sheets.address(line.link, f'sheet "{placed.sheet}", line "{line.label}"')
    return Made(made.value, line.format or made.format, formulas.link(ref, placed.sheet), line.reference)


def _divide(sheets: Evaluator, placed: Placed, line: Line) -> Made:
    where = f'sheet "{placed.sheet}", line "{line.label}"'
    (top, over), (bottom, under) = (sheets.address(text, where) for text in line.divide)
    look = line.format or "pounds"
    if not number_of(under.value):
        return Made(None, look)
    value = Fraction(number_of(over.value)) / number_of(under.value)
    return Made(value, look, formulas.divide(top, bottom, placed.sheet), line.reference)


SOURCE: dict[str, Callable[[Evaluator, Placed, Line], Made]] = {
    "text": _text,
    "figure": _figure,
    "link": _link,
    "divide": _divide,
}
