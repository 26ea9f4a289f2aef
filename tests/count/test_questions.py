"""The questions of a total: cuts by any dimension, prices, figures a head, several years and where they break."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import asked, lines, place_of
from tp_cli.count.answer import answer
from tp_cli.count.breaks import breaks
from tp_cli.count.dimensions import DIMENSIONS
from tp_cli.count.prices import deflator
from tp_cli.count.result import spend_rows, state_rows
from tp_cli.count.view import view_of
from tp_cli.errors import TpError
from tp_cli.money import in_prices

TABLE = """
    agency  | year    | basis    | payee     | payee_agency | theme    | outcome              | department | amount | share
    council | 2023-24 | payments | Able Ltd  |              | families | ready = 7/20         |            | 100.00 |
    council | 2024-25 | outturn  | Able Ltd  |              | families | ready = 7/20         |            | 110.00 |
    council | 2024-25 | outturn  | Baker LLP |              | older    | well = 1/2; safe = 1/3 |          | 90.00  |
    police  | 2024-25 | outturn  |           |              | safety   |                      | Home Office | 60.00 | 1/3
"""
BOTH = {"years": ["2023-24", "2024-25"], "population": {"2023-24": 90, "2024-25": 100}}


def rows(by: str, **more: Any) -> list[tuple[str, ...]]:
    ledger = lines(TABLE)
    agencies = [
        {"id": "council", "name": "Council", "kind": "council", "department": "MHCLG"},
        {"id": "police", "name": "Police", "kind": "police"},
    ]
    place = place_of(ledger, place={**BOTH, **more}, agency=agencies)
    view = view_of(place, "2024-25", None, by)
    return [tuple(row) for row in spend_rows(answer(ledger, place, view)).rows()]


@pytest.mark.parametrize("dimension", sorted(DIMENSIONS))
def test_every_cut_adds_up_to_the_total(dimension: str) -> None:
    assert sum(Decimal(row[1]) for row in rows(dimension)) == Decimal("220.00")


def test_suppliers_and_funders() -> None:
    assert [row[:2] for row in rows("supplier")] == [
        ("Able Ltd", "110.00"), ("Baker LLP", "90.00"), ("not named", "20.00"),
    ]  # fmt: skip
    assert [row[:2] for row in rows("funder")] == [("MHCLG", "200.00"), ("Home Office", "20.00")]


def test_outcomes_take_their_shares_and_the_rest_is_unaligned() -> None:
    assert {row[0]: row[1] for row in rows("outcome")} == {
        "ready": "38.50", "well": "45.00", "safe": "30.00", "unaligned": "106.50",
    }  # fmt: skip


def test_two_dimensions_and_what_is_apportioned_of_each() -> None:
    assert rows("agency,theme") == [
        ("council", "families", "110.00", "1.10", "0.0"),
        ("council", "older", "90.00", "0.90", "0.0"),
        ("police", "safety", "20.00", "0.20", "100.0"),
    ]


def test_a_head_by_day_stands_beside_the_residents() -> None:
    assert rows("agency", daytime_population={"2024-25": 200}) == [
        ("council", "200.00", "2.00", "1.00", "0.0"),
        ("police", "20.00", "0.20", "0.10", "100.0"),
    ]


def test_a_head_without_a_population_is_refused() -> None:
    place = place_of(lines(TABLE))
    with pytest.raises(TpError) as caught:
        view_of(place, None, None, None, per_head=True)
    assert caught.value.problems[0].code == "no-population"


# --- prices ---


def test_real_is_nominal_times_base_over_year() -> None:
    ledger = lines(TABLE)
    place = place_of(ledger, place=BOTH)
    view = view_of(place, "2023-24", None, "agency", real="2024-25")
    said = answer(ledger, place, view)
    factor = deflator()["2024-25"] / deflator()["2023-24"]
    assert said.prices.one(said.coverage.total_pence) == round(10_000 * factor)
    assert "2024-25 prices" in said.title and "cash" not in said.title
    assert not view.plain


@given(st.lists(st.integers(-(10**13), 10**13), max_size=9), st.fractions(Fraction(1, 3), Fraction(3)))
@settings(max_examples=50, deadline=None)
def test_amounts_in_other_prices_add_up_and_are_within_a_penny(pence: list[int], factor: Fraction) -> None:
    real = in_prices(pence, factor)
    assert sum(real) == round(sum(pence) * factor)
    assert all(abs(new - old * factor) <= 1 for old, new in zip(pence, real, strict=True))


@pytest.mark.parametrize("year", ["1066-67", "2099-00"])
def test_a_year_without_a_deflator_is_refused(year: str) -> None:
    place = place_of(lines(TABLE))
    with pytest.raises(TpError) as caught:
        view_of(place, None, None, None, real=year)
    assert caught.value.problems[0].code == "no-deflator"


# --- several years ---


def test_years_stand_side_by_side_and_their_breaks_are_marked() -> None:
    ledger = lines(TABLE)
    place = place_of(ledger, place=BOTH)
    assert view_of(place, None, None, "agency,year").years == ("2023-24", "2024-25")
    assert view_of(place, "all", None, None).years == ("2023-24", "2024-25")
    said = [answer(ledger, place, view_of(place, year, None, None)) for year in BOTH["years"]]
    found = breaks([(each.view.year, each.counted, each.coverage) for each in said])
    assert [(each.agency, each.what, each.before, each.after) for each in found] == [
        ("council", "basis", "payments", "outturn"), ("police", "in the count", "no", "yes"),
    ]  # fmt: skip


def test_only_the_question_of_place_toml_is_plain() -> None:
    place = place_of(lines(TABLE), place=BOTH)
    assert view_of(place, None, None, None).plain
    for asked_otherwise in ({"real": "2023-24"}, {"per_head": True}):
        assert not view_of(place, None, None, None, **asked_otherwise).plain
    assert not view_of(place, "all", None, None).plain


# --- where every pound has gone ---


def test_states_by_file_and_sheet_add_up_to_what_was_read() -> None:
    said = asked(lines(TABLE))
    table = state_rows(said)
    assert sum(Decimal(pence) for pence in table["ingested"]) == Decimal("260.00")
    assert sum(Decimal(pence) for pence in table["counted"]) == Decimal("220.00")


def test_payments_beside_an_outturn_say_how_much_of_it_they_explain() -> None:
    said = asked(
        lines("""
        agency  | basis    | amount
        council | outturn  | 100.00
        council | payments | 30.00
        nhs     | payments | 7.00
    """)
    )
    assert said.explained.rows() == [("council", 10_000, 3_000)]
    assert "30.0% of the outturn" in dict(said.caveats)["explained"]


def test_a_control_total_that_differs_is_named() -> None:
    ledger = lines("agency | amount\n council | 100.00")
    source = {"agency": "council", "files": "a.csv", "control_total": "120.00"}
    (row,) = asked(ledger, place_of(ledger, source=[source])).bridge.to_dicts()
    assert (row["control"], row["ingested"], row["difference"]) == (12_000, 10_000, 2_000)
    assert "do not agree" in row["cause"]
