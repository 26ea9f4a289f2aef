"""Several places: differences first, no rank where places are not counted alike, medians where they are."""

from __future__ import annotations

import pytest

from tests.project.case import by, q, result_of, toml
from tests.project.desk import Desk
from tp_cli.words import SCOPES

TOP = 'name = "case"\nmethod = "places"\ntitle = "Places"\n'
ALIKE = {name: "in" for name in SCOPES} | {"housing_revenue_account": "memo", "non_identifiable": "out"}


def scope(**changed: str) -> str:
    return "{ " + ", ".join(f'{name} = "{switch}"' for name, switch in (ALIKE | changed).items()) + " }"


def place(name: str, pounds: int, **keys: str) -> str:
    said = {
        "name": q(name),
        "total": q(pounds),
        "people": 100,
        "counted_year": q("2024-25"),
        "prices": q("2024-25 cash"),
        "scope": scope(),
        "source": q("its count"),
    }
    return "[[place]]\n" + toml(**(said | keys))


def test_places_counted_alike_stand_beside_their_median(desk: Desk) -> None:
    found = result_of(desk, TOP + place("A", 100) + place("B", 300) + place("C", 1000))
    assert (found["headline"]["median_per_head"], found["headline"]["mad_per_head"]) == ("3.00", "2.00")
    assert [(row["place"], row["rank"]) for row in found["places"]] == [("A", "3"), ("B", "2"), ("C", "1")]
    assert found["places"][0]["from_median"] == "-2.00"


UNLIKE = [
    ({"scope": scope(benefits="out")}, "scope benefits"),
    ({"counted_year": q("2023-24")}, "year"),
    ({"prices": q("2024-25 prices")}, "prices"),
    ({"basis": q("budget")}, "basis"),
]


@pytest.mark.parametrize(("keys", "difference"), UNLIKE)
def test_what_differs_comes_first_and_nothing_is_ranked(desk: Desk, keys: dict[str, str], difference: str) -> None:
    result = desk.project(case=TOP + place("A", 100) + place("B", 300, **keys))
    assert [problem.found for problem in result.problems] == [f"The places are not counted alike: {difference}"]
    tables = result.as_rows()["table"].unique(maintain_order=True).to_list()
    assert tables.index("differences") < tables.index("places")
    columns = result.as_rows().filter(table="places")["column"].to_list()
    assert "rank" not in columns and "from_median" not in columns
    assert "median_per_head" not in result.as_rows()["column"].to_list()


def test_this_place_takes_part_with_its_own_count(desk: Desk) -> None:
    desk.count("5000000.00")
    count = '[count]\nyear = "2024-25"\nscope = { benefits = "in" }\n'
    found = result_of(desk, TOP + place("A", 100) + count)
    assert by(found["places"], "place")["Wrenborough"]["per_head"] == "10.00"


def test_every_switch_of_the_scope_must_be_said(desk: Desk) -> None:
    (problem,) = desk.refused(case=TOP + place("A", 1) + place("B", 1, scope='{ benefits = "in" }'))
    assert problem.found.startswith("nothing for schools, housing_revenue_account")


def test_one_place_is_no_comparison(desk: Desk) -> None:
    (problem,) = desk.refused(case=TOP + place("A", 1))
    assert problem.found == "one place"
