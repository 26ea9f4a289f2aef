"""A rule file is a table that a person keeps: every mistake in it is named by file and line."""

from pathlib import Path

import pytest

from tests.map.small_place import write_rules
from tp_cli.errors import Problem, TpError
from tp_cli.map.rule_file import load_rules
from tp_cli.map.rules import Rule


def problems_of(folder: Path, rules: str) -> list[Problem]:
    write_rules(folder, rules)
    with pytest.raises(TpError) as error:
        load_rules(folder)
    return list(error.value.problems)


def own_rules(folder: Path, text: bytes) -> list[Rule]:
    (folder / "maps").mkdir()
    (folder / "maps" / "own.csv").write_bytes(text)
    return [rule for rule in load_rules(folder) if rule.own]


def test_all_mistakes_are_reported_together_by_file_and_line_with_a_right_value(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        """
        rule | how     | agency_kind | service | cofog  | weight | nature  | control | scope    | prevention
        a    | exactly |             | Roads   | 04.5   |        |         |         |          |
        b    | exact   | councl      | Roads   | Jul-01 |        |         |         |          |
        c    | exact   |             | Roads   | 04.5   | 01-Mar |         |         |          |
        d    | exact   |             | Roads   | 04.5   |        | running | 7       | benefit  | prevented
        e    | exact   |             |         | 04.5   |        |         |         |          |
        f    | exact   |             | ?!      | 04.5   |        |         |         |          |
        g    | exact   |             | Roads   |        |        |         |         |          |
             | exact   |             | Roads   | 04.5   |        |         |         |          |
        """,
    )
    assert {(problem.code, problem.where) for problem in found} == {
        ("bad-how", "maps/own.csv, line 2"),
        ("bad-agency_kind", "maps/own.csv, line 3"),
        ("bad-cofog", "maps/own.csv, line 3"),
        ("bad-weight", "maps/own.csv, line 4"),
        ("bad-nature", "maps/own.csv, line 5"),
        ("bad-control", "maps/own.csv, line 5"),
        ("bad-scope", "maps/own.csv, line 5"),
        ("bad-prevention", "maps/own.csv, line 5"),
        ("rule-matches-all", "maps/own.csv, line 6"),
        ("rule-without-words", "maps/own.csv, line 7"),
        ("rule-gives-nothing", "maps/own.csv, line 8"),
        ("rule-without-name", "maps/own.csv, line 9"),
    }
    fixes = {problem.code: problem.fix for problem in found}
    assert "council" in fixes["bad-agency_kind"]
    assert "benefits" in fixes["bad-scope"]
    assert "running costs" in fixes["bad-nature"]
    assert "1/3" in fixes["bad-weight"]


def test_a_column_missing_or_mistyped_is_named_and_no_rule_of_the_file_is_read(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "rule | how | servce\n a | exact | Roads")
    assert {(problem.code, problem.where) for problem in found} == {
        ("column-missing", "maps/own.csv, line 1"),
        ("column-unknown", "maps/own.csv, line 1"),
    }
    assert any("service" in problem.fix for problem in found)


@pytest.mark.parametrize("weight", ["0", "-0.5", "1.5", "2/1", "1/0", "half", "0,5", "1e-1", "nan", ""])
def test_a_weight_that_is_no_share_is_refused(tmp_path: Path, weight: str) -> None:
    rules = f"rule|how|service|cofog|weight\n a|exact|Roads|04.5|{weight}\n a|exact|Roads|06.4|0.5"
    assert "bad-weight" in {problem.code for problem in problems_of(tmp_path, rules)}


def test_weights_above_one_are_refused_as_those_below(tmp_path: Path) -> None:
    rules = "rule|how|service|cofog|weight\n a|exact|Roads|04.5|2/3\n a|exact|Roads|06.4|2/3"
    (problem,) = problems_of(tmp_path, rules)
    assert (problem.code, problem.found) == ("weights-not-one", "rule a: weights add up to 4/3")


def test_rows_of_one_rule_match_the_same_lines(tmp_path: Path) -> None:
    rules = "rule|how|service|cofog|weight\n a|exact|Roads|04.5|0.5\n a|exact|Lamps|06.4|0.5"
    (problem,) = problems_of(tmp_path, rules)
    assert (problem.code, problem.where) == ("rule-two-conditions", "maps/own.csv, line 3")


def test_later_rows_of_a_split_need_not_repeat_what_they_match(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule|how|service|cofog|weight\n a|exact|Roads|04.5|0.5\n a|||06.4|0.5")
    (rule,) = (rule for rule in load_rules(tmp_path) if rule.own)
    assert [part.cofog for part in rule.parts] == ["04.5", "06.4"]


def test_a_name_used_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule|how|service|cofog\n a|exact|Roads|04.5", "one.csv")
    write_rules(tmp_path, "rule|how|service|cofog\n a|exact|Lamps|06.4", "two.csv")
    with pytest.raises(TpError) as error:
        load_rules(tmp_path)
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == ("rule-twice", "maps/two.csv, line 2")
    assert "maps/one.csv, line 2" in problem.found


@pytest.mark.parametrize("code", ["7.1", "07.1", "07.1.", "GF0701"])
def test_a_code_survives_what_a_spreadsheet_does_to_it(tmp_path: Path, code: str) -> None:
    (rule,) = own_rules(tmp_path, f"rule,how,service,cofog\na,exact,Clinic,{code}\n".encode())
    assert rule.parts[0].cofog == "07.1"


@pytest.mark.parametrize(
    "text",
    [
        "rule,how,service,cofog\na,exact,Café,08.2\n".encode(),
        "\ufeffrule,how,service,cofog\r\na,exact,Café,08.2\r\n".encode(),
        "rule,how,service,cofog\na,exact,Café,08.2\n".encode("cp1252"),
        "rule;how;service;cofog\na;exact;Café;08.2\n;;;\n".encode("cp1252"),
    ],
)
def test_a_rule_file_may_be_saved_by_any_spreadsheet_program(tmp_path: Path, text: bytes) -> None:
    (rule,) = own_rules(tmp_path, text)
    assert (rule.texts, rule.where) == ((("service", ("café",)),), "maps/own.csv, line 2")
