"""Cost-benefit: example B-1 of docs/METHOD.md §5 to the printed digit, and the formula part by part."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.project.case import by, q, result_of, thousands
from tests.project.cost_benefit import another, b1
from tests.project.desk import Desk, scenarios

FORMULA = {
    "basis": q("annual"),
    "amounts": None,
    "impact_is": q("gross"),
    "deadweight": q("20%"),
    "population": 2000,
    "prevalence": q("10%"),
    "engagement": q("50%"),
    "impact": q("30%"),
    "unit_value": q("4000"),
    "unit": q("an admission"),
    "evidence_grade": 1,
}


def test_b1_to_the_printed_digit(desk: Desk) -> None:
    headline = result_of(desk, b1())["headline"]
    assert thousands(headline["pv_cost"]) == "140.82"
    assert thousands(headline["pv_benefit"]) == "165.87"
    assert thousands(headline["npv"]) == "25.06"
    assert headline["financial_return"] == "1.178"
    assert (headline["payback_year"], headline["payback"]) == ("3", "2027-28")
    assert thousands(headline["compensation"]) == "91.06"


def test_b1_the_sum_so_far_of_each_year(desk: Desk) -> None:
    years = result_of(desk, b1())["by_year"]
    assert [thousands(row["cumulative"]) for row in years] == ["-110.00", "-79.57", "-26.36", "25.06"]
    assert [row["year"] for row in years] == ["2024-25", "2025-26", "2026-27", "2027-28"]


def test_b1_who_gains_and_who_must_be_compensated(desk: Desk) -> None:
    bodies = by(result_of(desk, b1())["by_agency"], "agency")
    assert thousands(bodies["nhs"]["position"]) == "116.11"
    assert thousands(bodies["council"]["position"]) == "-91.06"
    assert thousands(bodies["council"]["compensation"]) == "91.06"
    assert bodies["nhs"]["compensation"] == "0.00"
    assert bodies["nhs"]["department"] == "Department of Health and Social Care"


def test_positions_of_bodies_and_departments_add_up_to_the_penny(desk: Desk) -> None:
    found = result_of(desk, b1(benefit={"agencies": '{ nhs = "33.3%", council = "33.3%", dwp = "33.4%" }'}))
    npv = Fraction(found["headline"]["npv"])
    for table in ("by_agency", "by_department"):
        assert sum(Fraction(row["position"]) for row in found[table]) == npv
    for year in found["by_year"]:
        cells = [row for row in found["agency_year"] if row["year"] == year["year"]]
        assert sum(Fraction(cell["net"]) for cell in cells) == Fraction(year["net"])


def test_a_department_of_whitehall_may_gain(desk: Desk) -> None:
    found = result_of(desk, b1(benefit={"agencies": '{ dwp = "100%" }'}))
    assert by(found["by_agency"], "agency")["dwp"]["title"] == "Department for Work and Pensions"
    assert by(found["by_agency"], "agency")["dwp"]["benefit"] == "165873.63"
    assert list(by(found["by_department"], "department")) == [
        "Ministry of Housing, Communities and Local Government",
        "Department for Work and Pensions",
    ]


def test_the_formula_multiplies_what_it_says(desk: Desk) -> None:
    found = result_of(desk, b1(benefit=FORMULA))
    a_year = 2000 * Fraction("0.1") * Fraction("0.5") * Fraction("0.3") * Fraction("0.8") * 4000
    assert [Fraction(row["benefit"]) for row in found["by_year"]] == [a_year] * 4
    assert a_year == 96000


def test_phase_lag_and_what_is_kept_shape_the_years(desk: Desk) -> None:
    shaped = FORMULA | {"phase": '["0%", "50%", "100%", "100%"]', "kept": q("90%")}
    years = result_of(desk, b1(benefit=shaped))["by_year"]
    assert [row["benefit"] for row in years] == ["0.00", "48000.00", "86400.00", "77760.00"]
    years = result_of(desk, b1(benefit=FORMULA | {"lag": 2}))["by_year"]
    assert [row["benefit"] for row in years] == ["0.00", "0.00", "96000.00", "96000.00"]


@pytest.mark.parametrize(
    ("keys", "flow"),
    [
        ({"basis": q("one-off"), "starts": q("2025-26")}, ["0.00", "90000.00", "0.00", "0.00"]),
        ({"basis": q("annual"), "starts": q("2026-27")}, ["0.00", "0.00", "90000.00", "90000.00"]),
        ({"basis": q("3-year"), "starts": q("2025-26")}, ["0.00", "30000.00", "30000.00", "30000.00"]),
    ],
)
def test_a_basis_says_in_which_years_an_amount_falls(desk: Desk, keys: dict[str, str], flow: list[str]) -> None:
    found = result_of(desk, b1(benefit={"amounts": None, "amount": q("90000"), "evidence_grade": 1} | keys))
    assert [row["benefit"] for row in found["by_year"]] == flow


def test_no_payback_is_said_and_not_guessed(desk: Desk) -> None:
    result = desk.project(case=b1(benefit={"amounts": '["0", "1", "1", "1"]'}))
    assert scenarios(result)[0]["result"]["headline"]["payback_year"] == "none in horizon"
    assert "no-payback" in [problem.code for problem in result.problems]


def test_payback_is_the_year_from_which_it_stays_paid_back(desk: Desk) -> None:
    cost = {"amounts": '["10", "0", "99999", "0"]'}
    found = result_of(desk, b1(cost=cost, benefit={"amounts": '["0", "100", "0", "200000"]'}))
    assert found["headline"]["payback_year"] == "3"


def test_fiscal_economic_and_social_stay_apart(desk: Desk) -> None:
    apart = another(kind=q("economic"), outcome=q("wages"), agencies=None) + another(
        name=q("Third"), kind=q("social"), outcome=q("well-being"), agencies=None
    )
    found = result_of(desk, b1(more=apart))["headline"]
    assert found["npv"] == "25055.63"
    assert found["pv_economic"] == found["pv_social"] == "165873.63"
    assert Fraction(found["public_value"]) == Fraction("25055.63") + 2 * Fraction("165873.63")


def test_a_transfer_saves_its_payer_and_is_no_public_value(desk: Desk) -> None:
    found = result_of(desk, b1(benefit={"transfer": "true"}))["headline"]
    assert found["npv"] == "25055.63"
    assert found["public_value"] == "-140818.01"


def test_capital_and_revenue_are_apart(desk: Desk) -> None:
    found = result_of(desk, b1(cost={"account": q("capital")}))
    assert found["headline"]["npv_capital"] == "-140818.01"
    assert found["headline"]["npv_revenue"] == "165873.63"
    assert found["by_year"][0]["of_it_capital"] == "110000.00"


def test_the_cashable_part_is_what_the_file_says_it_is(desk: Desk) -> None:
    found = result_of(desk, b1())
    assert found["headline"]["cashable"] == "66349.45"
    assert sum(Fraction(row["cashable"]) for row in found["by_agency"]) == Fraction("66349.45")


def test_switching_values_turn_the_answer(desk: Desk) -> None:
    switching = by(result_of(desk, b1(benefit=FORMULA))["switching"], "line", "input")
    turned = FORMULA | {"impact": q(switching["Admissions", "impact"]["turns_at"] + "%")}
    npv = Fraction(result_of(desk, b1(benefit=turned))["headline"]["npv"])
    assert abs(npv) < 500
    assert switching["Team", "size"]["change"].startswith(switching["all", "cost"]["change"][:4])


def test_a_switching_value_that_cannot_be_is_said(desk: Desk) -> None:
    switching = by(result_of(desk, b1(cost={"amounts": '["9000000", "0", "0", "0"]'}, benefit=FORMULA))["switching"],
                   "line", "input")  # fmt: skip
    assert switching["Admissions", "impact"]["turns_at"] == "no possible value"


def test_the_tornado_is_widest_first_and_says_which_ranges_are_stated(desk: Desk) -> None:
    more = '[[range]]\nline = "Admissions"\ninput = "size"\nlow = "50%"\nhigh = "150%"\nsource = "two evaluations"\n'
    tornado = result_of(desk, b1(more=more))["tornado"]
    assert [(row["line"], row["range"]) for row in tornado] == [("Admissions", "stated"), ("Team", "mechanical")]
    assert tornado[0]["low"] == "-57881.19"
    assert tornado[0]["high"] == "107992.44"


def test_the_count_gives_the_addressable_spend(desk: Desk) -> None:
    desk.count("100.00", parts={"council": 10000})
    more = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    text = b1(more=more).split("[[addressable]]")[0] + b1().split('source = "accounts"\n')[-1]
    found = [problem.found for problem in desk.project(case=text).problems if problem.code == "saving-too-large"]
    assert found == ["Council would save 20400.0% of its addressable spend in a year"]


def test_nothing_projected_is_nothing(desk: Desk) -> None:
    nought = '["0", "0", "0", "0"]'
    found = result_of(desk, b1(cost={"amounts": nought}, benefit={"amounts": nought}))
    assert found["headline"]["npv"] == found["headline"]["public_value"] == "0.00"
    assert {row["position"] for row in found["by_agency"]} == {"0.00"}
