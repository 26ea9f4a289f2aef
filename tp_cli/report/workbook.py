"""A sheet plan and the facts → one workbook, with live totals whose values are stored."""

from __future__ import annotations

from pathlib import Path

from tp_cli.cells import Book, Ref, Sheet, in_pounds
from tp_cli.report import formulas
from tp_cli.report.charts import CHART_COLUMNS, draw_chart
from tp_cli.report.evaluate import Evaluator, Made
from tp_cli.report.facts import Facts
from tp_cli.report.layout import CHECK_ROW, NOTES_ROW, TOTAL, ChecksPlace, Layout, Placed
from tp_cli.report.plan import Plan, SheetPlan
from tp_cli.report.sizes import column_look, column_widths, height

_IN_PENCE = ("pounds", "pence", "millions")
_A4 = 9
_DEFAULT_WIDTH = 8.43
_LOWEST_ROW = 15.0


def write_workbook(path: Path, plan: Plan, facts: Facts, where: str) -> None:
    """Write the workbook of a plan; TpError where the plan names what is not there or a limit is passed.

    where  the template's name, for the problems
    """
    layout = Layout(plan, facts, where)
    sheets = Evaluator(layout)
    book = Book(path, {"title": plan.title, "subject": plan.subject, "author": facts.place.name})
    made = {sheet.name: book.sheet(sheet.name) for sheet in plan.sheets}
    for sheet in plan.sheets:
        _Writer(made[sheet.name], sheet, sheets, book).write()
    book.close()


class _Writer:
    """Writes one sheet from top to bottom."""

    def __init__(self, sheet: Sheet, plan: SheetPlan, sheets: Evaluator, book: Book) -> None:
        self.sheet, self.plan, self.sheets, self.book = sheet, plan, sheets, book
        self.layout = sheets.layout
        self.placed = self.layout.on_sheet[plan.name]
        self.widths = column_widths(sheets, plan)
        charts = any(placed.block.chart for placed in self.placed)
        self.top_last = len(self.widths) - 1 + (CHART_COLUMNS if charts else 0)
        self.heights: dict[int, float] = {}

    def write(self) -> None:
        self._write_top()
        for placed in self.placed:
            self._write_block(placed)
        checks = self.layout.checks
        if checks and checks.sheet == self.plan.name:
            self._write_checks(checks)
        self._set_up_page()

    def _write_top(self) -> None:
        self._across(0, 0, self.top_last, self.plan.title, "title")
        self._put(CHECK_ROW, 0, self.sheets.check(self.plan.check, self.plan.name))
        self._across(CHECK_ROW, 1, self.top_last, self.plan.check.says, "note")
        self.sheet.mark_failures([(CHECK_ROW, 0)], formulas.FAILS)
        for number, note in enumerate(self.plan.notes):
            self._across(NOTES_ROW + number, 0, self.top_last, note, "note")

    def _write_block(self, placed: Placed) -> None:
        if placed.heading is not None:
            self._heading(placed.heading, placed.block.heading)
        if placed.block.table:
            self._write_table(placed)
        else:
            self._write_lines(placed)
        if placed.block.chart:
            draw_chart(self.book, self.sheet, placed, self.layout)

    def _write_table(self, placed: Placed) -> None:
        for col, column in enumerate(placed.block.columns):
            numeric = column_look(self.sheets, placed, col) not in ("text", "reference")
            self._text(placed.top, col, column.head, "head_number" if numeric else "head")
            for row in range(len(placed.rows)):
                missing = column.missing
                self._put(placed.first + row, col, self.sheets.cell(placed, row, col), missing)
        if not placed.rows:
            self._across(placed.first, 0, len(self.widths) - 1, placed.block.empty, "text")
        if placed.block.total:
            self._write_total(placed)

    def _write_total(self, placed: Placed) -> None:
        for col, column in enumerate(placed.block.columns):
            if column.total:
                self._put(placed.total_row, col, self.sheets.cell(placed, TOTAL, col), column.missing, "_total")
            elif col == 0:
                self._text(placed.total_row, col, placed.block.total, "text_total")
            else:
                self.sheet.blank(placed.total_row, col, "text_total")

    def _write_lines(self, placed: Placed) -> None:
        for number, line in enumerate(placed.block.lines):
            row = placed.top + number
            made = self.sheets.line(placed, number)
            self._text(row, 0, line.label, "label")
            if line.text:
                self._across(row, 1, len(self.widths) - 1, line.text, "text")
                continue
            self._put(row, 1, made)
            if made.reference:
                self._across(row, 2, max(2, len(self.widths) - 1), made.reference, "reference")
            if made.format == "check":
                self.sheet.mark_failures([(row, 1)], formulas.FAILS)

    def _write_checks(self, checks: ChecksPlace) -> None:
        home = self.plan.name
        self._labelled(checks.master, "All checks", self.sheets.master(home))
        held = Made(self.sheets.held(), "number", formulas.holding(checks.span, home))
        self._labelled(checks.held, "Checks that hold", held)
        size = Made(checks.size, "number", formulas.made(checks.span, home))
        self._labelled(checks.made, "Checks made", size)
        for col, head in enumerate(("Check", "Result", "Where", "Reference")):
            self._text(checks.header, col, head, "head")
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
        results = [(number, 1) for number in (checks.top, *range(checks.header + 1, row + 1))]
        self.sheet.mark_failures(results, formulas.FAILS)

    def _labelled(self, ref: Ref, label: str, made: Made) -> None:
        self._text(ref.row, 0, label, "label")
        self._put(ref.row, ref.col, made)

    def _write_check(self, row: int, says: str, made: Made, where: str, reference: str) -> None:
        self._text(row, 0, says, "text")
        self._put(row, 1, made)
        self._text(row, 2, where, "text")
        self._text(row, 3, reference, "reference")

    def _heading(self, row: int, text: str) -> None:
        self.sheet.text(row, 0, text, "heading")
        self.heights[row] = 20.0

    def _text(self, row: int, col: int, text: str, style: str) -> None:
        self.sheet.text(row, col, text, style)
        self._room(row, text, style, self.widths[col])

    def _across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        self.sheet.across(row, first, last, text, style)
        beyond = max(0, last + 1 - len(self.widths)) * _DEFAULT_WIDTH
        self._room(row, text, style, sum(self.widths[first : last + 1]) + beyond)

    def _put(self, row: int, col: int, made: Made, missing: str = "–", suffix: str = "") -> None:
        """Write a cell by what it holds: text, pence, a share of one, a number; live where it has a formula."""
        style = made.format + suffix
        if made.value is None:
            numeric = made.format not in ("text", "reference")
            self._text(row, col, missing, f"missing{suffix}" if numeric else style)
        elif made.formula is not None:
            self.sheet.formula(row, col, made.formula, stored_value(made), style)
        elif isinstance(made.value, str):
            self._text(row, col, made.value, style if made.format in ("check", "reference") else f"text{suffix}")
        elif made.format in _IN_PENCE:
            self.sheet.money(row, col, made.value, style)
        else:
            self.sheet.number(row, col, made.value, style)

    def _room(self, row: int, text: str, style: str, width: float) -> None:
        if style != "check":
            self.heights[row] = max(self.heights.get(row, _LOWEST_ROW), height(text, style, width))

    def _set_up_page(self) -> None:
        raw = self.sheet.raw
        for col, width in enumerate(self.widths):
            raw.set_column(col, col, width)
        for row, points in self.heights.items():
            raw.set_row(row, min(points, 400.0))
        raw.set_landscape()
        raw.set_paper(_A4)
        raw.fit_to_pages(1, 1 if self.plan.one_page else 0)
        raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        raw.hide_gridlines(2)
        raw.set_footer("&L&8&A&R&8Page &P of &N")
        header = self._header_row()
        raw.freeze_panes(CHECK_ROW + 1 if header is None else header + 1, 0 if header is None else 1)
        if header is not None:
            raw.repeat_rows(header)

    def _header_row(self) -> int | None:
        """The header to keep in sight: that of the first table, unless lines or a chart stand there."""
        checks = self.layout.checks
        if checks and checks.sheet == self.plan.name:
            return checks.header
        first = self.placed[0] if self.placed else None
        return first.top if first and first.block.table and not first.block.chart else None


def stored_value(made: Made) -> float | str:
    """The value stored beside a formula: what a recalculation gives."""
    if made.value is None or isinstance(made.value, str):
        return made.value or ""
    return in_pounds(made.value) if made.format in _IN_PENCE else float(made.value)
