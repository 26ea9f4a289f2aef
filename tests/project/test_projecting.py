"""The stage as a whole: what is stored, in what order, and when it need not run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.desk import Desk, Write, scenarios
from tp_cli.errors import TpError
from tp_cli.ledger import TABLES
from tp_cli.project.projecting import fingerprint, project_scenarios, scenario_files
from tp_cli.results import Result

ONE = "A | 1000 | annual | 1000"


def test_no_scenarios_is_a_note_and_an_empty_table(desk: Desk) -> None:
    result: Result = desk.project()
    assert [(problem.code, problem.kind) for problem in result.problems] == [("no-scenarios", "note")]
    assert scenarios(result) == []
    assert desk.store.read("projections").collect().is_empty()


def test_scenarios_come_in_the_order_of_their_files(desk: Desk, scenario: Write) -> None:
    result = desk.project(b=scenario(ONE, name="first"), a=scenario(ONE, name="second"))
    assert [item.name for item in result.scenarios] == ["second", "first"]


def test_the_stored_table_is_the_one_shown(desk: Desk, scenario: Write) -> None:
    shown = desk.project(a=scenario(ONE)).as_rows()
    assert dict(shown.schema) == {name: kind() for name, kind in TABLES["projections"].schema.items()}
    assert desk.store.read("projections").collect().sort("scenario", "position").equals(shown)
    assert set(shown["unit"]) <= {"pounds", "percent", "number", "text"}


def test_json_has_the_shape_of_the_command_line(desk: Desk, scenario: Write) -> None:
    result = desk.project(a=scenario(ONE))
    assert result.as_json()["schema"] == "tp.project/1"
    (only,) = scenarios(result)
    assert {"name", "method", "result", "caveats", "warnings"} <= set(only)
    assert only["result"]["by_agency"] == only["result"]["by_year"] == []
    assert only["caveats"]


def test_running_twice_is_running_once(desk: Desk, scenario: Write) -> None:
    first = desk.project(a=scenario(ONE))
    assert desk.project().as_json() == first.as_json()
    assert desk.store.fingerprint("projections") == now(desk)


def test_the_fingerprint_changes_with_what_goes_in(desk: Desk, scenario: Write) -> None:
    desk.project(a=scenario(ONE))
    before = now(desk)
    desk.write(a=scenario(ONE.replace("1000", "1001")))
    assert now(desk) != before
    desk.write(a=scenario(ONE))
    assert now(desk) == before
    desk.count("1.00")
    assert now(desk) != before


def now(desk: Desk) -> str:
    return fingerprint(desk.store, desk.place, scenario_files(desk.folder))


def test_named_files_are_projected_alone(desk: Desk, scenario: Write) -> None:
    desk.write(a=scenario(ONE, name="a"), b=scenario(ONE, name="b"))
    file = desk.folder / "scenarios" / "b.toml"
    result = project_scenarios(desk.store, desk.place, desk.folder, [file, file])
    assert [item.name for item in result.scenarios] == ["b"]


def test_a_file_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(TpError) as caught:
        project_scenarios(desk.store, desk.place, desk.folder, [tmp_path / "none.toml"])
    assert [(problem.code, problem.kind) for problem in caught.value.problems] == [("no-scenario", "refused")]
