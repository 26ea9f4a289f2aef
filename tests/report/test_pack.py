from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.report import sample_place as sample
from tp_cli.errors import Exit, TpError
from tp_cli.folders import shipped
from tp_cli.report.pack import eject_templates, fingerprint, unchanged, write_packs
from tp_cli.store import Store


def test_the_pack_is_three_files_with_their_hashes(tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    result = write_packs(sample.fill(tmp_path), sample.place(), tmp_path, [], [], out)
    assert [Path(file.file).name for file in result.written] == ["board.xlsx", "count.md", "count.html"]
    told = json.loads(json.dumps(result.as_json()))
    assert (told["schema"], told["suppressed"], told["problems"]) == ("tp.report/1", 0, [])
    assert set(told["written"][0]) == {"file", "sha256", "pack", "level"}
    for file in result.written:
        assert file.sha256 == hashlib.sha256(Path(file.file).read_bytes()).hexdigest()
    assert result.as_rows().columns == ["file", "sha256", "pack", "level"]
    assert sorted(path.name for path in out.iterdir()) == ["board.xlsx", "count.html", "count.md"]


def test_before_a_count_the_next_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(TpError) as error:
        write_packs(Store(tmp_path), sample.place(), tmp_path, ["board"], ["md"], tmp_path)
    assert error.value.exit_code is Exit.USAGE
    assert error.value.problems[0].fix == "run `tp count`"


@pytest.mark.parametrize(("packs", "formats", "found"), [(["baord"], [], "baord"), (["board"], ["xslx"], "xslx")])
def test_an_unknown_pack_or_format_gets_the_nearest(
    tmp_path: Path, packs: list[str], formats: list[str], found: str
) -> None:
    with pytest.raises(TpError) as error:
        write_packs(sample.fill(tmp_path), sample.place(), tmp_path, packs, formats, tmp_path / "out")
    problem = error.value.problems[0]
    assert found in problem.found
    assert problem.fix in ("try board", "try xlsx")
    assert not (tmp_path / "out").exists()


def test_nothing_changed_until_a_table_a_template_the_place_or_an_output_does(tmp_path: Path) -> None:
    store, place, out = sample.fill(tmp_path), sample.place(), tmp_path / "outputs"
    ask = (store, place, tmp_path, ["board"], ["md"], out)
    assert not unchanged(*ask)
    write_packs(*ask)
    assert unchanged(*ask)
    before = fingerprint(*ask[:-1])
    (out / "count.md").write_text("edited", encoding="utf-8")
    assert not unchanged(*ask)
    assert fingerprint(store, sample.place({"benefits": "out"}), tmp_path, ["board"], ["md"]) != before
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "own.j2").write_text("x", encoding="utf-8")
    assert fingerprint(*ask[:-1]) != before
    (tmp_path / "templates" / "own.j2").unlink()
    assert fingerprint(*ask[:-1]) == before
    store.replace("caveats", sample.frame("caveats", []), "new")
    assert fingerprint(*ask[:-1]) != before


def test_ejected_templates_are_used_and_never_overwritten(tmp_path: Path) -> None:
    written = eject_templates(tmp_path / "templates")
    names = [path.relative_to(tmp_path / "templates").as_posix() for path in written]
    assert {"board/board.toml.j2", "board/count.j2", "monitor/monitor.j2", "shared/html.j2"} <= set(names)
    assert len(names) == len(list(shipped("templates").rglob("*.j2")))
    plan = tmp_path / "templates" / "board" / "board.toml.j2"
    plan.write_text(plan.read_text(encoding="utf-8").replace('name = "About"', 'name = "Read me"'), encoding="utf-8")
    write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["board"], ["xlsx"], tmp_path / "outputs")
    with pytest.raises(TpError):
        eject_templates(tmp_path / "templates")
    import openpyxl

    assert openpyxl.load_workbook(tmp_path / "outputs" / "board.xlsx").sheetnames[0] == "Read me"


def test_a_bad_template_leaves_the_last_good_files(tmp_path: Path) -> None:
    ask = (sample.fill(tmp_path), sample.place(), tmp_path, ["board"], ["xlsx"], tmp_path / "outputs")
    write_packs(*ask)
    before = (tmp_path / "outputs" / "board.xlsx").read_bytes()
    own = tmp_path / "templates" / "board"
    own.mkdir(parents=True)
    (own / "board.toml.j2").write_text("title = {{ nothing }}", encoding="utf-8")
    with pytest.raises(TpError):
        write_packs(*ask)
    assert (tmp_path / "outputs" / "board.xlsx").read_bytes() == before


def test_packs_are_written_all_or_none_and_every_broken_template_is_named(tmp_path: Path) -> None:
    store, place, out = sample.fill(tmp_path), sample.place(), tmp_path / "outputs"
    for name, text in (("board/count.j2", "{{ placee }}"), ("publish/publish.j2", "{{ levle }}")):
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(TpError) as error:
        write_packs(store, place, tmp_path, ["board", "publish"], ["xlsx", "md"], out)
    assert [problem.where for problem in error.value.problems] == [
        "templates/board/count.j2, line 1",
        "templates/publish/publish.j2, line 1",
    ]
    assert not out.exists()
    assert not (tmp_path / "releases").exists()
    assert not (store.root / "report.json").exists()


def test_a_folder_that_cannot_be_written_to_is_named_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(TpError) as error:
        write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["board"], ["md"], tmp_path / "outputs")
    assert error.value.exit_code is Exit.OUTPUT
    assert error.value.problems[0].where == str(tmp_path / "outputs")


def test_the_record_holds_every_file_written_whatever_came_later(tmp_path: Path) -> None:
    store, place, out = sample.fill(tmp_path), sample.place(), tmp_path / "outputs"
    write_packs(store, place, tmp_path, ["board"], ["md", "html"], out)
    write_packs(store, place, tmp_path, ["board"], ["xlsx"], tmp_path / "elsewhere")
    record = json.loads((store.root / "report.json").read_text(encoding="utf-8"))
    assert [(one["file"], one["pack"], one["level"]) for one in record["written"]] == [
        ("elsewhere/board.xlsx", "board", "board"),
        ("outputs/count.html", "board", "board"),
        ("outputs/count.md", "board", "board"),
    ]
    for one in record["written"]:
        assert one["sha256"] == hashlib.sha256((tmp_path / one["file"]).read_bytes()).hexdigest()
    assert unchanged(store, place, tmp_path, ["board"], ["md", "html"], out)
    assert unchanged(store, place, tmp_path, ["board"], ["xlsx"], tmp_path / "elsewhere")
    assert not unchanged(store, place, tmp_path, ["board"], ["xlsx"], out)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"written": [1], "runs": {}}', '{"written": [], "runs": {"a": 1}}', "x"]
)
def test_a_record_that_cannot_be_read_means_that_all_is_written_anew(tmp_path: Path, text: str) -> None:
    store, place, out = sample.fill(tmp_path), sample.place(), tmp_path / "outputs"
    (store.root / "report.json").write_text(text, encoding="utf-8")
    assert not unchanged(store, place, tmp_path, ["board"], ["md"], out)
    write_packs(store, place, tmp_path, ["board"], ["md"], out)
    assert unchanged(store, place, tmp_path, ["board"], ["md"], out)


def test_a_pack_whose_register_is_empty_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TpError) as error:
        write_packs(
            sample.fill(tmp_path), sample.place(), tmp_path, ["agreement", "board", "monitor"], [], tmp_path / "out"
        )
    assert error.value.exit_code is Exit.USAGE
    assert [(one.where, one.found) for one in error.value.problems] == [
        ("tp report agreement", "no rows of commitments"),
        ("tp report monitor", "no rows of outcomes"),
    ]
    fix = error.value.problems[0].fix
    assert "columns commitment, party, side, kind, text" in fix
    assert 'kind = "commitments"' in fix
    assert not (tmp_path / "out").exists()


def test_a_format_that_a_pack_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TpError) as error:
        write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["agreement"], ["xlsx"], tmp_path / "out")
    assert error.value.problems[0].expected == "md, html"
