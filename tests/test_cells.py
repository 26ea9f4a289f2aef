from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.cells import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Book, Formula, Ref, Sheet, sheet_name_fault
from tp_cli.errors import Exit, TpError
from tp_cli.safe import for_cell

INJECTIONS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "＝1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")']


def one_sheet(path: Path, name: str = "Spend") -> tuple[Book, Sheet]:
    book = Book(path, {"title": "Test"})
    return book, book.sheet(name)


def test_text_that_looks_like_a_formula_or_a_link_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book, sheet = one_sheet(path)
    texts = [*INJECTIONS, "https://example.org", "007", "#N/A"]
    for row, text in enumerate(texts):
        sheet.text(row, 0, text)
    book.close()
    cells = [row[0] for row in openpyxl.load_workbook(path)["Spend"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][1:] == [t.replace("\t", "\ufffd") for t in texts][1:]
    assert all(cell.hyperlink is None for cell in cells)


def test_pence_are_held_as_pounds_and_dates_as_dates(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book, sheet = one_sheet(path)
    sheet.money(0, 0, 123450, "pence")
    sheet.money(1, 0, -1)
    sheet.percent(2, 0, 0.036)
    sheet.date(3, 0, dt.date(2025, 3, 31))
    sheet.formula(4, 0, Formula("=SUM(A1:A2)"), 1234.49, "pence")
    book.close()
    values = [row[0] for row in openpyxl.load_workbook(path, data_only=True)["Spend"].iter_rows(values_only=True)]
    assert values == [1234.5, -0.01, 0.036, dt.datetime(2025, 3, 31), 1234.49]


def test_control_characters_are_replaced_and_line_breaks_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book, sheet = one_sheet(path)
    sheet.text(0, 0, "a\x0bb\x00c\ud800d\u202ee\nf")
    book.close()
    assert openpyxl.load_workbook(path)["Spend"]["A1"].value == "a\ufffdb\ufffdc\ufffdd\ufffde\nf"


@pytest.mark.parametrize(("row", "col"), [(MAX_ROWS, 0), (0, MAX_COLUMNS), (-1, 0)])
def test_a_cell_beyond_the_last_row_or_column_is_a_problem(tmp_path: Path, row: int, col: int) -> None:
    _, sheet = one_sheet(tmp_path / "book.xlsx")
    with pytest.raises(TpError) as error:
        sheet.text(row, col, "lost")
    assert error.value.exit_code is Exit.OUTPUT
    assert "1,048,576 rows" in error.value.problems[0].expected
    with pytest.raises(TpError):
        sheet.across(row, col, col + 1, "lost", "note")


def test_a_text_too_long_for_a_cell_is_a_problem_and_not_dropped(tmp_path: Path) -> None:
    _, sheet = one_sheet(tmp_path / "book.xlsx")
    sheet.text(0, 0, "x" * MAX_TEXT)
    with pytest.raises(TpError) as error:
        sheet.text(1, 0, "x" * (MAX_TEXT + 1))
    assert error.value.problems[0].where == 'sheet "Spend", cell A2'
    assert error.value.problems[0].found == "a text of 32,768 characters"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_a_problem(tmp_path: Path, number: float) -> None:
    _, sheet = one_sheet(tmp_path / "book.xlsx")
    with pytest.raises(TpError):
        sheet.number(0, 0, number)


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a[b]", "'a", "a'", "history", "HISTORY", "a\nb", "spend"])
def test_a_sheet_name_that_excel_would_repair_is_a_problem(tmp_path: Path, name: str) -> None:
    book, _ = one_sheet(tmp_path / "book.xlsx")
    with pytest.raises(TpError) as error:
        book.sheet(name)
    assert error.value.problems[0].where == "sheet name"


def test_common_sheet_names_are_right() -> None:
    assert [sheet_name_fault(name) for name in ("Agency × function", "x" * 31, "It's")] == ["", "", ""]


def test_an_address_names_its_sheet_only_from_another() -> None:
    cell = Ref("Bob's", 4, 2)
    assert cell.seen_from("Bob's") == "C5"
    assert cell.seen_from("Summary", fixed_row=True) == "'Bob''s'!C$5"


def test_the_same_cells_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(name: str) -> bytes:
        book, sheet = one_sheet(tmp_path / name)
        sheet.text(0, 0, "text")
        sheet.money(1, 0, 100)
        book.close()
        return (tmp_path / name).read_bytes()

    assert write("a.xlsx") == write("b.xlsx")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = write("c.xlsx")
    assert dated == write("d.xlsx")
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").properties.created == dt.datetime(2023, 11, 14, 22, 13, 20)


def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    book, _ = one_sheet(tmp_path / "missing" / "book.xlsx")
    with pytest.raises(OSError, match="No such file"):
        book.close()


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("text", ["<r>bold & broken</r>", "<r><t>other words</t></r>", "<r></r>"])
def test_text_that_looks_like_markup_stays_text(tmp_path: Path, text: str, streamed: bool) -> None:
    with Book(tmp_path / "book.xlsx", streamed=streamed) as book:
        book.sheet("Spend").text(0, 0, text)
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")["Spend"]["A1"].value == text


@settings(deadline=None)
@given(rows=st.lists(st.tuples(st.text(max_size=20), st.integers(-(10**15), 10**15), st.floats(-1e9, 1e9)), max_size=5))
def test_a_streamed_sheet_holds_what_a_kept_one_holds(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, float]]
) -> None:
    def written(streamed: bool) -> list[tuple[Any, ...]]:
        path = tmp_path_factory.mktemp("books") / "book.xlsx"
        with Book(path, streamed=streamed) as book:
            sheet = book.sheet("Spend")
            for number, (text, pence, plain) in enumerate(rows):
                sheet.text(number, 0, text)
                sheet.money(number, 1, pence, "pence")
                sheet.number(number, 70, plain, "decimal")
        return [
            tuple((cell.value or "", cell.number_format) for cell in (row[0], row[1], row[-1]))
            for row in openpyxl.load_workbook(path)["Spend"].iter_rows()
        ]

    streamed = written(True)
    assert streamed == written(False)
    assert [row[0][0] for row in streamed[: len(rows)]] == [for_cell(text) for text, *_ in rows]


def test_a_row_behind_the_stream_is_a_problem_and_not_dropped(tmp_path: Path) -> None:
    with pytest.raises(TpError), Book(tmp_path / "book.xlsx", streamed=True) as book:
        sheet = book.sheet("Spend")
        sheet.text(5, 0, "later")
        sheet.text(6, 0, "later still")
        sheet.text(5, 1, "too late")


def test_a_streamed_book_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(parts))
    with pytest.raises(TpError), Book(tmp_path / "book.xlsx", streamed=True) as book:
        book.sheet("Spend").text(0, 0, "x" * (MAX_TEXT + 1))
    assert [path.name for path in tmp_path.rglob("*")] == ["parts"]
