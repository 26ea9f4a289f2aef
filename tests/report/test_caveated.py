"""A scenario is never shown without what must be said beside it, whatever a place's own template leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report import sample_place as sample
from tp_cli.errors import TpError
from tp_cli.report.pack import eject_templates, write_packs


def board(place: Path, form: str) -> None:
    write_packs(sample.fill(place), sample.place(), place, ["board"], [form], place / "outputs")


@pytest.mark.parametrize(
    ("template", "form", "line"),
    [
        ("board.toml.j2", "xlsx", "{ label = {{ note.title }}, text = {{ note.text or"),
        ("count.j2", "md", "{{ page.points(scenario_notes"),
        ("count.j2", "html", "{{ page.points(scenario_notes"),
    ],
)
def test_a_template_that_drops_the_caveats_is_refused_and_nothing_is_written(
    tmp_path: Path, template: str, form: str, line: str
) -> None:
    eject_templates(tmp_path / "templates")
    path = tmp_path / "templates" / "board" / template
    whole = path.read_text(encoding="utf-8")
    kept = [each for each in whole.splitlines() if line not in each]
    assert len(kept) == len(whole.splitlines()) - 1
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(TpError) as stopped:
        board(tmp_path, form)
    assert {problem.code for problem in stopped.value.problems} == {"caveat-left-out"}
    assert not list((tmp_path / "outputs").glob("*." + form))


@pytest.mark.parametrize(("template", "form"), [("board.toml.j2", "xlsx"), ("count.j2", "md")])
def test_a_template_without_scenarios_needs_none(tmp_path: Path, template: str, form: str) -> None:
    eject_templates(tmp_path / "templates")
    path = tmp_path / "templates" / "board" / template
    path.write_text(path.read_text(encoding="utf-8").replace("{% if projections %}", "{% if false %}"), "utf-8")
    board(tmp_path, form)
    assert list((tmp_path / "outputs").glob("*." + form))
