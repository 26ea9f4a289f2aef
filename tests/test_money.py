"""Pence: shared out exactly, shown as pounds and read back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.money import LARGEST_LINE_PENCE, millions, pence_of, per_head, pounds, ratio_pct, share_out, show

amounts = st.integers(-LARGEST_LINE_PENCE, LARGEST_LINE_PENCE)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any)


@given(amounts, weights)
def test_parts_of_a_share_add_up_and_differ_from_exact_by_less_than_a_penny(pence: int, by: list[int]) -> None:
    parts = share_out(pence, by)
    assert sum(parts) == pence
    exact = [Fraction(pence * weight, sum(by)) for weight in by]
    assert all(abs(part - each) < 1 for part, each in zip(parts, exact, strict=True))


@given(amounts, weights)
def test_a_credit_is_shared_out_as_the_mirror_image_of_a_debit(pence: int, by: list[int]) -> None:
    assert share_out(-pence, by) == [-part for part in share_out(pence, by)]


def test_of_equal_remainders_the_earlier_part_gets_the_penny() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(1, [1, 1]) == [1, 0]
    assert share_out(7000, [1, 1, 1]) == [2334, 2333, 2333]


def test_a_part_of_no_weight_gets_nothing() -> None:
    assert share_out(101, [0, 1, 0]) == [0, 101, 0]


@pytest.mark.parametrize("by", [[], [0, 0], [2, -1]])
def test_weights_that_say_nothing_are_refused(by: list[int]) -> None:
    with pytest.raises(ValueError):
        share_out(100, by)


@given(amounts)
def test_pence_shown_in_pounds_read_back_as_the_same_pence(pence: int) -> None:
    assert pence_of(pounds(pence)) == pence
    assert pence_of(show(pence).replace("£", "").replace(",", "")) == pence


def test_pounds_are_exact_and_signed_once() -> None:
    assert [pounds(pence) for pence in (0, 5, -5, 123450, -123450)] == ["0.00", "0.05", "-0.05", "1234.50", "-1234.50"]
    assert show(-123456789) == "-£1,234,567.89"
    assert millions(55_400_000_000) == "554.0"
    assert millions(123_456_789_012, 2) == "1,234.57"


@pytest.mark.parametrize("text", ["1.005", "0.001", "NaN"])
def test_an_amount_finer_than_a_penny_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        pence_of(text)


def test_a_head_is_rounded_half_to_even() -> None:
    assert per_head(55_400_000_000, 500_000) == 110_800
    assert [per_head(pence, 2) for pence in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]


@given(amounts, st.integers(1, 10**8))
def test_a_head_differs_from_exact_by_no_more_than_half_a_penny(pence: int, people: int) -> None:
    assert abs(Fraction(pence, people) - per_head(pence, people)) <= Fraction(1, 2)


def test_a_share_in_per_cent_is_half_to_even_and_blank_without_a_whole() -> None:
    assert ratio_pct(450, 550) == "81.8"
    assert ratio_pct(510, 550) == "92.7"
    assert ratio_pct(5, 10_000, 1) == "0.0"
    assert ratio_pct(15, 10_000, 1) == "0.2"
    assert ratio_pct(1, 0) == ""
    assert Decimal(ratio_pct(-1, 4)) == -25
