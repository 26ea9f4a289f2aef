"""The stage through its commands: sample, explain, dry run, refused scenarios, and caveats in every output."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.project.case import by, toml
from tests.sample_runs import sample_after
from tp_cli.cli.app import app
from tp_cli.project.methods import METHODS
from tp_cli.store import Store

EIGHT = ["pro-rata", "baseline", "cost-benefit", "cohort", "pool", "block-grant", "redesign", "claims"]


def tp(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample place after `tp run`."""
    return sample_after(tmp_path_factory.mktemp("sample") / "wrenborough", "run")


def as_json(result: Result) -> Any:
    return json.loads(result.stdout)


def headline(found: Any, name: str) -> Any:
    return by(found["scenarios"], "name")[name]["result"]["headline"]


def test_the_sample_brings_one_scenario_of_each_of_the_eight_methods(sample: Path) -> None:
    found = as_json(tp("project", "--place", sample, "--json"))
    assert sorted(item["method"] for item in found["scenarios"]) == sorted(EIGHT)
    assert all(item["caveats"] for item in found["scenarios"])


def test_the_sample_s_answers_are_the_method_s(sample: Path) -> None:
    found = as_json(tp("project", "--place", sample, "--json"))
    assert headline(found, "pilots")["saving"] == "2179765716.24"
    assert headline(found, "falls-team")["npv"] == "25055.63"
    assert headline(found, "home-support")["verdict"] == "shunt with net gain"
    assert headline(found, "care-pool")["pool_spent"] == "9500000.00"
    assert (headline(found, "one-grant")["grant"], headline(found, "one-grant")["multiple"]) == ("312000000.00", "3.12")
    assert headline(found, "salami-or-redesign")["cut_net"] == "28200000.00"
    assert headline(found, "as-usual")["base"] == "554000000.00"


def test_every_figure_has_an_id_of_its_own(sample: Path) -> None:
    rows = Store(sample).read("projections").collect()
    assert rows["id"].n_unique() == rows.height
    assert "project/falls-team/by_agency/agency=nhs/position" in rows["id"].to_list()
    assert rows.filter(rows["table"] == "headline")["id"].str.starts_with("project/").all()


@pytest.mark.parametrize("ending", ["csv", "json", "md", "html", "xlsx"])
def test_caveats_are_in_every_file(sample: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"projections.{ending}"
    assert tp("project", "--place", sample, "-q", "-o", out).exit_code == 0
    said = (
        " ".join(zipfile.ZipFile(out).read(name).decode() for name in zipfile.ZipFile(out).namelist())
        if ending == "xlsx"
        else out.read_text(encoding="utf-8")
    )
    for caveat in ("The places are not a random sample", "may not be added to another"):
        assert caveat in said


def test_quiet_keeps_the_caveats(sample: Path) -> None:
    shown = tp("project", "--place", sample, "-q").stdout
    assert "The places are not a random sample" in shown


def test_the_packs_show_every_scenario_with_its_caveats(sample: Path) -> None:
    page = (sample / "outputs" / "count.md").read_text(encoding="utf-8")
    for name in ("pilots", "falls-team", "home-support", "care-pool", "one-grant", "salami-or-redesign", "as-usual"):
        assert name in page
    assert "may not be added to another" in page


@pytest.mark.parametrize("name", METHODS)
def test_explain_gives_question_formula_source_and_every_input(name: str) -> None:
    shown = tp("project", "--explain", name)
    assert shown.exit_code == 0
    assert METHODS[name].asks in shown.stdout
    assert f"Source: {METHODS[name].source}" in shown.stdout
    asked = as_json(tp("project", "--explain", name, "--json"))
    assert {"name", "method", "title"} <= {key["key"] for key in asked["inputs"]}
    assert all(key["example"] for key in asked["inputs"]), [k for k in asked["inputs"] if not k["example"]]


def test_explain_of_a_mistyped_method_names_the_nearest() -> None:
    result = tp("project", "--explain", "cost-benefits")
    assert result.exit_code == 2
    assert "did you mean cost-benefit" in result.stderr


def test_a_dry_run_shows_and_stores_nothing(sample: Path) -> None:
    before = Store(sample).version("projections")
    result = tp("project", "--place", sample, "--dry-run")
    assert result.exit_code == 0
    assert "Nothing was written" in result.stderr
    assert Store(sample).version("projections") == before


def test_an_unknown_level_is_refused(sample: Path) -> None:
    result = tp("project", "--place", sample, "--level", "publik")
    assert (result.exit_code, "did you mean public?" in result.stderr) == (2, True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The sample place, nothing read yet."""
    return sample_after(tmp_path / "place")


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """The sample place after `tp run`."""
    return sample_after(tmp_path / "place", "run")


def test_a_refused_scenario_does_not_stop_a_run_and_is_said_each_time(place: Path) -> None:
    file = place / "scenarios" / "pool.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('spent = "9500000.00"\n', ""), encoding="utf-8")
    for _ in range(2):
        result = tp("run", "--place", place)
        assert result.exit_code == 1
        assert "pool.toml, [[pool]] (Community equipment), spent" in result.stderr
    assert (place / "outputs" / "board.xlsx").exists()
    page = (place / "outputs" / "count.md").read_text(encoding="utf-8")
    assert "falls-team" in page
    assert "Not projected" in page.replace("\\", "")
    assert tp("project", "--place", place).exit_code == 2


def test_a_scenario_may_not_lean_on_a_stale_count(ran: Path) -> None:
    settings = ran / "place.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('capital = "in"', 'capital = "out"'), encoding="utf-8"
    )
    result = tp("project", "--place", ran, ran / "scenarios" / "pool.toml")
    assert result.exit_code == 2
    assert "changed since the count was stored" in result.stderr
    assert tp("project", "--place", ran, ran / "scenarios" / "claims.toml").exit_code == 0


def test_keys_with_odd_signs_keep_ids_readable(place: Path) -> None:
    odd = (
        toml(name='"odd"', method='"claims"', title='"x"')
        + '[[claim]]\ntext = "a/b=c, 5%"\nsource = "x"\nn = "1"\nunit = "£1"\ntotal = "£1"\n'
    )
    (place / "scenarios" / "odd.toml").write_text(odd, encoding="utf-8")
    assert tp("project", "--place", place, place / "scenarios" / "odd.toml").exit_code == 0
    ids = Store(place).read("projections").collect()["id"].to_list()
    assert all(len(each.split("/")) in (4, 5) for each in ids)


def test_a_report_is_never_made_from_stale_projections(ran: Path) -> None:
    file = ran / "scenarios" / "pool.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("9500000.00", "9400000.00"), encoding="utf-8")
    result = tp("report", "--place", ran)
    assert (result.exit_code, "run `tp project`" in result.stderr) == (2, True)
    assert tp("project", "--place", ran).exit_code == 0
    assert tp("report", "--place", ran).exit_code == 0


def test_mending_a_refused_scenario_is_seen_by_the_next_run(ran: Path) -> None:
    file = ran / "scenarios" / "pool.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('spent = "9500000.00"\n', ""), encoding="utf-8")
    assert tp("run", "--place", ran).exit_code == 1
    assert tp("report", "--place", ran).exit_code == 0
    file.write_text(good, encoding="utf-8")
    assert tp("run", "--place", ran).exit_code == 0
    assert "Not projected" not in (ran / "outputs" / "count.md").read_text(encoding="utf-8")


def test_files_named_alone_may_be_reported(ran: Path) -> None:
    assert tp("project", "--place", ran, ran / "scenarios" / "claims.toml").exit_code == 0
    assert tp("report", "--place", ran).exit_code == 0
    assert tp("run", "--place", ran).exit_code == 0
    assert "falls-team" in (ran / "outputs" / "count.md").read_text(encoding="utf-8")
