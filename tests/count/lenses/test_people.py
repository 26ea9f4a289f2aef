"""People: what is shown of them, and what no level may let a reader work out."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count.lenses.desk import Desk, rows
from tp_cli.count import keep_lenses
from tp_cli.count.lenses.lens import Level
from tp_cli.count.lenses.people import SMALLEST, Person, _counts, _is_open, _tops

HEAD = "Person,Agency,Service,Cost,Contacts\n"


def register(*people: tuple[str, str, int]) -> str:
    return HEAD + "".join(f"{person},{agency},Care,{cost},1\n" for person, agency, cost in people)


TEN = register(("p1", "council", 500), ("p2", "nhs", 300), *((f"q{i}", "council", 25) for i in range(8)))


def test_the_dearest_fifth_of_ten_take_four_fifths(tmp_path: Path) -> None:
    result = Desk(tmp_path, people=TEN).counted().look("people")
    assert rows(result)["all"]["top_20_pct"] == "80.0"
    assert "80.0%" in result.finding.says


@pytest.mark.parametrize("level", ["partner", "board", "public"])
def test_no_key_of_a_person_is_in_any_answer(tmp_path: Path, level: Level) -> None:
    desk = Desk(tmp_path, people=TEN).counted()
    text = str(desk.look("people", level).as_json())
    assert not [key for key in ("p1", "p2", *(f"q{i}" for i in range(8))) if f"'{key}'" in text or f'"{key}"' in text]


def test_small_numbers_are_left_out_beyond_partners(tmp_path: Path) -> None:
    """One person alone uses the NHS: for a board that, and all it could be worked out from, is left out."""
    result = Desk(tmp_path, people=TEN).counted().look("people", "board")
    found = rows(result)["all"]
    assert (found["people"], found["several"], found["top_20_pct"]) == ("10", "[c]", "[c]")
    assert [table.name for table in result.finding.tables] == ["people", "people_top", "people_agencies"]
    public = rows(Desk(tmp_path / "few", people=register(("a", "nhs", 5))).counted().look("people", "public"))["all"]
    assert (public["people"], public["cost"]) == ("[c]", "[c]")


def test_what_a_plain_count_stores_is_for_a_board(tmp_path: Path) -> None:
    desk = Desk(tmp_path, people=TEN).counted()
    keep_lenses(desk.store, desk.place)
    figures = desk.store.read("lens_figures").collect()
    stored = dict(figures.filter(table="people").select("column", "value").iter_rows())
    assert (stored["people"], stored["top_20_pct"]) == ("10", "[c]")


def test_rows_of_a_comparison_are_not_this_year_s_use(tmp_path: Path) -> None:
    text = "Person,Agency,Cost,Group,Period\np,nhs,10,treated,pre\np,nhs,5,treated,post\nq,nhs,7,,\nr,nhs,7,,\n"
    result = Desk(tmp_path, people=text).counted().look("people")
    assert rows(result)["all"]["cost"] == "14.00"
    assert any("2 rows belong to a comparison" in text for text in result.finding.caveats)


person = st.builds(Person, st.integers(0, 10**6), st.frozensets(st.sampled_from("abc"), min_size=1), st.booleans())


@settings(max_examples=80, deadline=None)
@given(st.lists(person, min_size=1, max_size=40), st.sampled_from(["partner", "board", "public"]))
def test_where_the_finer_tables_are_open_no_group_that_they_cut_out_is_small(
    people: list[Person], level: Level
) -> None:
    """Every number that one may get by adding, or by taking one shown number from another, is nought or not small."""
    smallest = SMALLEST[level]
    if not all(_is_open(number, smallest) for number in _counts(people)):
        return
    agencies = sorted({agency for each in people for agency in each.agencies})
    for one, other in combinations(agencies, 2):
        uses = [(one in each.agencies, other in each.agencies) for each in people]
        for group in ((True, True), (True, False), (False, True)):
            assert uses.count(group) == 0 or uses.count(group) >= smallest


@settings(max_examples=80, deadline=None)
@given(st.lists(person, min_size=1, max_size=80), st.sampled_from(["board", "public"]))
def test_between_two_steps_of_the_dearest_there_are_never_few(people: list[Any], level: Level) -> None:
    import polars as pl

    rows_of = pl.DataFrame({"source_id": ["s"], "sheet": [""], "cost_pence": [0]})
    people = sorted(people, key=lambda each: -each.cost_pence)
    shown = [int(str(row.values[0])) for row in _tops(rows_of, people, SMALLEST[level]).rows]
    steps = [0, *shown, len(people)]
    assert all(
        more - less == 0 or more - less >= SMALLEST[level]
        for less, more in zip(steps, steps[1:], strict=False)
        if shown
    )
