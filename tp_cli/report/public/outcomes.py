"""Cost beside what was achieved, without measurements of a few people."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

from tp_cli.place import Disclosure
from tp_cli.report.disclosure import too_few
from tp_cli.report.lenses import LensRow
from tp_cli.report.public.cells import CONFIDENTIAL, NOT_AVAILABLE, Figures, Row, Seen, Value
from tp_cli.report.public.known import Known

_WORDS = ("unit", "polarity", "before", "after", "outcome", "quadrant")


class Outcomes:
    """Table `outcomes`."""

    def __init__(self, known: Known) -> None:
        self.rules = known.place.disclosure
        every = known.lens("outcomes")
        self.rows = [row for row in every if not known.secret.in_text(f"{row.title} {row.texts.get('unit')}")]

    def collect(self, out: Figures) -> None:
        """Nothing adds up: each row is judged by itself."""

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        return {"outcomes": [self._row(seen, row) for row in self.rows]}

    def _row(self, seen: Seen, row: LensRow) -> Row:
        few = seen.suppressed and says_of_few(row, self.rules)
        numbers = {name: row.numbers.get(name) for name in ("value_before", "value_after", "n")}
        cells: dict[str, Value] = {
            name: NOT_AVAILABLE if value is None else CONFIDENTIAL if few else value for name, value in numbers.items()
        }
        spend = {name: seen.free(row.pounds.get(name)) for name in ("spend_before", "spend_after")}
        spend["cost_change"] = (
            CONFIDENTIAL if CONFIDENTIAL in spend.values() else seen.amount("", row.percents.get("cost_change_pct"))
        )
        said = {name: row.texts.get(name) or NOT_AVAILABLE for name in _WORDS}
        said["unit"] = "per cent" if said["unit"] == "%" else said["unit"]  # a CSV cell may not start with %
        return {"key": row.key, "indicator": row.title, **said, **cells, **spend, "reference": row.reference}


def says_of_few(row: LensRow, rules: Disclosure) -> bool:
    """True where a measurement rests on too few people, or is itself a number of so few.

    A whole number under the threshold is taken for a number of people unless its unit is one of measures.csv.
    """
    asked = row.numbers.get("n")
    if asked is not None and too_few(int(asked), rules):
        return True
    values = [row.numbers.get(name) for name in ("value_before", "value_after")]
    counts = (row.texts.get("unit") or "").strip().casefold() not in measures()
    return counts and any(value is not None and too_few(int(value), rules) for value in values if _is_whole(value))


def _is_whole(value: int | Decimal | None) -> bool:
    return value is not None and value == int(value)


@cache
def measures() -> frozenset[str]:
    """Units that count no people."""
    with Path(__file__).with_name("measures.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["unit"].casefold() for row in csv.DictReader(file))
