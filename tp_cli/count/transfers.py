"""Payments between counted bodies taken off at the payer, once, and never beyond what the payee spends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.money import share_out

_TEXTS = ("service", "narrative", "expense", "directorate")


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
class Payee:
    """What elimination needs to know of a body: what it counts, on what basis, and whether net of receipts."""

    counted_pence: int
    basis: str
    reports: str


class Books:
    """The counted parts that can still be taken off, and what each payee can still absorb."""

    def __init__(self, parts: pl.DataFrame, payees: Mapping[str, Payee]) -> None:
        self._parts = parts
        self._left: dict[int, int] = {}
        self._room = {agency: max(payee.counted_pence, 0) for agency, payee in payees.items()}
        self.taken: list[tuple[int, int, str, str]] = []  # part number, pence, counterparty, reason

    def of_payer(self, payer: str) -> pl.DataFrame:
        return self._parts.filter(agency=payer)

    def left(self, number: int, pence: int) -> int:
        return self._left.setdefault(number, pence)

    def room(self, payee: str) -> int:
        return self._room.get(payee, 0)

    def take(self, rows: Sequence[tuple[int, int]], pence: int, payee: str, reason: str) -> int:
        """Take up to `pence` off these parts (number, pence), in proportion to what is left of them."""
        open_rows = [(number, self.left(number, amount)) for number, amount in rows]
        open_rows = [(number, amount) for number, amount in open_rows if amount > 0]
        takes = min(pence, sum(amount for _, amount in open_rows), self.room(payee))
        if takes <= 0:
            return 0
        shares = share_out(takes, [amount for _, amount in open_rows])
        for (number, amount), share in zip(open_rows, shares, strict=True):
            self._left[number] = amount - share
            if share:
                self.taken.append((number, share, payee, reason))
        self._room[payee] -= takes
        return takes

    def take_leg(self, rows: Sequence[tuple[int, int]], counterparty: str, reason: str) -> int:
        """Take what is left of these parts whole, credits too: one leg of a transfer whose other leg goes with it."""
        legs = [(number, self.left(number, pence)) for number, pence in rows]
        for number, pence in legs:
            self._left[number] = 0
            if pence:
                self.taken.append((number, pence, counterparty, reason))
        return sum(pence for _, pence in legs)

    def take_net(self, rows: Sequence[tuple[int, int]], payee: str, reason: str) -> int:
        """Take a payer's lines to one payee off, credits against payments, within what the payee can absorb."""
        net = sum(self.left(number, pence) for number, pence in rows)
        if not 0 <= net <= self.room(payee):
            return self.take(rows, net, payee, reason)
        self._room[payee] = self.room(payee) - net
        return self.take_leg(rows, payee, reason)


def eliminate_scheduled(books: Books, transfers: Sequence[Transfer], payees: Mapping[str, Payee]) -> list[Entry]:
    """Take each transfer of a schedule off the payer's lines.

    The lines that name the payee come first, then those that the label names, then all of the payer's lines in
    proportion. What the two sides do not agree on stays counted and is listed.

    Source: docs/METHOD.md §3, "count once, at the final spender", example C-2.
    """
    return [_scheduled(books, transfer, payees.get(transfer.payee)) for transfer in transfers]


def once(transfers: Sequence[tuple[str, Transfer]]) -> list[Transfer]:
    """Transfers without those that a second source repeats: same bodies, same amounts, same words.

    transfers  the source that each comes from, and the transfer; a source may itself hold equal ones: both stay
    """
    first: dict[tuple[object, ...], str] = {}
    kept: list[Transfer] = []
    for source, each in transfers:
        key = (each.payer, each.payee, each.paid_pence, each.received_pence, _fold(each.label))
        if first.setdefault(key, source) == source:
            kept.append(each)
    return kept


def eliminate_one_sided(
    books: Books, parts: pl.DataFrame, payees: Mapping[str, Payee], scheduled: Mapping[tuple[str, str], int]
) -> list[Entry]:
    """Take off payments that only the payer's lines show, where the payee's own spending is counted gross.

    scheduled  (payer, payee) → pence that a schedule knows of; what the lines show beyond it stays counted, listed

    Source: docs/METHOD.md §3: eliminated only if the payee's spending for that year is in the count.
    """
    named = parts.filter(pl.col("payee_agency").is_not_null() & (pl.col("payee_agency") != pl.col("agency")))
    entries: list[Entry] = []
    for (payer, payee), group in sorted(named.group_by("agency", "payee_agency"), key=lambda pair: str(pair[0])):
        pair = (str(payer), str(payee))
        if pair not in scheduled:
            entries.append(_one_sided(books, *pair, group, payees.get(pair[1])))
        else:
            entries += _beyond(*pair, int(group["in_pence"].sum()) - scheduled[pair])
    return entries


def eliminate_levies(books: Books, parts: pl.DataFrame) -> list[Entry]:
    """Take off both legs of a levy that stands as spend at the payer and as a credit at the receiver, or neither.

    Source: docs/METHOD.md §3, "a receipt stands as a negative line".
    """
    entries: list[Entry] = []
    levies = parts.filter(role="levy")
    for (label,), group in sorted(levies.group_by("service"), key=lambda pair: str(pair[0])):
        payers = group.filter(pl.col("in_pence") > 0)
        receivers = group.filter(pl.col("in_pence") < 0)
        entries += _levy(books, str(label), payers, receivers)
    return entries


def _scheduled(books: Books, transfer: Transfer, payee: Payee | None) -> Entry:
    both_known = transfer.paid_pence is not None and transfer.received_pence is not None
    reports = transfer.payee_reports or (payee.reports if payee else "gross")
    why_not = _why_not(payee, reports, matched=both_known)
    if why_not:
        return _entry(transfer, 0, why_not)
    wanted, taken, note = transfer.matched_pence, 0, ""
    for place, rows in enumerate(_candidates(books.of_payer(transfer.payer), transfer)):
        took = books.take(rows, wanted - taken, transfer.payee, transfer.label or "transfer")
        if took and place == 2:
            note = "no line names it: taken off all the payer's lines in proportion"
        taken += took
    if taken < wanted:
        note = "capped at what the two bodies count" if taken else "nothing counted to take it off"
    if not both_known:
        note = "; ".join(part for part in ("one side only", note) if part)
    elif not note:
        note = "matched on both sides" if not transfer.unreconciled_pence else "matched as far as both sides agree"
    return _entry(transfer, taken, note)


def _candidates(lines: pl.DataFrame, transfer: Transfer) -> Iterator[list[tuple[int, int]]]:
    """Parts of the payer: those that name the payee, those that the label names, all of them."""
    label = _fold(transfer.label)
    texts = [name for name in _TEXTS if name in lines.columns]
    rows = lines.select("number", "in_pence", "payee_agency", *texts).to_dicts()
    yield [(row["number"], row["in_pence"]) for row in rows if row["payee_agency"] == transfer.payee]
    named = [row for row in rows if label and label in {_fold(row[name] or "") for name in texts}]
    yield [(row["number"], row["in_pence"]) for row in named]
    yield [(row["number"], row["in_pence"]) for row in rows if row["payee_agency"] in (None, transfer.payee)]


def _one_sided(books: Books, payer: str, payee: str, group: pl.DataFrame, known: Payee | None) -> Entry:
    total = int(group["in_pence"].sum())
    transfer = Transfer(payer, payee, total, None, "payments that the payer's lines show")
    why_not = _why_not(known, known.reports if known else "gross", matched=False)
    if why_not:
        return _entry(transfer, 0, why_not)
    rows = [(int(number), int(pence)) for number, pence in group.select("number", "in_pence").iter_rows()]
    if total < 0:
        return _entry(transfer, 0, "stays counted: more came back than was paid")
    taken = books.take_net(rows, payee, transfer.label)
    capped = "" if taken == total else "; capped at what the two bodies count"
    return _entry(transfer, taken, f"one side only{capped}")


def _beyond(payer: str, payee: str, pence: int) -> Iterator[Entry]:
    if pence > 0:
        note = "stays counted: the payer's lines show it, the schedule does not"
        yield Entry(payer, payee, "beyond the schedule", pence, None, 0, pence, note)


def _why_not(payee: Payee | None, reports: str, matched: bool) -> str:
    """Why a payment stays counted at the payer; "" where it is to be taken off."""
    if payee is None:
        return "stays counted: the payee's spending is not in the count"
    if reports == "net":
        return "stays counted: the payee reports net of what it receives"
    if payee.basis == "payments" and not matched:
        return "stays counted: the payee is known by its payments only"
    return ""


def _levy(books: Books, label: str, payers: pl.DataFrame, receivers: pl.DataFrame) -> Iterator[Entry]:
    if not payers.height or not receivers.height:
        total = int(pl.concat([payers, receivers])["in_pence"].sum())
        if total:
            side = "payer" if payers.height else "receiver"
            names = "+".join(sorted(set((payers if payers.height else receivers)["agency"])))
            yield Entry(names, "", label, total, None, 0, 0, f"stays counted: only the {side} is in the count")
        return
    paid = {str(agency): _numbered(group) for (agency,), group in payers.group_by("agency")}
    received = {str(agency): _numbered(group) for (agency,), group in receivers.group_by("agency")}
    payer_names, receiver_names = "+".join(sorted(paid)), "+".join(sorted(received))
    for agency in sorted(paid):
        taken = books.take_leg(paid[agency], receiver_names, label)
        yield Entry(agency, receiver_names, label, taken, None, taken, 0, "levy: the payer's leg")
    for agency in sorted(received):
        taken = books.take_leg(received[agency], payer_names, label)
        yield Entry(payer_names, agency, label, None, -taken, taken, 0, "levy: the receiver's leg, a credit")


def _numbered(group: pl.DataFrame) -> list[tuple[int, int]]:
    return [(int(number), int(pence)) for number, pence in group.select("number", "in_pence").iter_rows()]


def _entry(transfer: Transfer, taken: int, note: str) -> Entry:
    return Entry(
        transfer.payer,
        transfer.payee,
        transfer.label,
        transfer.paid_pence,
        transfer.received_pence,
        taken,
        transfer.unreconciled_pence,
        note,
    )


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


def by_part(taken: Sequence[tuple[int, int, str, str]]) -> dict[int, list[tuple[int, str, str]]]:
    """Part number → what was taken off it: pence, counterparty, reason."""
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for number, pence, counterparty, reason in taken:
        found[number].append((pence, counterparty, reason))
    return found
