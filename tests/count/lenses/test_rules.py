"""The method's lens table, row by row, to the printed digit."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.count.lenses.burden import cost_of
from tp_cli.count.lenses.exact import herfindahl, percent, plain, rounded
from tp_cli.count.lenses.funding import strings_of
from tp_cli.count.lenses.outcomes import Reading, before_of, direction, quadrant
from tp_cli.count.lenses.overlap import overlap_of
from tp_cli.count.lenses.people import top_count, top_pence, top_share_pct
from tp_cli.count.lenses.prevention import prevent_pct
from tp_cli.count.lenses.resources import Building, Pair, pairs_of

K = 100_000  # pence in a thousand pounds


# --- overlap: Σ − max ---


def test_three_agencies_on_the_same_put_all_but_the_largest_at_risk() -> None:
    overlap = overlap_of({"council": 300 * K, "nhs": 120 * K, "police": 80 * K})
    assert overlap is not None
    assert (overlap.total, overlap.largest, overlap.at_risk) == (500 * K, "council", 200 * K)


def test_one_spender_is_no_overlap_and_a_credit_is_no_spender() -> None:
    assert overlap_of({"council": 300 * K}) is None
    assert overlap_of({"council": 300 * K, "nhs": -120 * K, "police": 0}) is None


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(-(10**12), 10**12)))
def test_what_is_at_risk_is_never_more_than_what_is_spent_nor_than_all_but_an_equal_part(spent: dict[str, int]) -> None:
    overlap = overlap_of(spent)
    if overlap is not None:
        assert 0 < overlap.at_risk <= overlap.total * (len(overlap.spent) - 1) // len(overlap.spent)
        assert overlap.at_risk + overlap.spent[overlap.largest] == overlap.total


# --- funding: Herfindahl, and what is tied once ---


@pytest.mark.parametrize(
    ("shares", "index"), [([25, 25, 25, 25], "0.25"), ([70, 10, 10, 10], "0.52"), ([100], "1.00"), ([100, 0], "1.00")]
)
def test_the_herfindahl_index_of_streams(shares: list[int], index: str) -> None:
    found = herfindahl([share * 1_000_000 for share in shares])
    assert found is not None and rounded(found, 2) == index


def test_no_money_has_no_index() -> None:
    assert herfindahl([]) is herfindahl([0, 0]) is None


def streams(*rows: tuple[int, bool | None, bool | None]) -> pl.DataFrame:
    schema = {"amount_pence": pl.Int64, "ring_fenced": pl.Boolean, "entitlement": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_what_is_ring_fenced_and_an_entitlement_is_taken_off_once() -> None:
    found = strings_of(streams((100, True, True), (40, True, False), (30, False, True), (20, False, False)))
    assert (found.total, found.ring_fenced, found.entitlement) == (190, 140, 130)
    assert (found.tied, found.flexible) == (170, 20)


def test_what_is_not_said_to_be_tied_is_free() -> None:
    assert strings_of(streams((100, None, None), (50, True, None))).flexible == 100


stream = st.tuples(st.integers(0, 10**12), st.sampled_from([None, True, False]), st.sampled_from([None, True, False]))


@given(st.lists(stream, max_size=8))
def test_tied_and_flexible_make_the_whole(rows: list[tuple[int, bool | None, bool | None]]) -> None:
    found = strings_of(streams(*rows))
    assert found.tied + found.flexible == found.total
    assert max(found.ring_fenced, found.entitlement) <= found.tied <= found.ring_fenced + found.entitlement
    index = herfindahl([row[0] for row in rows])
    assert index is None or Fraction(1, max(found.streams, 1)) <= index <= 1


# --- resources ---


def building(name: str, floor: int, used: int | None, area: str = "Old Town", running: int = 0) -> Building:
    occupancy = None if used is None else Fraction(used, 100)
    return Building(f"asset={name}", name, "council", area, Fraction(floor), occupancy, running)


def test_two_half_empty_buildings_need_770_square_metres_and_fit_the_first() -> None:
    (pair,) = pairs_of([building("first", 1000, 45), building("second", 800, 40)])
    assert (pair.host.name, pair.guest.name, plain(pair.need)) == ("first", "second", "770")


def test_only_buildings_of_one_area_under_sixty_per_cent_are_paired() -> None:
    assert pairs_of([building("a", 1000, 45), building("b", 800, 60)]) == []
    assert pairs_of([building("a", 1000, 45), building("b", 800, 40, "Riverside")]) == []
    assert pairs_of([building("a", 1000, 45), building("b", 800, None)]) == []
    assert len(pairs_of([building("a", 1000, 45), building("b", 800, 59)])) == 1


def test_the_dearest_building_to_give_up_comes_first() -> None:
    found = pairs_of([building("a", 1000, 10, running=5), building("b", 900, 10, running=9), building("c", 800, 10)])
    assert [(pair.host.name, pair.guest.name) for pair in found][0] == ("a", "b")
    assert all(isinstance(pair, Pair) and pair.need <= pair.host.floor for pair in found)


# --- burden ---


def test_three_returns_fifty_times_twelve_hours_at_thirty_pounds() -> None:
    assert sum(cost_of(50, Fraction(12), 3000) for _ in range(3)) == 54_000_00
    assert cost_of(3 * 50, Fraction(12), 3000) == 54_000_00


def test_hours_may_have_a_part_and_fees_are_of_the_year() -> None:
    assert cost_of(3, Fraction("0.25"), 3333, 100) == 2500 + 100  # 2499.75, rounded once


# --- prevention ---


def test_four_of_a_hundred_prevents() -> None:
    assert prevent_pct(4 * K, 96 * K + 4 * K) == "4.0"
    assert prevent_pct(0, 0) == ""


# --- people ---

COSTS = [500_00, 300_00, *[25_00] * 8]


def test_the_top_fifth_of_ten_people_take_four_fifths() -> None:
    assert (top_count(10, 20), top_pence(COSTS, 20), top_share_pct(COSTS, 20)) == (2, 800_00, "80.0")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50), st.integers(1, 99), st.integers(1, 99))
def test_the_dearer_few_never_cost_more_than_the_more(costs: list[int], some: int, more: int) -> None:
    low, high = sorted((some, more))
    assert top_pence(costs, low) <= top_pence(costs, high) <= sum(costs)
    assert top_pence(costs, high) * len(costs) >= sum(costs) * top_count(len(costs), high)


# --- outcomes ---


def test_cheaper_and_better() -> None:
    before, after = Reading("2023-24", Fraction(61), 120, 100_000), Reading("2024-25", Fraction(68), 120, 95_000)
    assert quadrant(before, after, "higher") == "cheaper and better"
    assert quadrant(before, after, "lower") == "cheaper and worse"
    assert quadrant(after, before, "higher") == "dearer and worse"


def test_a_survey_of_fewer_than_thirty_says_nothing() -> None:
    before = Reading("2023-24", Fraction(61), 120, 100)
    assert quadrant(before, Reading("2024-25", Fraction(68), 29, 95), "higher") == "insufficient"
    assert quadrant(before, Reading("2024-25", Fraction(68), 30, 95), "higher") == "cheaper and better"
    assert quadrant(before, Reading("2024-25", Fraction(68), None, 95), "higher") == "cheaper and better"


def test_costs_are_held_against_each_other_a_head_where_the_people_are_known() -> None:
    before, after = Reading("a", Fraction(1), None, 100, 10), Reading("b", Fraction(1), None, 110, 11)
    assert quadrant(before, after, "higher") == "same cost and unchanged"
    unknown = Reading("b", Fraction(2), None, 110, None)
    assert quadrant(before, unknown, "higher") == "better, cost not known"
    assert direction(before, unknown, "lower") == "worse"


@pytest.mark.parametrize(
    ("periods", "before"),
    [
        (["2023-24", "2024-25"], "2023-24"),
        (["2020-21", "2023-24", "2024-25"], "2020-21"),
        (["2023-03", "2023-04", "2024-03", "2024-04"], "2023-04"),
        (["2022-Q1", "2022-Q2", "2023-Q2"], "2022-Q2"),
        (["2024-09", "2024-10"], "2024-09"),
        (["2024-25"], None),
    ],
)
def test_the_period_that_the_last_one_is_held_against(periods: list[str], before: str | None) -> None:
    assert before_of(periods) == before


# --- exact ---


def test_figures_are_rounded_once_half_to_even() -> None:
    assert [rounded(Fraction(text), 1) for text in ("0.25", "0.35", "-0.25")] == ["0.2", "0.4", "-0.2"]
    assert percent(Fraction(1), Fraction(3), 2) == "33.33"
    assert plain(Fraction("12.50")) == "12.5"
