"""What rules look at: sheets with data, tables, the cells inside them."""

from __future__ import annotations

from collections.abc import Iterator

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, SheetSeen, TableSeen, address

Found = Iterator[tuple[str, str, str]]  # sheet, cell, what was found


def is_cover(sheet: SheetSeen) -> bool:
    return words.plain(sheet.name) in words.COVERS


def is_front(sheet: SheetSeen) -> bool:
    """Contents and notes hold words, not figures."""
    return words.plain(sheet.name) in (*words.CONTENTS, *words.NOTES)


def data_sheets(book: BookSeen) -> list[SheetSeen]:
    return [sheet for sheet in book.sheets if sheet.kind == "worksheet" and not is_cover(sheet)]


def marked_tables(book: BookSeen) -> Iterator[tuple[SheetSeen, TableSeen]]:
    for sheet in data_sheets(book):
        for table in sheet.tables:
            yield sheet, table


def corner(table: TableSeen) -> str:
    return address(table.top, table.left)


def cells_inside(sheet: SheetSeen, table: TableSeen) -> Iterator[tuple[int, int]]:
    """Cells of a table below its header, as far as anyone could have filled them."""
    last = min(table.bottom, max((row for row, _ in sheet.cells), default=0))
    for row in range(table.top + table.header_rows, last + 1):
        for col in range(table.left, table.right + 1):
            yield row, col


def number_columns(sheet: SheetSeen, table: TableSeen) -> list[int]:
    inside = ((row, col) for row, col in cells_inside(sheet, table) if (row, col) in sheet.cells)
    return sorted({col for row, col in inside if sheet.cells[row, col].kind == "number"})
