"""The rules for published spreadsheets, each with the cells that break it.

Source: Government Analysis Function, "Releasing statistics in spreadsheets", as the project's list of rules has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tp_cli.report.checking import words
from tp_cli.report.checking.book import BookSeen, SheetSeen, TableSeen, address

LEAST_POINTS = 12.0
LISTED = 1_000  # breaches of one rule on one sheet
Found = Iterator[tuple[str, str, str]]  # sheet, cell, what was found


@dataclass(frozen=True)
class Failure:
    """One breach: the rule, the sheet and cell ("" where it is the whole workbook or sheet), what was found."""

    rule: str
    sheet: str
    cell: str
    found: str


@dataclass(frozen=True)
class Rule:
    """What is right, how to put it right, and what finds the breaches."""

    expected: str
    fix: str
    find: Callable[[BookSeen], Found]


def failures(book: BookSeen) -> list[Failure]:
    """Every breach of every rule, in the order of the rules."""
    return [failure for name, rule in RULES.items() for failure in _some(name, rule.find(book))]


def _some(name: str, found: Found) -> Iterator[Failure]:
    """The first breaches of one rule on each sheet, and how many more there are."""
    seen: Counter[str] = Counter()
    for sheet, cell, what in found:
        seen[sheet] += 1
        if seen[sheet] <= LISTED:
            yield Failure(name, sheet, cell, what)
    for sheet, count in seen.items():
        if count > LISTED:
            yield Failure(name, sheet, "", f"and {count - LISTED:,} more on this sheet")


def _is_cover(sheet: SheetSeen) -> bool:
    return words.plain(sheet.name) in words.COVERS


def _is_front(sheet: SheetSeen) -> bool:
    """Contents and notes hold words, not figures."""
    return words.plain(sheet.name) in (*words.CONTENTS, *words.NOTES)


def _data(book: BookSeen) -> list[SheetSeen]:
    return [sheet for sheet in book.sheets if sheet.kind == "worksheet" and not _is_cover(sheet)]


def _tables(book: BookSeen) -> Iterator[tuple[SheetSeen, TableSeen]]:
    for sheet in _data(book):
        for table in sheet.tables:
            yield sheet, table


def _corner(table: TableSeen) -> str:
    return address(table.top, table.left)


def _inside(sheet: SheetSeen, table: TableSeen) -> Iterator[tuple[int, int]]:
    """Cells of a table below its header, as far as anyone could have filled them."""
    last = min(table.bottom, max((row for row, _ in sheet.cells), default=0))
    for row in range(table.top + table.header_rows, last + 1):
        for col in range(table.left, table.right + 1):
            yield row, col


def _front_sheets(book: BookSeen) -> Found:
    names = [words.plain(sheet.name) for sheet in book.sheets]
    if not names or names[0] not in words.COVERS:
        yield (book.sheets[0].name if book.sheets else ""), "", "the first sheet is not a cover sheet"
    if len(_data(book)) > 1 and not set(names) & set(words.CONTENTS):
        yield "", "", "no table of contents"
    if any(words.note_marks(cell.text) for sheet in book.sheets for cell in sheet.cells.values()) and not set(
        names
    ) & set(words.NOTES):
        yield "", "", "notes are referred to and there is no sheet Notes"


def _sheet_names(book: BookSeen) -> Found:
    folded = Counter(sheet.name.strip().casefold() for sheet in book.sheets)
    for sheet in book.sheets:
        if sheet.name != sheet.name.strip():
            yield sheet.name, "", f'the sheet name "{sheet.name}" has a blank at an end'
        if folded[sheet.name.strip().casefold()] > 1:
            yield sheet.name, "", f'the sheet name "{sheet.name}" is there twice'
        if words.DEFAULT_SHEET.fullmatch(sheet.name.strip()):
            yield sheet.name, "", f'the sheet name "{sheet.name}" says nothing'


def _marked_up(book: BookSeen) -> Found:
    for sheet in _data(book):
        if not sheet.tables and sheet.cells:
            yield sheet.name, "", "no marked-up table"
        if len(sheet.tables) > 1:
            for table in sheet.tables[1:]:
                yield sheet.name, _corner(table), f'a further table, "{table.name}"'


def _table_names(book: BookSeen) -> Found:
    seen = Counter(table.name.casefold() for _, table in _tables(book))
    for sheet, table in _tables(book):
        if words.DEFAULT_TABLE.fullmatch(table.name) or not table.name:
            yield sheet.name, _corner(table), f'the table name "{table.name}" says nothing'
        if seen[table.name.casefold()] > 1:
            yield sheet.name, _corner(table), f'the table name "{table.name}" is there twice'


def _table_looks(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        if table.styled and table.styled != "None":
            yield sheet.name, _corner(table), f"the table style {table.styled}"
        if table.filter_button:
            yield sheet.name, _corner(table), "filter buttons"
    for sheet in book.sheets:
        if sheet.filtered:
            yield sheet.name, "", "a filter"


def _headers(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        if table.header_rows != 1:
            yield sheet.name, _corner(table), f"{table.header_rows} header rows"
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


def _merged(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for span in sheet.merged:
            yield sheet.name, span, "merged cells"


def _nested(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        if not _is_front(sheet):
            for row, col in _inside(sheet, table):
                cell = sheet.cells.get((row, col))
                if cell is not None and "\n" in cell.text.strip():
                    yield sheet.name, address(row, col), "several lines in one cell"


def _blank_lines(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        rows = {row for row, col in sheet.cells if table.holds(row, col)}
        columns = {col for row, col in sheet.cells if table.holds(row, col) and row > table.top}
        wanted = range(table.top, min(table.bottom, table.top + 100_000) + 1)
        for row in [row for row in wanted if row not in rows][:100]:
            yield sheet.name, address(row, table.left), f"row {row + 1} of the table is blank"
        for col in [col for col in range(table.left, table.right + 1) if col not in columns]:
            yield sheet.name, address(table.top, col), "a column of the table is blank"


def _beside(book: BookSeen) -> Found:
    for sheet in _data(book):
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


def _title(book: BookSeen) -> Found:
    for sheet in book.sheets:
        if sheet.kind != "worksheet":
            continue
        cell = sheet.cells.get((0, 0))
        if cell is None or cell.kind != "text":
            yield sheet.name, "A1", "no title"
            continue
        if cell.style.named != "Heading 1":
            yield sheet.name, "A1", f"the title has the style {cell.style.named or 'Normal'}"
        if not _is_front(sheet) and not words.PERIOD.search(cell.text):
            yield sheet.name, "A1", "the title does not say when"
        if words.SHORT_YEAR.search(cell.text):
            yield sheet.name, "A1", f'the period "{words.SHORT_YEAR.search(cell.text)[0]}" is not in full'  # type: ignore[index]


def _second_line(book: BookSeen) -> Found:
    for sheet in _data(book):
        cell = sheet.cells.get((1, 0))
        if cell is None or not words.CONTAINS.search(cell.text):
            yield sheet.name, "A2", f'"{cell.text[:60]}"' if cell else "nothing"


def _source_line(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        above = [cell.text for (row, col), cell in sheet.cells.items() if col == 0 and row < table.top]
        if not _is_front(sheet) and not any(text.casefold().startswith("source") for text in above):
            yield sheet.name, address(table.top, 0), "no source above the table"


def _units(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        if _is_front(sheet) or table.header_rows != 1:
            continue
        for col in _number_columns(sheet, table):
            head = sheet.cells.get((table.top, col))
            if head and not words.UNIT.search(head.text) and not words.CODE_COLUMN.search(head.text):
                yield sheet.name, address(table.top, col), f'no unit in the header "{head.text[:60]}"'


def _number_columns(sheet: SheetSeen, table: TableSeen) -> list[int]:
    inside = ((row, col) for row, col in _inside(sheet, table) if (row, col) in sheet.cells)
    return sorted({col for row, col in inside if sheet.cells[row, col].kind == "number"})


def _notes(book: BookSeen) -> Found:
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


def _empty(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        for row, col in _inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None or not cell.text.strip():
                yield sheet.name, address(row, col), "an empty cell"
            elif cell.kind == "text" and words.NO_ANSWER.fullmatch(cell.text.strip()):
                yield sheet.name, address(row, col), f'"{cell.text.strip()}" for a missing value'


def _shorthand(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        if _is_front(sheet):
            continue
        above = " ".join(cell.text for (row, col), cell in sheet.cells.items() if row < table.top and col == 0)
        told: set[str] = set()
        for row, col in _inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None or cell.kind != "text":
                continue
            for mark in words.SHORTHAND.findall(cell.text):
                if mark.casefold() not in words.KNOWN_SHORTHAND:
                    yield sheet.name, address(row, col), f"{mark} is no known shorthand"
                elif mark not in above and mark not in told:
                    told.add(mark)
                    yield sheet.name, address(row, col), f"{mark} is not explained above the table"


def _numbers_as_text(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        columns = _number_columns(sheet, table)
        for row, col in _inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if (
                col in columns
                and cell is not None
                and cell.kind == "text"
                and words.NUMBER.fullmatch(cell.text.strip())
            ):
                yield sheet.name, address(row, col), f'the number "{cell.text.strip()}" as text'


def _periods(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        for col in range(table.left, table.right + 1):
            cell = sheet.cells.get((table.top, col))
            if cell is not None and words.SHORT_YEAR.search(cell.text):
                yield sheet.name, address(table.top, col), f'the period in "{cell.text[:60]}" is not in full'
        for row, col in _inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None:
                continue
            if cell.kind == "date" and not words.DATE_FORMAT.search(cell.style.number):
                yield sheet.name, address(row, col), f"a date shown as {cell.style.number}"
            elif cell.kind == "text" and words.SHORT_DATE.fullmatch(cell.text.strip()):
                yield sheet.name, address(row, col), f'the date "{cell.text.strip()}"'


def _fonts(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for (row, col), cell in sheet.cells.items():
            style = cell.style
            if 0 < style.size < LEAST_POINTS:
                yield sheet.name, address(row, col), f"{style.size:g} point text"
            if style.font and not words.is_sans(style.font):
                yield sheet.name, address(row, col), f"the font {style.font}"


def _colours(book: BookSeen) -> Found:
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


def _drawings(book: BookSeen) -> Found:
    for sheet in book.sheets:
        for drawing in sheet.drawings:
            yield sheet.name, "", drawing
        if sheet.kind != "worksheet":
            yield sheet.name, "", f"a {sheet.kind}"


def _frozen(book: BookSeen) -> Found:
    return ((sheet.name, "", "freeze panes") for sheet in book.sheets if sheet.frozen)


def _hidden(book: BookSeen) -> Found:
    for sheet in book.sheets:
        if sheet.hidden:
            yield sheet.name, "", "a hidden sheet"
        for part in sheet.hidden_parts:
            yield sheet.name, "", f"hidden {part}"
    for name in book.hidden_names:
        yield "", "", f'the hidden name "{name}"'


def _headers_footers(book: BookSeen) -> Found:
    return ((s.name, "", f'"{s.header_footer[:60]}" on the printed page') for s in book.sheets if s.header_footer)


def _live(book: BookSeen) -> Found:
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


def _alignment(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
        for row, col in _inside(sheet, table):
            cell = sheet.cells.get((row, col))
            if cell is None:
                continue
            wrong = cell.style.align in ("center", "centerContinuous", "distributed", "justify", "fill")
            if cell.kind == "number" and (wrong or cell.style.align == "left"):
                yield sheet.name, address(row, col), f"a number aligned {cell.style.align}"
            short = words.SHORTHAND.fullmatch(cell.text.strip())
            if cell.kind == "text" and (wrong or (cell.style.align == "right" and not short)):
                yield sheet.name, address(row, col), f"text aligned {cell.style.align}"


def _wrapping(book: BookSeen) -> Found:
    for sheet, table in _tables(book):
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


def _properties(book: BookSeen) -> Found:
    for name, what in (("title", "title"), ("language", "language"), ("keywords", "keywords"), ("creator", "author")):
        value = book.properties.get(name, "").strip()
        if not value or (name == "creator" and value.casefold() in words.PROGRAMS):
            yield "", "", f'the {what} "{value}"' if value else f"no {what} in the document properties"


def _cursor(book: BookSeen) -> Found:
    if book.active != 0:
        yield "", "", f"the workbook opens at sheet {book.active + 1}"
    for sheet in book.sheets[:1]:
        if sheet.selected.replace("$", "") != "A1":
            yield sheet.name, sheet.selected, "the cursor"


def _rule(expected: str, fix: str, find: Callable[[BookSeen], Iterable[tuple[str, str, str]]]) -> Rule:
    return Rule(expected, fix, lambda book: iter(find(book)))


RULES: dict[str, Rule] = {
    "front-sheets": _rule(
        "Cover_sheet first, then Table_of_contents, and Notes where notes are used", "add the sheet", _front_sheets
    ),
    "sheet-names": _rule(
        "unique names that say what is there, no blanks at the ends", "rename the sheet", _sheet_names
    ),
    "table-marked-up": _rule("one marked-up table a sheet", "mark the cells up as a table, one a sheet", _marked_up),
    "table-name": _rule("a unique name that says what the table holds", "rename the table", _table_names),
    "table-plain": _rule("a plain table, filter buttons off", "take style and filter buttons off", _table_looks),
    "header-row": _rule("one header row of unique texts", "give every column one header of its own", _headers),
    "merged": _rule("no merged cells", "unmerge them and repeat the value", _merged),
    "split-cells": _rule("one value a cell", "give each value a cell", _nested),
    "blank-lines": _rule("no blank row or column inside a table", "delete it", _blank_lines),
    "around-table": _rule("nothing below or beside the table", "move it above the table or to the notes", _beside),
    "title": _rule("A1: a title in the style Heading 1, with what, where and when", "put it right", _title),
    "second-line": _rule('A2: "This worksheet contains one table"', "write it there", _second_line),
    "source": _rule("the source in column A above the table", "write it there", _source_line),
    "units": _rule("units in round brackets in the header", "write the unit into the header", _units),
    "notes": _rule("[note n] in titles, headers and row labels; each declared and used", "put it right", _notes),
    "empty-cells": _rule("no empty cell and no NA: a value or a shorthand such as [x]", "say why it is empty", _empty),
    "shorthand": _rule("known shorthand, explained above the table", "explain it in column A", _shorthand),
    "numbers-as-text": _rule("numbers as numbers", "store it as a number", _numbers_as_text),
    "periods": _rule("dates as 1 Feb 2010, periods in full", "write it in full", _periods),
    "fonts": _rule("a font without serifs, 12 point or more", "change the font", _fonts),
    "colours": _rule("automatic colour, no fills, no borders", "take the formatting off", _colours),
    "drawings": _rule("no images, charts, shapes or comments", "put them into a document", _drawings),
    "freeze-panes": _rule("no freeze panes", "unfreeze", _frozen),
    "hidden": _rule("nothing hidden", "delete what is hidden; unhiding is not enough", _hidden),
    "headers-footers": _rule("no printed headers or footers with meaning", "move it above the table", _headers_footers),
    "values-only": _rule("values: no formulas, errors, macros or links to other files", "keep the value only", _live),
    "alignment": _rule("text left, numbers right", "change the alignment", _alignment),
    "wrapping": _rule("wrapped text and sensible widths", "wrap the text or widen the column", _wrapping),
    "properties": _rule("title, language, keywords, the organisation as author", "fill the properties", _properties),
    "cursor": _rule("the cursor in A1 of the first sheet", "go there and save", _cursor),
}
