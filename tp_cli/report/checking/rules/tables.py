"""Rules for a table as a whole: marked up, named, plain, one header row, nothing around it."""

from __future__ import annotations

from collections import Counter

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, address
from tp_cli.report.checking.rules.parts import Found, cells_inside, corner, data_sheets, is_front, marked_tables


def marked_up(book: BookSeen) -> Found:
    for sheet in data_sheets(book):
        if not sheet.tables and sheet.cells:
            yield sheet.name, "", "no marked-up table"
        if len(sheet.tables) > 1:
            for table in sheet.tables[1:]:
                yield sheet.name, corner(table), f'a further table, "{table.name}"'


def table_names(book: BookSeen) -> Found:
    seen = Counter(table.name.casefold() for _, table in marked_tables(book))
    for sheet, table in marked_tables(book):
        if words.DEFAULT_TABLE.fullmatch(table.name) or not table.name:
            yield sheet.name, corner(table), f'the table name "{table.name}" says nothing'
        if seen[table.name.casefold()] > 1:
            yield sheet.name, corner(table), f'the table name "{table.name}" is there twice'


def table_looks(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        if table.styled and table.styled != "None":
            yield sheet.name, corner(table), f"the table style {table.styled}"
        if table.filter_button:
            yield sheet.name, corner(table), "filter buttons"
    for sheet in book.sheets:
        if sheet.filtered:
            yield sheet.name, "", "a filter"


def headers(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        if table.header_rows != 1:
            yield sheet.name, corner(table), f"{table.header_rows} header rows"
            continue
        texts: Counter[str] = Counter()
        for col in range(table.left, table.right + 1):
            cell = sheet.cells.get((table.top, col))
            if cell is None or not cell.text.strip():
                yield sheet.name, address(table.top, col), "an empty header"
                continue
            text = cell.text.strip().casefold()
            texts[text] += 1
            if texts[text] > 1:
                yield sheet.name, address(table.top, col), f'the header "{cell.text}" a second time'
            elif words.GENERATED_HEADER.fullmatch(text):
                yield sheet.name, address(table.top, col), f'the header "{cell.text}", which says nothing'


def merged(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for span in sheet.merged:
            yield sheet.name, span, "merged cells"


def nested(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        if not is_front(sheet):
            for row, col in cells_inside(sheet, table):
                cell = sheet.cells.get((row, col))
                if cell is not None and "\n" in cell.text.strip():
                    yield sheet.name, address(row, col), "several lines in one cell"


def blank_lines(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        rows = {row for row, col in sheet.cells if table.holds(row, col)}
        columns = {col for row, col in sheet.cells if table.holds(row, col) and row > table.top}
        wanted = range(table.top, min(table.bottom, table.top + 100_000) + 1)
        for row in [row for row in wanted if row not in rows][:100]:
            yield sheet.name, address(row, table.left), f"row {row + 1} of the table is blank"
        for col in [col for col in range(table.left, table.right + 1) if col not in columns]:
            yield sheet.name, address(table.top, col), "a column of the table is blank"


def beside(book: BookSeen) -> Found:
    for sheet in data_sheets(book):
        if not sheet.tables:
            continue
        first = min(table.top for table in sheet.tables)
        for row, col in sheet.cells:
            if any(table.holds(row, col) for table in sheet.tables):
                continue
            if row >= first:
                where = "below" if row > max(table.bottom for table in sheet.tables) else "beside"
                yield sheet.name, address(row, col), f"text or figures {where} the table"
            elif col > 0:
                yield sheet.name, address(row, col), "text above the table outside column A"
