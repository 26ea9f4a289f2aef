"""The rules for published spreadsheets, each with the cells that break it.

Source: Government Analysis Function, "Releasing statistics in spreadsheets", as the project's list of rules has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tp_cli.report.checking.book import BookSeen
from tp_cli.report.checking.rules import looks, sheets, tables, values
from tp_cli.report.checking.rules.parts import Found

LISTED = 1_000  # breaches of one rule on one sheet


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


def _rule(expected: str, fix: str, find: Callable[[BookSeen], Iterable[tuple[str, str, str]]]) -> Rule:
    return Rule(expected, fix, lambda book: iter(find(book)))


RULES: dict[str, Rule] = {
    "front-sheets": _rule(
        "Cover_sheet first, then Table_of_contents, and Notes where notes are used",
        "add the sheet",
        sheets.front_sheets,
    ),
    "sheet-names": _rule(
        "unique names that say what is there, no blanks at the ends", "rename the sheet", sheets.sheet_names
    ),
    "table-marked-up": _rule(
        "one marked-up table a sheet", "mark the cells up as a table, one a sheet", tables.marked_up
    ),
    "table-name": _rule("a unique name that says what the table holds", "rename the table", tables.table_names),
    "table-plain": _rule("a plain table, filter buttons off", "take style and filter buttons off", tables.table_looks),
    "header-row": _rule("one header row of unique texts", "give every column one header of its own", tables.headers),
    "merged": _rule("no merged cells", "unmerge them and repeat the value", tables.merged),
    "split-cells": _rule("one value a cell", "give each value a cell", tables.nested),
    "blank-lines": _rule("no blank row or column inside a table", "delete it", tables.blank_lines),
    "around-table": _rule(
        "nothing below or beside the table", "move it above the table or to the notes", tables.beside
    ),
    "title": _rule("A1: a title in the style Heading 1, with what, where and when", "put it right", sheets.title),
    "second-line": _rule('A2: "This worksheet contains one table"', "write it there", sheets.second_line),
    "source": _rule("the source in column A above the table", "write it there", sheets.source_line),
    "units": _rule("units in round brackets in the header", "write the unit into the header", values.units),
    "notes": _rule("[note n] in titles, headers and row labels; each declared and used", "put it right", sheets.notes),
    "empty-cells": _rule(
        "no empty cell and no NA: a value or a shorthand such as [x]", "say why it is empty", values.empty
    ),
    "shorthand": _rule("known shorthand, explained above the table", "explain it in column A", values.shorthand),
    "numbers-as-text": _rule("numbers as numbers", "store it as a number", values.numbers_as_text),
    "periods": _rule("dates as 1 Feb 2010, periods in full", "write it in full", values.periods),
    "fonts": _rule("a font without serifs, 12 point or more", "change the font", looks.fonts),
    "colours": _rule("automatic colour, no fills, no borders", "take the formatting off", looks.colours),
    "drawings": _rule("no images, charts, shapes or comments", "put them into a document", looks.drawings),
    "freeze-panes": _rule("no freeze panes", "unfreeze", looks.frozen),
    "hidden": _rule("nothing hidden", "delete what is hidden; unhiding is not enough", looks.hidden),
    "headers-footers": _rule(
        "no printed headers or footers with meaning", "move it above the table", looks.headers_footers
    ),
    "values-only": _rule(
        "values: no formulas, errors, macros or links to other files", "keep the value only", values.live
    ),
    "alignment": _rule("text left, numbers right", "change the alignment", looks.alignment),
    "wrapping": _rule("wrapped text and sensible widths", "wrap the text or widen the column", looks.wrapping),
    "properties": _rule(
        "title, language, keywords, the organisation as author", "fill the properties", looks.properties
    ),
    "cursor": _rule("the cursor in A1 of the first sheet", "go there and save", looks.cursor),
}
