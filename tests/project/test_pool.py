"""Pooled budgets: example Q of docs/METHOD.md §5, moves between bodies, and what does not add up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.case import PARTIES, by, q, result_of, toml
from tests.project.desk import Desk
from tp_cli.project.pool.file import Pool
from tp_cli.project.pool.method import variance

TOP = 'name = "case"\nmethod = "pool"\ntitle = "A pool"\nyear = "2024-25"\nprice_base = "2024-25 cash"\n'
POOL = {
    "name": q("Equipment"),
    "type": q("pooled"),
    "host": q("council"),
    "basis": q("annual"),
    "contributions": '{ nhs = "6000000", council = "4000000" }',
    "aligned": '{ council = "3000000" }',
    "risk_share": '{ nhs = "60%", council = "40%" }',
    "spent": q("9500000"),
    "source": q("an agreement"),
}
MOVE = {
    "name": q("Capital"),
    "payer": q("nhs"),
    "payee": q("council"),
    "amount": q("10000000"),
    "basis": q("one-off"),
    "given_as": q("capital"),
    "used_as": q("capital"),
    "source": q("an agreement"),
}


def case(more: str = "", **keys: str | None) -> str:
    return TOP + "[[pool]]\n" + toml(**(POOL | keys)) + more + PARTIES


def move(**keys: str) -> str:
    return "[[move]]\n" + toml(**(MOVE | keys))


def test_q_is_counted_once_and_what_is_left_goes_back_by_risk_share(desk: Desk) -> None:
    found = result_of(desk, case())
    shares = by(found["shares"], "agency")
    assert (shares["nhs"]["returned"], shares["council"]["returned"]) == ("300000.00", "200000.00")
    assert found["pools"][0]["counted_once"] == found["headline"]["pool_spent"] == "9500000.00"
    assert shares["council"]["aligned"] == found["headline"]["aligned"] == "3000000.00"


def test_without_a_risk_share_it_goes_back_as_it_was_put_in(desk: Desk) -> None:
    shares = by(result_of(desk, case(risk_share=None))["shares"], "agency")
    assert (shares["nhs"]["returned"], shares["council"]["returned"]) == ("300000.00", "200000.00")


def test_an_overspend_is_owed_the_same_way_and_warned_of(desk: Desk) -> None:
    result = desk.project(case=case(spent=q("10000000.01")))
    assert [(p.code, p.found) for p in result.problems] == [
        ("pool-overspent", "Equipment spent £0.01 more than was put in")
    ]


def test_money_moved_changes_nothing_in_the_count(desk: Desk) -> None:
    found = result_of(desk, case(move()))
    assert (found["moves"][0]["payer"], found["moves"][0]["payee"]) == ("-10000000.00", "10000000.00")
    assert found["headline"]["count_change"] == found["moves"][0]["count_change"] == "0.00"
    bodies = by(found["by_agency"], "agency")
    assert (bodies["nhs"]["moved_capital"], bodies["nhs"]["moved_revenue"]) == ("-10000000.00", "0.00")


def test_capital_that_pays_running_costs_is_warned_of(desk: Desk) -> None:
    result = desk.project(case=case(move(used_as=q("revenue"))))
    assert [p.found for p in result.problems] == ["Capital: £10,000,000.00 of capital would pay running costs"]


def test_an_aligned_budget_moves_nothing(desk: Desk) -> None:
    found = result_of(desk, case(type=q("aligned"), spent=None, risk_share=None, aligned=None))
    assert found["headline"]["aligned"] == "10000000.00"
    assert found["headline"]["pool_spent"] == found["headline"]["unspent"] == "0.00"


def test_more_than_a_body_spends_is_warned_of(desk: Desk) -> None:
    desk.count("100.00", parts={"nhs": 5_000_000_00, "council": 9_000_000_00})
    count = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    result = desk.project(case=case(count))
    assert [p.found for p in result.problems] == ["NHS puts in £6,000,000.00, but only £5,000,000.00 is counted for it"]


SECOND = "[[pool]]\n" + toml(**(POOL | {"name": q("Second"), "basis": q("one-off")}))
CAPITAL = "[[pool]]\n" + toml(**(POOL | {"name": q("Second"), "account": q("capital")}))
REFUSED = [
    (case(SECOND), "[[pool]], basis", "annual: Equipment; one-off: Second"),
    (case(CAPITAL), "[[pool]], account", "revenue: Equipment; capital: Second"),
    (case(risk_share='{ nhs = "60%", council = "30%" }'), "[[pool]] (Equipment), risk_share", "shares that add up to 90.0000%"),
    (case(risk_share='{ nhs = "60%", dwp = "40%" }'), "[[pool]] (Equipment), risk_share", '"dwp"'),
    (case(spent=None), "[[pool]] (Equipment), spent", "nothing"),
    (case(price_base=q("2020-21 cash")), "[[pool]] (Equipment), price_base", '"2020-21 cash"'),
    (case(year=q("2023-24")), "[[pool]] (Equipment), year", '"2023-24"'),
    (case(move(payee=q("nhs"))), "[[move]] (Capital)", "payer and payee are the same"),
    (case(type=q("aligned")), "[[pool]] (Equipment)", "an aligned budget with a common spending or a risk share"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "found"), REFUSED)
def test_what_does_not_hang_together_is_refused(desk: Desk, text: str, where: str, found: str) -> None:
    (problem,) = desk.refused(case=text)
    assert (problem.where, problem.found) == (f"case.toml, {where}", found)


pence = st.integers(0, 10**11)


@settings(deadline=None)
@given(st.lists(pence, min_size=1, max_size=5).filter(any), pence)
def test_what_goes_back_is_what_is_left_to_the_penny(put: list[int], spent: int) -> None:
    pool = Pool.model_construct(
        name="P", type="pooled", host="b0", basis="annual", contributions={f"b{n}": p for n, p in enumerate(put)},
        spent=spent, aligned={}, risk_share={}, account="revenue", source="s",
    )  # fmt: skip
    assert sum(variance(pool).values()) == sum(put) - spent
