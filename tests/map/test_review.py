"""What no rule maps goes to a person in a workbook and comes back as rules that hold for the next file too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.map.small_place import PLACE, mapped_place, parts
from tp_cli.errors import TpError
from tp_cli.map.accept import AcceptResult
from tp_cli.map.mapping import map_lines
from tp_cli.map.reviewing import accept, review
from tp_cli.map.suggest import Suggestion, is_clear
from tp_cli.store import Store

LINES = """
    directorate | service          | expense   | narrative        | amount_pence
    Zork        | =Frob & "quux"   | Materials | job 17 of March  | 500
    Zork        | =Frob & "quux"   | Transport | job 18           | 700
    Zork        |                  | Gizmos    |                  | 90000
                |                  |           | Widget no 12/34  | -300000
                | Refuse           |           |                  | 100
"""


def reviewed(folder: Path, said: dict[int, object], lines: str = LINES) -> Path:
    """The review of these lines with codes written in its rows, the first row being nought."""
    result = mapped_place(folder, lines)
    path = folder / "review.xlsx"
    review(result, folder, path)
    book = openpyxl.load_workbook(path)
    for row, code in said.items():
        book["Review"].cell(row + 3, 1).value = code  # type: ignore[union-attr]
    book.save(path)
    return path


def accepted(folder: Path, path: Path, dry_run: bool = False) -> AcceptResult:
    return accept(Store(folder), PLACE, folder, path, dry_run)


def test_the_review_lists_the_unmapped_by_amount_with_drop_downs_and_text_as_text(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(reviewed(tmp_path, {}))["Review"]
    rows = [row[3:11] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert rows == [
        (-3000, 1, "council", None, None, None, "Widget no 12/34", None),
        (900, 1, "council", "Zork", None, None, None, None),
        (12, 2, "council", "Zork", '=Frob & "quux"', None, None, None),
    ]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["A3:A5", "B3:B5", "C3:C5"]
    assert sheet["H5"].data_type == "s"


def test_an_answer_becomes_a_rule_that_also_catches_the_next_file(tmp_path: Path) -> None:
    result = accepted(tmp_path, reviewed(tmp_path, {0: 7.3, 1: "04.5 Transport", 2: "08.2"}))
    assert [(rule.was, rule.cofog) for rule in result.rules] == [("", "07.3"), ("", "04.5"), ("", "08.2")]
    assert result.as_rows().select("was", "cofog", "lines", "amount").rows() == [
        ("unmapped", "07.3", 1, "-3000.00"),
        ("unmapped", "04.5", 1, "900.00"),
        ("unmapped", "08.2", 2, "12.00"),
    ]
    following = """
        directorate | service       | expense | narrative
        ZORK        | frob and quux | Vans    | job 19 of April
                    |               |         | WIDGET No 99/98
    """
    assert parts(mapped_place(tmp_path, following), "cofog") == [("08.2",), ("07.3",)]


def test_accepting_twice_is_accepting_once_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = reviewed(tmp_path, {2: "08.2"})
    tried = accepted(tmp_path, path, dry_run=True)
    assert not (tmp_path / "maps").exists()
    first = accepted(tmp_path, path)
    text = (tmp_path / "maps/accepted.csv").read_bytes()
    second = accepted(tmp_path, path)
    assert tried.as_rows().rows() == first.as_rows().rows() != []
    assert second.as_rows().rows() == []
    assert (tmp_path / "maps/accepted.csv").read_bytes() == text


def test_a_later_answer_replaces_the_earlier_one_and_the_difference_says_so(tmp_path: Path) -> None:
    path = reviewed(tmp_path, {2: "08.2"})
    accepted(tmp_path, path)
    book = openpyxl.load_workbook(path)
    book["Review"]["A5"].value = "08.1"
    book.save(path)
    result = accepted(tmp_path, path)
    assert [(rule.was, rule.cofog) for rule in result.rules] == [("08.2", "08.1")]
    assert result.as_rows().row(0)[:2] == ("08.2", "08.1")


def test_what_a_person_says_has_no_function_is_not_asked_again(tmp_path: Path) -> None:
    accepted(tmp_path, reviewed(tmp_path, {0: "none"}))
    result = map_lines(Store(tmp_path), PLACE, tmp_path)
    assert "Widget no 12/34" not in [each.text for each in result.unmapped]
    assert review(result, tmp_path, tmp_path / "again.xlsx") == 2


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (7, "07"),
        (7.0, "07"),
        ("07", "07"),
        ("7.0", "07"),
        (7.3, "07.3"),
        ("07.3 Hospital services", "07.3"),
        (10.1, "10.1"),
    ],
)
def test_a_code_survives_what_a_spreadsheet_program_does_to_it(tmp_path: Path, cell: object, code: str) -> None:
    (rule,) = accepted(tmp_path, reviewed(tmp_path, {1: cell})).rules
    assert rule.cofog == code


def test_codes_that_are_none_are_refused_cell_by_cell_and_nothing_is_written(tmp_path: Path) -> None:
    path = reviewed(tmp_path, {0: "Jul-01", 1: dt.datetime(2026, 7, 1), 2: "11.4"})
    with pytest.raises(TpError) as error:
        accepted(tmp_path, path)
    assert [(problem.code, problem.where) for problem in error.value.problems] == [
        ("bad-cofog", "review.xlsx, sheet Review, cell A3"),
        ("bad-cofog", "review.xlsx, sheet Review, cell A4"),
        ("bad-cofog", "review.xlsx, sheet Review, cell A5"),
    ]
    assert error.value.exit_code == 3
    assert not (tmp_path / "maps").exists()


def test_a_file_that_is_no_review_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "not.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(TpError) as error:
        accepted(tmp_path, path)
    assert (error.value.problems[0].code, error.value.exit_code) == ("not-a-review", 3)


def test_a_suggestion_is_proposed_only_when_like_enough_and_far_enough_from_the_next() -> None:
    assert is_clear([Suggestion("07.3", 0.8, "a"), Suggestion("07.2", 0.6, "b")])
    assert not is_clear([Suggestion("07.3", 0.8, "a"), Suggestion("07.2", 0.75, "b")])
    assert not is_clear([Suggestion("07.3", 0.6, "a")])
    assert not is_clear([])


def test_suggestions_alone_map_nothing(tmp_path: Path) -> None:
    result = mapped_place(tmp_path, [{"service": "Libary"}])
    assert result.unmapped[0].suggestions[0].cofog == "08.2"
    assert result.mapped.filter(pl.col("cofog").is_not_null()).is_empty()
