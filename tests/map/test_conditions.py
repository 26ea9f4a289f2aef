"""What a rule may ask of a line: when, where, in which of several words; and what is said of rules that meet."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.map.small_place import mapped_place, parts
from tp_cli.map.text import fold, folded, spellings, stem


def test_a_rule_holds_from_and_to_a_day_or_a_financial_year(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog | valid_from | valid_to
        old  | exact | Zork    | 08.1  |            | 2013-14
        new  | exact | Zork    | 08.2  | 2014-04-01 | 31/03/2016
    """
    lines = """
        service | year
        Zork    | 2013-14
        Zork    | 2014-15
        Zork    | 2016-17
    """
    assert parts(mapped_place(tmp_path, lines, rules), "cofog") == [("08.1",), ("08.2",), (None,)]


def test_one_rule_may_look_for_any_of_several_texts_in_any_of_several_agencies(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    text = "rule,how,agency_kind,service,cofog\nboth,keyword,council | nhs-commissioner,zork | frob,08.1\n"
    (tmp_path / "maps/own.csv").write_text(text, encoding="utf-8")
    lines = """
        agency_kind      | service
        council          | Zork
        nhs-commissioner | The frob
        police           | Zork
    """
    assert parts(mapped_place(tmp_path, lines), "rule") == [("both",), ("both",), ("police-any",)]


def test_a_text_may_ask_for_an_empty_cell(tmp_path: Path) -> None:
    rules = """
        rule  | how   | directorate | service | cofog
        empty | exact | Zork        | (empty) | 08.1
    """
    lines = """
        directorate | service
        Zork        |
        Zork        | Refuse
    """
    assert parts(mapped_place(tmp_path, lines, rules), "cofog") == [("08.1",), ("05.1",)]


def test_a_function_named_anywhere_in_the_headings_comes_before_what_supports_any_function(tmp_path: Path) -> None:
    rules = """
        rule    | how     | force   | heading  | cofog
        support | keyword | support | zorkdesk | 01.3
        kids    | keyword |         | frobs    | 10.4
        vague   | keyword | vague   | quux     | 06.2
    """
    lines = """
        directorate | service
        Frobs       | Zorkdesk
        Quux        | Zorkdesk
        Quux        | Other things
    """
    assert parts(mapped_place(tmp_path, lines, rules), "rule") == [("kids",), ("support",), ("vague",)]


def test_a_line_may_be_said_to_have_no_function(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog
        none | exact | Refuse  | none
    """
    result = mapped_place(tmp_path, [{"service": "Refuse", "amount_pence": 700}], rules)
    assert parts(result, "cofog", "rule") == [(None, "none")]
    assert result.unmapped == ()
    assert result.unmapped_pct() == 0.0


def test_rules_that_contradict_or_overlap_are_listed(tmp_path: Path) -> None:
    rules = """
        rule | how     | service   | cofog
        a    | exact   | Nowhere   | 08.1
        b    | exact   | Nowhere   | 08.2
        c    | keyword | blueberry | 08.1
        d    | keyword | grey      | 08.2
    """
    problems = mapped_place(tmp_path, [{"service": "Blueberry grey"}], rules).problems
    found = {problem.code: problem.where for problem in problems}
    assert found["rules-contradict"] == "maps/own.csv, line 2, and maps/own.csv, line 3"
    assert found["rules-overlap"] == "maps/own.csv, line 4, and maps/own.csv, line 5"
    assert found["rule-unused"].startswith("maps/own.csv")


def test_what_follows_from_a_function_is_filled_where_no_rule_says_it(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog | theme
        mine | exact | Refuse  |       | Cleaner town
    """
    lines = [{"service": "Adult social care"}, {"service": "Refuse"}]
    columns = ("cofog", "theme", "client_group", "control", "department")
    assert parts(mapped_place(tmp_path, lines, rules), *columns) == [
        ("10.2", "Older people", "Older people", "3", "Department of Health and Social Care"),
        ("05.1", "Cleaner town", "Everyone", "1", "Department for Environment, Food and Rural Affairs"),
    ]


def test_a_rule_that_lost_does_not_put_a_line_under_a_scope_switch(tmp_path: Path) -> None:
    lines = [{"service": "Libraries", "narrative": "Housing benefit overpaid"}]
    assert parts(mapped_place(tmp_path, lines), "cofog", "scope") == [("08.2", None)]


def test_outcomes_carry_shares_of_at_most_one(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog | outcome
        a    | exact | Zork    | 08.1  | Fitter people = 0.35; Safer streets = 1/4
    """
    result = mapped_place(tmp_path, [{"service": "Zork"}], rules)
    assert parts(result, "outcome") == [("Fitter people = 7/20; Safer streets = 1/4",)]


CATASTROPHES = ["(a+)+$", "(a|aa)+$", "(.*)*b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"] * 4


def test_texts_that_would_be_catastrophic_patterns_are_words_and_cost_nothing(tmp_path: Path) -> None:
    rows = ["rule,how,text,cofog"] + [
        f'r{n},keyword,"{text.replace("|", " ")} zz{n}",08.1' for n, text in enumerate(CATASTROPHES)
    ]
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps/own.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = mapped_place(tmp_path, [{"service": "a" * 30_000 + "!"}])
    assert parts(result, "how") == [("unmapped",)]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_many_texts_fold_as_each_alone(texts: list[str]) -> None:
    assert folded(pl.Series(texts, dtype=pl.String)).to_list() == [fold(text) for text in texts]


@pytest.mark.parametrize("word", ["libraries", "svcs", "services", "buses", "glass", "childrens", "gas", "policies"])
def test_every_spelling_of_a_word_has_its_one_form(word: str) -> None:
    assert word in spellings(stem(word))
    assert {stem(other) for other in spellings(stem(word))} == {stem(word)}
