"""A declared agency is found however its name is spelt, and never by likeness."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tp_cli.agencies import AgencyFinder, fold
from tp_cli.errors import Exit, TpError
from tp_cli.place import Place


def place(*agencies: Mapping[str, object]) -> Place:
    full = [{"name": str(each["id"]).title(), "kind": "council", **each} for each in agencies]
    facts = {"name": "Wrenborough", "code": "E08000099", "years": ["2024-25"]}
    return Place.model_validate({"place": facts, "agency": full})


COUNCIL = {"id": "council", "name": "Wrenborough City Council", "aliases": ["Wrenborough MBC"], "codes": ["E0299"]}
PARKS = {"id": "parks", "name": "Parks & Gardens Trust", "kind": "other"}


@pytest.mark.parametrize(
    "text",
    [
        "Wrenborough City Council", "WRENBOROUGH CITY COUNCIL", " Wrenborough  City Council. ", "the wrenborough city council",
        "WRENBOROUGH CITY COUNCIL 1 (G)", "Wrenborough MBC", "e0299", "Wrenborough City Council (G)",
    ],
)  # fmt: skip
def test_names_aliases_and_codes_find_their_agency(text: str) -> None:
    assert AgencyFinder(place(COUNCIL, PARKS)).find(text) == "council"


@pytest.mark.parametrize(
    "text", ["Wrenborough City Councl", "Wrenborough", "City Council", "E029", "", None, "()", "市"]
)
def test_what_is_only_alike_finds_nothing(text: str | None) -> None:
    assert AgencyFinder(place(COUNCIL, PARKS)).find(text) is None


def test_and_is_the_same_word_as_its_sign() -> None:
    assert AgencyFinder(place(COUNCIL, PARKS)).find("Parks and Gardens Trust") == "parks"


def test_folding_twice_is_folding_once() -> None:
    for text in ("The Wrenborough Trust", "A & B (G)", "O'Neil's", "Łódź"):
        assert fold(fold(text)) == fold(text)


def test_a_name_of_two_agencies_is_a_mistake_that_names_both() -> None:
    twice = place(COUNCIL, {**PARKS, "aliases": ["WRENBOROUGH MBC"]})
    with pytest.raises(TpError) as caught:
        AgencyFinder(twice).find("anything")
    assert caught.value.exit_code == Exit.USAGE
    assert "council and parks" in caught.value.problems[0].found


def test_a_number_at_the_end_of_a_name_is_part_of_it_and_a_ledger_mark_is_not() -> None:
    assert fold("Primary School 1") != fold("Primary School 2")
    assert fold("LEEDS CITY COUNCIL 1 (G)") == fold("Leeds City Council")
    assert fold("東京都") != fold("大阪府")


def test_an_id_finds_its_agency_in_our_own_tables_and_not_as_a_supplier() -> None:
    finder = AgencyFinder(place(COUNCIL, PARKS))
    assert finder.find("council") is None
    assert finder.find_or_id("council") == finder.find_or_id("Wrenborough MBC") == "council"
