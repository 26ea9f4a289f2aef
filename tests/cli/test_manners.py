"""How every command behaves: exit codes, streams, errors, pipes, files written, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Tp, as_json
from tests.make_sample import ANSWERS, REGISTER_FILES

FILES = len(ANSWERS.files) + len(REGISTER_FILES)  # of the sample place


def shell(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with pipes for its streams."""
    return subprocess.run(
        [sys.executable, "-m", "tp_cli", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, **environment},
        check=False,
    )


def test_help_starts_without_polars() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tp_cli", "--help"], capture_output=True, text=True, check=True
    )
    assert "ingest" in done.stdout and "report" in done.stdout
    for heavy in ("polars", "openpyxl", "deltalake", "xlsxwriter", "fastexcel", "jinja2"):
        assert heavy not in done.stderr


def test_outside_a_place_tp_alone_is_help_and_a_verb_says_how_to_make_one(tmp_path: Path) -> None:
    alone = shell(cwd=tmp_path)
    assert alone.returncode == 0 and "Usage" in alone.stdout
    verb = shell("count", cwd=tmp_path)
    assert verb.returncode == 2 and verb.stdout == ""
    assert "tp init" in verb.stderr


def test_inside_a_place_tp_alone_says_where_it_stands(tp: Tp, counted: Path) -> None:
    result = tp("--place", counted)
    assert result.exit_code == 0
    for words in ("Wrenborough", f"{FILES} of {FILES} read, 244 lines", "554000000.00", "tp project"):
        assert words in result.stdout


def test_the_place_is_named_before_or_after_the_verb_or_found_upward(tp: Tp, counted: Path) -> None:
    answers = [
        tp("--place", counted, "count", "--json").stdout,
        tp("count", "--json", "--place", counted).stdout,
        shell("count", "--json", cwd=counted / "inputs").stdout,
        shell("count", "--json", TP_PLACE=str(counted)).stdout,
    ]
    assert len({json.loads(answer)["total"] for answer in answers}) == 1


def test_piped_a_table_is_tab_separated_text_and_no_figure_is_cut(counted: Path) -> None:
    done = shell("count", "--by", "agency", cwd=counted, COLUMNS="20")
    lines = done.stdout.splitlines()
    assert lines[0] == "agency\tamount\tper_head\tapportioned_pct"
    assert "council\t142000000.00\t284.00" in ["\t".join(line.split("\t")[:3]) for line in lines]
    assert "\x1b" not in done.stdout + done.stderr


def test_a_mistyped_word_gets_the_nearest_right_one_and_is_not_acted_on(tp: Tp, counted: Path) -> None:
    for words, near in (
        (["cuont"], "count"),
        (["count", "--by", "agancy"], "agency"),
        (["count", "transfer"], "transfers"),
        (["count", "--scope", "benefit=out"], "benefits"),
        (["report", "bored"], "board"),
        (["map", "--fail-on", "findings"], "finding"),
    ):
        result = tp("--place", counted, *words)
        assert result.exit_code == 2, words
        assert near in result.stderr, words


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx", ".md", ".html"])
def test_a_result_is_written_by_the_ending_of_its_file(tp: Tp, counted: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"count{ending}"
    assert tp("count", "--by", "agency", "-o", path, "--place", counted).exit_code == 0
    if ending == ".csv":
        assert "council,142000000.00,284.00" in path.read_text(encoding="utf-8")
    if ending == ".parquet":
        assert pl.read_parquet(path).filter(agency="council")["amount"].to_list() == ["142000000.00"]
    if ending == ".json":
        assert json.loads(path.read_text(encoding="utf-8"))["total"] == "554000000.00"
    assert path.stat().st_size > 0


def test_an_ending_that_tp_does_not_write_is_refused(tp: Tp, counted: Path, tmp_path: Path) -> None:
    result = tp("count", "-o", tmp_path / "count.docx", "--place", counted)
    assert result.exit_code == 2 and ".xlsx" in result.stderr
    assert not list(tmp_path.glob("count*"))


def test_a_rejected_row_is_exit_1_and_the_rest_is_written(tp: Tp, sample: Path) -> None:
    fire = sample / "inputs" / "fire_2024-25.csv"
    fire.write_text(fire.read_text(encoding="utf-8-sig") + "Community fire safety;Boats;n/k\n", encoding="utf-8")
    result = tp("ingest", "--json", "--place", sample)
    assert result.exit_code == 1
    (file,) = [file for file in as_json(result)["files"] if "fire" in file["file"]]
    assert file["tables"][0]["rejected_rows"] == [{"row": 16, "reason": "no amount can be read"}]
    assert "cell C16" in result.stderr and '"n/k"' in result.stderr
    assert tp("ingest", "--place", sample, "--fail-on", "never").exit_code == 0
    assert tp("ingest", "--place", sample).exit_code == 1, "said again as long as it stands"


def test_an_unreadable_file_is_exit_3_and_the_readable_ones_are_written(tp: Tp, sample: Path) -> None:
    (sample / "inputs" / "police_2024-25.ods").write_bytes(b"%PDF-1.7 not a workbook")
    result = tp("ingest", "--json", "--place", sample)
    assert result.exit_code == 3
    outcomes = {Path(file["file"]).name: file["outcome"] for file in as_json(result)["files"]}
    assert outcomes.pop("police_2024-25.ods") == "refused"
    assert set(outcomes.values()) == {"read"}
    assert "a PDF document" in result.stderr


def test_a_breached_control_total_under_strict_is_exit_4_and_nothing_is_written(tp: Tp, sample: Path) -> None:
    toml = sample / "place.toml"
    text = toml.read_text(encoding="utf-8").replace('"15000000.00"', '"15000000.01"')
    toml.write_text(text, encoding="utf-8")
    result = tp("ingest", "--strict", "--json", "--place", sample)
    assert result.exit_code == 4 and as_json(result)["schema"] == "tp.ingest/1"
    assert "£15,000,000.01" in result.stderr
    assert tp("count", "--place", sample).exit_code == 2
    assert tp("ingest", "--place", sample).exit_code == 1, "without --strict a difference is a finding"


def test_an_output_that_cannot_be_written_is_exit_5(tp: Tp, counted: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert tp("count", "-o", blocked / "count.csv", "--place", counted).exit_code == 5


def test_counting_before_ingest_or_map_says_what_to_run(tp: Tp, sample: Path) -> None:
    result = tp("count", "--place", sample)
    assert result.exit_code == 2 and "tp ingest" in result.stderr
    tp("ingest", "--place", sample)
    result = tp("count", "--place", sample)
    assert result.exit_code == 2 and "tp map" in result.stderr


def test_a_source_is_taken_out_and_the_next_count_says_to_map_again(tp: Tp, counted: Path) -> None:
    assert tp("ingest", "--remove", "fire_2024-25.csv", "--place", counted).exit_code == 0
    assert "tp map" in tp("count", "--place", counted).stderr
    tp("map", "--place", counted)
    assert as_json(tp("count", "--json", "--place", counted))["total"] == "549000000.00"
    result = tp("ingest", "--remove", "fier_2024-25.csv", "--place", counted)
    assert result.exit_code == 2


def test_a_look_at_a_file_needs_no_place_and_writes_nothing(tp: Tp, sample: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    path = sample / "inputs" / "nhs_commissioner_2024-25.csv"
    done = shell("ingest", "--dry-run", "--json", path, cwd=empty)
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert (file["encoding"], file["tables"][0]["header_row"], file["tables"][0]["total"]) == (
        "cp1252",
        4,
        "120000000.00",
    )
    assert not list(empty.iterdir())


def test_a_mistake_in_place_toml_names_the_key_the_value_and_a_right_one(tp: Tp, sample: Path) -> None:
    toml = sample / "place.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('basis = "outturn"', 'basis = "outurn"', 1).replace("aliases", "alias", 1), "utf-8")
    result = tp("ingest", "--place", sample)
    assert result.exit_code == 2
    for words in ("basis", "'outurn'", "outturn", '"alias"', "aliases"):
        assert words in result.stderr


def test_init_never_writes_over_a_place(tp: Tp, sample: Path) -> None:
    before = (sample / "place.toml").read_bytes()
    for words in ([], ["--sample"], ["--from", sample / "inputs"]):
        assert tp("init", sample, *words).exit_code == 2
    assert (sample / "place.toml").read_bytes() == before


def test_an_empty_place_is_ready_to_be_filled_in(tp: Tp, tmp_path: Path) -> None:
    assert tp("init", tmp_path / "new").exit_code == 0
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"place.toml", "inputs", "maps", "scenarios", "templates", "outputs"}
    assert tp("--place", tmp_path / "new").exit_code == 0


def test_init_from_a_folder_drafts_a_place_that_can_be_read_and_marks_every_guess(
    tp: Tp, sample: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "drafted"
    assert tp("init", folder, "--from", sample / "inputs").exit_code == 0
    text = (folder / "place.toml").read_text(encoding="utf-8")
    assert text.count("[[source]]") == FILES and text.count("# guessed") > 20
    result = as_json(tp("ingest", "--json", "--place", folder))
    totals = {Path(file["file"]).name: file["tables"][0]["total"] for file in result["files"] if file["tables"]}
    assert totals["dwp_2024-25.csv"] == "150000000.00"


def test_a_mapping_below_the_share_asked_for_is_exit_1(tp: Tp, sample: Path) -> None:
    tp("ingest", "--place", sample)
    assert tp("map", "--fail-on", "unmapped=0%", "--place", sample).exit_code == 0
    (sample / "inputs" / "fire_2024-25.csv").write_text(
        "Service area;Budget heading;Net expenditure (£)\nQqq;Zzz;15,000,000.00\n", encoding="utf-8"
    )
    tp("ingest", "--replace", "--place", sample)
    assert tp("map", "--place", sample).exit_code in (0, 1)
    mapped = as_json(tp("map", "--json", "--place", sample))
    assert mapped["schema"] == "tp.map/1"
    assert mapped["amount"]["all"] == "728000000.00"


def test_text_from_files_cannot_drive_the_terminal(tp: Tp, sample: Path) -> None:
    fire = sample / "inputs" / "fire_2024-25.csv"
    fire.write_text("Service area;Net expenditure (£)\nBoats;\x1b[31mred\u202e[bold]x[/bold]\n", encoding="utf-8")
    result = tp("ingest", "--place", sample)
    assert "\x1b" not in result.stdout + result.stderr and "\u202e" not in result.stdout + result.stderr
    assert "[bold]x[/bold]" in result.stderr


def test_the_commands_page_is_what_the_program_says() -> None:
    from tests.make_docs import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_templates_page_is_what_the_program_has() -> None:
    from tests.make_docs import TEMPLATES
    from tests.templates_page import page

    assert TEMPLATES.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_run_in_the_readme_is_what_the_program_shows() -> None:
    from tests.make_docs import README, readme

    assert README.read_text(encoding="utf-8") == readme(), "run `make docs`"


def test_completion_can_be_installed(tp: Tp) -> None:
    assert "--install-completion" in tp("--help").stdout
