"""What was taken off because one counted body pays another, and what both sides say of it."""

from __future__ import annotations

from tp_cli.report.facts import Elimination
from tp_cli.report.public.bridge import agency_of, bridge_id, state_id
from tp_cli.report.public.cells import CONFIDENTIAL, NOT_AVAILABLE, Figures, Row, Seen
from tp_cli.report.public.known import Known


class Transfers:
    """Table `transfers`, the elimination ledger."""

    def __init__(self, known: Known) -> None:
        self.known, self.entries = known, known.facts.eliminations

    def collect(self, out: Figures) -> None:
        for entry in self.entries:
            out.money(entry.reference, entry.eliminated or 0, secret=self._keeps_back(entry))
        out.tie(state_id("eliminated"), [entry.reference for entry in self.entries])
        for row in self.known.facts.bridge:
            paid = [entry.reference for entry in self.entries if f"payer={agency_of(row)}" in entry.key.split(",")]
            out.tie(bridge_id(row, "eliminated"), paid)

    def _keeps_back(self, entry: Elimination) -> bool:
        return self.known.secret.in_id(entry.key) or self.known.secret.in_text(entry.label)

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        return {"transfers": [_transfer(seen, entry) for entry in self.entries if not self._keeps_back(entry)]}


def _transfer(seen: Seen, one: Elimination) -> Row:
    """What either side says stands only beside what was taken off, which it would give away."""
    amount = seen.amount(one.reference, one.eliminated)
    sides = {"paid": one.paid, "received": one.received, "unreconciled": one.unreconciled}
    return {
        "key": one.key, "payer": one.payer, "payee": one.payee, "label": one.label or NOT_AVAILABLE,
        **{name: CONFIDENTIAL if amount == CONFIDENTIAL else seen.free(pence) for name, pence in sides.items()},
        "amount": amount, "reference": one.reference,
    }  # fmt: skip
