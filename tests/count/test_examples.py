"""The examples of the method, C-1 to C-4, to the penny."""

from __future__ import annotations

import polars as pl

from tests.count_table import asked, by_agency, counted, lines, place_of, schedule, states
from tp_cli.count.ledger_read import Ledger
from tp_cli.money import millions, per_head, pounds, share_out
from tp_cli.place import Place

MILLION = 10**8  # pence


def example() -> tuple[Ledger, Place]:
    """C-1: seven lines, three transfers, £ million."""
    ledger = lines(
        """
        agency  | service                   | cofog | amount | scope    | share
        council | adult social care         | 10    | 100    |          |
        pct     | primary care trust        | 07    | 200    |          |
        dwp     | benefits                  | 10    | 150    | benefits |
        council | housing benefit           | 10    | 40     | benefits |
        council | schools grant passed on   | 09    | 90     | schools  |
        schools | schools' own spend        | 09    | 88     | schools  |
        police  | police for the force area | 03    | 60     |          | 500000/1500000
        """,
        MILLION,
    )
    ledger = schedule(
        ledger,
        """
        payer   | payee   | paid | received | label
        pct     | council | 8    | 8        | adult social care
        council | schools | 88   | 88       | schools grant passed on
        dwp     | council | 38   | 38       | benefits
        """,
        MILLION,
    )
    return ledger, place_of(ledger, place={"population": {"2024-25": 500_000}})


def test_c1_seven_lines_of_728_are_554_counted_once() -> None:
    said = asked(*example())
    assert {state: millions(pence, 0) for state, pence in said.states().items() if pence} == {
        "reported": "728",
        "counted": "554",
        "eliminated": "134",
        "apportioned_out": "40",
    }
    assert said.reconciles
    assert pounds(per_head(said.coverage.total_pence, 500_000)) == "1108.00"


def test_c1_the_eliminations_are_8_and_88_and_38() -> None:
    said = asked(*example())
    entries = [(e.payer, e.payee, millions(e.eliminated_pence, 0), e.unreconciled_pence) for e in said.counted.entries]
    assert entries == [("pct", "council", "8", 0), ("council", "schools", "88", 0), ("dwp", "council", "38", 0)]


def test_c1_every_agency_s_lines_lead_to_the_total() -> None:
    said = asked(*example())
    assert by_agency(said.counted) == {
        "council": "142000000", "dwp": "112000000", "pct": "192000000", "police": "20000000", "schools": "88000000",
    }  # fmt: skip
    assert by_agency(said.counted, "eliminated") == {"council": "88000000", "dwp": "38000000", "pct": "8000000"}
    assert by_agency(said.counted, "apportioned_out") == {"police": "40000000"}


def test_c1_by_function_is_the_table_of_the_command_line() -> None:
    said = asked(*example())
    functions = (
        said.counted.parts.filter(state="counted").group_by("cofog").agg(pl.col("amount_pence").sum()).sort("cofog")
    )
    assert [(code, millions(pence, 0)) for code, pence in functions.iter_rows()] == [
        ("03", "20"), ("07", "192"), ("09", "90"), ("10", "252"),
    ]  # fmt: skip


def test_c1_the_title_states_year_scope_basis_coverage_and_share() -> None:
    title = asked(*example()).title
    for words in (
        "Wrenborough, 2024-25, cash", "benefits in", "schools in", "housing revenue account memo", "capital in",
        "apportioned in", "non identifiable out", "basis outturn", "100.0% supplied", "3.6% apportioned",
    ):  # fmt: skip
        assert words in title


def test_c1_without_benefits_or_schools_it_is_another_total_with_another_title() -> None:
    plain = asked(*example())
    benefits_out = asked(*example(), scope="benefits=out")
    schools_out = asked(*example(), scope="schools=out")
    both_out = asked(*example(), scope="benefits=out,schools=out")
    totals = [millions(said.coverage.total_pence, 0) for said in (plain, benefits_out, schools_out, both_out)]
    assert totals == ["554", "402", "464", "312"]
    assert len({said.title for said in (plain, benefits_out, schools_out, both_out)}) == 4
    assert "benefits out, schools out" in both_out.title
    assert all(said.reconciles for said in (plain, benefits_out, schools_out, both_out))


def test_c2_what_the_two_sides_agree_on_is_eliminated_and_the_rest_listed() -> None:
    ledger = lines("""
        agency  | cofog | amount
        nhs     | 07    | 120.00
        council | 10    | 100.00
    """)
    ledger = schedule(ledger, "payer | payee | paid | received | label\n nhs | council | 8.00 | 7.50 | care")
    said = asked(ledger)
    assert states(said.counted) == {"counted": "212.5", "eliminated": "7.5"}
    assert [entry.unreconciled_pence for entry in said.counted.entries] == [50]
    assert [code for code, _ in said.caveats if code == "unreconciled"]


def test_c3_a_withheld_body_makes_the_total_a_range() -> None:
    ledger = lines(
        """
        agency  | cofog | amount | status
        council | 10    | 450    | supplied
        nhs     | 07    | 60     | estimated
        """,
        MILLION,
    )
    agencies = [{"id": name, "name": name, "kind": "other"} for name in ("council", "nhs", "housing")]
    withheld = [{"agency": "housing", "year": "2024-25", "benchmark": "40000000.00", "reason": "not agreed"}]
    cover = asked(ledger, place_of(ledger, agency=agencies, withheld=withheld)).coverage
    assert (millions(cover.low_pence, 0), millions(cover.high_pence, 0)) == ("510", "550")
    assert (cover.supplied_pct, cover.with_estimates_pct) == ("81.8", "92.7")


def test_c4_three_places_that_share_a_body_add_up_to_it_to_the_penny() -> None:
    totals = []
    for _ in range(3):
        ledger = lines("""
            agency | cofog | amount | share
            police | 03    | 300.00 | 500000/1500000
        """)
        assert states(counted(ledger)) == {"counted": "100", "apportioned_out": "200"}
        totals.append(counted(ledger).total_pence)
    assert sum(totals) == 30_000
    assert share_out(30_000, [500_000] * 3) == totals
