"""Payments between counted bodies: taken off at the payer, once, and never beyond what the payee counts."""

from __future__ import annotations

import pytest

from tests.count_table import asked, by_agency, counted, lines, place_of, schedule, states

NHS_AND_COUNCIL = """
    agency  | payee_agency | cofog | amount
    nhs     | council      | 10.2  | 8.00
    nhs     |              | 07    | 112.00
    council |              | 10.2  | 100.00
"""


def test_a_payment_between_counted_bodies_is_counted_once() -> None:
    count = counted(lines(NHS_AND_COUNCIL))
    assert states(count) == {"counted": "212", "eliminated": "8"}
    taken = count.parts.filter(state="eliminated").row(0, named=True)
    assert (taken["line_id"], taken["counterparty"], taken["amount_pence"]) == ("L001", "council", 800)


def test_a_payee_that_is_not_counted_leaves_the_payment_counted_and_listed() -> None:
    count = counted(
        lines("""
        agency  | payee_agency | cofog | amount
        council | trust        | 10.2  | 8.00
    """)
    )
    assert states(count) == {"counted": "8"}
    assert [(entry.payee, entry.eliminated_pence) for entry in count.entries] == [("trust", 0)]
    assert "not in the count" in count.entries[0].note


def test_a_payee_out_of_scope_leaves_the_payment_counted() -> None:
    ledger = lines("""
        agency  | payee_agency | cofog | amount | scope
        council | schools      | 09    | 90.00  |
        schools |              | 09    | 88.00  | schools
    """)
    assert states(counted(ledger, scope="schools=out")) == {"counted": "90", "out_of_scope": "88"}
    assert states(counted(ledger, scope="schools=in")) == {"counted": "90", "eliminated": "88"}


def test_a_payee_that_reports_net_has_done_the_elimination_itself() -> None:
    ledger = lines("""
        agency  | payee_agency | cofog | amount | reports
        nhs     | council      | 10.2  | 8.00   | gross
        council |              | 10.2  | 92.00  | net
    """)
    assert states(counted(ledger)) == {"counted": "100"}
    assert "net of what it receives" in counted(ledger).entries[0].note


def test_a_schedule_that_says_net_leaves_the_payer_s_line() -> None:
    ledger = schedule(
        lines(NHS_AND_COUNCIL),
        """
        payer | payee   | paid | received | payee_reports
        nhs   | council | 8.00 | 8.00     | net
        """,
    )
    assert states(counted(ledger)) == {"counted": "220"}


@pytest.mark.parametrize(("said", "total"), [("", "100"), ("net", "100"), ("gross", "92")])
def test_a_schedule_that_says_nothing_goes_by_what_the_payee_s_source_reports(said: str, total: str) -> None:
    ledger = lines("""
        agency  | cofog | amount | reports
        nhs     | 10.2  | 8.00   | gross
        council | 10.2  | 92.00  | net
    """)
    table = f"payer | payee | paid | received | payee_reports\n nhs | council | 8.00 | 8.00 | {said}"
    assert states(counted(schedule(ledger, table)))["counted"] == total


PAYMENTS_ONLY = """
    agency | payee_agency | cofog | amount | basis
    nhs    | trust        | 07    | 8.00   | outturn
    trust  |              | 07    | 50.00  | payments
"""


def test_a_payee_known_by_payments_takes_off_nothing_that_one_side_says() -> None:
    assert states(counted(lines(PAYMENTS_ONLY))) == {"counted": "58"}
    one_side = schedule(lines(PAYMENTS_ONLY), "payer | payee | paid\n nhs | trust | 8.00")
    assert states(counted(one_side)) == {"counted": "58"}


def test_a_payee_known_by_payments_takes_off_what_both_sides_say() -> None:
    matched = schedule(lines(PAYMENTS_ONLY), "payer | payee | paid | received\n nhs | trust | 8.00 | 7.00")
    assert states(counted(matched)) == {"counted": "51", "eliminated": "7"}


def test_elimination_is_capped_at_what_the_payee_counts() -> None:
    count = counted(
        lines("""
        agency | payee_agency | cofog | amount
        a      | c            | 10    | 100.00
        c      |              | 10    | 30.00
    """)
    )
    assert states(count) == {"counted": "100", "eliminated": "30"}
    assert "capped" in count.entries[0].note


def test_several_payers_together_are_capped_at_what_the_payee_counts() -> None:
    count = counted(
        lines("""
        agency | payee_agency | cofog | amount
        a      | c            | 10    | 100.00
        b      | c            | 10    | 100.00
        c      |              | 10    | 150.00
    """)
    )
    assert states(count) == {"counted": "200", "eliminated": "150"}


def test_nothing_is_taken_off_a_line_twice() -> None:
    ledger = lines("""
        agency | payee_agency | cofog | amount
        p      | b            | 10    | 40.00
        b      |              | 10    | 100.00
        c      |              | 10    | 100.00
    """)
    ledger = schedule(ledger, "payer | payee | paid | received\n p | c | 40.00 | 40.00")
    count = counted(ledger)
    assert by_agency(count) == {"b": "100", "c": "100"}
    assert states(count) == {"counted": "200", "eliminated": "40"}


def test_only_the_place_s_share_of_a_payment_is_taken_off() -> None:
    count = counted(
        lines("""
        agency  | payee_agency | cofog | amount | share
        icb     | council      | 10    | 30.00  | 1/3
        council |              | 10    | 100.00 |
    """)
    )
    assert states(count) == {"apportioned_out": "20", "counted": "100", "eliminated": "10"}


def test_a_payment_passed_on_through_a_chain_is_counted_at_its_end() -> None:
    count = counted(
        lines("""
        agency | payee_agency | cofog | amount
        a      | b            | 10    | 100.00
        b      | c            | 10    | 100.00
        c      |              | 10    | 100.00
    """)
    )
    assert by_agency(count) == {"c": "100"}


def test_a_payment_to_oneself_is_no_transfer() -> None:
    count = counted(
        lines("""
        agency  | payee_agency | cofog | amount
        council | council      | 10    | 8.00
    """)
    )
    assert states(count) == {"counted": "8"}
    assert not count.entries


def test_a_refund_is_set_against_the_payments() -> None:
    count = counted(
        lines("""
        agency  | payee_agency | cofog | amount
        nhs     | council      | 10    | 8.00
        nhs     | council      | 10    | -3.00
        council |              | 10    | 100.00
    """)
    )
    assert states(count) == {"counted": "100", "eliminated": "5"}


def test_what_the_lines_show_beyond_the_schedule_stays_counted_and_is_listed() -> None:
    ledger = schedule(lines(NHS_AND_COUNCIL), "payer | payee | paid | received\n nhs | council | 5.00 | 5.00")
    count = counted(ledger)
    assert states(count) == {"counted": "215", "eliminated": "5"}
    assert [entry.unreconciled_pence for entry in count.entries] == [0, 300]


LEVY = """
    agency    | role  | service        | cofog | amount
    bradley   | levy  | transport levy | 04    | 60.00
    calder    | levy  | transport levy | 04    | 40.00
    authority | levy  | transport levy | 04    | -100.00
    authority | spend | buses          | 04    | 250.00
"""


def test_both_legs_of_a_levy_are_taken_off() -> None:
    count = counted(lines(LEVY))
    assert by_agency(count) == {"authority": "250"}
    assert by_agency(count, "eliminated") == {"authority": "-100", "bradley": "60", "calder": "40"}


@pytest.mark.parametrize(
    ("side", "leg"), [("payer", "bradley | levy | levy | 60.00"), ("receiver", "authority | levy | levy | -60.00")]
)
def test_a_levy_with_one_leg_keeps_it(side: str, leg: str) -> None:
    count = counted(lines(f"agency | role | service | amount\n {leg}"))
    assert not count.state_pence("eliminated")
    assert f"only the {side}" in count.entries[0].note


def test_credits_are_the_mirror_image_of_debits() -> None:
    debit = counted(lines("agency | cofog | amount | share\n p | 07.1:1 07.2:1 | 100.01 | 1/3"))
    credit = counted(lines("agency | cofog | amount | share\n p | 07.1:1 07.2:1 | -100.01 | 1/3"))
    mirrored = [(state, -pence) for state, pence in debit.parts.select("state", "amount_pence").iter_rows()]
    assert credit.parts.select("state", "amount_pence").rows() == mirrored


def test_a_schedule_of_place_toml_and_one_of_a_file_do_the_same() -> None:
    ledger = lines(NHS_AND_COUNCIL)
    said = [
        {"payer": "nhs", "payee": "council", "year": "2024-25", "paid": "8.00", "received": "7.50", "label": "care"}
    ]
    declared = counted(ledger, place_of(ledger, transfer=said))
    from_file = counted(
        schedule(ledger, "payer | payee | paid | received | label\n nhs | council | 8.00 | 7.50 | care")
    )
    assert declared.parts.equals(from_file.parts)
    assert list(declared.entries) == list(from_file.entries)


def test_a_transfer_of_another_year_is_not_this_year_s() -> None:
    ledger = lines("agency | cofog | amount\n nhs | 07 | 8.00\n council | 10 | 8.00")
    said = [{"payer": "nhs", "payee": "council", "year": "2023-24", "paid": "8.00", "received": "8.00"}]
    assert states(counted(ledger, place_of(ledger, transfer=said))) == {"counted": "16"}


def test_the_elimination_ledger_adds_up_to_what_was_eliminated() -> None:
    for table in (NHS_AND_COUNCIL, LEVY, PAYMENTS_ONLY):
        assert asked(lines(table)).reconciles
