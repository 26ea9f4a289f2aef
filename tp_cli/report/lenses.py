"""The lenses' answers as a template sees them: sheets, tables and columns read off the ids of stored figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

PREFIX = "lens:"
_LARGE_PENCE = 1_000_000  # £10,000: from there on a table shows whole pounds
_UNIT_FIELDS = {"pounds": "pounds", "percent": "percents", "number": "numbers", "text": "texts"}
UNITS = {
    "key": "text",
    "title": "text",
    "pounds": "pounds",
    "percents": "percent",
    "numbers": "number",
    "texts": "text",
    "reference": "reference",
}


@dataclass(frozen=True)
class LensRow:
    """One row of a lens's table, its figures by unit and column: `pounds.at_risk`, `percents.flexible_pct`."""

    key: str
    title: str
    pounds: dict[str, Any] = field(default_factory=dict)
    percents: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)
    reference: str = ""


@dataclass(frozen=True)
class LensColumn:
    """A column of a lens's table: its heading with the unit, the field of its rows, how it looks, how wide it is."""

    name: str
    head: str
    field: str
    unit: str
    format: str
    width: int


@dataclass(frozen=True)
class LensTable:
    """One table: `table` is its name in a sheet plan, `more` how many rows are in the answer and not here."""

    name: str
    table: str
    title: str
    columns: tuple[LensColumn, ...]
    rows: tuple[LensRow, ...]
    more: int


@dataclass(frozen=True)
class LensSheet:
    """One lens: what it asks, what it found, what must be said, its tables, the main one first."""

    name: str
    asks: str
    says: str
    caveats: tuple[str, ...]
    tables: tuple[LensTable, ...]


def lens_sheets(figures: Mapping[str, Any]) -> tuple[LensSheet, ...]:
    """Every lens of which figures are there, in the order of the count."""
    heads = _rows(figures, "lens")
    sheets = []
    for key, found in heads.items():
        if "says" in found:
            name = key.removeprefix("lens=")
            caveats = tuple(str(each["text"].value) for at, each in heads.items() if at.startswith(f"{key},caveat="))
            tables = tuple(
                _table(figures, at.partition(",table=")[2], each)
                for at, each in heads.items()
                if at.startswith(f"{key},table=")
            )
            sheets.append(LensSheet(name, found["says"].title, str(found["says"].value), caveats, tables))
    return tuple(sheets)


def tables_of(figures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The tables of every lens of which figures are there."""
    found: dict[str, list[str]] = {}
    for key in _rows(figures, "lens"):
        lens, _, table = key.removeprefix("lens=").partition(",table=")
        found.setdefault(lens.partition(",")[0], []).extend([table] if table else [])
    return {lens: tuple(tables) for lens, tables in found.items()}


def lens_rows(figures: Mapping[str, Any], table: str) -> tuple[LensRow, ...]:
    """The rows of one lens's table, by its name in a sheet plan."""
    return tuple(_row(key, found) for key, found in _rows(figures, table.removeprefix(PREFIX)).items())


def _rows(figures: Mapping[str, Any], table: str) -> dict[str, dict[str, Any]]:
    """Key → column → figure, of one table."""
    start = f"count/{table}/"
    found: dict[str, dict[str, Any]] = {}
    for name, figure in figures.items():
        if name.startswith(start):
            key, _, column = name[len(start) :].rpartition("/")
            found.setdefault(key, {})[column] = figure
    return found


def _row(key: str, found: Mapping[str, Any]) -> LensRow:
    values: dict[str, dict[str, Any]] = {name: {} for name in _UNIT_FIELDS.values()}
    for column, figure in found.items():
        values[_UNIT_FIELDS[figure.unit]][column] = figure.value
    first = next(iter(found.values()))
    return LensRow(key, first.title, **values, reference=first.id.rpartition("/")[0])


def _table(figures: Mapping[str, Any], name: str, about: Mapping[str, Any]) -> LensTable:
    rows = lens_rows(figures, name)
    columns = [
        _column(column, unit, [getattr(row, field_name).get(column) for row in rows])
        for unit, field_name, column in _columns(_rows(figures, name))
        if any(getattr(row, field_name).get(column) not in (None, "") for row in rows)
    ]
    more = int(about["rows"].value or 0) - len(rows)
    return LensTable(name, f"{PREFIX}{name}", str(about["title"].value), tuple(columns), rows, more)


def _column(name: str, unit: str, values: list[Any]) -> LensColumn:
    """Small sums are shown to the penny, numbers with a part after the point as they are."""
    look, width = {"text": ("text", 20), "percent": ("percent", 10)}.get(unit, (unit, 13))
    known = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
    if unit == "number":
        look, width = ("number" if all(value == int(value) for value in known) else "decimal"), 11
    if unit == "pounds":
        look, width = ("pounds", 15) if any(abs(value) >= _LARGE_PENCE for value in known) else ("pence", 13)
    return LensColumn(name, _head(name, unit), f"{_UNIT_FIELDS[unit]}.{name}", unit, look, width)


def _columns(rows: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    found: dict[str, str] = {}
    for row in rows.values():
        for column, figure in row.items():
            found.setdefault(column, figure.unit)
    return [(unit, _UNIT_FIELDS[unit], column) for column, unit in found.items()]


def _head(column: str, unit: str) -> str:
    words = column.removesuffix("_pct").replace("_m2", " (m²)").replace("fte", "FTE").replace("_", " ")
    return (words[:1].upper() + words[1:]) + {"pounds": " (£)", "percent": " (%)"}.get(unit, "")
