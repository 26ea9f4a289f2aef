"""Payments between the place's bodies: what each side says of one, and what was done about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tp_cli.count.ledger_read import Ledger
from tp_cli.errors import stop
from tp_cli.place import Place
from tp_cli.words import BASES


@dataclass(frozen=True)
class Transfer:
    """A payment between two agencies, as a schedule or place.toml has it; pence, None where a side says nothing."""

    payer: str
    payee: str
    paid_pence: int | None
    received_pence: int | None
    label: str
    payee_reports: str | None = None  # None: as the payee's own source reports

    @property
    def matched_pence(self) -> int:
        """What both sides say; what one side says where the other is silent."""
        known = [pence for pence in (self.paid_pence, self.received_pence) if pence is not None]
        return min(known)

    @property
    def unreconciled_pence(self) -> int:
        if self.paid_pence is None or self.received_pence is None:
            return 0
        return abs(self.paid_pence - self.received_pence)


@dataclass(frozen=True)
class Tolerance:
    """How far the two sides of a payment may differ and still be one: pence, or a part of the larger side."""

    pence: int = 0
    part: Fraction = Fraction(0)

    def of(self, larger_pence: int) -> int:
        return max(self.pence, int(larger_pence * self.part))


@dataclass(frozen=True)
class Entry:
    """One row of the elimination ledger."""

    payer: str
    payee: str
    label: str
    paid_pence: int | None
    received_pence: int | None
    eliminated_pence: int
    unreconciled_pence: int
    note: str


@dataclass(frozen=True)
class Body:
    """What elimination needs to know of a body: what it counts, on what basis, whether net of receipts, its share."""

    counted_pence: int
    basis: str
    reports: str
    share: Fraction = Fraction(1)


def fold(text: str) -> str:
    """Words without case and punctuation: what labels are compared by."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def transfers_of(ledger: Ledger, place: Place, year: str) -> list[Transfer]:
    """The year's transfers: those of place.toml first, then the schedules' in their order."""
    declared = [
        Transfer(t.payer, t.payee, t.paid, t.received, t.label, t.payee_reports)
        for t in place.transfers
        if t.year == year
    ]
    columns = ("payer", "payee", "paid_pence", "received_pence", "label", "payee_reports")
    of_year = ledger.transfers.filter(year=year).with_columns(pl.col("label").fill_null(""))
    rows = of_year.select("source_id", *columns).iter_rows()
    every = [("place.toml", transfer) for transfer in declared] + [(row[0], Transfer(*row[1:])) for row in rows]
    found = _once(every)
    pools = {agency.id for agency in place.agencies if agency.kind == "pool"}
    scheduled = [(each.payer, each.payee) for each in found if {each.payer, each.payee} <= pools]
    _refuse_circles([*scheduled, *_shown_by_lines(ledger, year, pools)] if pools else [])
    return found


def _shown_by_lines(ledger: Ledger, year: str, pools: Set[str]) -> list[tuple[str, str]]:
    """Payer and payee of what pools' own lines, on the basis that is counted, show that they pay to each other."""
    ranks = {basis: rank for rank, basis in enumerate(BASES)}
    rank = pl.col("basis").replace_strict(ranks, default=None, return_dtype=pl.Int64)
    ours = pl.col("year") == year, pl.col("agency").is_in(sorted(pools)), rank.is_not_null()
    best = ledger.readings.filter(*ours).filter(rank == rank.min().over("agency")).select("agency", "basis").unique()
    between = pl.col("payee_agency").is_in(sorted(pools)) & (pl.col("payee_agency") != pl.col("agency"))
    lines = ledger.scan_lines.filter(*ours, between).join(best.lazy(), on=["agency", "basis"], how="semi")
    paid = lines.group_by("agency", "payee_agency").agg(pl.col("amount_pence").sum())
    return list(paid.filter(pl.col("amount_pence") > 0).select("agency", "payee_agency").collect().iter_rows())


def _refuse_circles(payments: Sequence[tuple[str, str]]) -> None:
    """TpError where pooled budgets pay into each other in a circle: no one of them is then the final spender."""
    pays: dict[str, set[str]] = {}
    for payer, payee in payments:
        pays.setdefault(payer, set()).add(payee)
    for start in sorted(pays):
        path = _way_back(start, [start], pays)
        if path:
            raise stop(
                "circular-pools",
                "payments between pooled budgets",
                " → ".join(path),
                "each pool paid into by bodies, or by pools that it does not pay",
                "take out the payment that is a mere transfer back, or count the pools as one",
            )


def _way_back(start: str, path: list[str], pays: Mapping[str, set[str]]) -> list[str]:
    """The pools from the last of `path` back to its start; [] where there is no way."""
    for payee in sorted(pays.get(path[-1], ())):
        if payee == start:
            return [*path, payee]
        if payee not in path and (found := _way_back(start, [*path, payee], pays)):
            return found
    return []


def why_stays(payee: Body | None, reports: str, matched: bool) -> str:
    """Why a payment stays counted at the payer; "" where it is to be taken off.

    reports  gross or net: what the payee's source, or the schedule, says
    matched  both sides say it

    Source: docs/METHOD.md §3, "eliminate once".
    """
    if payee is None:
        return "stays counted: the payee's spending is not in the count"
    if reports == "net":
        return "stays counted: the payee reports net of what it receives"
    if payee.basis == "payments" and not matched:
        return "stays counted: the payee is known by its payments only"
    return ""


def _once(transfers: Sequence[tuple[str, Transfer]]) -> list[Transfer]:
    """Transfers without those that a second source repeats: same bodies, same amounts, same words.

    transfers  the source that each comes from, and the transfer; a source may itself hold equal ones: both stay
    """
    first: dict[tuple[object, ...], str] = {}
    kept: list[Transfer] = []
    for source, each in transfers:
        key = (each.payer, each.payee, each.paid_pence, each.received_pence, fold(each.label))
        if first.setdefault(key, source) == source:
            kept.append(each)
    return kept


def matrix(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """Agency by agency: payer, payee and the pence taken off for payments between the two, in that order.

    A levy's legs stand where they were taken off: the payer's leg in its row, the receiver's credit in the same row.
    """
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        pair = (entry.payer, entry.payee)
        sums[pair] = sums.get(pair, 0) + entry.eliminated_pence
    return [(payer, payee, pence) for (payer, payee), pence in sorted(sums.items()) if pence]
