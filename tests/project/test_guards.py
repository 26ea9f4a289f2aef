"""Every guard of cost-benefit: what it refuses, with the message that a person reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.project.case import q
from tests.project.cost_benefit import another, b1
from tests.project.desk import Desk, scenarios
from tests.project.test_cost_benefit import FORMULA

SECOND = another()
REFUSED: list[tuple[str, str, str, str]] = [
    (
        b1(
            benefit=FORMULA,
            more='[[range]]\nline = "Admissions"\ninput = "impact"\nlow = "1%"\nhigh = "120%"\nsource = "x"\n',
        ),
        "[[range]] (Admissions, impact)",
        "0.01 to 1.2",
        "correct it",
    ),
    (
        b1(more=another(theme=q(" Older   PEOPLE "))),
        "[[benefit]] (Second), theme",
        '"Admissions" and "Second" both claim fiscal benefits of "older people"',
        'join them, or add separate_from = { "Admissions" = "why no pound is in both" }',
    ),
    (
        b1(benefit=FORMULA | {"impact_is": q("net")}),
        "[[benefit]] (Admissions), deadweight",
        "20.0% off an impact that is already net",
        'remove deadweight, or write impact_is = "gross"',
    ),
    (
        b1(benefit={"impact_is": q("gross")}),
        "[[benefit]] (Admissions), deadweight",
        "nothing, and the impact is gross",
        'add deadweight = "20%"',
    ),
    (
        b1(benefit={"kind": q("economic"), "agencies": None, "transfer": "true"}),
        "[[benefit]] (Admissions), kind",
        'economic, though "admissions avoided" is a payment from one purse to another',
        'write kind = "fiscal", or transfer = false if it is no such payment',
    ),
    (
        b1(benefit={"kind": q("social"), "agencies": None, "outcome": q("less Housing Benefit paid")}),
        "[[benefit]] (Admissions), kind",
        'social, though "housing benefit" is a payment from one purse to another',
        'write kind = "fiscal", or transfer = false if it is no such payment',
    ),
    (
        b1(more=SECOND),
        "[[benefit]] (Second), theme",
        '"Admissions" and "Second" both claim fiscal benefits of "older people"',
        'join them, or add separate_from = { "Admissions" = "why no pound is in both" }',
    ),
    (
        b1(more=another(kind=q("economic"), agencies=None)),
        "[[benefit]] (Second), net_of_fiscal",
        '"admissions avoided" as fiscal and as economic, and not said to leave the fiscal part out',
        "take the fiscal part out of it, then add net_of_fiscal = true",
    ),
    (
        b1(top={"discount_rate": q("6%")}),
        "discount_rate",
        '"6.00%", which is off the table',
        'take a rate of the table, or add discount_note = "why this rate"',
    ),
    (
        b1(cost={"amounts": '["0", "0", "100000", "0"]'}),
        "[[benefit]] (Admissions)",
        "a benefit in year 1, before anything is spent",
        'correct the years, or add already_spent = "when, and by whom" to the cost',
    ),
    (
        b1(top={"price_base": q("2024-25 cash")}),
        "price_base",
        'price_base = "2024-25 cash"',
        'state all amounts in constant prices, then write "2024-25 prices"',
    ),
    (
        b1(cost={"price_base": q("2019-20 prices")}),
        "[[cost]] (Team), price_base",
        '"2019-20 prices"',
        "bring it to those prices, and say how in source",
    ),
    (
        b1(benefit={"agencies": '{ nhs = "70%", council = "20%" }'}),
        "[[benefit]] (Admissions), agencies",
        "shares that add up to 90.0000%",
        'correct them, such as agencies = { nhs = "70%", council = "30%" }',
    ),
    (
        b1(benefit={"kind": q("social")}),
        "[[benefit]] (Admissions), agencies",
        "bodies that gain a social benefit",
        "remove agencies",
    ),
    (
        b1(cost={"amounts": '["1", "2"]'}),
        "[[cost]] (Team), amounts",
        "2 amounts for 4 years",
        "write nought where there is none",
    ),
    (
        b1(cost={"agency": q("counsil")}),
        "[[cost]] (Team), agency",
        '"counsil"',
        'did you mean council? Else add [[party]] id = "counsil" and its name',
    ),
    (
        b1(benefit=FORMULA | {"impact": None}),
        "[[benefit]] (Admissions), impact",
        "nothing",
        'add impact = "30%"',
    ),
    (
        b1(cost={"amounts": None, "amount": q("5"), "basis": q("5-year")}),
        "[[cost]] (Team), starts",
        "2024-25, 5-year",
        "correct starts or years",
    ),
    (
        b1(more='[[range]]\nline = "Teem"\ninput = "size"\nlow = "1%"\nhigh = "2%"\nsource = "x"\n'),
        "[[range]] (Teem, size), line",
        '"Teem"',
        "nearest: Team",
    ),
    (
        b1(more='[[range]]\nline = "Team"\ninput = "size"\nlow = "110%"\nhigh = "120%"\nsource = "x"\n'),
        "[[range]] (Team, size)",
        "1.1 to 1.2",
        "correct it",
    ),
]


@pytest.mark.parametrize(("text", "where", "found", "fix"), REFUSED)
def test_what_would_not_stand_is_refused(desk: Desk, text: str, where: str, found: str, fix: str) -> None:
    (problem,) = desk.refused(case=text)
    assert (problem.where, problem.found, problem.fix) == (f"case.toml, {where}", found, fix)


MISSING = [("basis", 'add basis = "annual" (or "by-year" with amounts, one a year, "5-year", "one-off")'),
           ("source", 'add source = "Council budget book 2024-25, page 12"')]  # fmt: skip


@pytest.mark.parametrize(("key", "fix"), MISSING)
def test_a_missing_basis_or_source_shows_the_line_to_add(desk: Desk, key: str, fix: str) -> None:
    problems = desk.refused(case=b1(cost={key: None}, benefit={key: None}))
    assert [problem.fix for problem in problems] == [fix, fix]


ALLOWED: list[tuple[str, str]] = [
    (
        b1(more=another(separate_from='{ "Admissions" = "other people" }')),
        '"Second" and "Admissions" are added because',
    ),
    (b1(top={"discount_rate": q("6%"), "discount_note": q("the funder asks for it")}), "the funder asks for it"),
    (
        b1(cost={"amounts": '["0", "0", "5", "0"]', "already_spent": q("bought in 2022")}),
        "already spent: bought in 2022",
    ),
]


@pytest.mark.parametrize(("text", "said"), ALLOWED)
def test_a_stated_reason_lets_it_through_and_stands_beside_the_figures(desk: Desk, text: str, said: str) -> None:
    assert any(said in caveat for caveat in scenarios(desk.project(case=text))[0]["caveats"])


WARNED: list[tuple[dict[str, Any], str, str]] = [
    (
        {"amounts": '["0", "50000", "9000000", "80000"]', "agencies": '{ nhs = "100%" }'},
        "saving-too-large",
        "NHS would save 85.0% of its addressable spend in a year",
    ),
    ({}, "agency-loses", "Council loses £91,055.92 in present value"),
    ({"cashable": None}, "no-cashable-part", "No cashable part is stated for Admissions; taken as nought"),
    ({"evidence_grade": None}, "no-evidence-grade", "No evidence grade for Admissions; taken as the weakest"),
    ({"agencies": '{ dwp = "100%" }'}, "no-addressable", "No addressable spend for dwp, so a saving above a tenth"),
]


@pytest.mark.parametrize(("benefit", "code", "found"), WARNED)
def test_what_a_reader_should_look_at_first(desk: Desk, benefit: dict[str, Any], code: str, found: str) -> None:
    problems = [problem for problem in desk.project(case=b1(benefit=benefit)).problems if problem.code == code]
    assert [problem.found[: len(found)] for problem in problems] == [found]
    assert problems[0].kind == "finding"


def test_the_count_must_be_of_the_year_prices_and_scope_that_the_scenario_says(desk: Desk) -> None:
    desk.count("100.00", year="2023-24")
    more = '[count]\nyear = "2024-25"\nscope = { benefits = "out" }\n'
    found = desk.refused(case=b1(top={"price_base": q("2022-23 prices")}, more=more))
    assert [(problem.where, problem.found) for problem in found] == [
        ("case.toml, [count], year", '"2024-25", but the count is of 2023-24'),
        ("case.toml, [count], scope", 'benefits = "out", but the place counts it "in"'),
        ("case.toml, price_base", 'price_base = "2022-23 prices", beside a count of 2024-25 in cash'),
    ]
