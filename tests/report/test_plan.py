from __future__ import annotations

from pathlib import Path

import pytest

from tests.report import sample_place as sample
from tp_cli.errors import Exit, Problem, TpError
from tp_cli.report.gather import gather
from tp_cli.report.plan_reading import read_plan
from tp_cli.report.workbook import write_workbook

WHERE = "templates/board/board.toml.j2"


def plan(blocks: str, check: str = "{ says = 'All.', master = true }", name: str = "One") -> str:
    checks = "[[sheet]]\nname = 'Checks'\ntitle = 'Checks'\ncheck = { says = 'All.', master = true }\n"
    head = f"title = 'T'\n[[sheet]]\nname = '{name}'\ntitle = 'T'\ncheck = {check}\n"
    return f"{head}{blocks}\n{checks}[[sheet.block]]\nchecks = true\n"


def table(columns: str, more: str = "") -> str:
    return f"[[sheet.block]]\ntable = 'agencies'\ntotal = 'All'\ncolumn = [{columns}]\n{more}"


def problem_of(folder: Path, text: str) -> Problem:
    """The first problem of a plan, on reading or on writing it."""
    with pytest.raises(TpError) as error:
        facts = gather(sample.fill(folder), sample.place())
        write_workbook(folder / "book.xlsx", read_plan(text, WHERE), facts, WHERE)
    assert error.value.exit_code is Exit.USAGE
    return error.value.problems[0]


@pytest.mark.parametrize(
    ("text", "where", "found", "allowed"),
    [
        ("title = ", "as rendered", "Invalid value", "TOML"),
        (plan("", name="a/b"), "sheet number 1", "the keys name, title", "a sheet name with none of"),
        (
            plan("[[sheet.block]]\ntable = 'agences'\ncolumn = [{ head = 'A', field = 'name' }]"),
            "One",
            "agences",
            "agencies",
        ),
        (plan(table("{ head = 'A', field = 'nmae' }")), 'table "agencies"', "nmae", "name"),
        (plan(table("{ head = 'A', felid = 'name' }")), "column number 1 felid", "felid", "field"),
        (plan(table("{ head = 'A' }")), "column number 1", "the keys head", "exactly one of field, text"),
        (plan(table("{ head = 'A', field = 'name', width = 'wide' }")), "width", "'wide'", "number"),
        (plan(table("{ head = 'A', link = 'nowhere.amount' }")), 'column "A"', "nowhere", "agencies"),
        (plan(table("{ head = 'A', link = 'agencies.nowhere' }")), 'column "A"', "nowhere", "A"),
        (plan(table("{ head = 'A', id = 'a', link = 'agencies.a' }")), 'sheet "One"', "needs itself", "links that end"),
        (plan(table("{ head = 'A', share_of = 'A' }")), 'sheet "One"', "needs itself", "links that end"),
        (
            plan("[[sheet.block]]\nid = 'x'\nline = [{ label = 'L', figure = 'count/no' }]"),
            'line "L"',
            "count/no",
            "figure",
        ),
        (
            plan(
                table("{ head = 'A', field = 'amount' }"),
                "{ says = 'S', left = ['agencies.amount'], right = ['agencies.amount'] }",
            ),
            "check",
            "has no total",
            "total",
        ),
        (plan("", "{ says = 'S', left = ['agencies.amount'] }"), "check", "the keys", "`right` beside `left`"),
        (plan(table("{ head = 'A', field = 'name' }") * 2), 'sheet "One"', "twice", "one block of a name"),
        (plan("", name="checks"), WHERE, "twice", "one sheet name of a name"),
    ],
)
def test_a_bad_plan_is_told_by_file_finding_and_what_is_allowed(
    tmp_path: Path, text: str, where: str, found: str, allowed: str
) -> None:
    problem = problem_of(tmp_path, text)
    assert where in problem.where
    assert problem.where.startswith(WHERE)
    assert found in problem.found
    assert allowed in problem.expected


def test_a_mistyped_key_gets_the_nearest(tmp_path: Path) -> None:
    problem = problem_of(tmp_path, plan("[[sheet.block]]\ntabel = 'agencies'"))
    assert "did you mean table or total?" in problem.fix


def test_a_plan_without_a_list_of_checks_says_so(tmp_path: Path) -> None:
    text = "title = 'T'\n[[sheet]]\nname = 'One'\ntitle = 'T'\ncheck = { says = 'All.', master = true }\n"
    assert problem_of(tmp_path, text).found == "no list of checks"


def test_all_mistakes_are_told_at_once() -> None:
    text = plan(table("{ head = 'A', field = 'nmae' }, { head = 'B', field = 'amuont' }"))
    with pytest.raises(TpError) as error:
        read_plan(text, WHERE)
    assert [problem.found for problem in error.value.problems] == ['"nmae"', '"amuont"']
