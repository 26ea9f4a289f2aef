"""Every part of a line in one state: basis, scope, share, what is withheld and what is split."""

from __future__ import annotations

import pytest

from tests.count_table import asked, counted, lines, place_of, states
from tp_cli.count import view_of
from tp_cli.errors import TpError


def test_the_best_basis_of_each_agency_is_counted_and_the_others_superseded() -> None:
    count = counted(
        lines("""
        agency  | basis      | amount
        council | outturn    | 100.00
        council | budget     | 90.00
        council | payments   | 30.00
        nhs     | payments   | 50.00
        nhs     | allocation | 70.00
        fire    | payments   | 5.00
    """)
    )
    assert states(count) == {"counted": "175", "superseded": "170"}


def test_reported_leaves_superseded_lines_out() -> None:
    said = asked(
        lines("""
        agency  | basis      | amount
        council | outturn    | 100.00
        council | payments   | 30.00
    """)
    )
    assert said.states()["reported"] == 10_000
    assert said.states()["superseded"] == 3_000
    assert "superseded" in dict(said.caveats)


def test_an_agency_known_by_payments_only_is_partial_coverage() -> None:
    said = asked(lines("agency | basis | amount\n council | payments | 30.00"))
    assert list(said.coverage.partial) == ["council"]
    assert "partial-coverage" in dict(said.caveats)


def test_another_year_is_not_in_the_count() -> None:
    ledger = lines("agency | year | amount\n council | 2023-24 | 1.00\n council | 2024-25 | 2.00")
    assert states(counted(ledger)) == {"counted": "2"}


def test_a_control_line_never_enters_the_count() -> None:
    ledger = lines("agency | basis | amount\n council | control | 1.00\n council | payments | 2.00")
    assert states(counted(ledger)) == {"counted": "2"}


@pytest.mark.parametrize(("switch", "state"), [("in", "counted"), ("out", "out_of_scope"), ("memo", "memo")])
@pytest.mark.parametrize(
    "scope", ["benefits", "schools", "housing_revenue_account", "capital", "non_identifiable", "apportioned"]
)
def test_a_switch_moves_its_money_and_nothing_else(scope: str, switch: str, state: str) -> None:
    own = "" if scope == "apportioned" else scope
    ledger = lines(f"""
        agency  | amount | scope | share
        council | 10.00  |       |
        other   | 6.00   | {own} | {"1/2" if scope == "apportioned" else ""}
    """)
    count = counted(ledger, scope=f"{scope}={switch}")
    kept = {"counted": "10"}
    expected = {"in": {"counted": "16"}, "out": {**kept, "out_of_scope": "6"}, "memo": {**kept, "memo": "6"}}[switch]
    if scope == "apportioned" and switch == "in":
        expected = {"counted": "13", "apportioned_out": "3"}
    assert states(count) == expected
    assert state in set(count.parts["state"])


def test_a_memo_line_is_shown_and_never_added() -> None:
    assert states(counted(lines("agency | role | amount\n council | memo | 5.00\n council | spend | 7.00"))) == {
        "counted": "7",
        "memo": "5",
    }


@pytest.mark.parametrize("status", ["withheld", "tbc"])
def test_what_is_not_known_is_unresolved_and_never_nought(status: str) -> None:
    said = asked(lines(f"agency | status | amount\n council | {status} |\n council | supplied | 5.00"))
    unresolved = said.counted.parts.filter(state="unresolved")
    assert unresolved["amount_pence"].to_list() == [None]
    assert list(said.coverage.unresolved) == [("council", status, 1)]
    assert "not counted as nought" in dict(said.caveats)["unresolved"]
    assert said.reconciles


def test_nought_is_counted_as_nought() -> None:
    count = counted(lines("agency | status | amount\n council | nil | 0"))
    assert count.parts.select("state", "amount_pence").rows() == [("counted", 0)]


def test_a_withheld_body_without_a_benchmark_is_said_and_adds_nothing() -> None:
    ledger = lines("agency | amount\n council | 5.00")
    agencies = [{"id": name, "name": name.title(), "kind": "other"} for name in ("council", "housing")]
    said = asked(ledger, place_of(ledger, agency=agencies, withheld=[{"agency": "housing", "year": "2024-25"}]))
    assert said.coverage.high_pence == said.coverage.low_pence == 500
    assert "without a benchmark" in dict(said.caveats)["withheld"]


def test_a_mapping_in_thirds_shares_the_pennies_and_keeps_the_total() -> None:
    count = counted(lines("agency | cofog | amount\n nhs | 07.1:1 07.2:1 07.3:1 | 90.00"))
    assert count.parts.select("cofog", "amount_pence").rows() == [("07.1", 3000), ("07.2", 3000), ("07.3", 3000)]
    odd = counted(lines("agency | cofog | amount\n nhs | 07.1:1 07.2:1 07.3:1 | 0.10"))
    assert odd.parts["amount_pence"].to_list() == [4, 3, 3]


def test_changing_a_map_never_changes_a_total() -> None:
    table = "agency | cofog | amount | share\n nhs | {} | 100.01 | 1/3\n nhs | 07 | 7.77 |\n nhs | {} | -3.33 | 2/7"
    maps = ["07", "07.1:1 07.2:1", "07.1:1 07.2:2 07.3:4", "01:7 02:11 03:13 04:17"]
    assert len({counted(lines(table.format(each, each))).total_pence for each in maps}) == 1


def test_the_source_s_own_share_comes_before_the_agency_s() -> None:
    ledger = lines("agency | amount | share\n police | 60.00 | 1/2")
    share = {"driver": "population", "place": 1, "body": 3, "year": "2024-25", "source": "an estimate"}
    place = place_of(ledger, agency=[{"id": "police", "name": "Police", "kind": "police", "share": share}])
    assert states(counted(ledger, place)) == {"counted": "30", "apportioned_out": "30"}
    plain = lines("agency | amount\n police | 60.00")
    assert states(counted(plain, place)) == {"counted": "20", "apportioned_out": "40"}


def test_a_share_of_nothing_leaves_nothing() -> None:
    assert states(counted(lines("agency | amount | share\n police | 60.00 | 0/3"))) == {"apportioned_out": "60"}


def test_money_without_a_population_is_given_to_no_head() -> None:
    said = asked(lines("agency | amount\n council | 5.00"))
    assert said.people is None
    assert "no-population" in dict(said.caveats)


def test_every_mistake_in_a_question_is_named_at_once() -> None:
    place = place_of(lines("agency | amount\n council | 5.00"))
    with pytest.raises(TpError) as caught:
        view_of(place, "2023-24", "benefit=out,schools=off", "agencies")
    assert [problem.where for problem in caught.value.problems] == ["--year", "--scope", "--scope schools", "--by"]
    assert "benefits" in caught.value.problems[1].fix


@pytest.mark.parametrize(("unread", "cause"), [(0, ""), (2, "2 rejected amounts that could not be read")])
def test_what_could_be_read_of_rejected_rows_is_a_step_of_the_bridge(unread: int, cause: str) -> None:
    """Control 100.00, ingested 90.00, rejected 7.00: 3.00 are named where an amount could not be read."""
    ledger = lines("agency | amount\n council | 90.00")
    ledger.sources = ledger.sources.with_columns(rejected_pence=700, rejected_unread=unread, rows_rejected=1 + unread)
    control = "97.00" if not unread else "100.00"
    source = {"agency": "council", "files": "x.csv", "year": "2024-25", "control_total": control}
    (row,) = asked(ledger, place_of(ledger, source=[source])).bridge.to_dicts()
    assert (row["control"], row["ingested"], row["rejected"]) == (int(control[:-3]) * 100, 9000, 700)
    assert (row["difference"], row["cause"]) == (300 if unread else 0, cause)
