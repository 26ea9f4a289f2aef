"""The catalogue of bad inputs: each row's cases stand in a TOML file, with what `tp` says of them beside them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.errors.making import MADE
from tests.errors.settings import PLACE, SET_UP, SOURCE
from tp_cli.cli.app import app

FOLDER = Path(__file__).parent
ROWS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
CASES = [pytest.param(case, id=f"{stem}: {case['name']}") for stem, row in ROWS.items() for case in row["case"]]


def test_every_row_of_the_table_has_its_file() -> None:
    assert sorted(row["row"] for row in ROWS.values()) == list(range(1, 31))
    assert all(row["case"] for row in ROWS.values())


def test_every_made_file_is_used() -> None:
    used = {case["made"] for row in ROWS.values() for case in row["case"] if "made" in case}
    assert used == set(MADE)


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_met_as_its_file_says(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person sees (standard error) and what a program sees (--json) of one file."""
    monkeypatch.chdir(tmp_path)
    _put(case, tmp_path)
    for words in case.get("before", []):
        CliRunner().invoke(app, words)
    for name, text in case.get("then", {}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    if "set_up" in case:
        SET_UP[case["set_up"]](tmp_path / "spend.csv", monkeypatch)
    words = case.get("command") or ["ingest", case.get("file", "spend.csv"), "--dry-run", "--agency", "council"]
    result = CliRunner().invoke(app, [*words, *case.get("flags", []), "-v"])
    told = " ".join(result.stderr.split())
    assert result.exit_code == case["exit"], told
    assert "Traceback" not in told
    assert "\ufffd" not in told or case.get("escapes", False)
    for fragment in case.get("says", []):
        assert " ".join(fragment.split()) in told
    for fragment in case.get("never_says", []):
        assert fragment not in told
    if "totals" in case:
        answer = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
        assert {name: answer["states"][name] for name in case["totals"]} == case["totals"]
    if words[0] == "ingest" and case["exit"] != 2:
        _held(json.loads(CliRunner().invoke(app, [*words, *case.get("flags", []), "--json"]).stdout), case)


def _put(case: dict[str, Any], folder: Path) -> None:
    """The case's file, and the place around it where it needs one."""
    files = {case.get("file", "spend.csv"): _bytes(case), **case.get("files", {})}
    if case.get("place"):
        source = SOURCE.format(kind=case["kind"], file="spend.csv") if "kind" in case else ""
        files["place.toml"] = PLACE + source
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def _bytes(case: dict[str, Any]) -> bytes:
    if "made" in case:
        return MADE[case["made"]]()
    text: str = case.get("text", "")
    return text.replace("\n", case.get("line_end", "\n")).encode(case.get("written_in", "utf-8"))


def _held(answer: dict[str, Any], case: dict[str, Any]) -> None:
    (file,) = answer["files"][-1:] or [{"tables": [], "problems": []}]
    for name in ("container", "encoding", "outcome"):
        if name in case:
            assert file[name] == case[name]
    if "total" in case:
        assert answer["total"] == case["total"]
    for name, value in case.get("table", {}).items():
        assert file["tables"][0][name] == value
    if "rejected" in case:
        assert [each["row"] for each in file["tables"][0]["rejected_rows"]] == case["rejected"]
    if "codes" in case:
        known = {each["code"] for each in [*file["problems"], *answer["problems"]]}
        assert set(case["codes"]) <= known
