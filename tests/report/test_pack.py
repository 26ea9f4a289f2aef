from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.report import sample_place as sample
from tp_cli.errors import Exit, TpError
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
    assert {"board/board.toml.j2", "publish/publish.toml.j2", "shared/html.j2", "shared/markdown.j2"} <= set(names)
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
