"""Tables of drivers as a user gives them: read, looked up, wrong, mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Tp, as_json

PLACE = """
[place]
name = "Wrenborough"
code = "E3"
years = ["2023-24", "2024-25"]

[[agency]]
id = "police"
name = "Wrenshire Police"
kind = "police"
share = { driver = "population", areas = ["E1", "E3"] }

[[source]]
agency = "police"
files = "inputs/police.csv"
year = "2024-25"

[[source]]
kind = "drivers"
files = "inputs/drivers.csv"
"""
DRIVERS = """Driver,Area code,Financial year,Value,Source
population,E1,2022-23,1000000,mid-2022 estimates
population,E3,2022-23,500000,mid-2022 estimates
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "place.toml").write_text(PLACE)
    (tmp_path / "inputs" / "police.csv").write_text("Service,Amount\nPatrol,100.00\nCustody,200.00\n")
    (tmp_path / "inputs" / "drivers.csv").write_text(DRIVERS)
    return tmp_path


def run(tp: Tp, place: Path, *words: str) -> None:
    for verb in (("ingest", *words), ("map",)):
        done = tp(*verb, "--place", place, "--quiet")
        assert done.exit_code == 0, done.stderr


def test_a_driver_older_than_the_year_counted_is_a_finding_that_names_both_years(tp: Tp, place: Path) -> None:
    run(tp, place)
    found = tp("count", "--place", place, "--json")
    assert as_json(found)["total"] == "100.00"
    assert "a driver of 2022-23" in found.stderr and "2024-25, the year counted" in found.stderr
    assert tp("count", "--place", place, "--fail-on", "finding").exit_code == 1


def test_a_corrected_table_makes_the_count_stale_and_changes_it(tp: Tp, place: Path) -> None:
    run(tp, place)
    tp("count", "--place", place)
    (place / "inputs" / "drivers.csv").write_text(DRIVERS.replace("2022-23", "2024-25").replace("1000000", "2500000"))
    run(tp, place, "--replace")
    found = tp("count", "--place", place, "--json")
    assert as_json(found)["total"] == "50.00"
    assert "driver" not in found.stderr


def test_a_share_leads_back_to_the_rows_of_the_table(tp: Tp, place: Path) -> None:
    run(tp, place)
    tp("count", "--place", place)
    traced = as_json(tp("trace", "count/share/agency=police/body", "--place", place, "--json"))
    assert [(part["file"], part["row"], part["amount"]) for part in traced["parts"]] == [
        ("inputs/drivers.csv", 2, "1000000"), ("inputs/drivers.csv", 3, "500000"),
    ]  # fmt: skip
    assert traced["adds_up"]


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        (",2022-23,500000", ",,500000", "without a year"),
        ("population,E3,2022-23,500000,mid-2022 estimates\n", "", "no population of 2022-23 for E3"),
        ("population,", "claimants,", "no population of 2024-25 for E1, E3 in the table of populations"),
    ],
)
def test_a_table_that_does_not_serve_stops_the_count_with_the_fix(
    tp: Tp, place: Path, wrong: str, right: str, says: str
) -> None:
    (place / "inputs" / "drivers.csv").write_text(DRIVERS.replace(wrong, right))
    run(tp, place)
    found = tp("count", "--place", place)
    assert found.exit_code == 2
    assert says in found.stderr and "to fix:" in found.stderr
    assert found.stdout == ""
