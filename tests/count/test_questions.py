"""The questions of a total: cuts by any dimension, prices, figures a head, several years and where they break."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import asked, lines, place_of, schedule
from tp_cli.count.answer import answer
from tp_cli.count.breaks import breaks
from tp_cli.count.dimensions import DIMENSIONS
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.prices import deflator
from tp_cli.count.result import CountResult, bridge_rows, eliminations, spend_rows, state_rows
from tp_cli.count.rows import STATES_OF_ROW
from tp_cli.count.view import view_of
from tp_cli.division import Numbered
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


TWO_SIDES = """
    agency  | payee_agency | service | amount | basis    | scope
    nhs     | council      | care    | 8.01   | outturn  |
    nhs     |              | health  | 112.03 | outturn  |
    council |              | care    | 100.07 | outturn  |
    council |              | homes   | 55.55  | outturn  | housing_revenue_account
    council |              | care    | 33.33  | payments |
    schools |              | care    | 1.01   | outturn  |
"""


def real_answer(base: str) -> CountResult:
    """A count of 2023-24 in the prices of another year, with a body whose control total is 100.00."""
    ledger = lines(TWO_SIDES)
    year = pl.lit("2023-24").alias("year")
    numbered = Numbered(ledger.numbered.lines.with_columns(year), ledger.numbered.numbers)
    ledger = Ledger(numbered, ledger.purposes.with_columns(year), ledger.sources, ledger.transfers)
    source = {"agency": "council", "files": "x.csv", "year": "2023-24", "control_total": "200.00"}
    place = place_of(ledger, place=BOTH, source=[source])
    view = view_of(place, "2023-24", None, None, real=base)
    said = answer(ledger, place, view)
    return CountResult("spend", said, spend_rows(said), False, ())


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(deflator())))
def test_every_table_of_a_real_answer_is_in_one_price_base_and_adds_up(base: str) -> None:
    result = real_answer(base)
    found: Any = result.as_json()
    factor = deflator()[base] / deflator()["2023-24"]
    money = {name: int(Decimal(text) * 100) for name, text in found["states"].items()}
    assert money["counted"] == int(Decimal(found["total"]) * 100) == round(result.answer.counted.total_pence * factor)
    assert money["reported"] == sum(money[name] for name in money if name not in ("reported", "superseded"))
    taken = sum(int(Decimal(row["eliminated"]) * 100) for row in found["eliminations"])
    assert taken == money["eliminated"] == round(801 * factor)
    for table in (bridge_rows(result.answer), state_rows(result.answer)):
        pence = {name: [int(Decimal(text) * 100) for text in table[name]] for name in (*STATES_OF_ROW, "ingested")}
        assert {name: sum(pence[name]) for name in ("counted", "eliminated", "memo", "superseded")} == {
            name: money[name] for name in ("counted", "eliminated", "memo", "superseded")
        }
        assert pence["ingested"] == [sum(row) for row in zip(*(pence[name] for name in STATES_OF_ROW), strict=True)]
    row = bridge_rows(result.answer).filter(agency="council").row(0, named=True)
    parts = [Decimal(row[name]) for name in ("ingested", "rejected", "difference")]
    assert Decimal(row["control"]) == sum(parts)
    assert abs(Decimal(row["control"]) - 200 * Decimal(factor.numerator) / factor.denominator) < Decimal("0.05")


def test_what_is_said_beside_a_real_answer_is_in_its_prices_or_says_cash() -> None:
    ledger = schedule(
        lines("agency | year | cofog | amount\n nhs | 2023-24 | 07 | 200.00\n council | 2023-24 | 10 | 100.00"),
        "payer | payee | paid | received\n nhs | council | 8.00 | 7.50",
    )
    ledger.transfers = ledger.transfers.with_columns(year=pl.lit("2023-24"))
    place = place_of(ledger, place=BOTH)
    real = answer(ledger, place, view_of(place, "2023-24", None, None, real="2011-12"))
    assert f"{real.prices.show(50)} is not reconciled" in dict(real.caveats)["unreconciled"]
    assert real.prices.show(50) != "£0.50" and "2011-12 prices" in real.title
    close = place_of(ledger, place=BOTH, matching={"tolerance": "1.00"})
    notes = eliminations(answer(ledger, close, view_of(close, "2023-24", None, None, real="2011-12")))["note"]
    assert "differ by £0.50 (in cash)" in notes.item()


def test_a_switch_said_twice_is_refused() -> None:
    with pytest.raises(TpError) as caught:
        view_of(place_of(lines(TABLE)), None, "benefits=out,benefits=in", None)
    assert caught.value.problems[0].expected == "each switch once"
