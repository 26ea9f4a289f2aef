"""Rules for what stands in a table's cells: units, gaps, shorthand, numbers, periods, formulas."""

from __future__ import annotations

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, address
from tp_cli.report.checking.rules.parts import Found, cells_inside, is_front, marked_tables, number_columns


def units(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        if is_front(sheet) or table.header_rows != 1:
            continue
        for col in number_columns(sheet, table):
            head = sheet.cells.get((table.top, col))
            if head and not words.UNIT.search(head.text) and not words.CODE_COLUMN.search(head.text):
                yield sheet.name, address(table.top, col), f'no unit in the header "{head.text[:60]}"'


def empty(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        for row, col in cells_inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None or not cell.text.strip():
                yield sheet.name, address(row, col), "an empty cell"
            elif cell.kind == "text" and words.NO_ANSWER.fullmatch(cell.text.strip()):
                yield sheet.name, address(row, col), f'"{cell.text.strip()}" for a missing value'


def shorthand(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        if is_front(sheet):
            continue
        above = " ".join(cell.text for (row, col), cell in sheet.cells.items() if row < table.top and col == 0)
        told: set[str] = set()
        for row, col in cells_inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None or cell.kind != "text":
                continue
            for mark in words.SHORTHAND.findall(cell.text):
                if mark.casefold() not in words.KNOWN_SHORTHAND:
                    yield sheet.name, address(row, col), f"{mark} is no known shorthand"
                elif mark not in above and mark not in told:
                    told.add(mark)
                    yield sheet.name, address(row, col), f"{mark} is not explained above the table"


def numbers_as_text(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        columns = number_columns(sheet, table)
        for row, col in cells_inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if (
                col in columns
                and cell is not None
                and cell.kind == "text"
                and words.NUMBER.fullmatch(cell.text.strip())
            ):
                yield sheet.name, address(row, col), f'the number "{cell.text.strip()}" as text'


def periods(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        for col in range(table.left, table.right + 1):
            cell = sheet.cells.get((table.top, col))
            if cell is not None and words.SHORT_YEAR.search(cell.text):
                yield sheet.name, address(table.top, col), f'the period in "{cell.text[:60]}" is not in full'
        for row, col in cells_inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None:
                continue
            if cell.kind == "date" and not words.DATE_FORMAT.search(cell.style.number):
                yield sheet.name, address(row, col), f"a date shown as {cell.style.number}"
            elif cell.kind == "text" and words.SHORT_DATE.fullmatch(cell.text.strip()):
                yield sheet.name, address(row, col), f'the date "{cell.text.strip()}"'


def live(book: BookSeen) -> Found:
    if book.macros:
        yield "", "", "macros"
    for part in book.external:
        yield "", "", f"a link to another workbook ({part})"
    for sheet in book.sheets:
        for (row, col), cell in sheet.cells.items():
            if cell.formula:
                yield sheet.name, address(row, col), "a formula"
            elif cell.kind == "error":
                yield sheet.name, address(row, col), f"the error {cell.text}"
