"""The tidy table of figures as rows that can be asked for by name, values typed by their unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from tp_cli.money import pence_of
from tp_cli.report.facts import Figure

Value = int | Decimal | str | None


def typed(value: str | None, unit: str) -> Value:
    """A stored value as pence, per cent, a number or text; None where there is none."""
    if value is None or (value == "" and unit != "text"):
        return None
    if unit == "pounds":
        return pence_of(value)
    if unit in ("percent", "number"):
        number = Decimal(value)
        return int(number) if unit == "number" and number == number.to_integral_value() else number
    return value


@dataclass(frozen=True)
class FigureRow:
    """The figures of one table that share a key."""

    table: str
    key: str
    title: str
    figures: dict[str, Figure]

    def pence(self, column: str) -> int | None:
        value = self._value(column)
        return value if isinstance(value, int) else None

    def owed(self, column: str) -> int:
        """An amount that counts as nought where it was not given."""
        return self.pence(column) or 0

    def percent(self, column: str) -> Decimal | None:
        value = self._value(column)
        return Decimal(value) if isinstance(value, int | Decimal) else None

    def number(self, column: str) -> int | Decimal:
        """A number, whole where it can be; nought where there is none."""
        value = self._value(column)
        return value if isinstance(value, int | Decimal) else 0

    def decimal(self, column: str) -> Decimal | None:
        """A number or a percentage, exactly; None where there is none."""
        return self.percent(column)

    def text(self, column: str) -> str:
        value = self._value(column)
        return "" if value is None else str(value)

    def reference(self, column: str) -> str:
        figure = self.figures.get(column)
        return figure.id if figure else f"count/{self.table}/{self.key}/{column}"

    def part(self, name: str) -> str:
        """The value of `name` in a key such as agency=council,cofog=10."""
        pairs = (item.partition("=") for item in self.key.split(","))
        return next((value for key, _, value in pairs if key == name), "")

    def _value(self, column: str) -> Value:
        figure = self.figures.get(column)
        return figure.value if figure else None


class Figures:
    """All figures of the count, in the order of the count."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.by_id: dict[str, Figure] = {}
        self._rows: dict[tuple[str, str], FigureRow] = {}
        for item in frame.sort("position").iter_rows(named=True):
            figure = Figure(item["id"], item["title"] or "", typed(item["value"], item["unit"]), item["unit"])
            self.by_id[figure.id] = figure
            place = (item["table"], item["key"] or "")
            row = self._rows.setdefault(place, FigureRow(*place, figure.title, {}))
            row.figures[item["column"]] = figure

    def table(self, name: str) -> Iterator[FigureRow]:
        """The rows of one table."""
        return (row for (table, _), row in self._rows.items() if table == name)

    def row(self, table: str, key: str) -> FigureRow:
        """One row, without figures where there is none."""
        return self._rows.get((table, key), FigureRow(table, key, "", {}))
