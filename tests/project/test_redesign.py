"""Redesign against salami: example R of docs/METHOD.md §5, protection, timing, and what is warned of."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.project.case import PARTIES, by, millions, q, result_of, toml
from tests.project.desk import Desk

TOP = {
    "name": q("case"),
    "method": q("redesign"),
    "title": q("A plan"),
    "year": q("2024-25"),
    "price_base": q("2024-25 prices"),
    "cut": q("10%"),
    "first_year": q("2025-26"),
    "ramp": '["0%", "25%", "60%", "100%", "100%"]',
}
SERVICES = [("Care", "council", "112000000", "false"), ("Health", "nhs", "200000000", "true")]
STEP = {
    "name": q("Front door"),
    "agency": q("council"),
    "theme": q("families"),
    "saves": q("100"),
    "basis": q("annual"),
    "of": q("10000"),
    "evidence_grade": 1,
    "source": q("a case"),
}


def service(name: str, agency: str, pounds: str, protected: str, **more: str) -> str:
    keys = {"name": q(name), "agency": q(agency), "amount": q(pounds), "basis": q("annual"), "source": q("a budget")}
    return "[[service]]\n" + toml(**(keys | {"protected": protected} | more))


def step(**keys: object) -> str:
    return "[[measure]]\n" + toml(**(STEP | keys))


KNOCK_ON = '[[knock_on]]\nname = "Visits"\namount = "20000000"\nbasis = "annual"\nbears = "nhs"\nper_pound = "1.50"\nsource = "x"\n'


def case(*more: str, services: str | None = None, **top: str) -> str:
    held = "".join(service(*row) for row in SERVICES) if services is None else services
    return "".join((toml(**(TOP | top)), held, *more, PARTIES))


def test_r_the_cut_and_what_it_costs_others(desk: Desk) -> None:
    found = result_of(desk, case(KNOCK_ON))
    headline = found["headline"]
    assert [millions(headline[name]) for name in ("controllable", "cut", "knock_on", "cut_net")] == [
        "312.00", "31.20", "3.00", "28.20"
    ]  # fmt: skip
    assert millions(found["knock_on"][0]["cut"]) == "2.00"
    bodies = by(found["by_agency"], "agency")
    assert millions(bodies["nhs"]["cut_net"]) == "17.00"
    assert sum(Fraction(row["cut_net"]) for row in found["by_agency"]) == Fraction(headline["cut_net"])


def test_r_what_is_protected_puts_more_on_the_rest(desk: Desk) -> None:
    assert result_of(desk, case())["headline"]["off_the_rest"] == "27.9"


def test_a_plan_grows_into_its_steady_year(desk: Desk) -> None:
    found = result_of(desk, case(step()))
    assert [row["net"] for row in found["by_year"]] == ["0.00", "25.00", "60.00", "100.00", "100.00"]
    assert found["headline"]["plan_over_years"] == "285.00"
    found = result_of(desk, case(step(), ramp='["30%", "100%"]'))
    assert (found["by_year"][0]["net"], found["headline"]["first_year"]) == ("30.00", "30.0")


def test_what_is_paid_once_never_joins_a_year(desk: Desk) -> None:
    found = result_of(desk, case(step(one_off_cost=q("70"))))
    assert found["headline"]["plan_net"] == "100.00"
    assert found["headline"]["plan_one_off"] == "70.00"
    assert [row["one_off"] for row in found["by_year"]] == ["70.00", "0.00", "0.00", "0.00", "0.00"]


def test_a_plan_bears_its_bias_and_what_it_costs_others(desk: Desk) -> None:
    found = result_of(desk, case(step(evidence_grade=5, costs_others='{ nhs = "10" }')))
    assert found["headline"]["plan_net"] == "65.00"
    assert by(found["by_agency"], "agency")["nhs"]["plan_net"] == "-10.00"
    for year in found["by_year"]:
        cells = [Fraction(row["net"]) for row in found["agency_year"] if row["year"] == year["year"]]
        assert sum(cells) == Fraction(year["net"])


def test_from_the_place_s_own_count_without_its_capital(desk: Desk) -> None:
    parts = [
        {"agency": "council", "amount_pence": 1000, "nature": "benefits"},
        {"agency": "council", "amount_pence": 500, "nature": "capital"},
        {"agency": "council", "amount_pence": 2000, "cofog": "10.4"},
        {"agency": "nhs", "amount_pence": 3000, "cofog": "07.3"},
    ]
    desk.count("65.00", parts=parts)
    rules = (
        '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
        '[[not_controllable]]\nnature = "benefits"\nreason = "rules"\n[[protect]]\ncofog = "07"\nreason = "agreed"\n'
    )
    headline = result_of(desk, case(rules, services=""))["headline"]
    assert (headline["controllable"], headline["protected"], headline["off_the_rest"]) == ("50.00", "30.00", "25.0")


WARNED = [
    (step(saves=q("1001")), "saving-too-large", "Front door would save 10.01% of what it is saved from"),
    (step(evidence_grade=None), "no-evidence-grade", "No evidence grade for Front door; taken as the weakest"),
    (KNOCK_ON.replace("20000000", "400000000"), "knock-on-beyond", "What the knock-on is of is more than all"),
]


@pytest.mark.parametrize(("more", "code", "found"), WARNED)
def test_what_a_reader_should_look_at_first(desk: Desk, more: str, code: str, found: str) -> None:
    (problem,) = desk.project(case=case(more)).problems
    assert (problem.code, problem.found[: len(found)]) == (code, found)


def test_all_protected_is_said(desk: Desk) -> None:
    all_of_it = "".join(service(name, agency, pounds, "true") for name, agency, pounds, _ in SERVICES)
    result = desk.project(case=case(services=all_of_it))
    assert [problem.code for problem in result.problems] == ["all-protected"]


REFUSED = [
    (case(price_base=q("2024-25 cash")), "price_base", '"2024-25 cash"'),
    (case(services=""), "[count]", "no money"),
    (case(service("Roads", "council", "5", "false", account=q("capital"))), "[[service]] (Roads), basis", "annual, capital"),
    (case(KNOCK_ON.replace("annual", "one-off")), "[[knock_on]] (Visits), basis", "one-off, revenue"),
    (case(step(basis=q("5-year"))), "[[measure]] number 1, basis", "'5-year'"),
    (case(step(), step(name=q("Second"))), "[[measure]] (Second), theme",
     '"Front door" and "Second" both save on "families" at council'),
    (case(service("Visits", "council", "5", "false", counted=q("gross")),
          service("Beds", "council", "5", "false", counted=q("net"))), "[[service]], counted", "gross: Visits; net: Beds"),
    (case(step(price_base=q("2024-25 cash"))), "[[measure]] (Front door), price_base", '"2024-25 cash"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "found"), REFUSED)
def test_what_does_not_add_up_is_refused(desk: Desk, text: str, where: str, found: str) -> None:
    problem = desk.refused(case=text)[0]
    assert problem.where.startswith(f"case.toml, {where.split(' number')[0]}")
    assert problem.found == found


def test_a_rule_that_no_money_meets_is_a_mistake(desk: Desk) -> None:
    desk.count("1.00", parts=[{"agency": "council", "amount_pence": 100, "nature": "pay"}])
    rules = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n[[protect]]\nnature = "pya"\nreason = "x"\n'
    (problem,) = desk.refused(case=case(rules, services=""))
    assert (problem.where, problem.found) == ("case.toml, [[protect]] number 1", 'nature = "pya"')


def test_nothing_cut_and_nothing_planned_changes_nothing(desk: Desk) -> None:
    found = result_of(desk, case(KNOCK_ON, cut=q("0%")))
    assert {found["headline"][name] for name in ("cut", "knock_on", "cut_net", "plan_net", "difference")} == {"0.00"}
