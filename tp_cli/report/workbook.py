"""A sheet plan and the facts → one workbook, with live totals whose values are stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tp_cli.cells import Book, Ref, Sheet
from tp_cli.report import formulas
from tp_cli.report.charts import CHART_COLUMNS, draw_chart
from tp_cli.report.evaluate import Evaluator
from tp_cli.report.facts import Facts
from tp_cli.report.layout import CHECK_ROW, NOTES_ROW, TOTAL, ChecksPlace, Layout, Placed
from tp_cli.report.made import Made
from tp_cli.report.pen import Pen
from tp_cli.report.plan import Plan, SheetPlan
from tp_cli.report.sizes import column_look, column_widths

_A4 = 9
_HEADING = 20.0  # points


def write_workbook(path: Path, plan: Plan, facts: Facts, where: str) -> None:
    """Write the workbook of a plan; TpError where the plan names what is not there or a limit is passed.

    where  the template's name, for the problems
    """
    sheets = Evaluator(Layout(plan, facts, where))
    properties = {"title": plan.title, "subject": plan.subject, "author": facts.place.name}
    with Book(path, properties, streamed=True) as book:
        made = {sheet.name: book.sheet(sheet.name) for sheet in plan.sheets}
        for sheet in plan.sheets:
            _Writer(made[sheet.name], sheet, sheets, book).write()


class _Writer:
    """Writes one sheet from top to bottom."""

    def __init__(self, sheet: Sheet, plan: SheetPlan, sheets: Evaluator, book: Book) -> None:
        self.sheet, self.plan, self.sheets, self.book = sheet, plan, sheets, book
        layout = sheets.layout
        self.placed = layout.on_sheet[plan.name]
        self.checks = layout.checks if layout.checks and layout.checks.sheet == plan.name else None
        self.widths = column_widths(sheets, plan)
        self.pen = Pen(sheet, self.widths)
        charts = any(placed.block.chart for placed in self.placed)
        self.top_last = len(self.widths) - 1 + (CHART_COLUMNS if charts else 0)

    def write(self) -> None:
        self._write_top()
        parts: list[tuple[int, Callable[[], None]]] = [
            (placed.top, partial(self._write_block, placed)) for placed in self.placed
        ]
        if self.checks:
            parts.append((self.checks.top, partial(self._write_checks, self.checks)))
        for _, write in sorted(parts, key=lambda part: part[0]):
            write()
        self._set_up_page()

    def _write_top(self) -> None:
        self._row_across(0, self.plan.title, "title")
        self.pen.verdict(CHECK_ROW, 0, self.sheets.check(self.plan.check, self.plan.name))
        self.pen.across(CHECK_ROW, 1, self.top_last, self.plan.check.says, "note")
        self.pen.end(CHECK_ROW)
        for row, note in enumerate(self.plan.notes, NOTES_ROW):
            self._row_across(row, note, "note")

    def _row_across(self, row: int, text: str, style: str) -> None:
        self.pen.across(row, 0, self.top_last, text, style)
        self.pen.end(row)

    def _write_block(self, placed: Placed) -> None:
        self._heading(placed.heading, placed.block.heading)
        if placed.block.table:
            self._write_table(placed)
        else:
            self._write_lines(placed)
        if placed.block.chart:
            draw_chart(self.book, self.sheet, placed, self.sheets)

    def _heading(self, row: int | None, text: str) -> None:
        if row is not None:
            self.sheet.text(row, 0, text, "heading")
            self.pen.end(row, _HEADING)

    def _write_table(self, placed: Placed) -> None:
        columns = placed.block.columns
        for col, column in enumerate(columns):
            numeric = column_look(self.sheets, placed, col) not in ("text", "reference")
            self.pen.text(placed.top, col, column.head, "head_number" if numeric else "head")
        self.pen.end(placed.top)
        missing = [column.missing for column in columns]
        cells = [self.sheets.down(placed, col) for col in range(len(columns))]
        for row in range(len(placed.rows)):
            for col, cell in enumerate(cells):
                self.pen.put(placed.first + row, col, cell(row), missing[col])
            self.pen.end(placed.first + row)
        if not placed.rows:
            self.pen.across(placed.first, 0, len(self.widths) - 1, placed.block.empty, "text")
            self.pen.end(placed.first)
        if placed.block.total:
            self._write_total(placed)

    def _write_total(self, placed: Placed) -> None:
        row = placed.total_row
        for col, column in enumerate(placed.block.columns):
            if column.total:
                self.pen.put(row, col, self.sheets.cell(placed, TOTAL, col), column.missing, "_total")
            elif col == 0:
                self.pen.text(row, col, placed.block.total, "text_total")
            else:
                self.sheet.blank(row, col, "text_total")
        self.pen.end(row)

    def _write_lines(self, placed: Placed) -> None:
        for number, line in enumerate(placed.block.lines):
            row, made = placed.top + number, self.sheets.line(placed, number)
            self.pen.text(row, 0, line.label, "label")
            if line.text:
                self.pen.across(row, 1, len(self.widths) - 1, line.text, "text")
            else:
                self._write_value(row, made)
            self.pen.end(row)

    def _write_value(self, row: int, made: Made) -> None:
        if made.format == "check":
            self.pen.verdict(row, 1, made)
        else:
            self.pen.put(row, 1, made)
        if made.reference:
            self.pen.across(row, 2, max(2, len(self.widths) - 1), made.reference, "reference")

    def _write_checks(self, checks: ChecksPlace) -> None:
        home = self.plan.name
        self._heading(checks.heading, checks.block.heading)
        self._labelled(checks.master, "All checks", self.sheets.master(home))
        held = Made(self.sheets.held(), "number", formulas.holding(checks.span, home))
        self._labelled(checks.held, "Checks that hold", held)
        self._labelled(checks.made, "Checks made", Made(checks.size, "number", formulas.made(checks.span, home)))
        for col, head in enumerate(("Check", "Result", "Where", "Reference")):
            self.pen.text(checks.header, col, head, "head")
        self.pen.end(checks.header)
        row = checks.header
        for plan in checks.sheets:
            row += 1
            made = self.sheets.check(plan.check, plan.name)
            linked = Made(made.value, "check", formulas.link(Ref(plan.name, CHECK_ROW, 0), home))
            self._write_check(row, plan.check.says, linked, f'Sheet "{plan.name}"', "")
        for check in checks.count:
            row += 1
            verdict = Made(formulas.verdict(check.holds), "check")
            self._write_check(row, check.title, verdict, f"The count: {check.detail}", check.reference)

    def _labelled(self, ref: Ref, label: str, made: Made) -> None:
        self.pen.text(ref.row, 0, label, "label")
        self._write_value(ref.row, made)
        self.pen.end(ref.row)

    def _write_check(self, row: int, says: str, made: Made, where: str, reference: str) -> None:
        self.pen.text(row, 0, says, "text")
        self.pen.verdict(row, 1, made)
        self.pen.text(row, 2, where, "text")
        self.pen.text(row, 3, reference, "reference")
        self.pen.end(row)

    def _set_up_page(self) -> None:
        raw = self.sheet.raw
        for col, width in enumerate(self.widths):
            raw.set_column(col, col, width)
        raw.set_landscape()
        raw.set_paper(_A4)
        raw.fit_to_pages(1, 1 if self.plan.one_page else 0)
        raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        raw.hide_gridlines(2)
        raw.set_footer("&L&8&A&R&8Page &P of &N")
        header = self._header_row()
        raw.freeze_panes(CHECK_ROW + 1 if header is None else header + 1, 0 if header is None else 1)
        alone = len(self.placed) + bool(self.checks) == 1
        if not self.plan.one_page:  # another table's header over rows would mislead: then the title is repeated
            raw.repeat_rows(header if alone and header is not None else 0)

    def _header_row(self) -> int | None:
        """The header to keep in sight: of the first table, where no chart stands there and no more comes after it."""
        if self.checks:
            return self.checks.header
        if not self.placed or not self.placed[0].block.table or self.placed[0].block.chart:
            return None
        first, *others = self.placed
        return first.top if first.height >= sum(other.height for other in others) else None
