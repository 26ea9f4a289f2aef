"""What a scenario file is refused for, and what the message says."""

from __future__ import annotations

import pytest

from tests.project.desk import Desk, Write

TWO = "A | 1000 | annual | 1000\n B | 1000 | {basis} | 1000 | {more}"

MIXED = [
    ("annual", 'kind = "social"', "kind", "fiscal: A; social: B"),
    ("annual", 'account = "capital"', "account", "revenue: A; capital: B"),
    ("one-off", "", "basis", "a year: A; one-off: B"),
    ("annual", 'price_base = "2015-16 prices"', "price_base", "2012-13 cash: A; 2015-16 prices: B"),
]


@pytest.mark.parametrize(("basis", "more", "key", "found"), MIXED)
def test_what_does_not_add_up_is_not_added(
    desk: Desk, scenario: Write, basis: str, more: str, key: str, found: str
) -> None:
    problem = desk.refused(pilots=scenario(TWO.format(basis=basis, more=more)))[0]
    assert problem.where == f"pilots.toml, [[saving]], {key}"
    assert problem.found == found
    assert "do not add up" in problem.expected


WRONG = [
    ("source =", "source", 'add source = "National Audit Office, HC 1040, 2013"'),
    ("amount = 270.5", "amount", 'write amount = "414000000.00"'),
    ('amount = "1e999999"', "amount", 'write amount = "414000000.00"'),
    ('amount = "10.005"', "amount", 'write amount = "414000000.00"'),
    ('basis = "yearly"', "basis", 'write basis = "annual" (or "5-year", the total of so many years, or "one-off")'),
    ('basis = "0-year"', "basis", 'write basis = "annual" (or "5-year", the total of so many years, or "one-off")'),
    ("population = 329.6", "population", "write population = 2682500"),
    ("population = 0", "population", "write population = 2682500"),
    ('kind = "cashable"', "kind", 'write kind = "fiscal" (or "economic", "social")'),
    ("evidence_grade = 7", "evidence_grade", "write evidence_grade = 5"),
    ("evidence_grad = 3", "evidence_grad", "did you mean evidence_grade?"),
]


@pytest.mark.parametrize(("more", "key", "fix"), WRONG)
def test_a_wrong_key_is_named_with_the_right_line(desk: Desk, scenario: Write, more: str, key: str, fix: str) -> None:
    (problem,) = desk.refused(pilots=scenario(f"A | 1000 | annual | 1000 | {more}"))
    assert problem.where == f"pilots.toml, [[saving]] number 1 (A), {key}"
    assert problem.fix == fix


def test_all_problems_of_all_files_come_at_once(desk: Desk, scenario: Write) -> None:
    text = scenario("A | x | annual | 0 | source =")
    assert [problem.where.split(", ")[0] for problem in desk.refused(one=text, two=text)] == ["one.toml"] * 3 + [
        "two.toml"
    ] * 3


def test_an_unknown_method_lists_those_there_are_nearest_first(desk: Desk) -> None:
    (problem,) = desk.refused(a='name = "a"\nmethod = "claim"\ntitle = "A"\n')
    assert problem.found == "'claim'"
    assert problem.expected.startswith('a method that this version has: "claims", "pro-rata"')
    assert problem.fix == 'write method = "claims"'


def test_a_method_of_a_later_version_is_not_guessed_at(desk: Desk) -> None:
    (problem,) = desk.refused(a='name = "a"\nmethod = "forecast"\ntitle = "A"\n')
    assert problem.expected.startswith('a method that this version has: "pro-rata", "baseline"')


def test_a_missing_method_shows_the_line_to_add(desk: Desk) -> None:
    (problem,) = desk.refused(a='name = "a"\ntitle = "A"\n')
    assert (problem.found, problem.fix) == ("nothing", 'add a line: method = "pro-rata"')


def test_a_gross_saving_needs_its_delivery_cost(desk: Desk, scenario: Write) -> None:
    (problem,) = desk.refused(a=scenario("A | 1000 | annual | 1000 | net_of_delivery_cost = false"))
    assert 'add delivery_cost = "1500000.00"' in problem.fix


def test_a_cost_is_not_taken_off_twice(desk: Desk, scenario: Write) -> None:
    (problem,) = desk.refused(a=scenario('A | 1000 | annual | 1000 | delivery_cost = "10"'))
    assert problem.expected == "the cost taken off once"


def test_a_place_stands_once(desk: Desk, scenario: Write) -> None:
    (problem,) = desk.refused(a=scenario("A | 1 | annual | 1\n A | 1 | annual | 1"))
    assert problem.found == '"A" 2 times'


def test_two_scenarios_may_not_share_a_name(desk: Desk, scenario: Write) -> None:
    text = scenario("A | 1 | annual | 1")
    (problem,) = desk.refused(one=text, two=text)
    assert (problem.where, problem.found) == ("two.toml, name", '"pilots", which one.toml has too')


def test_addressable_spend_is_of_every_place_or_none(desk: Desk, scenario: Write) -> None:
    found = desk.refused(a=scenario('A | 1 | annual | 1 | addressable = "9"\n B | 1 | annual | 1'))
    assert [problem.found for problem in found] == ["nothing for B"]
    found = desk.refused(a=scenario('A | 1 | annual | 1 | addressable = "9"'))
    assert [problem.where for problem in found] == ["a.toml, [target], addressable"]


def test_a_target_states_name_people_and_source(desk: Desk, scenario: Write) -> None:
    found = desk.refused(a=scenario("A | 1 | annual | 1", '[target]\nyear = "2011"\n'))
    assert [problem.fix for problem in found] == [
        'add name = "England"',
        "add population = 53012500",
        'add source = "2011 census"',
    ]


def test_broken_toml_is_refused_with_its_line(desk: Desk) -> None:
    (problem,) = desk.refused(a='name = "a\n')
    assert (problem.code, problem.where) == ("scenario-syntax", "a.toml")
    assert "line 1" in problem.found


SHAPES = [
    ("saving = 3", "pilots.toml, saving", "write a table [[saving]] for each place"),
    ("saving = [1]", "pilots.toml, [[saving]] number 1", "write a table [[saving]] for each place"),
    ("saving = []", "pilots.toml, [[saving]]", "write a table [[saving]] for each place"),
    ("", "pilots.toml, saving", "add a table [[saving]] for each place"),
]


@pytest.mark.parametrize(("line", "where", "fix"), SHAPES)
def test_a_table_of_the_wrong_shape_is_named(desk: Desk, line: str, where: str, fix: str) -> None:
    head = f'name = "a"\nmethod = "pro-rata"\ntitle = "A"\nprice_base = "2012-13 cash"\n{line}\n'
    target = '[target]\nname = "T"\npopulation = 1\nyear = "2011"\nsource = "a census"\n'
    (problem,) = desk.refused(pilots=head + target)
    assert (problem.where, problem.fix) == (where, fix)
