"""Staff, property and money side by side: no pay of a few people, no building of a body that keeps its figures back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from tp_cli.report.disclosure import Contributions, too_few
from tp_cli.report.lenses import LensRow
from tp_cli.report.public.cells import CONFIDENTIAL, NOT_AVAILABLE, Figures, Row, Seen
from tp_cli.report.public.known import Known

_STAFF = ("fte", "headcount", "pay", "per_fte")
_PROPERTY = ("buildings", "floor_m2", "used_m2", "running", "per_m2", "value", "receipt")


class Resources:
    """Tables `resources` (by body), `staff` (by function), `buildings`.

    The same people stand in the rows of bodies and of functions: those of one body and one function are a cell of
    their own, never published. Where their number is too small, neither it nor their pay may be worked out.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.bodies = [row for row in known.lens("resources") if not known.secret.in_id(row.key)]
        self.buildings = [row for row in known.lens("resources_assets") if not self._keeps_back(row)]
        self.groups = self._groups(known.register("staff").to_dicts()) if known.lens("resources_staff") else {}
        seen = {function for agency, function in self.groups if not known.keeps_back(agency)}
        self.functions = [row for row in known.lens("resources_staff") if row.title in seen]

    def _keeps_back(self, row: LensRow) -> bool:
        return any(self.known.secret.in_text(str(text)) for text in (row.title, *row.texts.values()))

    def _groups(self, staff: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
        """People and pay by body and function."""
        found: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for one in staff:
            people, pay = found[one["agency"], one["function"]]
            found[one["agency"], one["function"]] = (people + _people(one), pay + (one["cost_pence"] or 0))
        return dict(found)

    def collect(self, out: Figures) -> None:
        for (agency, function), (people, pay) in self.groups.items():
            few, keeps_back = too_few(people, out.rules), self.known.keeps_back(agency)
            out.latent_number(f"staff/{agency}/{function}/people", people, keeps_back)
            out.latent(f"staff/{agency}/{function}/pay", pay, Contributions(own=abs(pay)), keeps_back, few)
        for row in self.bodies:
            self._collect_row(out, row, row.key.partition("=")[2], 0)
        for row in self.functions:
            self._collect_row(out, row, row.title, 1)

    def _collect_row(self, out: Figures, row: LensRow, name: str, side: int) -> None:
        mine = {key: group for key, group in self.groups.items() if key[side] == name}
        people, pay = (sum(group[number] for group in mine.values()) for number in (0, 1))
        out.number(_id(row, "headcount"), people)
        out.money(_id(row, "pay"), pay, sensitive=too_few(people, out.rules))
        out.tie(_id(row, "headcount"), [f"staff/{agency}/{function}/people" for agency, function in mine])
        out.tie(_id(row, "pay"), [f"staff/{agency}/{function}/pay" for agency, function in mine])

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        return {
            "resources": [self._body(seen, row) for row in self.bodies],
            "staff": [self._function(seen, row) for row in self.functions],
            "buildings": [self._building(seen, row) for row in self.buildings],
        }

    def _body(self, seen: Seen, row: LensRow) -> Row:
        counted = seen.amount(f"count/agency/{row.key}/amount", row.pounds.get("counted"))
        figures = {"counted": counted, **_staff(seen, row), **_free(seen, row, _PROPERTY)}
        return {"key": row.key, "agency": row.title, **figures, "reference": row.reference}

    def _function(self, seen: Seen, row: LensRow) -> Row:
        bodies = [agency for agency, function in self.groups if function == row.title]
        kept = any(map(self.known.keeps_back, bodies))
        agencies = CONFIDENTIAL if kept else seen.amount("", row.numbers.get("agencies"))
        figures = {"agencies": agencies, **_staff(seen, row)}
        return {"key": row.key, "function": row.title, **figures, "reference": row.reference}

    def _building(self, seen: Seen, row: LensRow) -> Row:
        said = {name: row.texts.get(name) or NOT_AVAILABLE for name in ("agency", "area")}
        figures = {"occupancy": seen.amount("", row.percents.get("occupancy")), **_free(seen, row, _PROPERTY[1:])}
        return {"key": row.key, "building": row.title, **said, **figures, "reference": row.reference}


def _people(one: Mapping[str, Any]) -> int:
    """How many people a row is about: its headcount, else the fewest that its full-time equivalents can be."""
    if one["headcount"]:
        return int(one["headcount"])
    return int(Decimal(str(one["fte"] or 0)).to_integral_value(ROUND_CEILING))


def _staff(seen: Seen, row: LensRow) -> Row:
    """All figures of these people, or none."""
    ids = (_id(row, "headcount"), _id(row, "pay"))
    values = row.numbers | row.pounds
    return {name: seen.rests_on(ids, values.get(name)) for name in _STAFF}


def _free(seen: Seen, row: LensRow, names: tuple[str, ...]) -> Row:
    numbers = {name: seen.amount("", row.numbers.get(name)) for name in names if name in row.numbers}
    return numbers | {name: seen.free(row.pounds.get(name)) for name in names if name in row.pounds}


def _id(row: LensRow, column: str) -> str:
    return f"{row.reference}/{column}"
