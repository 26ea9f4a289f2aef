"""Who is paid: declared bodies by whom, and suppliers by name where that gives nobody else away."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tp_cli.report.disclosure import Contributions, group_payees, plain
from tp_cli.report.facts import Payment
from tp_cli.report.lenses import LensRow
from tp_cli.report.public.cells import CONFIDENTIAL, NOT_APPLICABLE, Figures, Row, Seen
from tp_cli.report.public.known import Known

ALL = "count/supplier_classes/class=all/amount"
_BY_NATURE = {  # published by name under the transparency codes; persons never are
    "Suppliers": "supplier",
    "Public bodies": "public body",
}


class Paid:
    """Tables `payments` (between declared bodies, seen in lines) and `suppliers` (named, largest first, and in all).

    Collected after all tables of the count: who may be named depends on what those give away.
    """

    def __init__(self, known: Known) -> None:
        self.known, self.payments = known, known.facts.payments
        self.named: list[LensRow] = []
        self.all = next((row for row in known.lens("supplier_classes") if row.key == "class=all"), None)
        if any(known.secret.in_id(row.key) for row in known.lens("supplier_agency")):
            self.all = None  # a body that keeps its figures back is one of those that pay

    def collect(self, out: Figures) -> None:
        every = Contributions()
        spellings: Mapping[str, frozenset[str]] = {}
        if self.all:
            lines = self._lines()
            every = _contributions(lines)
            spellings = self._spellings(lines)
            out.money(ALL, self.all.pounds["amount"] or 0, every, 8)
        payees = frozenset(name for names in spellings.values() for name in names)
        named = out.nameable(payees, {_payee(one) for one in self.payments})
        self._bodies(out, named.bodies)
        self.named = [row for row in self._candidates() if spellings.get(row.key, _NOBODY) <= named.payees]
        for row in self.named:
            out.money(f"{row.reference}/amount", row.pounds["amount"])
        if self.all:
            shown = frozenset(name for row in self.named for name in spellings[row.key])
            rest = (self.all.pounds["amount"] or 0) - sum(row.pounds["amount"] for row in self.named)
            out.latent("paid/rest", rest, every.without(shown, named.bodies))
            out.tie(ALL, [*(f"{row.reference}/amount" for row in self.named), "paid/rest"])

    def _bodies(self, out: Figures, named: frozenset[str]) -> None:
        for one in self.payments:
            own, keeps_back = Contributions(own=abs(one.amount)), self.known.secret.in_id(one.key)
            out.money(one.reference, one.amount, own, 1, keeps_back, _payee(one) not in named)

    def _candidates(self) -> list[LensRow]:
        """Suppliers and public bodies that are paid enough, with a sum that is no body's own."""
        return [
            row
            for row in (self.known.lens("suppliers") if self.all else ())
            if row.texts.get("class") in _BY_NATURE
            and (row.pounds.get("amount") or 0) >= max(1, self.known.place.disclosure.suppliers_from)
            and not self.known.secret.in_text(row.title)
        ]

    def _lines(self) -> pl.DataFrame:
        """The lines that the answer rests on: of each agency those of the basis that adds up to what it says."""
        stated = {row.key.partition("=")[2]: row.pounds["amount"] for row in self.known.lens("supplier_agency")}
        lines = (
            self.known.store.read("lines")
            .filter((pl.col("year") == self.known.facts.place.year) & (pl.col("basis") != "control"))
            .select("agency", "basis", "payee", "payee_agency", "amount_pence", key=plain(pl.col("payee")))
            .collect()
        )
        sums = lines.group_by("agency", "basis").agg(pl.col("amount_pence").sum(), pl.col("payee").count())
        of = pl.col("agency").replace_strict(stated, default=None, return_dtype=pl.Int64)
        chosen = sums.filter((pl.col("amount_pence") == of) & (pl.col("payee") > 0)).select("agency", "basis")
        return lines.join(chosen, on=["agency", "basis"], how="semi")

    def _spellings(self, lines: pl.DataFrame) -> dict[str, frozenset[str]]:
        """The payees that stand behind each candidate's sum; those of which a spelling is not known are left out."""
        merged: dict[str, set[str]] = {}
        for row in self.known.lens("supplier_merges"):
            merged.setdefault(str(row.texts.get("supplier")), set()).add(row.title)
        written = dict(lines.group_by("key").agg(pl.col("payee").unique()).iter_rows())
        found = {}
        for row in self._candidates():
            names = pl.DataFrame({"name": sorted({row.title, *merged.get(row.title, ())})})
            keys = frozenset(names.select(plain(pl.col("name")))["name"])
            if sum(len(written.get(key, ())) for key in keys) >= (row.numbers.get("names") or 1):
                found[row.key] = keys
        return found

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        payments = [one for one in self.payments if not self.known.secret.in_id(one.key)]
        suppliers = [_supplier(seen, row) for row in self.named]
        if suppliers and self.all:
            suppliers.append(_supplier(seen, self.all) | {"supplier": "All payments", "agencies": NOT_APPLICABLE})
        return {"payments": [_payment(seen, one) for one in payments], "suppliers": suppliers}


_NOBODY = frozenset([""])


def _contributions(lines: pl.DataFrame) -> Contributions:
    """Whose money these lines are."""
    money = Contributions()
    groups = frozenset(group_payees())
    sums = lines.group_by("key", "payee_agency").agg(pl.col("amount_pence").sum()).sort("key", "payee_agency")
    for key, body, pence in sums.iter_rows():
        if body:
            money.add(Contributions(bodies={body: pence}))
        elif key and key not in groups:
            money.add(Contributions(payees={key: pence}))
        else:
            money.own += abs(pence or 0)
    return money


def _payment(seen: Seen, one: Payment) -> Row:
    amount = seen.amount(one.reference, one.amount)
    amount = seen.free(amount) if isinstance(amount, int) else amount
    return {
        "key": one.key, "payer": one.payer, "payee": one.payee, "basis": one.basis,
        "lines": CONFIDENTIAL if amount == CONFIDENTIAL else one.lines, "amount": amount, "reference": one.reference,
    }  # fmt: skip


def _supplier(seen: Seen, row: LensRow) -> Row:
    id = f"{row.reference}/amount"
    amount = seen.amount(id, row.pounds.get("amount"))
    share = seen.rests_on([id, ALL], row.percents.get("share_pct"))
    numbers = {name: seen.rests_on([id], row.numbers.get(name)) for name in ("agencies", "lines")}
    kind = _BY_NATURE.get(row.texts.get("class") or "", NOT_APPLICABLE)
    return {"key": row.key, "supplier": row.title, "class": kind, **numbers, "amount": amount, "share": share,
            "reference": id}  # fmt: skip


def _payee(one: Payment) -> str:
    pairs = (pair.partition("=") for pair in one.key.split(","))
    return next((value for name, _, value in pairs if name == "payee"), "")
