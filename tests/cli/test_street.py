"""The whole street by its commands: the sample place from spreadsheets to board pack."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Tp, as_json
from tests.make_sample import ANSWERS, REGISTER_FILES


def test_the_sample_place_counts_to_what_it_was_made_from(tp: Tp, counted: Path) -> None:
    count = as_json(tp("count", "--json", "--place", counted))
    assert count["schema"] == "tp.count/1"
    assert count["total"] == "554000000.00" == str(ANSWERS.counted)
    assert (count["low"], count["high"]) == (str(ANSWERS.low), str(ANSWERS.high)) == ("554000000.00", "594000000.00")
    assert count["per_head"] == "1108.00"
    assert count["reconciles"] is True
    assert count["states"] == {
        "reported": "728000000.00",
        "counted": "554000000.00",
        "eliminated": "134000000.00",
        "apportioned_out": "40000000.00",
        "out_of_scope": "0.00",
        "memo": "0.00",
        "superseded": "0.00",
    }


def test_the_elimination_ledger_names_every_transfer(tp: Tp, counted: Path) -> None:
    ledger = as_json(tp("count", "--json", "--place", counted))["eliminations"]
    found = {(row["payer"], row["payee"], row["eliminated"]) for row in ledger}
    assert found == {
        ("nhs", "council", "8000000.00"),
        ("council", "schools", "88000000.00"),
        ("dwp", "council", "38000000.00"),
    }


def test_functions_and_agencies_are_those_that_the_files_were_made_from(tp: Tp, counted: Path) -> None:
    rows = as_json(tp("count", "--json", "--by", "cofog", "--place", counted))["rows"]
    assert {row["cofog"]: row["amount"] for row in rows} == {
        code: str(amount) for code, amount in ANSWERS.divisions.items()
    }
    rows = as_json(tp("count", "--json", "--by", "agency", "--place", counted))["rows"]
    found = {row["agency"]: row["amount"] for row in rows}
    assert found == {name: str(each) for name, each in ANSWERS.counted_by_agency.items() if name in found}
    assert "housing" not in found


def test_the_title_says_the_scope_of_the_total(tp: Tp, counted: Path) -> None:
    title = as_json(tp("count", "--json", "--place", counted))["title"]
    for words in ("Wrenborough", "2024-25", "cash", "benefits in", "schools in", "capital in", "basis outturn"):
        assert words in title
    assert "3.6% apportioned" in title


def test_another_scope_is_a_view_with_another_title_and_is_not_stored(tp: Tp, counted: Path) -> None:
    plain = as_json(tp("count", "--json", "--place", counted))
    view = as_json(tp("count", "--json", "--scope", "benefits=out,schools=out", "--place", counted))
    assert view["total"] != plain["total"]
    assert "benefits out, schools out" in view["title"]
    assert as_json(tp("count", "--json", "--place", counted)) == plain
    tp("report", "--place", counted)
    assert "554,000,000" in (counted / "outputs" / "count.md").read_text(encoding="utf-8") or "554.0" in (
        counted / "outputs" / "count.md"
    ).read_text(encoding="utf-8")


def test_every_file_is_read_with_its_control_total_and_every_row_in_one_state(tp: Tp, sample: Path) -> None:
    result = tp("ingest", "--json", "--place", sample)
    assert result.exit_code == 0
    ingest = as_json(result)
    assert (ingest["schema"], ingest["total"]) == ("tp.ingest/1", "728000000.00")
    assert {Path(file["file"]).name for file in ingest["files"]} == {*ANSWERS.files, *REGISTER_FILES}
    for file in ingest["files"]:
        if Path(file["file"]).name in REGISTER_FILES:
            assert all(table["rows"]["rejected"] == 0 for table in file["tables"])
            continue
        answer = ANSWERS.files[Path(file["file"]).name]
        (table,) = file["tables"]
        rows = table["rows"]
        assert rows["accepted"] + rows["rejected"] + rows["non_data"] == rows["read"] == answer.read
        assert (rows["accepted"], rows["non_data"]) == (answer.accepted, answer.non_data)
        if answer.agency is not None and answer.total is not None:
            assert table["total"] == f"{answer.total:.2f}"


def test_running_it_all_twice_is_running_it_once(tp: Tp, sample: Path) -> None:
    first = as_json(tp("run", "--json", "--place", sample))
    files = {path: path.read_bytes() for path in sorted((sample / "outputs").iterdir())}
    second = as_json(tp("run", "--json", "--place", sample))
    assert [stage["outcome"] for stage in first["stages"]] == ["done"] * 5
    assert [stage["outcome"] for stage in second["stages"]] == ["unchanged"] * 5
    assert {path: path.read_bytes() for path in sorted((sample / "outputs").iterdir())} == files
    assert {path.name for path in files} == {"board.xlsx", "count.md", "count.html"}


def test_a_change_in_place_toml_runs_only_what_hangs_on_it(tp: Tp, sample: Path) -> None:
    tp("run", "--place", sample)
    toml = sample / "place.toml"
    text = toml.read_text(encoding="utf-8").replace('apportioned = "in"', 'apportioned = "out"')
    toml.write_text(text, encoding="utf-8")
    stages = as_json(tp("run", "--json", "--place", sample))["stages"]
    assert stages[0]["outcome"] == "unchanged"
    assert [stage["outcome"] for stage in stages[2:]] == ["done"] * 3
    assert as_json(tp("count", "--json", "--place", sample))["total"] == "534000000.00"
