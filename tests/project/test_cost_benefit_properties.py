"""Laws that a cost-benefit result keeps whatever the figures."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.project.amounts import whole_pence
from tp_cli.project.benefits.flows import COST, Input, Line
from tp_cli.project.benefits.turning import impact_with
from tp_cli.project.benefits.value import FISCAL, Valued
from tp_cli.project.discounting import factors

YEARS = 5
amounts = st.lists(st.fractions(0, 10**10, max_denominator=997), min_size=YEARS, max_size=YEARS)
parts = st.fractions(0, 1, max_denominator=97)
rates = st.sampled_from([Fraction(0), Fraction(35, 1000), Fraction(15, 1000), Fraction(1, 10)])


def shared(first: Fraction) -> dict[str, Fraction]:
    return {"nhs": first, "council": (1 - first) / 3, "dwp": (1 - first) * 2 / 3}


def cost(flow: list[Fraction], bias: Fraction) -> Line:
    return Line("cost", COST, "revenue", {"council": Fraction(1)}, {"optimism_bias": Input(bias, 1)}, flow)


def gain(flow: list[Fraction], first: Fraction, bias: Fraction) -> Line:
    return Line("gain", FISCAL, "revenue", shared(first), {"optimism_bias": Input(bias, -1)}, flow)


lines = st.builds(lambda c, g, first, bias: [cost(c, bias), gain(g, first, bias)], amounts, amounts, parts, parts)


@settings(deadline=None)
@given(lines, rates)
def test_positions_of_bodies_add_up_to_the_budget_impact(held: list[Line], rate: Fraction) -> None:
    valued = Valued(held, factors(rate, YEARS))
    assert sum(valued.positions().values()) == valued.npv
    assert sum(whole_pence(valued.positions()).values()) == round(valued.npv)


@settings(deadline=None)
@given(lines, rates)
def test_the_sum_so_far_ends_at_the_budget_impact(held: list[Line], rate: Fraction) -> None:
    valued = Valued(held, factors(rate, YEARS))
    assert valued.cumulative[-1] == valued.npv
    assert valued.npv == valued.npv_of("revenue") + valued.npv_of("capital")


@settings(deadline=None)
@given(amounts, amounts, parts, parts, rates, st.integers(0, 1000))
def test_the_budget_impact_scales(
    c: list[Fraction], g: list[Fraction], first: Fraction, bias: Fraction, rate: Fraction, factor: int
) -> None:
    one = Valued([cost(c, bias), gain(g, first, bias)], factors(rate, YEARS))
    scaled = [cost([v * factor for v in c], bias), gain([v * factor for v in g], first, bias)]
    assert Valued(scaled, factors(rate, YEARS)).npv == one.npv * factor


@settings(deadline=None)
@given(amounts, amounts, parts, parts, rates)
def test_a_line_in_two_parts_is_the_line(
    c: list[Fraction], g: list[Fraction], first: Fraction, bias: Fraction, rate: Fraction
) -> None:
    one = Valued([gain([a + b for a, b in zip(c, g, strict=True)], first, bias)], factors(rate, YEARS))
    two = Valued([gain(c, first, bias), gain(g, first, bias)], factors(rate, YEARS))
    assert two.positions() == one.positions()


@settings(deadline=None)
@given(lines, rates, st.fractions(0, 1, max_denominator=97))
def test_moving_one_input_is_working_it_out_again(held: list[Line], rate: Fraction, bias: Fraction) -> None:
    valued = Valued(held, factors(rate, YEARS))
    again = Valued([held[0], gain(list(held[1].profile), held[1].shares["nhs"], bias)], valued.factors)
    assert impact_with(valued, held[1], "optimism_bias", bias) == again.npv


@settings(deadline=None)
@given(lines, rates)
def test_after_the_payback_year_it_is_never_below_nought_again(held: list[Line], rate: Fraction) -> None:
    valued = Valued(held, factors(rate, YEARS))
    if valued.payback is None:
        assert valued.npv < 0
    else:
        assert all(sum_so_far >= 0 for sum_so_far in valued.cumulative[valued.payback :])


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.fractions(-(10**9), 10**9, max_denominator=997), max_size=8))
def test_whole_pence_are_within_a_penny_and_add_up(held: dict[str, Fraction]) -> None:
    made = whole_pence(held)
    assert sum(made.values()) == round(sum(held.values(), Fraction(0)))
    assert all(abs(made[key] - held[key]) < 1 for key in held)


def test_rates_of_the_table_fall_with_the_years_and_others_stay() -> None:
    table = factors(Fraction(35, 1000), 40)
    assert table[30] == 1 / Fraction(1035, 1000) ** 30
    assert table[31] == table[30] / Fraction(103, 100)
    assert factors(Fraction(5, 100), 40)[39] == 1 / Fraction(105, 100) ** 39
