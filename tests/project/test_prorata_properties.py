"""Laws that the ratio estimator keeps whatever the figures."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tp_cli.project.outcome import decimal_text
from tp_cli.project.prorata.estimate import ratio
from tp_cli.project.prorata.savings import SteadySaving

pence = st.fractions(min_value=-(10**13), max_value=10**13, max_denominator=99)
people = st.integers(min_value=1, max_value=10**8)


def place(saved: Fraction, heads: int) -> SteadySaving:
    return SteadySaving("A", saved, heads, Fraction(0), None)


places = st.lists(st.builds(place, pence, people), min_size=1, max_size=8)


@given(places, pence, st.integers(min_value=1, max_value=10**8))
def test_splitting_a_place_in_two_changes_nothing(held: list[SteadySaving], saved: Fraction, heads: int) -> None:
    first, *rest = held
    assume(heads < first.people)
    parts = [place(saved, heads), place(first.pence - saved, first.people - heads)]
    assert ratio([*parts, *rest]) == ratio(held)


@given(places, st.integers(min_value=1, max_value=1000))
def test_savings_scale_with_the_amounts(held: list[SteadySaving], factor: int) -> None:
    assert ratio([place(p.pence * factor, p.people) for p in held]) == ratio(held) * factor


@given(places)
def test_the_places_scaled_to_themselves_save_what_they_save(held: list[SteadySaving]) -> None:
    assert ratio(held) * sum(p.people for p in held) == sum(p.pence for p in held)


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=99), st.lists(people, min_size=2, max_size=8))
def test_leaving_one_of_equal_rates_out_changes_nothing(rate: Fraction, heads: list[int]) -> None:
    held = [place(rate * n, n) for n in heads]
    assert {ratio([p for p in held if p is not out]) for out in held} == {rate}


@given(places)
def test_the_ratio_lies_between_the_lowest_and_the_highest_place(held: list[SteadySaving]) -> None:
    assert min(p.rate for p in held) <= ratio(held) <= max(p.rate for p in held)


@given(st.fractions(max_denominator=10**6), st.integers(min_value=0, max_value=6))
def test_text_of_a_fraction_is_within_half_its_last_digit(value: Fraction, digits: int) -> None:
    assert abs(Fraction(decimal_text(value, digits)) - value) <= Fraction(1, 2 * 10**digits)
