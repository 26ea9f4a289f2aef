"""From what bodies reported to what is counted: the states of the money, in all and body by body."""

from __future__ import annotations

from tp_cli.report.disclosure import together
from tp_cli.report.facts import Bridge
from tp_cli.report.public.cells import Figures, Row, Seen
from tp_cli.report.public.known import Known
from tp_cli.report.public.spend import TOTAL

STATES = ("counted", "eliminated", "apportioned_out", "out_of_scope", "memo", "superseded")
_TAKEN = STATES[1:-1]


class Reconciliation:
    """Tables `steps`, `bridge`."""

    def __init__(self, known: Known) -> None:
        self.known, self.facts = known, known.facts

    def collect(self, out: Figures) -> None:
        parts = self.known.parts
        for state in STATES[1:]:
            pence = sum(getattr(row, state) for row in self.facts.bridge)
            out.money(state_id(state), pence, together(part for part in parts if part.state == state), 16)
        reported = together(part for part in parts if part.state in STATES[:-1])
        out.money(state_id("reported"), self.facts.spend.reported, reported, 32)
        out.tie(state_id("reported"), [TOTAL, *(state_id(state) for state in _TAKEN)])
        for row in self.facts.bridge:
            self._body(out, row)
        for state in STATES:
            out.tie(
                TOTAL if state == "counted" else state_id(state), [bridge_id(row, state) for row in self.facts.bridge]
            )

    def _body(self, out: Figures, row: Bridge) -> None:
        agency = agency_of(row)
        own, keeps_back = [part for part in self.known.parts if part.agency == agency], self.known.keeps_back(agency)
        for state in STATES:
            money = together(part for part in own if part.state == state)
            out.money(bridge_id(row, state), getattr(row, state), money, 2, keeps_back)
        out.money(bridge_id(row, "ingested"), row.ingested, together(own), 4, keeps_back)
        out.tie(bridge_id(row, "ingested"), [bridge_id(row, state) for state in STATES])
        for one in self.facts.agencies:
            if one.id == agency:
                out.tie(one.reference, [bridge_id(row, "counted")])

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        bodies = [row for row in self.facts.bridge if not self.known.keeps_back(agency_of(row))]
        return {
            "steps": [_step(seen, row.key, row.title, row.amount) for row in self.facts.steps],
            "bridge": [_bridge(seen, row) for row in bodies],
        }


def _step(seen: Seen, state: str, title: str, pence: int) -> Row:
    id = TOTAL if state == "counted" else state_id(state)
    return {"key": state, "step": title, "amount": seen.amount(id, pence), "reference": id}


def _bridge(seen: Seen, row: Bridge) -> Row:
    cells = {state: seen.amount(bridge_id(row, state), getattr(row, state)) for state in ("ingested", *STATES)}
    return {"key": row.key, "agency": row.name, **cells, "reference": row.reference}


def state_id(state: str) -> str:
    """The figure of all money in one state."""
    return f"count/states/state={state}/amount"


def bridge_id(row: Bridge, column: str) -> str:
    """The figure of one body's money in one state."""
    return f"count/bridge/{row.key}/{column}"


def agency_of(row: Bridge) -> str:
    """The id of the body that a row of the bridge is about."""
    return row.key.partition("=")[2]
