"""Block grant: example G of docs/METHOD.md §5 on the sample's money, floors, fences and an allocation to the penny."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.case import PARTIES, by, millions, q, result_of, toml
from tests.project.desk import Desk, scenarios
from tp_cli.project.grant.file import BlockGrant, Share
from tp_cli.project.grant.method import allocation
from tp_cli.project.terms import PriceBase

TOP = 'name = "case"\nmethod = "block-grant"\ntitle = "A grant"\nyear = "2024-25"\nprice_base = "2024-25 cash"\n'
STREAMS = [
    ("Benefits", "council", 40, {"nature": q("benefits"), "control": q("3")}),
    ("Welfare", "dwp", 112, {"nature": q("benefits"), "control": q("5")}),
    ("Schools", "council", 90, {"cofog": q("09.1"), "control": q("2")}),
    ("Care", "council", 100, {"cofog": q("10.2"), "control": q("1")}),
    ("Families", "council", 12, {"cofog": q("10.4"), "control": q("2")}),
    ("Health", "nhs", 200, {"cofog": q("07"), "control": q("4")}),
]
OUT = """
[[answer]]
nature = "benefits"
verdict = "out"
reason = "national rules"

[[answer]]
cofog = "09"
verdict = "out"
reason = "a formula of its own"
"""
TODAY = '[devolved_today]\namount = "100000000"\nbasis = "annual"\nsource = "the budget"\n'


def stream(name: str, agency: str, pounds: int, more: dict[str, str]) -> str:
    keys = {
        "name": q(name),
        "agency": q(agency),
        "amount": q(f"{pounds}000000"),
        "basis": q("annual"),
        "source": q("x"),
    }
    return "[[stream]]\n" + toml(**(keys | more))


def case(*more: str, streams: str | None = None, top: str = 'otherwise = "in"\n') -> str:
    given_streams = "".join(stream(*row) for row in STREAMS) if streams is None else streams
    return "".join((TOP, top, given_streams, *more, PARTIES))


def test_g_the_grant_is_what_is_left_in_and_a_multiple_of_today(desk: Desk) -> None:
    headline = result_of(desk, case(OUT, TODAY))["headline"]
    assert millions(headline["grant"]) == "312.00"
    assert millions(headline["out"]) == "242.00"
    assert headline["multiple"] == "3.12"


def test_g_from_the_place_s_own_count(desk: Desk) -> None:
    parts = [
        {"agency": agency, "amount_pence": pounds * 10**8, **{k: v.strip('"') for k, v in more.items()}}
        for _, agency, pounds, more in STREAMS
    ]
    desk.count("554000000.00", parts=parts)
    count = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    found = result_of(desk, case(count, OUT, TODAY, streams=""))
    assert millions(found["headline"]["grant"]) == "312.00"
    assert found["headline"]["counted_total"] == "554000000.00"


def test_streams_are_cut_by_department_tier_and_body(desk: Desk) -> None:
    found = result_of(desk, case(OUT))
    assert millions(by(found["by_department"], "department")["DHSC"]["in"]) == "200.00"
    assert millions(by(found["by_tier"], "tier")["2 local, ring-fenced"]["in"]) == "12.00"
    assert millions(by(found["by_agency"], "agency")["dwp"]["out"]) == "112.00"


def test_lifting_a_fence_frees_what_it_holds_within_the_grant(desk: Desk) -> None:
    found = result_of(desk, case(OUT))
    assert [(row["stream"], millions(row["freed"])) for row in found["fences"]] == [("Families", "12.00")]
    assert millions(found["headline"]["fenced"]) == "12.00"


def test_negotiable_is_neither_in_nor_out(desk: Desk) -> None:
    negotiable = '[[answer]]\ndepartment = "DHSC"\nverdict = "negotiable"\nreason = "being talked about"\n'
    headline = result_of(desk, case(OUT, negotiable))["headline"]
    assert (millions(headline["grant"]), millions(headline["negotiable"])) == ("112.00", "200.00")


def test_capital_stands_beside_the_grant_and_never_in_it(desk: Desk) -> None:
    capital = stream("Roads", "council", 7, {"account": q("capital")})
    headline = result_of(desk, case(OUT, capital))["headline"]
    assert (millions(headline["grant"]), millions(headline["grant_capital"])) == ("312.00", "7.00")


FLOOR = """
[[floor]]
name = "Facilities"
people = 2000
unit_cost = "1500"
basis = "annual"
allocation = "2800000"
source = "assessments"
"""


def test_an_allocation_under_its_floor_is_said(desk: Desk) -> None:
    result = desk.project(case=case(FLOOR, streams="", top=""))
    (row,) = scenarios(result)[0]["result"]["floors"]
    assert (row["floor"], row["breach"]) == ("3000000.00", "200000.00")
    assert [p.found for p in result.problems] == ["Facilities would get £2,800,000.00, £200,000.00 under its floor"]


def shares(*floors: int) -> str:
    return "".join(
        f'[[share]]\nname = "S{n}"\nfloor = "{floor}"\nweight = 1\nsource = "x"\n' for n, floor in enumerate(floors)
    )


def test_floors_first_then_the_rest_by_weights_to_the_penny(desk: Desk) -> None:
    found = result_of(desk, case(shares(20, 10, 0), streams="", top='allocate = "100"\n'))
    assert [row["rest"] for row in found["allocation"]] == ["23.34", "23.33", "23.33"]
    assert [row["amount"] for row in found["allocation"]] == ["43.34", "33.33", "23.33"]


def test_floors_beyond_the_amount_share_out_nothing(desk: Desk) -> None:
    result = desk.project(case=case(shares(80, 30), streams="", top='allocate = "100"\n'))
    assert "allocation" not in scenarios(result)[0]["result"]
    assert [p.found for p in result.problems] == [
        "Floors of £110.00 are more than the £100.00 to share out: nothing is shared"
    ]


REFUSED = [
    (case(OUT, top=""), "otherwise", "nothing"),
    (case(OUT.replace('"benefits"', '"benefit"')), "[[answer]] number 1", 'nature = "benefit"'),
    (case('[[answer]]\nverdict = "out"\nreason = "x"\n'), "[[answer]] number 1", "no condition"),
    (case(stream("Once", "council", 1, {"basis": q("one-off")})), "[[stream]] (Once), basis", '"one-off"'),
    (case(TODAY.replace("annual", "5-year")), "[devolved_today]", "5-year, revenue"),
    (case(stream("Odd", "counsil", 1, {})), "[[stream]] (Odd), agency", '"counsil"'),
    (case(top='otherwise = "in"\nallocate = "5"\n'), "allocate", "one without the other"),
    (case(streams="", top=""), "[count]", "no money, floor or share"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "found"), REFUSED)
def test_what_does_not_hang_together_is_refused(desk: Desk, text: str, where: str, found: str) -> None:
    (problem,) = desk.refused(case=text)
    assert (problem.where, problem.found) == (f"case.toml, {where}", found)


def test_what_is_to_be_confirmed_is_listed_and_not_nought(desk: Desk) -> None:
    parts = [{"agency": "council", "amount_pence": 100, "nature": "benefits"}]
    desk.count("1.00", parts=[*parts, {"agency": "housing", "amount_pence": 0, "state": "unresolved"}])
    count = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    (only,) = scenarios(desk.project(case=case(count, streams="")))
    assert only["result"]["not_known"] == [
        {"agency": "housing", "title": "housing: withheld or to be confirmed, not nought", "lines": "1"}
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 9)), min_size=1, max_size=6), st.integers(0, 10**9))
def test_an_allocation_is_all_of_it_and_keeps_every_floor(given_shares: list[tuple[int, int]], rest: int) -> None:
    if not any(weight for _, weight in given_shares):
        return
    made = [Share.model_construct(name=str(n), floor=f, weight=w, source="x") for n, (f, w) in enumerate(given_shares)]
    whole = sum(floor for floor, _ in given_shares) + rest
    scenario = BlockGrant.model_construct(
        name="n", method="block-grant", title="t", year="2024-25", allocate=whole, shares=made,
        price_base=PriceBase("2024-25", False),
    )  # fmt: skip
    found = allocation(scenario)
    assert sum(floor + part for floor, part in found.values()) == whole
    assert all(part >= 0 for _, part in found.values())
