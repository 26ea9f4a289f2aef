"""What is spent, by body and by function: the tables that the count's total is divided into."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tp_cli.report.facts import Agency, Function
from tp_cli.report.public.cells import CONFIDENTIAL, Figures, Row, Seen, rounded
from tp_cli.report.public.known import Known

TOTAL = "count/spend/total/amount"
EVERYTHING = "All public spend counted"


class Spend:
    """Tables `agencies`, `functions`, `groups`, `matrix`."""

    def __init__(self, known: Known) -> None:
        self.known, self.facts = known, known.facts

    def collect(self, out: Figures) -> None:
        out.money(TOTAL, self.facts.spend.amount, self.known.counted(), 64)
        for one in self.facts.agencies:
            keeps_back = self.known.keeps_back(one.id)
            out.money(one.reference, one.amount, self.known.counted(agency=one.id), 4, keeps_back)
            for code, pence in one.by_function.items():
                behind = self.known.counted(agency=one.id, cofog=code)
                out.money(cell_id(one.id, code), pence, behind, 1, keeps_back)
            out.tie(one.reference, [cell_id(one.id, code) for code in one.by_function])
        for function in (*self.facts.functions, *self.facts.groups):
            cost = 16 if function in self.facts.functions else 1
            out.money(function.reference, function.amount, self.known.counted(cofog=function.code), cost)
        for function in self.facts.functions:
            out.tie(function.reference, [cell_id(one.id, function.code) for one in self.facts.agencies])
            out.tie(function.reference, [group.reference for group in self._under(function.code)])
        out.tie(TOTAL, [one.reference for one in self.facts.agencies])
        out.tie(TOTAL, [function.reference for function in self.facts.functions])

    def _under(self, code: str) -> list[Function]:
        return [group for group in self.facts.groups if group.code.partition(".")[0] == code]

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        agencies = [one for one in self.facts.agencies if not self.known.keeps_back(one.id)]
        total = {"key": "total", **self._total(seen)}
        return {
            "agencies": [
                *({"key": one.key, "agency": one.name, **self._spend(seen, one)} for one in agencies),
                {**total, "agency": EVERYTHING},
            ],
            "functions": [
                *(_function(one) | self._spend(seen, one) for one in self.facts.functions),
                {**total, "code": "All", "function": EVERYTHING},
            ],
            "groups": [self._group(one) | self._spend(seen, one) for one in self.facts.groups],
            "matrix": [*(self._cells(seen, one) for one in agencies), self._all_cells(seen)],
        }

    def _spend(self, seen: Seen, one: Agency | Function) -> Row:
        amount = seen.amount(one.reference, one.amount)
        if amount == CONFIDENTIAL:
            return {"amount": amount, "per_head": amount, "share": amount, "reference": one.reference}
        share = CONFIDENTIAL if TOTAL in seen.hidden else rounded(one.share, one.amount)
        return {
            "amount": amount, "per_head": rounded(one.per_head, one.amount), "share": share,
            "reference": one.reference,
        }  # fmt: skip

    def _total(self, seen: Seen) -> Row:
        spend = self.facts.spend
        shares: Mapping[str, int | Decimal | None] = {
            "amount": spend.amount,
            "per_head": spend.per_head,
            "share": Decimal("100.0") if spend.amount else None,
        }
        return {name: seen.amount(TOTAL, value) for name, value in shares.items()} | {"reference": TOTAL}

    def _group(self, one: Function) -> Row:
        division = next((d.name for d in self.facts.functions if d.code == one.code.partition(".")[0]), "")
        name = one.name if "." in one.code else f"{one.name}, not split further"
        return {"key": one.key, "code": one.code, "group": name, "division": division}

    def _cells(self, seen: Seen, one: Agency) -> Row:
        cells = {_field(code): seen.amount(cell_id(one.id, code), pence) for code, pence in one.by_function.items()}
        amount = seen.amount(one.reference, one.amount)
        return {"key": one.key, "agency": one.name, **cells, "amount": amount, "reference": one.reference}

    def _all_cells(self, seen: Seen) -> Row:
        cells = {_field(one.code): seen.amount(one.reference, one.amount) for one in self.facts.functions}
        amount = seen.amount(TOTAL, self.facts.spend.amount)
        return {"key": "total", "agency": EVERYTHING, **cells, "amount": amount, "reference": TOTAL}


def _function(one: Function) -> Row:
    return {"key": one.key, "code": one.code, "function": one.name}


def _field(code: str) -> str:
    return f"by_function.{code}"


def cell_id(agency: str, code: str) -> str:
    """The figure of one body's spending on one function."""
    return f"count/agency_cofog/agency={agency},cofog={code}/amount"
