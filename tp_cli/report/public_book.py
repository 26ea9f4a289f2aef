"""Published tables as sheets, before any file format: every cell already as a reader will see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tp_cli import safe
from tp_cli.money import pounds
from tp_cli.report.public.cells import Row, Value
from tp_cli.report.public.tables import Public
from tp_cli.report.publish_plan import FIELDS, OWN_SHEETS, PublicColumn, PublicPlan, PublicTablePlan

SHORTHAND = {
    "[c]": "confidential: hidden so that nobody's money or number can be worked out",
    "[x]": "not available",
    "[z]": "not applicable",
    "[low]": "not nought, but rounds to it",
    "[e]": "estimated",
    "[f]": "forecast",
    "[p]": "provisional",
    "[r]": "revised",
}
_NARROW, _WIDE = 14.0, 60.0


@dataclass(frozen=True)
class Entry:
    """One cell.

    value  text, or an exact number: pounds, per cent or a count
    look   name of a style of looks.PLAIN
    link   sheet that the cell leads to, "" for none
    """

    value: str | Fraction
    look: str
    link: str = ""

    @property
    def plain(self) -> str:
        """As a CSV has it: pounds and pence, or the shortest decimal."""
        if isinstance(self.value, str):
            return self.value
        if self.look == "pence":
            return pounds(int(self.value * 100))
        exact = Decimal(self.value.numerator) / Decimal(self.value.denominator)
        return f"{exact:f}".rstrip("0").rstrip(".") if exact.as_tuple().exponent else f"{exact:f}"


@dataclass(frozen=True)
class PublicTable:
    """A marked-up table: its name, its columns, its rows."""

    name: str
    columns: tuple[PublicColumn, ...]
    rows: tuple[tuple[Entry, ...], ...]

    def heads(self) -> list[Entry]:
        return [Entry(c.head, "head" if c.format == "text" else "head_number") for c in self.columns]

    def widths(self) -> list[float]:
        """Characters that each column needs: its longest cell, its head over two lines."""
        return [max(_NARROW, min(_WIDE, self._longest(col))) for col in range(len(self.columns))]

    def _longest(self, col: int) -> float:
        cells = [len(_shown(row[col])) * 1.25 + 3 for row in self.rows]
        head = self.columns[col].head
        return max([*cells, len(head) * 0.7 + 3, max(len(word) for word in head.split()) * 1.3 + 3])


@dataclass(frozen=True)
class PublicSheet:
    """A sheet: lines in column A, then at most one table."""

    name: str
    above: tuple[Entry, ...]
    table: PublicTable | None = None


@dataclass(frozen=True)
class PublicBook:
    """All sheets of a release and what its properties say."""

    title: str
    organisation: str
    keywords: tuple[str, ...]
    sheets: tuple[PublicSheet, ...]
    plans: tuple[PublicTablePlan, ...]

    def data(self) -> Iterator[tuple[PublicTablePlan, PublicTable]]:
        """The tables of figures, without contents and notes."""
        tables = {sheet.name: sheet.table for sheet in self.sheets}
        for plan in self.plans:
            table = tables[plan.sheet]
            assert table is not None
            yield plan, table


def public_book(plan: PublicPlan, public: Public) -> PublicBook:
    """The sheets of a plan, filled from what may be shown."""
    filled = [PublicTable(t.name, tuple(t.columns), tuple(_rows(t, public.tables[t.table]))) for t in plan.tables]
    sheets = [_cover(plan), _contents(plan)]
    if plan.notes:
        sheets.append(_notes(plan))
    sheets += [_sheet(t, table, bool(plan.notes)) for t, table in zip(plan.tables, filled, strict=True)]
    return PublicBook(plan.title, plan.organisation, tuple(plan.keywords), tuple(sheets), tuple(plan.tables))


def _rows(plan: PublicTablePlan, rows: Sequence[Row]) -> Iterator[tuple[Entry, ...]]:
    for row in rows or [{}]:
        yield tuple(_entry(row.get(column.field, "[z]"), column.format) for column in plan.columns)


def _entry(value: Value, form: str) -> Entry:
    if isinstance(value, str):
        text = safe.for_cell(value) or "[x]"
        return Entry(text, "shorthand" if form != "text" and text in SHORTHAND else "text")
    exact = Fraction(value)
    return Entry(exact / 100 if form == "pence" else exact, form)


def _sheet(plan: PublicTablePlan, table: PublicTable, notes: bool) -> PublicSheet:
    used = {entry.value for row in table.rows for entry in row} & set(SHORTHAND)
    lines = [f"Source: {plan.source}"]
    if used:
        words = "; ".join(f"{mark} = {SHORTHAND[mark]}" for mark in SHORTHAND if mark in used)
        lines.append(f"This table uses shorthand: {words}.")
    noted = any("[note " in text for text in (plan.title, *(column.head for column in plan.columns)))
    if notes and noted:
        lines.append("Notes are in the worksheet Notes.")
    return PublicSheet(plan.sheet, _above(plan.title, lines), table)


def _above(title: str, lines: Sequence[str]) -> tuple[Entry, ...]:
    texts = ("This worksheet contains one table.", *lines)
    return (Entry(title, "title"), *(Entry(text, "above") for text in texts))


def _cover(plan: PublicPlan) -> PublicSheet:
    lines = [Entry(plan.title, "title")]
    for text in plan.about:
        heading = re.match(r"^# (.+)$", text)
        lines.append(Entry(heading[1], "heading") if heading else Entry(text, "text"))
    return PublicSheet(OWN_SHEETS[0], tuple(lines))


def _contents(plan: PublicPlan) -> PublicSheet:
    listed = [(t.sheet, t.title) for t in plan.tables]
    if plan.notes:
        listed.insert(0, (OWN_SHEETS[2], "Notes that the tables refer to"))
    rows = tuple((Entry(sheet, "link", sheet), Entry(_bare(title), "text")) for sheet, title in listed)
    columns = (PublicColumn(head="Worksheet", field="sheet"), PublicColumn(head="Title", field="title"))
    table = PublicTable("Contents", columns, rows)
    return PublicSheet(OWN_SHEETS[1], _above(f"Table of contents: {plan.title}", []), table)


def _notes(plan: PublicPlan) -> PublicSheet:
    rows = tuple((Entry(f"note {n}", "text"), Entry(text, "text")) for n, text in enumerate(plan.notes, 1))
    columns = (PublicColumn(head="Note number", field="note"), PublicColumn(head="Note text", field="text"))
    return PublicSheet(OWN_SHEETS[2], _above(f"Notes: {plan.title}", []), PublicTable("Notes_list", columns, rows))


def _bare(title: str) -> str:
    return re.sub(r"\s*\[note \d+\]", "", title)


def _shown(entry: Entry) -> str:
    if isinstance(entry.value, str):
        return entry.value
    return f"{float(entry.value):,.2f}" if entry.look == "pence" else entry.plain


def fields_of(public: Public) -> Mapping[str, tuple[str, ...]]:
    """What the rows of each table hold: the fields that a plan may ask for."""
    return {
        name: tuple(dict.fromkeys([*FIELDS[name], *(key for row in rows for key in row)]))
        for name, rows in public.tables.items()
    }
