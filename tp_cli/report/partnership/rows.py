"""The registers' rows as a report needs them: of the year of the count, in the order of the files, with references."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from tp_cli.registers import REGISTERS
from tp_cli.report.partnership.facts import RegisterNote
from tp_cli.store import Store

Row = dict[str, Any]
_EARLY = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS = (*_EARLY, "August", "September", "October", "November", "December")


@dataclass
class Rows:
    """The registers of one place.

    year    of the count; rows of another year are left out and counted in `notes`
    day     the day that the report speaks of
    names   a body's name by its id
    stored  the ids of the figures of the count
    notes   what a reader must know of the registers, filled as they are read
    cut     registers that also hold rows of another year, filled as they are read
    """

    store: Store
    year: str
    day: date
    names: Mapping[str, str]
    stored: Collection[str] = ()
    notes: list[RegisterNote] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)

    def of(self, register: str, any_year: bool = False) -> list[Row]:
        """The rows of a register in the order of its files, those of the year alone unless `any_year`."""
        if not self.store.exists(register):
            return []
        order = list(REGISTERS[register].order)
        rows = self.store.read(register).sort(order).collect().to_dicts()
        kept = [row for row in rows if any_year or row.get("year") in (None, "", self.year)]
        if len(kept) < len(rows) and register not in self.cut:
            self.cut.add(register)
            others = sorted({row["year"] for row in rows} - {self.year, None, ""})
            count = len(rows) - len(kept)
            said = f"{count} {'row is' if count == 1 else 'rows are'} of another year ({', '.join(others)})"
            self.note(register, f"{said} and left out of a report on {self.year}.")
        return kept

    def note(self, register: str, text: str) -> None:
        self.notes.append(RegisterNote(f"{register},{len(self.notes) + 1}", register, text))

    def refer(self, register: str, column: str, **pairs: object) -> str:
        """The reference of what `of` gave: `refer`, with the year where rows of another year stand beside it."""
        return refer(register, column, **pairs, **({"year": (self.year, "")} if register in self.cut else {}))

    def name(self, agency: str | None) -> str:
        return self.names.get(agency or "", agency or "")


def refer(register: str, column: str, **pairs: object) -> str:
    """The reference of a column of the register's rows that hold these values: ingest/stances/stance=signed/amount.

    pairs  column and value; several values that will do are a tuple, "" in it for an empty cell: status=open|escalated|
    """
    known = ",".join(f"{name}={_one_of(value)}" for name, value in pairs.items() if value not in (None, ""))
    return f"ingest/{register}/{known}/{column}"


def _one_of(value: object) -> str:
    return "|".join(_quoted(str(one)) for one in (value if isinstance(value, tuple) else (value,)))


def _quoted(value: str) -> str:
    """Text with what parts a reference written as %2C and the like."""
    return "".join(quote(c, safe="") if c in ",=/%|" or not c.isprintable() else c for c in value)


def day_text(day: date | None) -> str:
    """30 September 2025; nothing where there is none."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def doubles(keys: Iterable[str]) -> list[str]:
    """What stands more than once, in order."""
    listed = list(keys)
    return sorted({key for key in listed if listed.count(key) > 1})
