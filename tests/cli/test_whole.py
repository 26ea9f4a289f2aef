"""A total never looks whole or fresh where it is not: what is missing or stale is said, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Tp, as_json
from tp_cli.report.staging import stage_name


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("name", ["a b", "ünï", "日本", "it's", "a+b&c"])
def test_a_place_may_lie_in_a_folder_of_any_name(tp: Tp, tmp_path: Path, name: str) -> None:
    assert tp("init", tmp_path / name, "--sample").exit_code == 0
    assert tp("run", "--place", tmp_path / name).exit_code == 0
    assert as_json(tp("count", "--json", "--place", tmp_path / name))["total"] == "554000000.00"


@pytest.mark.parametrize("name", ["100%", "[x]", "a#b"])
def test_a_folder_name_that_the_store_cannot_hold_is_refused_by_name(tp: Tp, tmp_path: Path, name: str) -> None:
    tp("init", tmp_path / name, "--sample")
    result = tp("run", "--place", tmp_path / name)
    assert result.exit_code == 2 and "rename the folder" in result.stderr


def test_a_file_that_could_not_be_read_is_said_beside_the_total_and_in_the_pack(tp: Tp, sample: Path) -> None:
    (sample / "inputs" / "fire_2024-25.csv").write_bytes(b"%PDF-1.7")
    assert tp("run", "--place", sample).exit_code == 3
    count = as_json(tp("count", "--json", "--place", sample))
    assert count["total"] == "549000000.00"
    assert any("fire_2024-25.csv" in caveat and "Not whole" in caveat for caveat in count["caveats"])
    assert any("Wrenshire Fire and Rescue" in caveat for caveat in count["caveats"])
    assert "fire" in (sample / "outputs" / "count.md").read_text(encoding="utf-8")


def test_rejected_rows_are_said_beside_the_total(tp: Tp, sample: Path) -> None:
    fire = sample / "inputs" / "fire_2024-25.csv"
    fire.write_text(fire.read_text(encoding="utf-8-sig") + "Community fire safety;Boats;n/k\n", encoding="utf-8")
    tp("run", "--place", sample)
    caveats = as_json(tp("count", "--json", "--place", sample))["caveats"]
    assert any("1 row of one file rejected: 1 amount that cannot be read left out" in caveat for caveat in caveats)


TWO_BODIES = """
[place]
name = "Wrenborough"
code = "E1"
years = ["2024-25"]

[[agency]]
id = "council"
name = "Council"
kind = "council"

[[source]]
agency = "council"
files = "inputs/council.csv"
control_total = "CONTROL"
"""


@pytest.mark.parametrize(
    ("rows", "control", "rejected", "difference", "cause"),
    [
        ("Parks,n/k,7.00", "17.00", "0.00", "7.00", "1 rejected amount that could not be read"),
        ("Parks,n/k,7.00", "", "0.00", "0.00", "not known: 1 rejected amount that could not be read"),
        ("Parks,5.00", "18.00", "0.00", "3.00", "do not agree"),
        ("Parks,5.00", "15.00", "0.00", "0.00", ""),
    ],
)
def test_what_was_rejected_is_a_step_of_the_bridge_and_what_is_not_known_is_named(
    tp: Tp, tmp_path: Path, rows: str, control: str, rejected: str, difference: str, cause: str
) -> None:
    text = TWO_BODIES.replace("CONTROL", control) if control else TWO_BODIES.replace('control_total = "CONTROL"', "")
    (tmp_path / "place.toml").write_text(text)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "council.csv").write_text(f"Service,Amount\nCare,10.00\n{rows}\n")
    for verb in ("ingest", "map"):
        tp(verb, "--place", tmp_path)
    (row,) = as_json(tp("count", "bridge", "--json", "--place", tmp_path))["rows"]
    assert (row["rejected"], row["difference"]) == (rejected, difference)
    assert cause in row["cause"] and bool(cause) == bool(row["cause"])
    tp("count", "--place", tmp_path)
    assert tp("trace", "count/bridge/agency=council/difference", "--place", tmp_path).exit_code == 0


def test_readings_made_under_other_settings_are_not_counted(tp: Tp, counted: Path) -> None:
    edit(counted / "place.toml", 'kind = "school"', 'kind = "other"')
    result = tp("count", "--place", counted)
    assert result.exit_code == 2 and "tp ingest" in result.stderr
    tp("ingest", "--place", counted)
    assert "tp map" in tp("count", "--place", counted).stderr


def test_a_changed_rule_wants_a_new_mapping_and_a_changed_scope_does_not(tp: Tp, counted: Path) -> None:
    edit(counted / "place.toml", 'benefits = "in"', 'benefits = "out"')
    assert as_json(tp("count", "--json", "--place", counted))["total"] == "402000000.00"
    (counted / "maps" / "own.csv").write_text(
        "rule,how,service,cofog\nmine,exact,State Pension,10.2\n", encoding="utf-8"
    )
    result = tp("count", "--place", counted)
    assert result.exit_code == 2 and "tp map" in result.stderr


def test_a_report_is_never_written_from_a_stale_count(tp: Tp, counted: Path) -> None:
    edit(counted / "place.toml", 'benefits = "in"', 'benefits = "out"')
    result = tp("report", "--place", counted)
    assert result.exit_code == 2 and "tp count" in result.stderr
    assert not list((counted / "outputs").iterdir())
    tp("count", "--place", counted)
    assert tp("report", "--place", counted).exit_code == 0


def test_a_place_with_nothing_but_unknown_amounts_still_gets_its_pack(tp: Tp, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    tp("init", folder)
    (folder / "inputs" / "c.csv").write_text("Service,Net expenditure\nAdults,TBC\n", encoding="utf-8")
    (folder / "place.toml").write_text(
        '[place]\nname = "New"\ncode = "E1"\nyears = ["2024-25"]\n'
        '[[agency]]\nid = "council"\nname = "New Council"\nkind = "council"\n'
        '[[source]]\nagency = "council"\nfiles = "inputs/c.csv"\n',
        encoding="utf-8",
    )
    assert tp("run", "--place", folder).exit_code == 0
    assert (folder / "outputs" / "board.xlsx").stat().st_size > 0
    assert as_json(tp("count", "--json", "--place", folder))["total"] == "0.00"


def test_a_source_named_to_be_removed_stays_under_dry_run(tp: Tp, counted: Path) -> None:
    assert tp("ingest", "--remove", "fire_2024-25.csv", "--dry-run", "--place", counted).exit_code == 0
    assert as_json(tp("count", "--json", "--place", counted))["total"] == "554000000.00"


def test_a_kind_of_file_that_is_not_read_is_refused_and_the_rest_is_read(tp: Tp, sample: Path) -> None:
    with (sample / "place.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nkind = "people"\nfiles = "inputs/people.csv"\n')
    result = tp("ingest", "--json", "--place", sample)
    assert result.exit_code == 3 and "people" in result.stderr
    assert as_json(result)["total"] == "728000000.00"


def test_what_a_killed_run_left_half_written_is_swept_up(tp: Tp, counted: Path) -> None:
    left = counted / "outputs" / f"{stage_name(counted)}abcd1234"
    left.mkdir()
    (left / "board.xlsx").write_bytes(b"half")
    assert tp("report", "--place", counted).exit_code == 0
    assert sorted(path.name for path in left.parent.iterdir()) == ["board.xlsx", "count.html", "count.md"]
