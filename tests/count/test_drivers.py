"""Shares looked up by area: one line over several places adds up to it, whichever of them is counted."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import YEAR, asked, counted, lines, place_of, states, with_drivers
from tp_cli.count.ledger_read import Ledger
from tp_cli.division.kernel import Areas, apportion
from tp_cli.errors import TpError
from tp_cli.money import share_out
from tp_cli.place import Place

AREAS = """
    area | name     | value
    E1   | Westwren | 360000
    E2   | Eastwren | 640000
    E3   | Midwren  | 500000
"""
FORCE = "agency | amount\n police | 300.00"


def place(ledger: Ledger, code: str = "E3", **share: Any) -> Place:
    """The place of this code, whose police serve the areas of the share."""
    police = {"id": "police", "name": "Police", "kind": "police", "share": {"driver": "Population", **share}}
    return place_of(ledger, agency=[police], place={"code": code, "years": ["2019-20", YEAR]})


def test_both_numbers_are_looked_up_by_area() -> None:
    ledger = with_drivers(lines(FORCE), AREAS)
    count = counted(ledger, place(ledger, areas=["E1", "eastwren", "E3"]))
    assert states(count) == {"apportioned_out": "200", "counted": "100"}
    assert count.parts.filter(state="apportioned_out")["reason"].item() == "the place's share is 500000 of 1500000"


def test_all_stands_for_every_area_of_the_table() -> None:
    ledger = with_drivers(lines(FORCE), AREAS)
    assert states(counted(ledger, place(ledger, areas="all"))) == {"apportioned_out": "200", "counted": "100"}


def test_a_place_of_several_areas_has_what_they_have_together() -> None:
    ledger = with_drivers(lines(FORCE), AREAS)
    both = place(ledger, areas="all").model_copy(
        update={"facts": place(ledger, areas="all").facts.model_copy(update={"areas": ["E1", "Midwren"]})}
    )
    assert states(counted(ledger, both)) == {"apportioned_out": "128", "counted": "172"}


def test_residents_of_authorities_come_from_the_table_that_tp_carries() -> None:
    """West Yorkshire in 2011-12: 750,683 of 2,227,371 people, by codes of two kinds and by name."""
    ledger = lines("agency | year | amount\n police | 2011-12 | 2227371.00")
    areas = ["E4701", "E4702", "E08000034", "E4704", "Wakefield"]
    police = {"id": "police", "name": "Police", "kind": "police", "share": {"driver": "population", "areas": areas}}
    leeds = place_of(ledger, agency=[police], place={"code": "E08000035", "years": ["2011-12"]})
    assert states(counted(ledger, leeds)) == {"apportioned_out": "1476688", "counted": "750683"}


def test_need_weights_with_decimals_are_exact() -> None:
    ledger = with_drivers(lines("agency | amount\n police | 10.00"), "area | value\n E1 | 0.75\n E3 | 0.25")
    assert states(counted(ledger, place(ledger, areas="all"))) == {"apportioned_out": "7.5", "counted": "2.5"}


YEARS = """
    area | year    | value
    E1   | 2018-19 | 100
    E3   | 2018-19 | 100
    E1   | 2022-23 | 100
    E3   | 2022-23 | 300
"""


def test_the_last_year_before_the_one_counted_is_taken_and_both_are_named() -> None:
    ledger = with_drivers(lines(FORCE), YEARS)
    said = asked(ledger, place(ledger, areas="all"))
    assert said.counted.total_pence == 225_00
    (share,) = said.counted.workings.shares.listed
    assert share.year == "2022-23"


MISTAKES = [
    # areas            the table                                        code                   what mends it
    (["E1", "E3"], "area | value\n E1 | 1", "driver-area-missing", "add its row"),
    (["E1", "Midwrem"], AREAS, "driver-area-missing", "add its row"),
    (["E1", "E2"], AREAS, "driver-not-ours", "[place] areas"),
    ("all", "area | value | year\n E1 | 1 | \n E3 | 1 |", "driver-without-year", "column year"),
    ("all", "area | value\n E1 | 1\n E3 | 1\n E3 | 2", "driver-twice", "keep the right row"),
    ("all", "area | value | unit\n E1 | 1 | people\n E3 | 1 | thousand people", "driver-units", "in one unit"),
    ("all", "area | value\n E1 | -1\n E3 | 1", "driver-negative", "correct"),
    ("all", "area | value\n E1 | 0\n E3 | 0", "driver-nought", "correct"),
    ("all", "area | value\n E1 | 1\n E3 | 2\n Wrenshire | 3", "driver-total", "take the total out"),
    ("all", "area | value\n E1 | 0.0000001\n E3 | 300000000000", "driver-too-fine", "round"),
    (["Wren", "E3"], "area | name | value\n E1 | Wren | 1\n E2 | Wren | 1\n E3 | | 1", "driver-area-twice", "its code"),
    (["E1", "E3"], "driver | area | value\n Populatoin | E1 | 1", "driver-area-missing", "add its row"),
]


@pytest.mark.parametrize(("areas", "table", "code", "fix"), MISTAKES)
def test_a_share_that_cannot_be_looked_up_is_an_error_that_names_the_fix(
    areas: Any, table: str, code: str, fix: str
) -> None:
    ledger = with_drivers(lines(FORCE), table)
    if code == "driver-without-year":
        ledger.drivers = ledger.drivers.with_columns(year=pl.lit(None, pl.String))
    with pytest.raises(TpError) as stopped:
        counted(ledger, place(ledger, areas=areas))
    assert [problem.code for problem in stopped.value.problems][0] == code
    assert fix in stopped.value.problems[0].fix


def test_a_driver_that_no_table_has_names_the_nearest() -> None:
    ledger = with_drivers(lines(FORCE), "driver | area | value\n Claimants | E3 | 1")
    with pytest.raises(TpError) as stopped:
        counted(ledger, place(ledger, driver="claiments", areas="all"))
    assert "Claimants" in stopped.value.problems[0].fix


def test_every_share_that_cannot_be_looked_up_is_named_in_one_run() -> None:
    ledger = with_drivers(lines("agency | amount\n police | 1.00\n fire | 1.00"), AREAS)
    share = {"driver": "population", "areas": ["E3", "E9"]}
    bodies = [{"id": name, "name": name, "kind": "other", "share": share} for name in ("police", "fire")]
    with pytest.raises(TpError) as stopped:
        counted(ledger, place_of(ledger, agency=bodies, place={"code": "E3"}))
    assert [problem.where.split()[2] for problem in stopped.value.problems] == ["police,", "fire,"]


amounts = st.lists(st.integers(-(10**15), 10**15) | st.integers(-300, 300), min_size=1, max_size=20)
drivers = st.lists(st.integers(0, 10**6) | st.integers(0, 10**16), min_size=1, max_size=9).filter(any)


@settings(max_examples=60, deadline=None)
@given(amounts, drivers)
def test_the_parts_of_a_line_over_all_places_add_up_to_it(pence: list[int], areas: list[int]) -> None:
    """Each area counted by itself has what a share-out over all of them gives it."""
    frame = pl.LazyFrame({"amount_pence": pence, "share_num": 1, "share_den": 1, "share_over": 0})
    found = [
        apportion(nw.from_native(frame), [Areas(tuple(areas), (at,))]).to_native().collect()["in_pence"].to_list()
        for at in range(len(areas))
    ]
    assert [list(each) for each in zip(*found, strict=True)] == [share_out(amount, areas) for amount in pence]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=6), st.permutations([3, 5, 7, 11]))
def test_the_counts_of_all_areas_of_a_body_add_up_to_the_body_line_by_line(pence: list[int], sizes: list[int]) -> None:
    """Whole counts, a folder an area, each listing the areas in another order."""
    table = "agency | amount\n" + "\n".join(f" police | {each / 100:.2f}" for each in pence)
    rows = "\n".join(f" E{at} | {size}" for at, size in enumerate(sizes))
    ledger = with_drivers(lines(table), f"area | value\n{rows}")
    codes = [f"E{at}" for at in range(len(sizes))]
    ours: dict[str, int] = {}
    for at, code in enumerate(codes):
        parts = counted(ledger, place(ledger, code, areas=[*codes[at:], *codes[:at]])).parts.filter(state="counted")
        for line, amount in parts.select("line_id", "amount_pence").iter_rows():
            ours[line] = ours.get(line, 0) + amount
    whole = {line: amount for line, amount in ledger.lines.select("line_id", "amount_pence").iter_rows() if amount}
    assert {line: amount for line, amount in ours.items() if amount} == whole
