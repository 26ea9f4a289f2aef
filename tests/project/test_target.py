"""A scenario that leans on the place's own count: year, scope and prices agree, or it stops."""

from __future__ import annotations

from typing import Any

from tests.project.desk import Desk, Write, scenarios

ONE = "A | 100000 | annual | 1000"
HERE = '[target]\nplace = true\nyear = "2024-25"\n'
NOTE = 'price_base_note = "the report gives no later prices"'
REPRICE = """
[reprice]
from_year = "2012-13"
to_year = "2024-25"
from_index = "100"
to_index = "150"
source = "an index"
"""


def headline(result: Any) -> Any:
    return scenarios(result)[0]["result"]["headline"]


def test_people_and_total_come_from_the_place(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    found = headline(desk.project(a=scenario(ONE, HERE + REPRICE, more=NOTE)))
    assert found["target"] == "Wrenborough"
    assert found["target_population"] == "500000"
    assert found["saving"] == "50000000.00"
    assert found["saving_repriced"] == "75000000.00"
    assert found["share_of_counted"] == "15.0"


def test_without_a_count_it_says_to_run_tp_count(desk: Desk, scenario: Write) -> None:
    (problem,) = desk.refused(a=scenario(ONE, HERE, more=NOTE))
    assert (problem.where, problem.fix) == ("a.toml, [target]", "run `tp count` first")


def test_different_prices_without_a_note_are_refused(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    (problem,) = desk.refused(a=scenario(ONE, HERE))
    assert problem.found == 'price_base = "2012-13 cash", beside a count of 2024-25'
    assert "price_base_note" in problem.fix


def test_different_prices_with_only_a_note_give_no_share(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    result = desk.project(a=scenario(ONE, HERE, more=NOTE))
    assert "share_of_counted" not in headline(result)
    assert "no-share-of-count" in [problem.code for problem in result.problems]
    assert any("the report gives no later prices" in caveat for caveat in result.scenarios[0].outcome.caveats)


def test_the_same_prices_need_neither_note_nor_index(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    text = scenario(ONE, HERE).replace("2012-13 cash", "2024-25 cash")
    assert headline(desk.project(a=text))["share_of_counted"] == "10.0"


def test_a_one_off_is_no_share_of_a_year(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    text = scenario(ONE.replace("annual", "one-off"), HERE).replace("2012-13 cash", "2024-25 cash")
    assert "share_of_counted" not in headline(desk.project(a=text))


def test_year_scope_and_index_that_differ_are_all_named(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00", year="2023-24")
    target = HERE + 'scope = { benefits = "out", schools = "in" }\n' + REPRICE.replace("2024-25", "2022-23")
    found = desk.refused(a=scenario(ONE, target, more=NOTE))
    assert [(problem.where, problem.found) for problem in found] == [
        ("a.toml, [target], scope", 'benefits = "out", but the place counts it "in"'),
        ("a.toml, [reprice], to_year", '"2022-23"'),
        ("a.toml, [target], year", '"2024-25", but the count is of 2023-24'),
    ]


def test_a_year_without_a_population_is_refused(desk: Desk, scenario: Write) -> None:
    desk.count("500000000.00")
    found = desk.refused(a=scenario(ONE, HERE.replace("2024-25", "2020-21"), more=NOTE))
    assert found[0].expected == "a year that place.toml has a population for: 2024-25"


def test_an_index_starts_from_the_price_base(desk: Desk, scenario: Write) -> None:
    (problem,) = desk.refused(a=scenario(ONE, more="") + REPRICE.replace("2012-13", "2010-11"))
    assert (problem.where, problem.expected) == ("a.toml, [reprice], from_year", '"2012-13"')
