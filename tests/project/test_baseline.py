"""The baseline: demand by age, prices, policy; a damped trend with its error; nothing projected is the base itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.case import PARTIES, by, q, result_of, toml
from tests.project.desk import Desk, scenarios
from tp_cli.project.baseline.trend import DAMPING, LEVELS, TRENDS, Trend, fit, go_on, hold_back

TOP = {
    "name": q("case"),
    "method": q("baseline"),
    "title": q("As usual"),
    "price_base": q("2024-25 prices"),
    "base_year": q("2024-25"),
    "years": 2,
}
LINE = {
    "name": q("Care"),
    "agency": q("council"),
    "amount": q("1000"),
    "basis": q("annual"),
    "source": q("a budget"),
}
AGES = """
[[age_group]]
name = "old"
central = [100, 110, 120]
low = [100, 105, 110]
source = "a projection"

[[age_group]]
name = "young"
central = [300, 300, 300]
source = "a projection"
"""
DEFLATOR = '[deflator]\nlow = "1%"\ncentral = "2%"\nhigh = "3%"\nsource = "a forecast"\n'
USE = {"use": '{ old = "3", young = "1" }'}


def case(*more: str, line: Mapping[str, object] | None = None, **top: object) -> str:
    return "".join((toml(**(TOP | top)), "[[line]]\n", toml(**{**LINE, **(line or {})}), *more, PARTIES))


def test_nothing_projected_is_the_base_in_every_year_and_every_variant(desk: Desk) -> None:
    found = result_of(desk, case())
    assert {row[name] for row in found["by_year"] for name in ("low", "central", "high")} == {"1000.00"}
    assert found["headline"]["change"] == "0.00"


def test_demand_is_people_by_age_times_use(desk: Desk) -> None:
    years = result_of(desk, case(AGES, line=USE))["by_year"]
    assert [row["central"] for row in years] == ["1000.00", "1050.00", "1100.00"]
    assert [row["low"] for row in years] == ["1000.00", "1025.00", "1050.00"]


def test_constant_prices_take_the_general_rise_out_and_cash_keeps_it(desk: Desk) -> None:
    rise = {"price_rise": '{ low = "1%", central = "5%", high = "9%", source = "wages" }'}
    real = result_of(desk, case(DEFLATOR, line=rise))["by_year"]
    assert real[1]["central"] == f"{1000 * 1.05 / 1.02:.2f}"
    cash = result_of(desk, case(DEFLATOR, line=rise, price_base=q("2024-25 cash")))["by_year"]
    assert cash[2]["central"] == f"{1000 * 1.05**2:.2f}"
    flat = result_of(desk, case(DEFLATOR, price_base=q("2024-25 cash")))["by_year"]
    assert flat[2]["central"] == "1040.40"


POLICY = '[[policy]]\nname = "New"\nagency = "council"\namount = "50"\nhigh = "80"\nbasis = "{basis}"\nstarts = "2026-27"\nsource = "x"\n'


def test_policy_starts_when_it_starts_and_one_offs_stand_apart(desk: Desk) -> None:
    found = result_of(desk, case(POLICY.format(basis="annual")))
    assert [row["central"] for row in found["by_year"]] == ["1000.00", "1000.00", "1050.00"]
    assert found["by_year"][2]["high"] == "1080.00"
    found = result_of(desk, case(POLICY.format(basis="one-off")))
    assert [row["central"] for row in found["by_year"]] == ["1000.00"] * 3
    assert [row["one_off"] for row in found["by_year"]] == ["0.00", "0.00", "50.00"]


def test_demand_price_and_policy_make_the_change_together(desk: Desk) -> None:
    rise = {"price_rise": '{ low = "1%", central = "5%", high = "9%", source = "wages" }'} | USE
    found = result_of(desk, case(AGES, DEFLATOR, POLICY.format(basis="annual"), line=rise))
    parts = [Fraction(found["drivers"][1][name]) for name in ("demand", "price", "policy")]
    assert parts[0] == 100
    assert sum(parts) == Fraction(found["headline"]["change"])


def test_bodies_add_up_to_the_year(desk: Desk) -> None:
    second = "[[line]]\n" + toml(**(LINE | {"name": q("Beds"), "agency": q("nhs"), "amount": q("333.33")} | USE))
    found = result_of(desk, case(AGES, second, line=USE))
    for row in found["by_year"]:
        cells = [Fraction(cell["central"]) for cell in found["agency_year"] if cell["year"] == row["year"]]
        assert sum(cells) == Fraction(row["central"])


def test_lines_of_the_count_leave_a_rest_and_never_take_a_pound_twice(desk: Desk) -> None:
    parts = [
        {"agency": "council", "amount_pence": 1000, "cofog": "10.2"},
        {"agency": "council", "amount_pence": 500, "cofog": "09"},
        {"agency": "nhs", "amount_pence": 700, "cofog": "07"},
        {"agency": "nhs", "amount_pence": 90, "nature": "capital"},
    ]
    desk.count("22.90", parts=parts)
    count = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    of_count = {"amount": None, "basis": None, "of_count": '{ cofog = "10" }'}
    found = result_of(desk, case(count, line=of_count))
    assert found["headline"]["base"] == "22.00"
    assert found["headline"]["capital_apart"] == "0.90"
    twice = "[[line]]\n" + toml(**(LINE | of_count | {"name": q("All"), "of_count": '{ agency = "council" }'}))
    (problem,) = desk.refused_again(case=case(count, twice, line=of_count))
    assert problem.found == "council 10.2 is in Care and in All"


HISTORY = """
[line.history]
unit = "children"
values = { "2018-19" = "100", "2019-20" = "110", "2020-21" = "120", "2021-22" = "130", "2022-23" = "140", "2023-24" = "150", "2024-25" = "160" }
source = "returns"
"""


def test_a_trend_goes_on_damped_with_its_error_on_years_held_back(desk: Desk) -> None:
    text = toml(**TOP) + "[[line]]\n" + toml(**LINE) + HISTORY + PARTIES
    found = result_of(desk, text)
    last = [Fraction(row["central"]) for row in found["by_year"]]
    assert 1000 < last[1] < last[2] < 1125
    assert last[2] - last[1] < last[1] - last[0] < Fraction(10, 160) * 1000
    trend = found["trend"][0]
    assert trend["held_back"] == "2"
    assert Fraction(trend["error"]) < Fraction(trend["naive_error"])
    low, high = Fraction(found["headline"]["low"]), Fraction(found["headline"]["high"])
    assert low < last[2] < high


def test_a_trend_no_better_than_no_change_is_warned_of(desk: Desk) -> None:
    text = (
        toml(**TOP)
        + "[[line]]\n"
        + toml(**LINE)
        + HISTORY.replace('"150"', '"141"').replace('"160"', '"139"')
        + PARTIES
    )
    codes = [problem.code for problem in desk.project(case=text).problems]
    assert "trend-no-better" in codes


def test_an_outside_reckoning_of_the_trend() -> None:
    """Worked by hand: level and trend after 100, 110, 130 with 1/2, 1/2 and 9/10, then two years."""
    series = [Fraction(100), Fraction(110), Fraction(130)]
    half, damping = Fraction(1, 2), Fraction(9, 10)
    level1 = half * 110 + half * (100 + damping * 10)
    slope1 = half * (level1 - 100) + half * damping * 10
    level2 = half * 130 + half * (level1 + damping * slope1)
    slope2 = half * (level2 - level1) + half * damping * slope1
    expected = [level2 + damping * slope2, level2 + (damping + damping**2) * slope2]
    assert go_on(series, Trend(half, half, damping), 2) == expected


REFUSED = [
    (case(base_year=q("2023-24")), "price_base", 'price_base = "2024-25 prices", base_year = "2023-24"'),
    (case(AGES, line=USE, years=3), "[[age_group]] (old), low", "3 numbers for 2024-25 and 3 years after it"),
    (case(line={"use": '{ elderly = "1" }'}), "[[line]] (Care), use", '"elderly"'),
    (case(line={"basis": None}), "[[line]] (Care), basis", "nothing"),
    (case(line={"amount": None}), "[[line]] (Care)", "both or neither of amount and of_count"),
    (case(years=6), "years", "2030-31, which the table of GDP deflators does not have"),
    (case(POLICY.format(basis="annual").replace("2026-27", "2030-31")), "[[policy]] (New), starts", '"2030-31"'),
    (case(POLICY.format(basis="5-year")), "[[policy]] (New), basis", "5-year, revenue"),
    (
        toml(**TOP) + "[[line]]\n" + toml(**LINE) + HISTORY.replace('"2020-21" = "120", ', "") + PARTIES,
        "[[line]] (Care), history",
        "6 years, a gap before 2021-22",
    ),
]


@pytest.mark.parametrize(("text", "where", "found"), REFUSED)
def test_what_does_not_hang_together_is_refused(desk: Desk, text: str, where: str, found: str) -> None:
    problems = desk.refused(case=text)
    assert (f"case.toml, {where}", found) in [(problem.where, problem.found) for problem in problems]


def test_low_central_and_high_out_of_order_are_said(desk: Desk) -> None:
    crossed = AGES.replace("[100, 105, 110]", "[100, 150, 200]")
    result = desk.project(case=case(crossed, line=USE))
    assert [problem.code for problem in result.problems] == ["variants-crossed"]
    assert scenarios(result)[0]["caveats"]


numbers = st.lists(st.integers(1, 10**6).map(Fraction), min_size=5, max_size=12)


@settings(deadline=None)
@given(numbers)
def test_a_trend_is_never_below_nought_and_settings_are_of_the_grid(series: list[Fraction]) -> None:
    trend = fit(series)
    assert trend.level in LEVELS and trend.trend in TRENDS and trend.damping in DAMPING
    assert all(value >= 0 for value in go_on(series, trend, 5))
    assert hold_back(series).error >= 0


@settings(deadline=None)
@given(st.integers(1, 10**6).map(Fraction), st.integers(5, 12))
def test_a_flat_series_stays_flat(value: Fraction, years: int) -> None:
    series = [value] * years
    assert go_on(series, fit(series), 5) == [value] * 5
    assert hold_back(series).error == 0


@settings(deadline=None)
@given(numbers, st.integers(2, 50))
def test_a_trend_scales_with_its_series(series: list[Fraction], factor: int) -> None:
    trend = fit(series)
    assert go_on([value * factor for value in series], trend, 4) == [v * factor for v in go_on(series, trend, 4)]


def test_every_age_group_is_by_name(desk: Desk) -> None:
    found = result_of(desk, case(AGES, line=USE))
    assert by(found["inputs"], "line")["Care"]["demand"] == "110.0"
