"""What a line is for: the laws of docs/METHOD.md §4."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.map.small_place import PLACE, amounts, drawn, mapped_place, parts, write_rules
from tp_cli.errors import TpError
from tp_cli.map.explain import explain
from tp_cli.map.made_from import fingerprint
from tp_cli.map.mapping import map_lines
from tp_cli.store import Store

THIRDS = """
    rule    | how   | service          | cofog | weight
    medical | exact | Medical services | 07.1  | 1/3
    medical | exact | Medical services | 07.2  | 1/3
    medical | exact | Medical services | 07.3  | 1/3
"""


def test_m_1_medical_services_of_90_pounds_by_thirds_are_30_each(tmp_path: Path) -> None:
    result = mapped_place(tmp_path, [{"service": "Medical services", "amount_pence": 9000}], THIRDS)
    assert parts(result, "part", "cofog", "weight_num", "weight_den") == [
        (1, "07.1", 1, 3),
        (2, "07.2", 1, 3),
        (3, "07.3", 1, 3),
    ]
    assert amounts(result) == {"L1": ["30.00", "30.00", "30.00"]}


def test_a_penny_that_thirds_leave_over_is_kept(tmp_path: Path) -> None:
    result = mapped_place(tmp_path, [{"service": "Medical services", "amount_pence": 100}], THIRDS)
    assert amounts(result) == {"L1": ["0.34", "0.33", "0.33"]}


def test_m_2_weights_of_nine_tenths_are_refused_by_file_and_line_and_nothing_is_written(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog | weight
        a    | exact | Roads   | 04.5  | 1
        b    | exact | Medical | 07.1  | 0.5
        b    | exact | Medical | 07.2  | 0.4
    """
    with pytest.raises(TpError) as error:
        mapped_place(tmp_path, [{"service": "Medical"}], rules)
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == ("weights-not-one", "maps/own.csv, line 3")
    assert "0.9" in problem.found
    assert not Store(tmp_path).exists("mapped")


def test_weights_in_decimals_and_fractions_share_one_denominator(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog | weight
        b    | exact | Medical | 07.1  | 0.5
        b    | exact | Medical | 07.2  | 1/3
        b    | exact | Medical | 07.3  | 1/6
    """
    result = mapped_place(tmp_path, [{"service": "Medical"}], rules)
    assert parts(result, "weight_num", "weight_den") == [(3, 6), (2, 6), (1, 6)]


def test_a_persons_rule_beats_a_shipped_one(tmp_path: Path) -> None:
    rules = """
        rule | how     | text | cofog
        mine | keyword | Refuse | 04.9
    """
    result = mapped_place(tmp_path, [{"service": "Refuse collection"}], rules)
    assert parts(result, "cofog", "rule", "how") == [("04.9", "mine", "keyword")]


def test_exact_beats_prefix_beats_keyword(tmp_path: Path) -> None:
    rules = """
        rule    | how     | service               | cofog
        keyword | keyword | wardens neighbourhood | 03.1
        prefix  | prefix  | neighbourhood w       | 06.2
        exact   | exact   | Neighbourhood Wardens | 03.6
    """
    lines = """
        service
        neighbourhood WARDENS!
        Neighbourhood watch
        Neighbourhood wardens, north
        Our neighbourhood wardens
    """
    result = mapped_place(tmp_path, lines, rules)
    assert parts(result, "rule") == [("exact",), ("prefix",), ("prefix",), ("keyword",)]


def test_more_columns_beat_fewer_and_longer_text_beats_shorter(tmp_path: Path) -> None:
    rules = """
        rule   | how     | directorate | service        | cofog
        short  | keyword |             | grounds        | 08.1
        long   | keyword |             | grounds upkeep | 08.2
        narrow | keyword | schools     | grounds        | 09.6
    """
    lines = """
        directorate | service
        Place       | Grounds
        Place       | Upkeep of grounds
        Schools     | Upkeep of grounds
    """
    assert parts(mapped_place(tmp_path, lines, rules), "rule") == [("short",), ("long",), ("narrow",)]


def test_a_keyword_is_a_whole_word(tmp_path: Path) -> None:
    rules = """
        rule | how     | service | cofog
        art  | keyword | zork    | 08.2
    """
    assert parts(mapped_place(tmp_path, [{"service": "Zorkmid"}], rules), "how") == [("unmapped",)]


def test_a_tie_between_different_targets_is_decided_by_nobody(tmp_path: Path) -> None:
    rules = """
        rule | how     | service | cofog
        aa   | keyword | blue    | 08.1
        bb   | keyword | grey    | 08.2
    """
    result = mapped_place(tmp_path, [{"service": "Blue grey", "amount_pence": 500}], rules)
    assert parts(result, "cofog", "how") == [(None, "unmapped")]
    (problem,) = [each for each in result.problems if each.code == "rules-tie"]
    assert '"aa"' in problem.found
    assert '"bb"' in problem.found
    assert problem.where == "maps/own.csv, line 2, and maps/own.csv, line 3"
    assert problem.amount_pence == 500


def test_the_order_of_rules_decides_nothing(tmp_path: Path) -> None:
    rules = ["aa | keyword | blue | 08.1", "bb | keyword | bluebell | 08.2", "cc | prefix | blue | 08.4"]
    lines = [{"service": "Blue"}, {"service": "A bluebell blue"}, {"service": "Bluebell"}]
    header = "rule | how | service | cofog\n"
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    one = mapped_place(tmp_path / "1", lines, header + "\n".join(rules))
    two = mapped_place(tmp_path / "2", lines, header + "\n".join(reversed(rules)))
    assert parts(one, "line_id", "rule", "cofog") == parts(two, "line_id", "rule", "cofog")


def test_a_tie_between_the_same_targets_is_no_problem(tmp_path: Path) -> None:
    rules = """
        rule | how     | service | cofog
        bb   | keyword | grey    | 08.1
        aa   | keyword | blue    | 08.1
    """
    result = mapped_place(tmp_path, [{"service": "Blue grey"}], rules)
    assert parts(result, "cofog", "rule") == [("08.1", "aa")]
    assert result.problems == ()


def test_agency_kind_and_service_outrank_the_type_of_expense(tmp_path: Path) -> None:
    rules = """
        rule  | how     | service   | expense      | cofog
        staff | exact   |           | Agency staff | 01.3
        kids  | keyword | childrens |              | 10.4
    """
    result = mapped_place(tmp_path, [{"service": "Children's services", "expense": "Agency staff"}], rules)
    assert parts(result, "cofog", "rule", "nature") == [("10.4", "kids", "pay")]


def test_a_whole_agency_may_have_one_rule_that_any_text_outranks(tmp_path: Path) -> None:
    lines = """
        agency_kind      | service
        nhs-commissioner | Zork
        nhs-commissioner | Mental health contracts
    """
    assert parts(mapped_place(tmp_path, lines), "cofog", "how") == [("07", "agency"), ("07.3", "keyword")]


def test_a_code_that_the_source_states_stands_before_a_shipped_rule_but_not_before_a_persons(tmp_path: Path) -> None:
    lines = """
        service       | cofog_stated
        Refuse        | 10.2 Old age
        Road sweeping | 10.2
    """
    rules = """
        rule | how   | service       | cofog
        mine | exact | Road sweeping | 05.1
    """
    result = mapped_place(tmp_path, lines, rules)
    assert parts(result, "cofog", "rule", "how") == [("10.2", "", "stated"), ("05.1", "mine", "exact")]


def test_a_rule_may_say_more_finely_what_the_source_states(tmp_path: Path) -> None:
    result = mapped_place(tmp_path, [{"service": "Refuse", "cofog_stated": "5"}])
    assert parts(result, "cofog", "how") == [("05.1", "keyword")]


def test_a_stated_code_that_is_none_is_a_problem_where_no_rule_speaks(tmp_path: Path) -> None:
    result = mapped_place(tmp_path, [{"service": "Zork", "cofog_stated": "Jul-01"}])
    assert parts(result, "cofog", "how") == [(None, "unmapped")]
    (problem,) = result.problems
    assert (problem.code, problem.found, problem.rows) == ("cofog-unreadable", '"Jul-01"', (1,))


def test_each_axis_comes_from_the_best_rule_that_gives_it(tmp_path: Path) -> None:
    rules = """
        rule  | how     | service     | cofog | theme        | prevention
        code  | exact   | Zork centre | 08.1  |              |
        theme | keyword | zork        |       | Healthy town | prevent
    """
    result = mapped_place(tmp_path, [{"service": "Zork centre"}], rules)
    assert parts(result, "cofog", "theme", "prevention", "rule") == [("08.1", "Healthy town", "prevent", "code")]


def test_what_a_line_says_of_itself_comes_before_a_rules_scope(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"service": "Rent allowances"},
        {"service": "Rent allowances", "economic": "capital"},
        {"service": "Rent allowances", "identifiable": False},
        {"service": "Refuse", "economic": "current", "identifiable": True},
    ]
    result = mapped_place(tmp_path, lines)
    assert parts(result, "scope", "nature") == [
        ("benefits", "benefits"),
        ("capital", "capital"),
        ("non_identifiable", "benefits"),
        (None, None),
    ]


def test_every_line_has_at_least_one_part_and_its_weights_add_up_to_one(tmp_path: Path) -> None:
    lines = drawn("""
        service          | basis   | agency_kind
        Medical services | outturn | council
        Zork             | outturn | council
        Refuse           | control | council
                         | outturn | school
    """)
    result = mapped_place(tmp_path, lines, THIRDS)
    sums = result.mapped.group_by("line_id").agg(pl.col("weight_num").sum(), pl.col("weight_den").first())
    assert sorted(sums.get_column("line_id")) == ["L1", "L2", "L3", "L4"]
    assert sums.get_column("weight_num").to_list() == sums.get_column("weight_den").to_list()


def test_coverage_leaves_yardsticks_out_and_ranks_the_unmapped_by_amount(tmp_path: Path) -> None:
    lines = """
        service      | basis   | amount_pence
        Refuse       | outturn | 10000
        Refuse       | control | 99900
        Zork         | outturn | 200
        Libary books | outturn | -700
    """
    told = mapped_place(tmp_path, lines).as_json()
    assert told["schema"] == "tp.map/1"
    assert told["lines"] == {"all": 3, "mapped": 1}
    assert told["amount"] == {"all": "95.00", "mapped": "100.00"}
    assert told["agencies"] == [
        {"agency": "council", "lines": {"all": 3, "mapped": 1}, "amount": {"all": "95.00", "mapped": "100.00"}}
    ]
    assert told["rules"] == [{"rule": "council-waste", "lines": 1, "amount": "100.00"}]
    unmapped = told["unmapped"]
    assert isinstance(unmapped, list)
    assert [(item["text"], item["lines"], item["amount"]) for item in unmapped] == [
        ("Libary books", 1, "-7.00"),
        ("Zork", 1, "2.00"),
    ]
    assert unmapped[0]["suggestions"][0]["cofog"] == "08.2"
    assert all(0 < item["score"] <= 1 for item in unmapped[0]["suggestions"])


def test_an_own_rule_that_no_line_meets_is_noted(tmp_path: Path) -> None:
    rules = """
        rule | how   | service | cofog
        idle | exact | Nowhere | 08.1
    """
    (problem,) = mapped_place(tmp_path, [{"service": "Refuse"}], rules).problems
    assert (problem.code, problem.kind, problem.where) == ("rule-unused", "note", "maps/own.csv, line 2")


def test_an_empty_place_maps_to_nothing(tmp_path: Path) -> None:
    result = map_lines(Store(tmp_path), PLACE, tmp_path)
    assert result.mapped.height == 0
    assert result.as_json()["lines"] == {"all": 0, "mapped": 0}
    assert result.unmapped_pct() == 0.0


def test_the_fingerprint_changes_with_the_lines_and_the_rules_and_with_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path)
    mapped_place(tmp_path, [{"service": "Refuse"}])
    first = fingerprint(store, tmp_path)
    assert store.fingerprint("mapped") == first
    map_lines(store, PLACE, tmp_path)
    assert fingerprint(store, tmp_path) == first
    write_rules(tmp_path, "rule | how | service | cofog\na | exact | Refuse | 05.1")
    assert fingerprint(store, tmp_path) != first


def test_explain_names_the_rule_its_pack_and_the_runner_up(tmp_path: Path) -> None:
    rules = """
        rule | how     | service | cofog
        mine | keyword | refuse  | 04.9
    """
    mapped_place(tmp_path, [{"service": "Refuse collection"}], rules)
    (line,) = explain(Store(tmp_path), PLACE, tmp_path, "L1").explanations
    assert (line.cofog, line.rule, line.where, line.runner_up) == (
        ("04.9",),
        "mine",
        "maps/own.csv, line 2",
        "council-waste",
    )
    council, nhs = explain(Store(tmp_path), PLACE, tmp_path, "Refuse").explanations
    assert (council.agency_kind, council.rule) == ("council", "mine")
    assert (nhs.agency_kind, nhs.rule, nhs.runner_up) == ("nhs-commissioner", "mine", "icb-any")


WORDS = ["refuse", "library", "medical", "services", "zork", "housing", "benefit", "education"]
CODES = ["01", "04.5", "05.1", "07.1.1", "08.2", "10.6"]
MAPS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["1", "1/3", "0.25"]), st.sampled_from(CODES)))
AMOUNTS = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(-(10**12), 10**12)), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=AMOUNTS, rules=MAPS)
def test_changing_a_map_never_changes_a_total(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, int]], rules: list[tuple[str, str, str]]
) -> None:
    rows = ["rule | how | service | cofog | weight"]
    for number, (word, weight, code) in enumerate(rules):
        times = {"1": 1, "1/3": 3, "0.25": 4}[weight]
        rows += [f"r{number} | keyword | {word} | {code} | {weight}"] * times
    result = mapped_place(
        tmp_path_factory.mktemp("place"),
        [{"service": word, "amount_pence": pence} for word, pence in lines],
        "\n".join(rows) if rules else "",
    )
    shown = result.as_rows().get_column("amount").to_list()
    assert sum(int(amount.replace(".", "")) for amount in shown) == sum(pence for _, pence in lines)
