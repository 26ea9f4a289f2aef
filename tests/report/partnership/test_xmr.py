"""XmR: limits to the printed digit, signals by rule, what is ordinary stays ordinary."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.report.partnership.rounding import decimal_of
from tp_cli.report.partnership.xmr import NEAR, OUTSIDE, RUN, TREND, Limits, base_points, limits_of, signals


def series(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


def limits(text: str) -> Limits:
    found = limits_of(series(text))
    assert found
    return found


def marked(text: str, base: str) -> dict[int, tuple[str, ...]]:
    return {mark.at: mark.rules for mark in signals(series(text), limits(base))}


def test_the_method_s_example() -> None:
    found = limits("10 12 11 13 12 11")
    assert [str(decimal_of(value, 3)) for value in (found.mean, found.moving_range, found.upper, found.lower)] == [
        "11.500",
        "1.400",
        "15.224",
        "7.776",
    ]
    assert found.provisional
    (mark,) = signals(series("10 12 11 13 12 11 16"), found)
    assert (mark.at, mark.rules, mark.reading("lower"), mark.reading("higher")) == (
        6,
        (OUTSIDE,),
        "regression",
        "improvement",
    )


def test_a_value_on_the_limit_is_ordinary_and_a_thousandth_above_is_not() -> None:
    base = "10 12 11 13 12 11"
    assert marked("15.224", base) == {}
    assert marked("15.225", base) == {0: (OUTSIDE,)}
    assert marked("7.775", base) == {0: (OUTSIDE,)}


def test_limits_are_firm_from_twelve_points() -> None:
    assert limits(" ".join(["10"] * 11)).provisional
    assert not limits(" ".join(["10"] * 12)).provisional


@pytest.mark.parametrize("text", ["", "10"])
def test_fewer_than_two_points_give_no_limits(text: str) -> None:
    assert limits_of(series(text)) is None


def test_the_limits_rest_on_the_first_twelve_and_never_on_the_latest_alone() -> None:
    assert [base_points(points) for points in (0, 1, 2, 7, 12, 13, 40)] == [0, 0, 1, 6, 11, 12, 12]


def test_the_eighth_in_a_row_on_one_side_is_a_signal_and_a_point_on_the_mean_starts_anew() -> None:
    base = "8 12 8 12 8 12"  # mean 10
    assert marked("11 11 11 11 11 11 11", base) == {}
    assert marked("11 11 11 11 11 11 11 11", base) == {7: (RUN,)}
    assert marked("11 11 11 11 10 11 11 11 11", base) == {}
    assert marked("9 9 9 9 9 9 9 9", base) == {7: (RUN,)}


def test_three_of_four_nearer_a_limit_than_the_mean_are_a_signal() -> None:
    base = "8 12 8 12 8 12"  # mean 10, limits 10 ± 10.64: nearer the upper one above 15.32
    assert marked("16 10 16 16", base) == {3: (NEAR,)}
    assert marked("16 10 10 16 16", base) == {}
    assert marked("16 4 16 16", base) == {3: (NEAR,)}
    assert marked("16 16 16", base) == {2: (NEAR,)}


def test_six_in_a_row_each_above_the_one_before_are_a_signal_equal_ones_break_it() -> None:
    base = "0 20 0 20 0 20"
    assert marked("6 7 8 9 11", base) == {}
    assert marked("6 7 8 9 11 12", base) == {5: (TREND,)}
    assert marked("6 7 8 8 9 11 12", base) == {}
    assert marked("12 11 9 8 7 6", base) == {5: (TREND,)}


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=30), st.integers(-(10**6), 10**6))
def test_moving_a_series_moves_its_limits_and_marks_nothing_new(values: list[int], by: int) -> None:
    here, there = [Decimal(v) for v in values], [Decimal(v + by) for v in values]
    one, other = limits_of(here), limits_of(there)
    assert one and other
    assert other.upper - one.upper == other.mean - one.mean == Fraction(by)
    assert signals(here, one) == signals(there, other)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_a_series_upside_down_has_the_same_marks_on_the_other_side(values: list[int]) -> None:
    here, there = [Decimal(v) for v in values], [Decimal(-v) for v in values]
    one, other = limits_of(here), limits_of(there)
    assert one and other
    flipped = {(mark.at, not mark.above, mark.rules) for mark in signals(there, other)}
    assert {(mark.at, mark.above, mark.rules) for mark in signals(here, one)} == flipped


def test_a_flat_series_has_no_signals() -> None:
    assert marked("5 5 5 5 5 5 5 5 5 5 5 5", "5 5 5") == {}
