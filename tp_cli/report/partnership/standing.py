"""Readiness, accounting officers, Whitehall's sign-up and obstacles as a template uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tp_cli.report.partnership import facts as f
from tp_cli.report.partnership import officers as o
from tp_cli.report.partnership import signup
from tp_cli.report.partnership.readiness import Domain
from tp_cli.report.partnership.rounding import percent_of
from tp_cli.report.partnership.rows import Row, Rows, day_text, refer

_SIDES = {"self": "own", "government": "government"}
REST = "everything else"
_COUNT, _POOLING, _FENCE = "count against before", "before against after", "fenced before against after"
_APART = {  # what it means that less, or more, was found
    _COUNT: ("money that nobody accounts for", "money that is accounted for and not counted"),
    _POOLING: ("money that nobody accounts for any more", "money that two account for, or that was not there"),
    _FENCE: ("the fence was lifted: say which freedom allows it", "a fence that was not there before"),
}


def domains(rows: Rows) -> Iterator[tuple[Domain, f.DomainFact]]:
    """Each domain with both sides' scores, in the order of the register; of two scores of a side the lower."""
    by_domain: dict[str, dict[str, list[Row]]] = {}
    for row in rows.of("readiness"):
        by_domain.setdefault(row["domain"], {"self": [], "government": []})[row["assessor"]].append(row)
    for name, sides in by_domain.items():
        for side, given in sides.items():
            if len(given) > 1:
                who = "The place" if side == "self" else "The government"
                rows.note("readiness", f'{who} has {len(given)} scores for "{name}": the lowest is taken.')
        lowest = {side: min(given, key=lambda row: int(row["score"]), default=None) for side, given in sides.items()}
        gate = any(row["gate"] for given in sides.values() for row in given)
        yield _domain(rows, name, lowest, gate)


def _domain(rows: Rows, name: str, sides: Mapping[str, Row | None], gate: bool) -> tuple[Domain, f.DomainFact]:
    scores = {word: int(row["score"]) if (row := sides[side]) else None for side, word in _SIDES.items()}
    domain = Domain(name, scores["own"], scores["government"], gate)
    evidence = {word: (row["evidence"] or "") if (row := sides[side]) else "" for side, word in _SIDES.items()}
    return domain, f.DomainFact(
        key=f"domain={name}",
        domain=name,
        own=domain.own,
        government=domain.government,
        gap=domain.gap,
        verdict=domain.verdict,
        gate=gate,
        gate_state=("passed" if domain.passed else "shut") if gate else "",
        own_evidence=evidence["own"],
        government_evidence=evidence["government"],
        reference=rows.refer("readiness", "score", domain=name),
    )


def charges(rows: Rows) -> tuple[tuple[o.Charge, ...], tuple[f.ChargeFact, ...]]:
    """Money by accounting officer, in the order of the register."""
    given, listed = [], []
    for number, row in enumerate(rows.of("officers"), 1):
        charge = o.Charge(
            row["officer"], row["agency"], row["fund"] or "", row["when"], row["amount_pence"], bool(row["ring_fenced"])
        )
        given.append(charge)
        listed.append(_charge(rows, str(number), charge))
    return tuple(given), tuple(listed)


def _charge(rows: Rows, number: str, charge: o.Charge) -> f.ChargeFact:
    pairs = {"officer": charge.officer, "agency": charge.agency, "fund": (charge.fund,), "when": charge.when}
    return f.ChargeFact(
        key=number,
        officer=charge.officer,
        agency=charge.agency,
        name=rows.name(charge.agency),
        fund=charge.fund or REST,
        when=charge.when,
        amount=charge.amount,
        ring_fenced=charge.ring_fenced,
        reference=rows.refer("officers", "amount", **pairs),
    )


def officers(rows: Rows, given: Sequence[o.Charge]) -> Iterator[f.OfficerFact]:
    """What each post accounts for before and after."""
    for officer, (before, after) in o.by_officer(given).items():
        reference = rows.refer("officers", "amount", officer=officer)
        yield f.OfficerFact(f"officer={officer}", officer, before, after, after - before, reference)


def accounts(rows: Rows, given: Sequence[o.Charge], counted: Mapping[str, int]) -> Iterator[f.AccountFact]:
    """Everything that must hold: the whole, each body, each ring-fenced fund, one post for each."""
    if not given:
        return
    before, after = o.whole(given, o.BEFORE), o.whole(given, o.AFTER)
    whole = o.Account("All that is counted, before pooling", sum(counted.values()), before)
    yield _account("whole", whole, "", _COUNT, rows.refer("officers", "amount", when=o.BEFORE))
    pooled = o.Account("The same money, after pooling", before, after)
    yield _account("pooled", pooled, "", _POOLING, rows.refer("officers", "amount", when=o.AFTER))
    for body in o.body_accounts(given, counted):
        account = o.Account(f"{rows.name(body.name)}, before pooling", body.expected, body.found)
        reference = rows.refer("officers", "amount", agency=body.name, when=o.BEFORE)
        yield _account(f"agency={body.name}", account, body.name, _COUNT, reference)
    for fund in o.fund_accounts(given):
        account = o.Account(f"Ring fence of {fund.name or REST}", fund.expected, fund.found)
        reference = rows.refer("officers", "amount", fund=(fund.name,), ring_fenced="true")
        yield _account(f"fund={fund.name}", account, "", _FENCE, reference)
    for when, agency, fund_name, posts in o.shared_charges(given):
        title = f"{fund_name or REST} of {rows.name(agency)}, {when} pooling"
        reference = rows.refer("officers", "amount", agency=agency, fund=(fund_name,), when=when)
        detail = f"{len(posts)} posts account for it: {', '.join(posts)}"
        yield f.AccountFact(f"{when},{agency},{fund_name}", title, agency, None, None, None, False, detail, reference)


def _account(key: str, account: o.Account, agency: str, how: str, reference: str) -> f.AccountFact:
    difference = account.found - account.expected
    less, more = _APART[how]
    detail = f"{how}: the same" if account.holds else f"{how}: {more if difference > 0 else less}"
    return f.AccountFact(
        key, account.name, agency, account.expected, account.found, difference, account.holds, detail, reference
    )


def stances(rows: Rows) -> tuple[tuple[f.StanceFact, ...], tuple[f.AskFact, ...]]:
    """Money asked for by answer, and every ask with the most money first."""
    found = rows.of("stances")
    parts = signup.by_stance((row["stance"], row["amount_pence"]) for row in found)
    asked = [row["stance"] for row in found]
    summed = tuple(
        f.StanceFact(
            f"stance={part.name}",
            part.name,
            asked.count(part.name),
            part.amount,
            percent_of(part.share),
            rows.refer("stances", "amount", stance=part.name),
        )
        for part in parts
    )
    ranked = sorted(found, key=lambda row: (-row["amount_pence"], row["department"], row["ask"]))
    asks = (
        f.AskFact(
            str(number),
            row["department"],
            row["ask"],
            row["stance"],
            row["amount_pence"],
            rows.refer("stances", "amount", department=row["department"], ask=row["ask"]),
        )
        for number, row in enumerate(ranked, 1)
    )
    return (summed if found else ()), tuple(asks)


def obstacles(rows: Rows) -> Iterator[f.ObstacleFact]:
    """What stands in the way, whatever year it is of: open ones first, most money first."""
    found = rows.of("obstacles", any_year=True)
    ranked = sorted(found, key=lambda row: (row["status"] == "resolved", -row["amount_pence"], row["obstacle"]))
    for row in ranked:
        raised = row["raised"]
        yield f.ObstacleFact(
            key=f"obstacle={row['obstacle']}",
            obstacle=row["obstacle"],
            text=row["text"] or "",
            kind=row["kind"] or "",
            owner=row["owner"] or "",
            amount=row["amount_pence"],
            status=row["status"] or "open",
            raised=day_text(raised),
            days=(rows.day - raised).days if raised and raised <= rows.day else None,
            reference=refer("obstacles", "amount", obstacle=row["obstacle"]),
        )
