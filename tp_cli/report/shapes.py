"""Figures turned for a picture: who pays whom as a matrix, what moves a scenario's headline as a tornado."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tp_cli.report.facts import Cell, Projection, Swing
from tp_cli.report.figures import FigureRow, Figures
from tp_cli.words import BASES

MOST = 10  # swings of one scenario


def matrix(figures: Figures) -> Iterator[Cell]:
    """What each body pays each other one, by payer and payee.

    A pair of the elimination ledger goes by the ledger (what the payer says, else the payee); any other by the payments
    seen in the payer's lines on its best basis, so that no payment is shown twice.
    """
    ledger: dict[tuple[str, str], list[FigureRow]] = {}
    seen: dict[tuple[str, str], list[FigureRow]] = {}
    for table, found in (("ledger", ledger), ("payments", seen)):
        for row in figures.table(table):
            found.setdefault((row.text("payer_name"), row.text("payee_name")), []).append(row)
    for pair in sorted({*ledger, *seen}):
        if pair in ledger:
            rows = ledger[pair]
            amount = sum(row.pence("paid") or row.owed("received") for row in rows)
            reference = rows[0].reference("paid" if rows[0].pence("paid") is not None else "received")
        else:
            best = min(seen[pair], key=lambda row: _rank(row.text("basis")))
            amount, reference = best.owed("amount"), best.reference("amount")
        if amount:
            yield Cell(f"payer={pair[0]},payee={pair[1]}", *pair, amount, reference)


def _rank(basis: str) -> int:
    return BASES.index(basis) if basis in BASES else len(BASES)


def tornado(projections: Sequence[Projection]) -> Iterator[Swing]:
    """How far each test of a scenario moves its headline, the widest first, at most ten a scenario.

    A row of the tables "tornado" or "sensitivity" is a test of the headline of the same column where both are pounds;
    "low" and "high" are the two ends of one test of the first headline in pounds.
    """
    for scenario in dict.fromkeys(row.scenario for row in projections):
        own = [row for row in projections if row.scenario == scenario]
        swings = [swing for swing in _swings(own) if swing.low != swing.high]
        yield from sorted(swings, key=lambda swing: (swing.low - swing.high, swing.title))[:MOST]


def _swings(rows: Sequence[Projection]) -> Iterator[Swing]:
    heads = {row.measure: row.value for row in rows if row.table == "headline" and row.unit == "pounds"}
    first = next((value for value in heads.values() if isinstance(value, int)), None)
    table = "tornado" if any(row.table == "tornado" for row in rows) else "sensitivity"
    ends: dict[str, list[Projection]] = {}
    for row in rows:
        if row.table == table and row.unit == "pounds" and isinstance(row.value, int):
            base = heads.get(row.measure)
            if isinstance(base, int):
                yield _swing(row, base, row.value)
            elif row.measure in ("low", "high"):
                ends.setdefault(row.key.rpartition("/")[0], []).append(row)
    for pair in ends.values():
        if first is not None:
            named = replace(pair[0], title=pair[0].title.rpartition(": at the ")[0] or pair[0].title)
            yield _swing(named, first, *(row.value for row in pair if isinstance(row.value, int)))


def _swing(row: Projection, base: int, *ends: int) -> Swing:
    reached = ends if len(ends) > 1 else (*ends, base)
    return Swing(row.key, row.scenario, row.title, base, min(reached), max(reached), row.reference)
