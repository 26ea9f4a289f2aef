"""Rules for a sheet around its table: names, titles, the lines above, notes."""

from __future__ import annotations

from collections import Counter

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, SheetSeen, address
from tp_cli.report.checking.rules.parts import Found, data_sheets, is_front, marked_tables


def front_sheets(book: BookSeen) -> Found:
    names = [words.plain(sheet.name) for sheet in book.sheets]
    if not names or names[0] not in words.COVERS:
        yield (book.sheets[0].name if book.sheets else ""), "", "the first sheet is not a cover sheet"
    if len(data_sheets(book)) > 1 and not set(names) & set(words.CONTENTS):
        yield "", "", "no table of contents"
    if any(words.note_marks(cell.text) for sheet in book.sheets for cell in sheet.cells.values()) and not set(
        names
    ) & set(words.NOTES):
        yield "", "", "notes are referred to and there is no sheet Notes"


def sheet_names(book: BookSeen) -> Found:
    folded = Counter(sheet.name.strip().casefold() for sheet in book.sheets)
    for sheet in book.sheets:
        if sheet.name != sheet.name.strip():
            yield sheet.name, "", f'the sheet name "{sheet.name}" has a blank at an end'
        if folded[sheet.name.strip().casefold()] > 1:
            yield sheet.name, "", f'the sheet name "{sheet.name}" is there twice'
        if words.DEFAULT_SHEET.fullmatch(sheet.name.strip()):
            yield sheet.name, "", f'the sheet name "{sheet.name}" says nothing'


def title(book: BookSeen) -> Found:
    for sheet in book.sheets:
        if sheet.kind != "worksheet":
            continue
        cell = sheet.cells.get((0, 0))
        if cell is None or cell.kind != "text":
            yield sheet.name, "A1", "no title"
            continue
        if cell.style.named != "Heading 1":
            yield sheet.name, "A1", f"the title has the style {cell.style.named or 'Normal'}"
        if not is_front(sheet) and not words.PERIOD.search(cell.text):
            yield sheet.name, "A1", "the title does not say when"
        if words.SHORT_YEAR.search(cell.text):
            yield sheet.name, "A1", f'the period "{words.SHORT_YEAR.search(cell.text)[0]}" is not in full'  # type: ignore[index]


def second_line(book: BookSeen) -> Found:
    for sheet in data_sheets(book):
        cell = sheet.cells.get((1, 0))
        if cell is None or not words.CONTAINS.search(cell.text):
            yield sheet.name, "A2", f'"{cell.text[:60]}"' if cell else "nothing"


def source_line(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        above = [cell.text for (row, col), cell in sheet.cells.items() if col == 0 and row < table.top]
        if not is_front(sheet) and not any(text.casefold().startswith("source") for text in above):
            yield sheet.name, address(table.top, 0), "no source above the table"


def notes(book: BookSeen) -> Found:
    used: dict[str, tuple[str, str]] = {}
    declared: dict[str, tuple[str, str]] = {}
    for sheet in book.sheets:
        for (row, col), cell in sheet.cells.items():
            if words.plain(sheet.name) in words.NOTES:
                match = words.NOTE_NUMBER.fullmatch(cell.text.strip()) if col == 0 else None
                if match:
                    declared[match[1]] = (sheet.name, address(row, col))
                continue
            for mark in words.note_marks(cell.text):
                used.setdefault(mark, (sheet.name, address(row, col)))
                if not _may_hold_note(sheet, row, col):
                    yield sheet.name, address(row, col), f"[note {mark}] beside a figure"
            if words.LOOSE_NOTE.search(cell.text):
                yield sheet.name, address(row, col), f'"{words.LOOSE_NOTE.search(cell.text)[0]}" for a note'  # type: ignore[index]
    for mark in sorted(set(used) - set(declared)):
        yield *used[mark], f"[note {mark}] is not in the sheet Notes"
    for mark in sorted(set(declared) - set(used)):
        yield *declared[mark], f"note {mark} is used nowhere"


def _may_hold_note(sheet: SheetSeen, row: int, col: int) -> bool:
    """Titles, headers and row labels may."""
    inside = [table for table in sheet.tables if table.holds(row, col)]
    return not inside or any(row == table.top or col == table.left for table in inside)
