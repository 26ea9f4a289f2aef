"""A scenario as a difference from business as usual: nothing projected is the baseline itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.project import test_baseline, test_redesign
from tests.project.case import by, q
from tests.project.cost_benefit import b1
from tests.project.desk import Desk, scenarios
from tp_cli.project.projecting import project_scenarios

USUAL = test_baseline.case(name=q("usual"), years=4)
NOUGHT = '["0", "0", "0", "0"]'


def against(desk: Desk, text: str, usual: str = USUAL) -> list[dict[str, str]]:
    found = by(scenarios(desk.project(case=text, usual=usual)), "name")["case"]["result"]["against_usual"]
    return list(found)


def test_nothing_projected_is_business_as_usual(desk: Desk) -> None:
    rows = against(
        desk, b1(top={"business_as_usual": q("usual")}, cost={"amounts": NOUGHT}, benefit={"amounts": NOUGHT})
    )
    assert [row["with_it"] for row in rows] == [row["as_usual"] for row in rows] == ["1000.00"] * 4
    rows = against(desk, test_redesign.case(business_as_usual=q("usual"), ramp='["0%", "0%"]'))
    assert {row["change"] for row in rows} == {"0.00"}


def test_the_change_is_cost_less_fiscal_benefit(desk: Desk) -> None:
    rows = against(desk, b1(top={"business_as_usual": q("usual")}))
    assert [row["change"] for row in rows] == ["110000.00", "-31500.00", "-57000.00", "-57000.00"]
    assert all(Fraction(r["as_usual"]) + Fraction(r["change"]) == Fraction(r["with_it"]) for r in rows)


def test_a_plan_lowers_what_is_spent_as_usual(desk: Desk) -> None:
    plan = test_redesign.case(test_redesign.step(), business_as_usual=q("usual"), ramp='["25%", "100%"]')
    assert [row["with_it"] for row in against(desk, plan)] == ["975.00", "900.00"]


REFUSED = [
    ({"business_as_usual": q("usul")}, USUAL, '"usul"'),
    ({"business_as_usual": q("case")}, USUAL, '"case"'),
    ({"business_as_usual": q("usual"), "years": 4, "first_year": q("2026-27")}, USUAL, "2026-27 to 2029-30"),
    (
        {"business_as_usual": q("usual")},
        USUAL.replace('"2024-25 prices"', '"2024-25 cash"'),
        '"usual" is in 2024-25 cash, this in 2024-25 prices',
    ),
]


@pytest.mark.parametrize(("top", "usual", "found"), REFUSED)
def test_what_is_no_baseline_for_it_is_refused(desk: Desk, top: dict[str, object], usual: str, found: str) -> None:
    (problem,) = desk.refused(case=b1(top=dict(top)), usual=usual)
    assert (problem.where, problem.found) == ("case.toml, business_as_usual", found)


def test_a_file_named_alone_still_finds_its_baseline(desk: Desk) -> None:
    desk.write(case=b1(top={"business_as_usual": q("usual")}), usual=USUAL)
    file = desk.folder / "scenarios" / "case.toml"
    result = project_scenarios(desk.store, desk.place, desk.folder, [file])
    assert [item.name for item in result.scenarios] == ["case"]
