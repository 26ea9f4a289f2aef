"""Cohorts: example H-1 to the printed digit, the order of verdicts, and no saving without a fair comparison."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.case import PARTIES, by, q, result_of, toml
from tests.project.desk import Desk, scenarios
from tp_cli.project.cohort.effect import verdict

TOP = 'name = "case"\nmethod = "cohort"\ntitle = "A cohort"\nprice_base = "2024-25 prices"\n'
WINDOWS = "[windows]\nbefore_months = 12\nafter_months = 12\n"
PEOPLE = "[people]\ntreated = 40\ncomparison = 40\n"
SPREAD = '[spread]\ntreated = "1200"\ncomparison = "900"\n'
H1 = {"nhs": (10000, 7000, 10000, 8500), "council": (4000, 4600, 4000, 4100)}
COLUMNS = ("treated_before", "treated_after", "comparison_before", "comparison_after")


def comparison(chosen: str = "same prior use") -> str:
    return f'[comparison]\nselected_on = "{chosen}"\nhow = "matched"\nsource = "a plan"\n'


def costs(table: Mapping[str, tuple[int, ...]] | None = None, **keys: str) -> str:
    return "".join(
        "[[cost]]\n"
        + toml(agency=q(body), unit=q("a person"), source=q("records"), **keys)
        + toml(**{name: q(pounds) for name, pounds in zip(COLUMNS, figures, strict=False)})
        for body, figures in (table or H1).items()
    )


def case(*parts: str) -> str:
    return "".join((TOP, *(parts or (comparison(), WINDOWS, PEOPLE, costs())), PARTIES))


def test_h1_to_the_printed_digit(desk: Desk) -> None:
    found = result_of(desk, case())
    bodies = by(found["by_agency"], "agency")
    assert bodies["nhs"]["change"] == "-1500.00"
    assert bodies["council"]["change"] == "500.00"
    assert found["headline"]["net"] == "-1000.00"
    assert found["headline"]["verdict"] == "shunt with net gain"
    assert found["headline"]["compensation"] == bodies["council"]["compensation"] == "500.00"
    assert found["headline"]["net_all"] == "-40000.00"


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ((-1500, 500), "shunt with net gain"),
        ((-1500, 0), "win-win"),
        ((-1, -1), "win-win"),
        ((-500, 500), "no saving"),
        ((0, 0), "no saving"),
        ((-500, 600), "no saving"),
    ],
)
def test_verdicts_in_their_order(effects: tuple[int, ...], said: str) -> None:
    assert verdict({str(n): Fraction(effect) for n, effect in enumerate(effects)}) == said


NOT_FAIR = [
    case(comparison("other"), WINDOWS, PEOPLE, costs()),
    case(
        comparison("none"), WINDOWS, "[people]\ntreated = 40\n", costs({"nhs": (10000, 7000), "council": (4000, 4600)})
    ),
    case(comparison(), WINDOWS, PEOPLE, costs({"nhs": (10000, 7000, 5000, 4900), "council": (4000, 4600, 4000, 4100)})),
]
REASONS = [
    "The comparison group has other prior use: a fall among high users comes by itself",
    "There is no comparison group: a fall among high users comes by itself",
    "The groups did not cost the same before (more than 10% apart): all bodies together, NHS",
]


@pytest.mark.parametrize(("text", "reason"), [*zip(NOT_FAIR, REASONS, strict=True)])
def test_without_a_fair_comparison_no_saving_is_printed_anywhere(desk: Desk, text: str, reason: str) -> None:
    result = desk.project(case=text)
    (problem,) = result.problems
    assert (problem.code, problem.found) == ("descriptive-only", reason)
    (only,) = scenarios(result)
    assert only["result"]["headline"] == {"verdict": "descriptive only", "treated": "40"}
    assert set(only["result"]["by_agency"][0]) == {"agency", "before", "after"}
    everything = json.dumps(result.as_json()) + str(result.as_rows().rows())
    stored = str(desk.store.read("projections").collect().rows())
    for saving in ("3000", "1500", "-1000", "2400", "96000"):
        assert saving not in everything
        assert saving not in stored
    assert any("Before and after may not be taken from each other" in caveat for caveat in only["caveats"])


def test_bodies_whose_cost_before_differs_are_named_even_where_the_sum_does_not(desk: Desk) -> None:
    table = {"nhs": (10000, 7000, 8000, 6500), "council": (4000, 4600, 6000, 6100)}
    (problem,) = desk.project(case=case(comparison(), WINDOWS, PEOPLE, costs(table))).problems
    assert problem.found.endswith(": NHS, Council")


def test_an_interval_needs_thirty_people_and_a_spread(desk: Desk) -> None:
    found = result_of(desk, case(comparison(), WINDOWS, PEOPLE, SPREAD, costs()))["headline"]
    half = 1.959964 * (1200**2 / 40 + 900**2 / 40) ** 0.5
    assert float(found["net_low"]) == pytest.approx(-1000 - half, abs=0.01)
    assert float(found["net_high"]) == pytest.approx(-1000 + half, abs=0.01)
    few = "[people]\ntreated = 29\ncomparison = 40\n"
    found = result_of(desk, case(comparison(), WINDOWS, few, SPREAD, costs()))["headline"]
    assert found["net_interval"] == "none: fewer than 30 people in a group"
    found = result_of(desk, case())["headline"]
    assert found["net_interval"] == "none: the spread from person to person is not given"


def test_an_interval_that_holds_nought_is_warned_of(desk: Desk) -> None:
    wide = SPREAD.replace("1200", "9000")
    codes = [p.code for p in desk.project(case=case(comparison(), WINDOWS, PEOPLE, wide, costs())).problems]
    assert codes == ["not-told-from-none"]


def test_figures_of_few_people_are_hidden_by_who_reads_them(desk: Desk) -> None:
    few = case(comparison(), WINDOWS, "[people]\ntreated = 7\ncomparison = 40\n", costs())
    desk.write(case=few)
    board = scenarios(desk.project_at("board"))[0]["result"]
    assert board["headline"]["net"] == "-1000.00"
    public = scenarios(desk.project_at("public"))[0]["result"]
    assert set(public["headline"].values()) == {"[c]"}
    assert {value for row in public["by_agency"] for key, value in row.items() if key not in ("agency", "title")} == {
        "[c]"
    }
    stored = desk.store.read("projections").collect()
    assert set(stored.filter(~stored["table"].is_in(["caveats", "warnings"]))["value"]) == {"[c]"}


LACKING = [
    (case(WINDOWS, PEOPLE, costs()), "[comparison]", "add a table [comparison]"),
    (case(comparison(), PEOPLE, costs()), "[windows]", "add a table [windows]"),
    (case(comparison(), WINDOWS, costs()), "[people]", "add a table [people] with treated = 240"),
    (case(comparison(), WINDOWS.replace("12", "6", 1), PEOPLE, costs()), "[windows]", "bring both to one length"),
    (
        case(comparison(), WINDOWS, PEOPLE, costs({"nhs": (1, 1, 1)})),
        "[[cost]] (nhs), comparison_after",
        'add comparison_after = "10000.00"',
    ),
    (case(comparison(), WINDOWS, PEOPLE, costs(), "[register]\n"), "[register]", "remove one"),
    (case(PEOPLE), "[[cost]]", "add one of them"),
]


@pytest.mark.parametrize(("text", "where", "fix"), LACKING)
def test_what_is_lacking_is_named(desk: Desk, text: str, where: str, fix: str) -> None:
    (problem,) = desk.refused(case=text)
    assert (problem.where, problem.fix) == (f"case.toml, {where}", fix)


def person(name: str, group: str, before: int, after: int, agency: str = "nhs") -> list[dict[str, Any]]:
    head = {"person": name, "agency": agency, "group": group}
    return [
        head | {"period": "pre", "cost_pence": before},
        head | {"period": "post", "cost_pence": after},
    ]


def register(people: int = 30) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n in range(people):
        rows += person(f"t{n}", "treated", 1000000 + n * 100, 700000 + n * 300)
        rows += person(f"c{n}", "comparison", 1000000 + n * 100, 850000 + n * 100)
        rows += person(f"t{n}", "treated", 400000, 460000, "council")
        rows += person(f"c{n}", "comparison", 400000, 410000, "council")
    return rows


REGISTER = case(comparison(), WINDOWS, "[register]\n")


def test_the_register_gives_the_same_means_and_an_interval(desk: Desk) -> None:
    desk.register(register())
    found = result_of(desk, REGISTER)
    assert found["headline"]["net"] == "-971.00"
    assert by(found["by_agency"], "agency")["council"]["change"] == "500.00"
    changes = [-240000 + n * 200 for n in range(30)]
    mean = sum(changes) / 30
    half = 1.959964 * (sum((c - mean) ** 2 for c in changes) / 29 / 30) ** 0.5 / 100
    assert float(found["headline"]["net_high"]) == pytest.approx(-971 + half, abs=0.01)


def test_nobody_of_the_register_is_in_any_output(desk: Desk) -> None:
    desk.register(register())
    result = desk.project(case=REGISTER)
    everything = json.dumps(result.as_json()) + str(result.as_rows().rows())
    assert not [f"t{n}" for n in range(30) if f'"t{n}"' in everything or f"'t{n}'" in everything]


def test_a_person_without_a_row_in_a_period_cost_nothing_in_it(desk: Desk) -> None:
    rows = [row for row in register() if not (row["person"] == "t0" and row["period"] == "post")]
    desk.register(rows)
    found = result_of(desk, REGISTER)
    assert Fraction(found["headline"]["net"]) == round(Fraction(-97100 * 30 - 700000 - 460000, 30)) / Fraction(100)


def test_high_users_are_chosen_by_one_least_cost_in_both_groups(desk: Desk) -> None:
    low = person("low1", "treated", 1000, 900000) + person("low2", "comparison", 2000, 0)
    desk.register(register() + low)
    high = case(comparison(), WINDOWS, '[register]\nleast_before = "5000"\n')
    (only,) = scenarios(desk.project(case=high))
    assert only["result"]["headline"]["net"] == "-971.00"
    assert any("under the least cost before" in caveat for caveat in only["caveats"])


REGISTERS: list[tuple[list[dict[str, Any]], str]] = [
    (register() + person("t1", "comparison", 1, 1), "1 people in both groups"),
    (person("t1", "treated", 1, 1), "nobody in one of the groups"),
    ([row | {"period": None} for row in register(2)], "16 rows of a group without pre or post"),
]


@pytest.mark.parametrize(("rows", "found"), REGISTERS)
def test_a_register_that_cannot_tell_the_groups_is_refused(desk: Desk, rows: list[Any], found: str) -> None:
    desk.register(rows)
    assert found in [problem.found for problem in desk.refused(case=REGISTER)]


def test_without_a_register_it_says_what_to_read(desk: Desk) -> None:
    (problem,) = desk.refused(case=REGISTER)
    assert problem.found == "no register of people was read"


def test_unknown_amounts_leave_a_person_out_and_say_so(desk: Desk) -> None:
    odd = person("t99", "treated", 1000000, 0)
    desk.register(register() + [odd[0], odd[1] | {"cost_pence": None}])
    (only,) = scenarios(desk.project(case=REGISTER))
    assert only["result"]["headline"]["treated"] == "30"
    assert any("with an amount not known" in caveat for caveat in only["caveats"])


BUDGET = """
[[personal_budget]]
name = "Budgets"
people = 20
basis = "annual"
contributions = { nhs = "3000", council = "5000" }
spent = "7200"
source = "agreements"
"""


def test_what_is_left_of_a_personal_budget_goes_back_by_share(desk: Desk) -> None:
    rows = by(result_of(desk, case(BUDGET))["personal_budgets"], "agency")
    assert (rows["nhs"]["returned"], rows["council"]["returned"]) == ("300.00", "500.00")


def test_a_personal_budget_of_few_people_is_hidden(desk: Desk) -> None:
    rows = result_of(desk, case(BUDGET.replace("20", "2", 1)))["personal_budgets"]
    assert {row.get("returned", "[c]") for row in rows} == {"[c]"}


@settings(deadline=None)
@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6), st.integers(1, 1000))
def test_a_verdict_does_not_change_with_scale(effects: list[int], factor: int) -> None:
    one = {str(n): Fraction(effect) for n, effect in enumerate(effects)}
    assert verdict(one) == verdict({body: effect * factor for body, effect in one.items()})
