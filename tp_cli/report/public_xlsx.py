"""Published sheets as an Excel workbook: real headings, marked-up tables, values only."""

from __future__ import annotations

from pathlib import Path

from tp_cli.cells import Book, Sheet
from tp_cli.looks import PLAIN
from tp_cli.report.public_book import Entry, PublicBook, PublicSheet, PublicTable

_COVER_WIDTH = 90.0
_LINE = 16.0  # points of a line of 12 point text
_HEIGHTS = {"title": 26.0, "heading": 30.0}


def write_public_xlsx(path: Path, book: PublicBook) -> None:
    """Write the workbook; TpError where a limit of the format is passed."""
    properties = {"title": book.title, "author": book.organisation, "keywords": ", ".join(book.keywords)}
    out = Book(path, properties | {"company": book.organisation}, PLAIN)
    sheets = [(out.sheet(plan.name), plan) for plan in book.sheets]
    for sheet, plan in sheets:
        _write(sheet, plan)
    out.close()


def _write(sheet: Sheet, plan: PublicSheet) -> None:
    for row, entry in enumerate(plan.above):
        _put(sheet, row, 0, entry)
        lines = _lines(str(entry.value), _COVER_WIDTH) if entry.look == "text" else 1
        sheet.raw.set_row(row, _HEIGHTS.get(entry.look, _LINE * lines))
    if plan.table is None:
        sheet.raw.set_column(0, 0, _COVER_WIDTH)
    else:
        _write_table(sheet, len(plan.above), plan.table)
    sheet.raw.set_landscape()
    sheet.raw.set_paper(9)
    sheet.raw.fit_to_pages(1, 0 if plan.table else 1)


def _write_table(sheet: Sheet, top: int, table: PublicTable) -> None:
    heads = [(str(head.value), head.look) for head in table.heads()]
    sheet.table(top, table.name, heads, len(table.rows))
    widths = table.widths()
    for col, width in enumerate(widths):
        sheet.raw.set_column(col, col, width)
    sheet.raw.set_row(
        top, _LINE * max(_lines(text, width, 0.8) for (text, _), width in zip(heads, widths, strict=True))
    )
    for number, row in enumerate(table.rows, top + 1):
        for col, entry in enumerate(row):
            _put(sheet, number, col, entry)
        deepest = max(_lines(entry.plain, width) for entry, width in zip(row, widths, strict=True))
        sheet.raw.set_row(number, _LINE * deepest)


def _put(sheet: Sheet, row: int, col: int, entry: Entry) -> None:
    if entry.link:
        sheet.link(row, col, str(entry.value), entry.link)
    elif isinstance(entry.value, str):
        sheet.text(row, col, entry.value, entry.look)
    else:
        sheet.number(row, col, entry.value, entry.look)


def _lines(text: str, width: float, a_character: float = 0.95) -> int:
    """Lines that a text takes in a column of this width, where each character takes a little under one."""
    room = max(1, int((width - 1) * a_character))
    return sum(-(-max(1, len(line)) // room) for line in text.split("\n"))
