"""Native charts of a workbook: few series, a title that states the finding, the table beside."""

from __future__ import annotations

from typing import Any

from tp_cli import safe
from tp_cli.cells import Book, Sheet
from tp_cli.looks import BLUE, GREY, INK
from tp_cli.report.evaluate import Evaluator
from tp_cli.report.layout import CHART_ROWS, Placed
from tp_cli.report.made import stored_value
from tp_cli.report.plan import Chart

_PALE = "#B4C5D6"
_ROW_PIXELS = 20
_WIDTH = 620
CHART_COLUMNS = 9  # columns of the usual width that a chart covers


def draw_chart(book: Book, sheet: Sheet, placed: Placed, sheets: Evaluator) -> None:
    """Draw a block's chart to the right of its table; TpError where it names a column that is not there."""
    plan = placed.block.chart
    if plan is None or not placed.rows:
        return
    chart = book.raw.add_chart({"type": "bar", "subtype": "stacked"} if plan.kind == "stacked" else {"type": "bar"})
    for number, name in enumerate(plan.values):
        chart.add_series(_series(placed, sheets, plan, name, number))
    _dress(chart, plan)
    options = {"object_position": 1, "description": safe.for_terminal(plan.alt), "x_offset": 18, "y_offset": 2}
    sheet.raw.insert_chart(placed.top, len(placed.block.columns), chart, options)


def _series(placed: Placed, sheets: Evaluator, plan: Chart, name: str, number: int) -> dict[str, Any]:
    """A column of the table as bars, by its addresses and with the values that stand there."""
    where = f'sheet "{placed.sheet}", chart'
    label, value = (sheets.layout.column(placed, name, where) for name in (plan.label, name))
    first, last = placed.first, placed.first + len(placed.rows) - 1
    last_one = number == len(plan.values) - 1
    return {
        "name": [placed.sheet, placed.top, value],
        "name_data": [safe.for_cell(placed.block.columns[value].head)],
        "categories": [placed.sheet, first, label, last, label],
        "categories_data": _shown(placed, sheets, label),
        "values": [placed.sheet, first, value, last, value],
        "values_data": _shown(placed, sheets, value),
        "fill": {"color": BLUE if last_one else _PALE},
        "border": {"none": True},
        "gap": 45,
        **({"data_labels": _labels()} if plan.kind == "bar" else {}),
    }


def _shown(placed: Placed, sheets: Evaluator, col: int) -> list[float | str]:
    """What the cells of a column hold, for readers that do not look them up."""
    made = (sheets.cell(placed, row, col) for row in range(len(placed.rows)))
    missing = placed.block.columns[col].missing
    values = (missing if cell.value is None else stored_value(cell) for cell in made)
    return [safe.for_cell(value) if isinstance(value, str) else value for value in values]


def _labels() -> dict[str, Any]:
    return {"value": True, "num_format": '£#,##0.0,,"m"', "font": {"name": "Arial", "size": 9, "color": INK}}


def _dress(chart: Any, plan: Chart) -> None:
    font = {"name": "Arial", "size": 9, "color": INK}
    title = {"name": "Arial", "size": 11, "bold": True, "color": BLUE}
    chart.set_title({"name": safe.for_chart(plan.title), "name_font": title, "overlay": False})
    if plan.kind == "bar":
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    else:
        lines = {"visible": True, "line": {"color": "#D9D9D9"}}
        axis = {
            "num_font": font,
            "num_format": '[>=1000000000]"£"0.0,,,"bn";"£"0,,"m"',
            "label_position": "high",
            "line": {"none": True},
        }
        chart.set_x_axis({**axis, "major_gridlines": lines})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": GREY}, "label_position": "low"})
    chart.set_legend({"position": "bottom", "font": font} if len(plan.values) > 1 else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": _WIDTH, "height": (CHART_ROWS - 1) * _ROW_PIXELS})
