"""No penny lost: whatever the lines, shares, scopes and transfers, every part is in one state and they add up."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import narwhals as nw
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import YEAR, asked, counted, ledger_of, place_of
from tp_cli.count.ledger_read import Ledger
from tp_cli.division import Numbered
from tp_cli.division.kernel import apportion
from tp_cli.money import share_out
from tp_cli.words import SCOPES, STATES

AGENCIES = ("council", "dwp", "nhs", "police")
pence = st.integers(-(10**13), 10**13) | st.integers(-300, 300)
shares = st.integers(1, 10**9).flatmap(lambda body: st.tuples(st.integers(0, body), st.just(body)))
splits = st.lists(st.tuples(st.sampled_from(["01", "07.1", "10.2"]), st.integers(1, 99)), max_size=3)
payments = st.integers(1, 10**13) | st.integers(1, 300)

line = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(AGENCIES),
        "basis": st.sampled_from(["outturn", "outturn", "outturn", "payments"]),
        "status": st.sampled_from(["supplied", "supplied", "supplied", "estimated", "withheld"]),
        "amount_pence": pence,
        "payee_agency": st.sampled_from([None, None, *AGENCIES, "outside"]),
        "scope": st.sampled_from([None, None, *SCOPES]),
        "role": st.sampled_from(["spend", "spend", "spend", "levy", "memo"]),
        "service": st.sampled_from(["levy", "care"]),
        "reports": st.sampled_from(["gross", "gross", "net"]),
        "share": st.none() | shares,
        "splits": splits,
    }
)
transfer = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(AGENCIES),
        "payee": st.sampled_from(AGENCIES),
        "paid_pence": payments,
        "received_pence": st.none() | payments,
        "label": st.sampled_from(["", "care"]),
        "payee_reports": st.sampled_from([None, "gross", "net"]),
    }
)
lines = st.lists(line, min_size=1, max_size=8)
transfers = st.lists(transfer, max_size=3).map(lambda each: [t for t in each if t["payer"] != t["payee"]])
switches = st.dictionaries(st.sampled_from(SCOPES), st.sampled_from(["in", "out", "memo"]), max_size=3)


def ledger(rows: list[dict[str, Any]], paid: list[dict[str, Any]] | None = None, first: str = "L") -> Ledger:
    """The rows as a ledger, one source a row so that each has a share of its own."""
    full = [
        {
            **row, "line_id": f"{first}{number}", "row": number, "cell": f"A{number}", "source_id": f"{first}{number}",
            "amount_pence": None if row["status"] == "withheld" else row["amount_pence"],
            "share_place": (row["share"] or (None, None))[0], "share_body": (row["share"] or (None, None))[1],
        }
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return ledger_of(full, [{"year": YEAR, **each} for each in paid or []])


def scope_text(scope: dict[str, str]) -> str | None:
    return ",".join(f"{name}={value}" for name, value in scope.items()) or None


@settings(max_examples=40, deadline=None)
@given(lines, transfers, switches)
def test_the_parts_of_every_line_add_up_to_it_and_the_states_to_what_was_read(
    rows: list[dict[str, Any]], paid: list[dict[str, Any]], scope: dict[str, str]
) -> None:
    given = ledger(rows, paid)
    said = asked(given, scope=scope_text(scope))
    count = said.counted
    sums = dict(count.parts.group_by("line_id").agg(pl.col("amount_pence").fill_null(0).sum()).iter_rows())
    assert sums == dict(given.lines.select("line_id", pl.col("amount_pence").fill_null(0)).iter_rows())
    assert set(count.parts["state"]) <= set(STATES)
    assert count.parts.select("line_id", "part").is_unique().all()
    assert sum(count.state_pence(state) for state in STATES) == int(given.lines["amount_pence"].fill_null(0).sum())
    assert [check for check in said.checks if not check.holds] == []


@settings(max_examples=30, deadline=None)
@given(lines, transfers)
def test_nothing_is_taken_off_that_is_not_there(rows: list[dict[str, Any]], paid: list[dict[str, Any]]) -> None:
    """Eliminating never turns what a body spends into a credit, and takes no more than the payees count."""
    plain = [{**row, "role": "spend", "amount_pence": abs(row["amount_pence"])} for row in rows]
    count = counted(ledger(plain, paid))
    left = count.parts.filter(pl.col("state").is_in(["counted", "eliminated"]))
    assert left.filter(pl.col("amount_pence") < 0).is_empty()
    before = dict(left.group_by("agency").agg(pl.col("amount_pence").sum()).iter_rows())
    to_payee = left.filter(state="eliminated").group_by("counterparty").agg(pl.col("amount_pence").sum())
    assert all(taken <= before.get(payee, 0) for payee, taken in to_payee.iter_rows())


@settings(max_examples=20, deadline=None)
@given(lines, transfers, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[dict[str, Any]], paid: list[dict[str, Any]], chance: random.Random
) -> None:
    given = ledger(rows, paid)
    order = list(range(given.lines.height))
    chance.shuffle(order)
    mixed = given.numbered.lines.drop("at").collect()[order]
    lines = Numbered(mixed.with_row_index("at").lazy(), given.numbered.numbers.collect()[order].lazy())
    other = Ledger(lines, given.purposes.reverse(), given.sources.reverse(), given.transfers)
    place = place_of(given)
    assert counted(other, place).parts.equals(counted(given, place).parts)
    assert list(counted(other, place).entries) == list(counted(given, place).entries)


@settings(max_examples=15, deadline=None)
@given(lines, lines)
def test_two_ledgers_without_transfers_count_to_the_sum_of_their_counts(
    ours: list[dict[str, Any]], theirs: list[dict[str, Any]]
) -> None:
    def alone(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "payee_agency": None, "role": "spend", "basis": "outturn"} for row in rows]

    both = ledger(alone(ours) + alone(theirs))
    assert (
        counted(both).total_pence
        == counted(ledger(alone(ours))).total_pence + counted(ledger(alone(theirs))).total_pence
    )


@settings(max_examples=15, deadline=None)
@given(lines, payments)
def test_a_matched_transfer_added_on_both_sides_leaves_the_total(rows: list[dict[str, Any]], paid: int) -> None:
    """The payer pays one more thing, the payee spends it: the total grows by what is spent, once."""
    plain = [{**row, "payee_agency": None, "role": "spend", "basis": "outturn", "reports": "gross"} for row in rows]
    base = {**plain[0], "status": "supplied", "scope": None, "share": None, "splits": []}
    before = counted(ledger(plain)).total_pence
    pays = {**base, "agency": "payer", "amount_pence": paid, "payee_agency": "payee"}
    spends = {**base, "agency": "payee", "amount_pence": paid}
    unlisted = counted(ledger([*plain, pays, spends]))
    schedule = [
        {
            "payer": "payer",
            "payee": "payee",
            "paid_pence": paid,
            "received_pence": paid,
            "label": "",
            "payee_reports": "gross",
        }
    ]
    listed = counted(ledger([*plain, pays, spends], schedule))
    assert unlisted.total_pence == listed.total_pence == before + paid


@settings(max_examples=30, deadline=None)
@given(pence, shares)
def test_the_place_s_share_is_the_first_part_of_a_share_out(amount: int, share: tuple[int, int]) -> None:
    num, den = share
    frame = pl.LazyFrame({"amount_pence": [amount], "share_num": [num], "share_den": [den]})
    shared = apportion(nw.from_native(frame)).to_native()
    inside, outside = shared.select("in_pence", "out_pence").collect().row(0)
    assert [inside, outside] == share_out(amount, [num, den - num])
    assert abs(Fraction(amount * num, den) - inside) < 1


@settings(max_examples=30, deadline=None)
@given(st.lists(line, min_size=1, max_size=5))
def test_a_ledger_of_credits_is_the_mirror_image_of_one_of_debits(rows: list[dict[str, Any]]) -> None:
    plain = [{**row, "payee_agency": None, "role": "spend"} for row in rows]
    mirrored = [{**row, "amount_pence": -row["amount_pence"]} for row in plain]
    parts, images = (counted(ledger(each)).parts for each in (plain, mirrored))
    assert parts.with_columns(-pl.col("amount_pence")).equals(images)
