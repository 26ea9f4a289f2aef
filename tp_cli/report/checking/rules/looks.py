"""Rules for how a workbook looks and how it opens: type, colour, alignment, what is hidden, its properties."""

from __future__ import annotations

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, address
from tp_cli.report.checking.rules.parts import Found, cells_inside, marked_tables

LEAST_POINTS = 12.0


def fonts(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for (row, col), cell in sheet.cells.items():
            style = cell.style
            if 0 < style.size < LEAST_POINTS:
                yield sheet.name, address(row, col), f"{style.size:g} point text"
            if style.font and not words.is_sans(style.font):
                yield sheet.name, address(row, col), f"the font {style.font}"


def colours(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for (row, col), cell in sheet.cells.items():
            if cell.style.color and cell.style.named != "Hyperlink":
                yield sheet.name, address(row, col), "text in a colour of its own"
            if "[red]" in cell.style.number.casefold():
                yield sheet.name, address(row, col), "a number format with a colour"
        looks = [(at, cell.style) for at, cell in sheet.cells.items()] + list(sheet.styled.items())
        for at, style in looks:
            if style.fill:
                yield sheet.name, address(*at), "a fill"
            if style.border:
                yield sheet.name, address(*at), "a border"
        if sheet.conditional:
            yield sheet.name, "", "conditional formatting"


def drawings(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for drawing in sheet.drawings:
            yield sheet.name, "", drawing
        if sheet.kind != "worksheet":
            yield sheet.name, "", f"a {sheet.kind}"


def frozen(book: BookSeen) -> Found:
    return ((sheet.name, "", "freeze panes") for sheet in book.sheets if sheet.frozen)


def hidden(book: BookSeen) -> Found:
    for sheet in book.sheets:
        if sheet.hidden:
            yield sheet.name, "", "a hidden sheet"
        for part in sheet.hidden_parts:
            yield sheet.name, "", f"hidden {part}"
    for name in book.hidden_names:
        yield "", "", f'the hidden name "{name}"'


def headers_footers(book: BookSeen) -> Found:
    return ((s.name, "", f'"{s.header_footer[:60]}" on the printed page') for s in book.sheets if s.header_footer)


def alignment(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        for row, col in cells_inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None:
                continue
            wrong = cell.style.align in ("center", "centerContinuous", "distributed", "justify", "fill")
            if cell.kind == "number" and (wrong or cell.style.align == "left"):
                yield sheet.name, address(row, col), f"a number aligned {cell.style.align}"
            short = words.SHORTHAND.fullmatch(cell.text.strip())
            if cell.kind == "text" and (wrong or (cell.style.align == "right" and not short)):
                yield sheet.name, address(row, col), f"text aligned {cell.style.align}"


def wrapping(book: BookSeen) -> Found:
    for sheet, table in marked_tables(book):
        for row in range(table.top, min(table.bottom, table.top + 100_000) + 1):
            for col in range(table.left, table.right + 1):
                cell = sheet.cells.get((row, col))
                width = sheet.widths.get(col, 8.43) or 8.43
                if cell is not None and cell.kind == "text" and not cell.style.wrap and len(cell.text) > width * 1.3:
                    yield sheet.name, address(row, col), f"{len(cell.text)} characters not wrapped, {width:.0f} fit"
        for col in range(table.left, table.right + 1):
            width = sheet.widths.get(col, 8.43)
            if not 3 <= width <= 120:
                yield sheet.name, address(table.top, col), f"a column {width:.0f} characters wide"


def properties(book: BookSeen) -> Found:
    for name, what in (("title", "title"), ("language", "language"), ("keywords", "keywords"), ("creator", "author")):
        value = book.properties.get(name, "").strip()
        if not value or (name == "creator" and value.casefold() in words.PROGRAMS):
            yield "", "", f'the {what} "{value}"' if value else f"no {what} in the document properties"


def cursor(book: BookSeen) -> Found:
    if book.active != 0:
        yield "", "", f"the workbook opens at sheet {book.active + 1}"
    for sheet in book.sheets[:1]:
        if sheet.selected.replace("$", "") != "A1":
            yield sheet.name, sheet.selected, "the cursor"
