"""Payments that both bodies' accounts show, by their words: both legs are taken off as far as they agree, or neither."""

from __future__ import annotations

import pytest

from tests.count_table import asked, by_agency, counted, lines, place_of, schedule, states
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.pairs import Leg, legs_of
from tp_cli.errors import TpError
from tp_cli.place import Place

AGENCIES = [
    {"id": "council", "name": "Wrenborough Council", "kind": "council", "aliases": ["Wrenborough"]},
    {"id": "fire", "name": "Wrenshire Fire & Rescue Authority", "kind": "fire"},
    {"id": "nhs", "name": "Wrenshire Integrated Care Board", "kind": "nhs-commissioner"},
]


def place(ledger: Ledger, **more: object) -> Place:
    return place_of(ledger, agency=AGENCIES, **more)


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        ("Precept paid to Wrenshire Fire & Rescue Authority", Leg("precept", "paid", "fire")),
        ("PRECEPT PAID TO THE WRENSHIRE FIRE AND RESCUE AUTHORITY 2024-25", Leg("precept", "paid", "fire")),
        ("Wrenshire Fire and Rescue Authority levy", Leg("levy", "paid", "fire")),
        ("Better care: section 75 contribution to Wrenborough Council", Leg("section 75", "paid", "council")),
        (
            "Section 256 transfer from Wrenshire Integrated Care Board (reablement)",
            Leg("section 256", "received", "nhs"),
        ),
        ("Grant from Wrenborough Council for home safety visits", Leg("grant", "received", "council")),
        ("Contribution to Wrenborough", Leg("contribution", "paid", "council")),
        ("Contribution to Wrenborough Rugby Club", None),
        ("Grant to Wrenshire Fire", None),
        ("Fire precept", None),
    ],
)
def test_a_leg_is_known_by_its_words_and_a_whole_name(text: str, leg: Leg | None) -> None:
    ledger = lines("agency | amount\n council | 1.00")
    assert legs_of([text], place(ledger)).get(text) == leg


PAIR = """
    agency  | service                                            | amount
    council | Precept paid to Wrenshire Fire & Rescue Authority  | {paid}
    council | Adult social care                                  | 100.00
    fire    | Precept received from Wrenborough Council           | -{received}
    fire    | Fire fighting                                      | 50.00
"""


def test_both_legs_that_agree_are_taken_off_and_the_total_stays() -> None:
    ledger = lines(PAIR.format(paid="12.00", received="12.00"))
    count = counted(ledger, place(ledger))
    assert by_agency(count, "eliminated") == {"council": "12", "fire": "-12"}
    assert by_agency(count) == {"council": "100", "fire": "50"}
    assert asked(ledger, place(ledger)).reconciles


def test_what_the_legs_do_not_agree_on_stays_and_is_listed() -> None:
    ledger = lines(PAIR.format(paid="12.00", received="10.50"))
    count = counted(ledger, place(ledger))
    assert by_agency(count, "eliminated") == {"council": "10.5", "fire": "-10.5"}
    assert [entry.unreconciled_pence for entry in count.entries] == [150, 0]


def test_a_difference_within_the_declared_tolerance_is_no_finding() -> None:
    ledger = lines(PAIR.format(paid="12.00", received="11.99"))
    count = counted(ledger, place(ledger, matching={"tolerance": "0.01"}))
    assert by_agency(count, "eliminated") == {"council": "12", "fire": "-11.99"}
    assert [entry.unreconciled_pence for entry in count.entries] == [0, 0]
    assert "within the declared tolerance" in count.entries[0].note


def test_a_receipt_that_no_payer_shows_stays_counted_and_is_listed() -> None:
    ledger = lines("""
        agency  | service                                  | amount
        fire    | Precept received from Wrenborough Council | -12.00
        fire    | Fire fighting                            | 50.00
        council | Adult social care                        | 100.00
    """)
    count = counted(ledger, place(ledger))
    assert states(count) == {"counted": "138"}
    assert "no line of the payer shows it" in count.entries[0].note


def test_a_payment_that_only_the_payer_shows_is_taken_off_where_the_payee_is_counted() -> None:
    ledger = lines("""
        agency  | service                                           | amount
        council | Precept paid to Wrenshire Fire & Rescue Authority | 12.00
        fire    | Fire fighting                                     | 50.00
    """)
    assert states(counted(ledger, place(ledger))) == {"counted": "50", "eliminated": "12"}


def test_a_schedule_does_not_take_off_again_what_paired_lines_have() -> None:
    ledger = lines(PAIR.format(paid="12.00", received="12.00"))
    ledger = schedule(ledger, "payer | payee | paid | received | label\n council | fire | 12.00 | 12.00 | precept")
    count = counted(ledger, place(ledger))
    assert by_agency(count) == {"council": "100", "fire": "50"}


def test_a_schedule_s_difference_within_tolerance_is_no_finding() -> None:
    ledger = lines("agency | amount\n nhs | 120.00\n council | 100.00")
    ledger = schedule(ledger, "payer | payee | paid | received | label\n nhs | council | 8.00 | 7.99 | care")
    said = asked(ledger, place(ledger, matching={"tolerance_pct": 0.5}))
    assert [entry.unreconciled_pence for entry in said.counted.entries] == [0]
    assert "within the declared tolerance" in said.counted.entries[0].note


# --- bodies that are shared ---


@pytest.mark.parametrize(
    ("payer", "payee", "taken"), [("1/3", "", "3"), ("", "1/3", "3"), ("1/3", "1/3", "3"), ("1/2", "1/3", "3")]
)
def test_a_scheduled_transfer_is_taken_at_the_place_s_share(payer: str, payee: str, taken: str) -> None:
    """Of 9.00, a third is spent again in the place's share of the payee; or a third is the place's at the payer."""
    ledger = lines(f"""
        agency | amount | share
        nhs    | 90.00  | {payer}
        fire   | 60.00  | {payee}
    """)
    ledger = schedule(ledger, "payer | payee | paid | received | label\n nhs | fire | 9.00 | 9.00 | safety")
    count = counted(ledger, place(ledger))
    assert states(count)["eliminated"] == taken
    assert "at the place's share" in count.entries[0].note


def test_a_payment_to_a_shared_body_is_taken_off_as_far_as_the_place_counts_it_again() -> None:
    ledger = lines("""
        agency  | payee_agency | amount | share
        council | fire         | 9.00   |
        fire    |              | 60.00  | 1/3
    """)
    assert states(counted(ledger, place(ledger))) == {"apportioned_out": "40", "counted": "26", "eliminated": "3"}


# --- pooled budgets ---

POOLS = [{"id": name, "name": name.title(), "kind": "pool"} for name in ("care", "children", "health")]


def test_a_pool_is_where_contributions_are_spent() -> None:
    ledger = lines("""
        agency  | payee_agency | amount
        nhs     | care         | 6.00
        council | care         | 4.00
        care    |              | 9.50
    """)
    count = counted(ledger, place_of(ledger, agency=[*AGENCIES, *POOLS]))
    assert states(count) == {"counted": "10", "eliminated": "9.5"}


def test_pools_that_pay_into_each_other_in_a_circle_are_refused() -> None:
    ledger = lines("agency | amount\n care | 9.00\n children | 9.00\n health | 9.00")
    table = "payer | payee | paid\n care | children | 1.00\n children | health | 1.00\n health | care | 1.00"
    with pytest.raises(TpError) as caught:
        counted(schedule(ledger, table), place_of(ledger, agency=POOLS))
    assert caught.value.problems[0].code == "circular-pools"
    assert caught.value.problems[0].found == "care → children → health → care"


@pytest.mark.parametrize(("back", "circular"), [("3.00", True), ("-3.00", False)])
def test_pools_whose_own_lines_pay_in_a_circle_are_refused(back: str, circular: bool) -> None:
    """A credit is money that came back from the other pool, and makes no circle."""
    ledger = lines(f"""
        agency | payee_agency | amount | basis
        better | care         | 9.00   | outturn
        care   | better       | {back} | outturn
        care   | better       | 5.00   | payments
        care   |              | 20.00  | outturn
    """)
    pools = [{"id": name, "name": name, "kind": "pool"} for name in ("better", "care")]
    if not circular:
        assert states(counted(ledger, place_of(ledger, agency=pools)))["eliminated"] == "9"
        return
    with pytest.raises(TpError) as caught:
        counted(ledger, place_of(ledger, agency=pools))
    assert caught.value.problems[0].found == "better → care → better"
