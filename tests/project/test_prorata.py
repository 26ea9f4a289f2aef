"""The examples of docs/METHOD.md §5, savings pro rata, to the printed digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.project.desk import Desk, Write, scenarios
from tp_cli.folders import shipped
from tp_cli.project.methods import METHODS
from tp_cli.project.outcome import decimal_text
from tp_cli.project.projecting import project_scenarios
from tp_cli.project.scenario import read_scenario

P1 = """
    Greater Manchester        | 270000000 | 5-year | 2682500
    Cheshire West and Chester | 56000000  | 5-year | 329600
    Essex                     | 414000000 | 6-year | 1393600
    Tri-borough               | 70000000  | annual | 560500
"""


def result_of(desk: Desk, text: str) -> dict[str, Any]:
    found: dict[str, Any] = scenarios(desk.project(pilots=text))[0]["result"]
    return found


def millions(pounds: str) -> str:
    return f"{Decimal(pounds) / 10**6:.2f}"


def savings(result: dict[str, Any], test: str, by: str) -> dict[str, str]:
    return {row[by]: millions(row["saving"]) for row in result["sensitivity"] if row["test"] == test}


def test_p1_the_four_pilots_scaled_to_england(desk: Desk, scenario: Write) -> None:
    headline = result_of(desk, scenario(P1))["headline"]
    assert millions(headline["places_saving"]) == "204.20"
    assert headline["saving_per_head"] == "41.118"
    assert millions(headline["saving"]) == "2179.77"
    assert headline["basis"] == "one steady-state year"


def test_p1_each_place_in_one_steady_state_year(desk: Desk, scenario: Write) -> None:
    inputs = result_of(desk, scenario(P1))["inputs"]
    assert [millions(row["saving"]) for row in inputs] == ["54.00", "11.20", "69.00", "70.00"]


def test_p1_leave_one_out(desk: Desk, scenario: Write) -> None:
    assert savings(result_of(desk, scenario(P1)), "leave-one-out", "place") == {
        "Greater Manchester": "3486.66",
        "Cheshire West and Chester": "2206.66",
        "Essex": "2006.18",
        "Tri-borough": "1614.79",
    }


def test_p1_the_mean_of_rates_is_shown_and_labelled_wrong(desk: Desk, scenario: Write) -> None:
    row = next(row for row in result_of(desk, scenario(P1))["sensitivity"] if row["test"] == "mean-of-rates")
    assert row["saving_per_head"] == "57.128"
    assert millions(row["saving"]) == "3028.49"
    assert "wrong" in row["title"]


def test_p1_the_optimism_bias_ladder_ends_at_forty_per_cent(desk: Desk, scenario: Write) -> None:
    ladder = savings(result_of(desk, scenario(P1)), "optimism-bias", "grade")
    assert list(ladder) == ["1", "2", "3", "4", "5", "6"]
    assert (ladder["1"], ladder["6"]) == ("2179.77", "1307.86")


def test_p2_without_time_bases_it_is_refused_with_the_lines_to_add(desk: Desk, scenario: Write) -> None:
    text = "\n".join(line for line in scenario(P1).splitlines() if not line.startswith("basis"))
    problems = desk.refused(pilots=text)
    assert [problem.where for problem in problems] == [
        f"pilots.toml, [[saving]] number {n} ({place}), basis"
        for n, place in enumerate(("Greater Manchester", "Cheshire West and Chester", "Essex", "Tri-borough"), 1)
    ]
    assert all(problem.fix.startswith('add basis = "annual"') for problem in problems)


def test_p2_over_five_years_it_is_1021_and_not_810(desk: Desk, scenario: Write) -> None:
    headline = result_of(desk, scenario(P1))["headline"]
    assert millions(headline["places_saving_over_five_years"]) == "1021.00"


def test_p3_twenty_billion_a_head(desk: Desk, scenario: Write) -> None:
    """The saving runs the other way too: England's £20bn, scaled to the 11m people of the pilots."""
    target = '[target]\nname = "The pilots"\npopulation = 11000000\nyear = "2009"\nsource = "a report"\n'
    headline = result_of(desk, scenario("England | 20000000000 | annual | 51810000", target))["headline"]
    assert headline["saving_per_head"] == "386.026"
    assert f"{Decimal(headline['saving']) / 10**9:.2f}" == "4.25"
    assert decimal_text(Fraction(20_000_000_000, 51_810_000) / 7455 * 100, 1) == "5.2"
    assert decimal_text(Fraction(82_000_000_000, 11_000_000), 0) == "7455"


def test_p3_with_the_later_population_estimate(desk: Desk, scenario: Write) -> None:
    headline = result_of(desk, scenario("England | 20000000000 | annual | 52200000"))["headline"]
    assert f"{Decimal(headline['saving_per_head']):.0f}" == "383"


def test_withheld_places_three_ways(desk: Desk, scenario: Write) -> None:
    withheld = '\n[[withheld]]\nplace = "C"\npopulation = 1000\nreason = "not agreed"\nsource = "a report"\n'
    target = '[target]\nname = "T"\npopulation = 3000\nyear = "2011"\nsource = "a census"\n'
    text = scenario("A | 1000 | annual | 1000\n B | 3000 | annual | 1000", target) + withheld
    assert {row["at"]: row["saving"] for row in result_of(desk, text)["sensitivity"] if row["test"] == "withheld"} == {
        "nought": "4000.00",
        "lowest-rate": "5000.00",
        "ratio-rate": "6000.00",
    }


def test_addressable_spend_scales_by_money_and_flags_more_than_a_tenth(desk: Desk, scenario: Write) -> None:
    target = '[target]\nname = "T"\npopulation = 2000\nyear = "2011"\nsource = "a census"\naddressable = "50000"\n'
    result = desk.project(pilots=scenario('A | 4000 | annual | 1000 | addressable = "20000"', target))
    found = scenarios(result)[0]["result"]["sensitivity"]
    assert [row["saving"] for row in found if row["test"] == "addressable"] == ["10000.00"]
    shares = {row["place"]: row["share"] for row in found if row["test"] == "share-of-addressable"}
    assert shares == {"T": "16.0", "A": "20.0"}
    assert [problem.code for problem in result.problems] == ["one-place-leads"] * 2 + ["saving-too-large"] * 2


def test_a_delivery_cost_is_taken_off_once(desk: Desk, scenario: Write) -> None:
    text = scenario('A | 5000 | 5-year | 1000 | net_of_delivery_cost = false; delivery_cost = "1000"')
    assert result_of(desk, text)["headline"]["places_saving"] == "800.00"


def test_one_offs_stay_one_offs(desk: Desk, scenario: Write) -> None:
    headline = result_of(desk, scenario("A | 5000 | one-off | 1000"))["headline"]
    assert headline["basis"] == "one-off"
    assert "places_saving_over_five_years" not in headline


def test_each_place_takes_its_own_optimism_bias(desk: Desk, scenario: Write) -> None:
    target = '[target]\nname = "T"\npopulation = 2000\nyear = "2011"\nsource = "a census"\n'
    table = "A | 1000 | annual | 1000 | evidence_grade = 1\n B | 1000 | annual | 1000 | evidence_grade ="
    result = desk.project(pilots=scenario(table, target))
    assert scenarios(result)[0]["result"]["headline"]["after_optimism_bias"] == "1600.00"
    assert "no-evidence-grade" in [problem.code for problem in result.problems]


def test_the_bias_of_a_net_cost_makes_it_larger(desk: Desk, scenario: Write) -> None:
    target = '[target]\nname = "T"\npopulation = 1000\nyear = "2011"\nsource = "a census"\n'
    headline = result_of(desk, scenario("A | -1000 | annual | 1000 | evidence_grade = 6", target))["headline"]
    assert headline["after_optimism_bias"] == "-1400.00"


@pytest.mark.parametrize("places", [1, 4, 15, 16])
def test_caveats_are_in_every_output_and_no_interval_is_claimed(desk: Desk, scenario: Write, places: int) -> None:
    table = "\n".join(f"Place {n} | 1000 | annual | 1000" for n in range(places))
    result = desk.project(pilots=scenario(table))
    said = scenarios(result)[0]["caveats"]
    assert any("not a random sample" in caveat for caveat in said)
    assert any("no confidence interval is claimed" in caveat.lower() for caveat in said)
    rows = result.as_rows()
    assert rows.filter(rows["table"] == "caveats")["value"].to_list() == said
    stored = desk.store.read("projections").collect()
    assert sorted(stored.filter(stored["table"] == "caveats")["value"].to_list()) == sorted(said)


def test_p1_scaled_to_the_place_itself(desk: Desk) -> None:
    desk.count("554000000.00")
    file = Path(__file__).parent / "files" / "wrenborough_pro_rata.toml"
    (here,) = scenarios(project_scenarios(desk.store, desk.place, desk.folder, [file]))
    assert here["result"]["headline"]["saving"] == "20558978.70"
    assert here["result"]["headline"]["share_of_counted"] == "5.1"


def test_no_float_holds_an_amount() -> None:
    for path in (shipped("sample_inputs") / "scenarios").glob("*.toml"):
        held = read_scenario(path, {name: method.model for name, method in METHODS.items()}).model_dump()
        assert "float" not in {type(value).__name__ for value in _leaves(held)}


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    return [leaf for inner in value for leaf in _leaves(inner)] if isinstance(value, list) else [value]
