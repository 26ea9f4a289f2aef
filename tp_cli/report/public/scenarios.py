"""What the scenarios say, each with what must be said beside it."""

from __future__ import annotations

from collections.abc import Iterator

from tp_cli.report.facts import Projection
from tp_cli.report.public.cells import CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE, Figures, Row, Seen, Value
from tp_cli.report.public.known import Known
from tp_cli.report.public.spend import TOTAL

_SHOWN = ("headline", "by_agency")
_COLUMNS = {"pounds": "amount", "percent": "percent", "number": "number", "text": "words"}
_LEANS = "/headline/counted_total"


class Scenarios:
    """Tables `scenarios` (headlines, then who gains and who loses) and `scenario_notes`.

    What is stored of a scenario is its public view: figures of few people are hidden before. One that leans on the
    count is worked out from bodies' totals: where one of those is hidden, all its sums of money are.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        projections = [row for row in known.facts.projections if row.table in _SHOWN]
        self.leaning = {row.scenario for row in projections if row.reference.endswith(_LEANS)}
        self.rows = [row for row in projections if not known.secret.in_row(row)]
        self.notes = [note for note in known.facts.scenario_notes if not known.secret.in_row(note)]

    def collect(self, out: Figures) -> None:
        """Nothing is protected anew: see the class."""

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        totals = {TOTAL, *(one.reference for one in self.known.facts.agencies)}
        closed = self.leaning if totals & seen.hidden else set()
        notes: list[Row] = [
            {"key": note.key, "scenario": note.title, "text": note.text, "reference": note.key} for note in self.notes
        ]
        return {"scenarios": list(self._rows(seen, closed)), "scenario_notes": notes}

    def _rows(self, seen: Seen, closed: set[str]) -> Iterator[Row]:
        for row in self.rows:
            figure = row.title if row.table == "headline" else f"{row.title}: {row.measure}"
            cells: Row = dict.fromkeys(_COLUMNS.values(), NOT_APPLICABLE)
            value = cells[_COLUMNS[row.unit]] = _value(seen, row, row.scenario in closed)
            said: Row = {"key": row.key, "scenario": row.scenario, "figure": figure, "value": value, "unit": row.unit}
            yield said | cells | {"reference": row.reference}


def _value(seen: Seen, row: Projection, closed: bool) -> Value:
    if row.unit == "pounds":
        return CONFIDENTIAL if closed else seen.free(row.value)
    return NOT_AVAILABLE if row.value is None or row.value == "" else row.value
