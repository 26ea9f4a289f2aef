"""The plan of a count's eliminations: payments between counted bodies, taken off at the payer once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tp_cli.count.books import Books
from tp_cli.count.transfers import Body, Entry, Tolerance, Transfer, fold, why_stays

LABELS = ("service", "narrative", "expense", "directorate")


def eliminate_scheduled(
    books: Books,
    transfers: Sequence[Transfer],
    bodies: Mapping[str, Body],
    done: Mapping[tuple[str, str], int],
    tolerance: Tolerance,
) -> list[Entry]:
    """Take each transfer of a schedule off the payer's lines.

    The lines that name the payee come first, then those that the label names, then all of the payer's lines in
    proportion. What the two sides do not agree on stays counted and is listed. Of a transfer to or from a body that
    is shared, the part is taken that both bodies' shares hold.

    done       (payer, payee) → pence that paired lines have already taken off, at the place's share
    tolerance  how far the two sides may differ: such a difference is noted and is no finding

    Source: docs/METHOD.md §3, "count once, at the final spender", example C-2.
    """
    left = dict(done)
    return [_scheduled(books, transfer, bodies, left, tolerance) for transfer in transfers]


def eliminate_one_sided(
    books: Books, bodies: Mapping[str, Body], scheduled: Mapping[tuple[str, str], int], paired: Sequence[int] = ()
) -> list[Entry]:
    """Take off payments that only the payer's lines show, where the payee's own spending is counted gross.

    scheduled  (payer, payee) → pence that a schedule knows of; what the lines show beyond it stays counted, listed
    paired     numbers of parts that are legs of a pair, and done with

    Source: docs/METHOD.md §3: eliminated only if the payee's spending for that year is in the count.
    """
    named = books.parts.filter(
        pl.col("payee_agency").is_not_null()
        & (pl.col("payee_agency") != pl.col("agency"))
        & ~pl.col("number").is_in(list(paired))
    )
    entries: list[Entry] = []
    for (payer, payee), group in sorted(named.group_by("agency", "payee_agency"), key=lambda pair: str(pair[0])):
        pair = (str(payer), str(payee))
        if pair not in scheduled:
            entries.append(_one_sided(books, *pair, group.sort("number"), bodies.get(pair[1])))
        else:
            entries += _beyond(*pair, int(group["in_pence"].sum()) - scheduled[pair])
    return entries


def eliminate_levies(books: Books) -> list[Entry]:
    """Take off both legs of a levy that stands as spend at the payer and as a credit at the receiver, or neither.

    Source: docs/METHOD.md §3, "a receipt stands as a negative line".
    """
    entries: list[Entry] = []
    levies = books.parts.filter(role="levy")
    for (label,), group in sorted(levies.group_by("service"), key=lambda pair: str(pair[0])):
        ordered = group.sort("number")
        payers, receivers = (ordered.filter(side) for side in (pl.col("in_pence") > 0, pl.col("in_pence") < 0))
        entries += _levy(books, str(label), payers, receivers)
    return entries


def place_share(payer: Body | None, payee: Body, pence: int) -> int:
    """The part of a whole payment that both bodies' shares hold: the payer's, and of it what the payee spends again."""
    return round(pence * min(payer.share if payer else 1, payee.share))


def _scheduled(
    books: Books,
    transfer: Transfer,
    bodies: Mapping[str, Body],
    done: dict[tuple[str, str], int],
    tolerance: Tolerance,
) -> Entry:
    tolerance_pence = tolerance.of(max(transfer.paid_pence or 0, transfer.received_pence or 0))
    payer, payee = bodies.get(transfer.payer), bodies.get(transfer.payee)
    both_known = transfer.paid_pence is not None and transfer.received_pence is not None
    reports = transfer.payee_reports or (payee.reports if payee else "gross")
    why_not = why_stays(payee, reports, matched=both_known)
    if why_not or payee is None:
        return _entry(transfer, 0, why_not, tolerance_pence)
    whole = place_share(payer, payee, transfer.matched_pence)
    before = min(done.get((transfer.payer, transfer.payee), 0), whole)
    done[transfer.payer, transfer.payee] = done.get((transfer.payer, transfer.payee), 0) - before
    wanted, taken, note = whole - before, 0, ""
    for step, numbers in enumerate(_candidates(books.of_payer(transfer.payer), transfer)):
        took = books.take(numbers, wanted - taken, transfer.payee, transfer.label or "transfer")
        if took and step == 2:
            note = "no line names it: taken off all the payer's lines in proportion"
        taken += took
    if taken < wanted:
        note = "capped at what the two bodies count" if taken else "nothing counted to take it off"
    notes = [] if both_known else ["one side only"]
    agreed = _agreement(transfer, tolerance_pence) if both_known else ""
    notes += [each for each in (note, agreed if not note or "tolerance" in agreed else "") if each]
    notes += ["at the place's share of the two bodies"] if whole != transfer.matched_pence else []
    notes += ["part of it taken off as paired lines"] if before else []
    return _entry(transfer, taken, "; ".join(notes), tolerance_pence)


def _agreement(transfer: Transfer, tolerance_pence: int) -> str:
    difference = transfer.unreconciled_pence
    if not difference:
        return "matched on both sides"
    if difference <= tolerance_pence:
        return f"matched within the declared tolerance: the sides differ by £{difference / 100:,.2f}"
    return "matched as far as both sides agree"


def _candidates(lines: pl.DataFrame, transfer: Transfer) -> Iterator[pl.Series]:
    """Numbers of the payer's parts: those that name the payee, those that the label names, all of them."""
    label = fold(transfer.label)
    names = [pl.col(f"label_{name}") == label for name in LABELS]
    yield lines.filter(payee_agency=transfer.payee)["number"]
    yield lines.filter(pl.any_horizontal(names).fill_null(False))["number"] if label else lines["number"].head(0)
    yield lines.filter(pl.col("payee_agency").is_null() | (pl.col("payee_agency") == transfer.payee))["number"]


def _one_sided(books: Books, payer: str, payee: str, group: pl.DataFrame, known: Body | None) -> Entry:
    total = int(group["in_pence"].sum())
    transfer = Transfer(payer, payee, total, None, "payments that the payer's lines show")
    why_not = why_stays(known, known.reports if known else "gross", matched=False)
    if why_not or known is None:
        return _entry(transfer, 0, why_not)
    if total < 0:
        return _entry(transfer, 0, "stays counted: more came back than was paid")
    again = round(int(group["whole_pence"].sum()) * known.share)
    if again < total:
        taken = books.take(group["number"], again, payee, transfer.label)
        return _entry(transfer, taken, "one side only; at the place's share of the two bodies")
    taken = books.take_net(group["number"], payee, transfer.label)
    capped = "" if taken == total else "; capped at what the two bodies count"
    return _entry(transfer, taken, f"one side only{capped}")


def _beyond(payer: str, payee: str, pence: int) -> Iterator[Entry]:
    if pence > 0:
        note = "stays counted: the payer's lines show it, the schedule does not"
        yield Entry(payer, payee, "beyond the schedule", pence, None, 0, pence, note)


def _levy(books: Books, label: str, payers: pl.DataFrame, receivers: pl.DataFrame) -> Iterator[Entry]:
    if not payers.height or not receivers.height:
        total = int(payers["in_pence"].sum()) + int(receivers["in_pence"].sum())
        if total:
            side = "payer" if payers.height else "receiver"
            names = "+".join(sorted(set((payers if payers.height else receivers)["agency"])))
            yield Entry(names, "", label, total, None, 0, 0, f"stays counted: only the {side} is in the count")
        return
    paid, received = ({str(a): g.sort("number") for (a,), g in side.group_by("agency")} for side in (payers, receivers))
    payer_names, receiver_names = "+".join(sorted(paid)), "+".join(sorted(received))
    for agency in sorted(paid):
        taken = books.take_leg(paid[agency]["number"], receiver_names, label)
        yield Entry(agency, receiver_names, label, taken, None, taken, 0, "levy: the payer's leg")
    for agency in sorted(received):
        taken = books.take_leg(received[agency]["number"], payer_names, label)
        yield Entry(payer_names, agency, label, None, -taken, taken, 0, "levy: the receiver's leg, a credit")


def _entry(transfer: Transfer, taken: int, note: str, tolerance_pence: int = 0) -> Entry:
    difference = transfer.unreconciled_pence
    return Entry(
        transfer.payer,
        transfer.payee,
        transfer.label,
        transfer.paid_pence,
        transfer.received_pence,
        taken,
        difference if difference > tolerance_pence else 0,
        note,
    )
