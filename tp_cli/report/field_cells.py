"""The cells of a column that shows a field of its table's rows, read the same way down the whole column."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from tp_cli.report.facts import units
from tp_cli.report.layout import default_format
from tp_cli.report.made import Exact, Made, exact
from tp_cli.report.plan import Column


class FieldCells:
    """What stands in one such column.

    look   of its cells; "by_row" where each row says its own unit
    wordy  its field holds texts
    """

    def __init__(self, column: Column, table: str) -> None:
        name, _, self._key = column.field.partition(".")
        self._get = attrgetter(name)
        self._unit = units(table)[name]
        self.look = default_format(column, self._unit)
        self.wordy = self._unit in ("text", "reference")

    def value(self, item: Any) -> Exact:
        """The value in the row of this item."""
        found = self._get(item)
        if self._key:
            found = found.get(self._key, 0)
        return exact(found, item.unit if self.look == "by_row" else self._unit)

    def made(self, item: Any) -> Made:
        """The cell in the row of this item."""
        return Made(self.value(item), self._look_of(item) if self.look == "by_row" else self.look)

    def _look_of(self, item: Any) -> str:
        whole = item.unit != "number" or isinstance(self._get(item), int)
        return {"pounds": "pence"}.get(item.unit, item.unit) if whole else "decimal"
