"""What a file is, by its bytes; its cells, by the rows and columns that a spreadsheet program shows."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.books import compound
from tp_cli.errors import Exit, TpError
from tp_cli.ingest.container import identify
from tp_cli.ingest.frame import letter
from tp_cli.ingest.grid import Grid, read_grids
from tp_cli.ingest.values import read_money

TABLE = "Supplier,Amount\nCafé,£1\n"


def grid_of(folder: Path, data: bytes, name: str = "a.csv", encoding: str = "") -> Grid:
    (folder / name).write_bytes(data)
    return read_grids(identify(folder / name, encoding))[0]


def cells(grid: Grid) -> list[tuple[str | None, ...]]:
    return [row[1:] for row in grid.cells.rows()]


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(TpError) as caught:
        read_grids(identify(path))
    assert caught.value.exit_code == Exit.UNREADABLE
    return caught.value.problems[0].found, caught.value.problems[0].fix


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode("cp1252"), "cp1252"),
        (TABLE.encode("utf-8"), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8-sig"),
        (TABLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16"),
    ],
)
def test_an_encoding_is_told_by_the_bytes(tmp_path: Path, data: bytes, encoding: str) -> None:
    assert cells(grid_of(tmp_path, data)) == [("Supplier", "Amount"), ("Café", "£1")]
    assert identify(tmp_path / "a.csv").encoding == encoding


def test_a_declared_encoding_comes_first_and_must_fit(tmp_path: Path) -> None:
    dos = TABLE.encode("cp437")
    assert cells(grid_of(tmp_path, dos, encoding="cp437"))[1] == ("Café", "£1")
    for wrong in ("ascii", "no-such-code"):
        with pytest.raises(TpError) as caught:
            grid_of(tmp_path, dos, encoding=wrong)
        assert caught.value.problems[0].code == "encoding-wrong"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_told_by_the_text(tmp_path: Path, mark: str, end: str) -> None:
    rows = [("Supplier", "Date", "Amount"), ("Acme Ltd", "1 May", '"1,234.50"'), ("Beta", "2 May", "2")]
    text = end.join(mark.join(row) for row in rows) + end
    assert cells(grid_of(tmp_path, text.encode())) == [rows[0], ("Acme Ltd", "1 May", "1,234.50"), rows[2]]


def test_a_record_is_one_row_however_many_lines_it_has(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, b'Supplier,Amount\n"Acme\nLtd\n\nNorth",1\n\nBeta,2\n')
    assert cells(grid) == [("Supplier", "Amount"), ("Acme\nLtd\n\nNorth", "1"), (None, None), ("Beta", "2")]
    assert grid.row(4) == {"A": "Beta", "B": "2"}


@pytest.mark.parametrize("rest", ["Beta,2\nGamma,3\n", '"Beta",2\nGamma,3\n', ""])
def test_a_quote_that_swallows_rows_is_refused_with_its_row(tmp_path: Path, rest: str) -> None:
    (tmp_path / "a.csv").write_text(f'Supplier,Amount\nAcme,1\n"Acme,1\n{rest}', encoding="utf-8")
    found, _ = refusal(tmp_path / "a.csv")
    assert "opened at row 3 never closed" in found


def test_quotes_inside_a_name_swallow_nothing(tmp_path: Path) -> None:
    text = 'Supplier,Amount\n"Acme" Ltd,1\n5" pipes,2\n"The ""Old"" Mill",3\n"Acme" Ltd,4'
    assert cells(grid_of(tmp_path, text.encode()))[1:] == [
        ("Acme Ltd", "1"), ('5" pipes', "2"), ('The "Old" Mill', "3"), ("Acme Ltd", "4"),
    ]  # fmt: skip


def test_blanks_of_every_kind_are_blank(tmp_path: Path) -> None:
    text = "Supplier,Amount\n \u00a0 ,\u200b\n\ufeffAcme\u00a0, 1 \n"
    assert cells(grid_of(tmp_path, text.encode())) == [("Supplier", "Amount"), (None, None), ("Acme", "1")]


def test_nul_padding_is_dropped(tmp_path: Path) -> None:
    assert cells(grid_of(tmp_path, TABLE.encode() + b"\x00" * 512))[1] == ("Café", "£1")


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u00a0\u200b\ufeff"), max_size=8)


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(("Supplier", "Amount"))
        writer.writerows(rows)
    expected = [tuple(text.strip(" ") or None for text in row) for row in rows]
    assert cells(read_grids(identify(path))[0])[1:] == expected


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \r\n\t\n", "nothing but blanks"),
        ("report.csv", b"%PDF-1.7 ...", "a PDF document"),
        ("spend.xls", b"<html><body><p>Not found</p></body></html>", "a web page"),
        ("spend.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Spend/>', "XML"),
        ("scan.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("spend.csv", b"\x1f\x8b\x08\x00", "gzip"),
        ("spend.csv", b"\x00\x01\x02\x03binary", "neither text nor a workbook"),
        ("locked.xlsx", compound({"EncryptedPackage": b"?" * 5000}), "password"),
        ("letter.doc", compound({"WordDocument": b"Dear"}), "a Word document"),
        ("cut.xls", OLE + b"\x00" * 504, "damaged or cut-off"),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 100, "damaged or cut-off"),
    ],
)
def test_what_is_no_table_is_refused_by_its_true_kind(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert found in refusal(tmp_path / name)[0]


def test_a_folder_a_missing_file_and_a_dangling_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    assert refusal(tmp_path)[0] == "a folder"
    for name in ("nothing.csv", "link.csv"):
        assert {"nothing.csv": "No such file", "link.csv": "a link to"}[name] in refusal(tmp_path / name)[0]


def test_a_password_asks_for_a_copy_without_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(compound({"EncryptedPackage": b"?" * 5000}))
    assert "copy without a password" in refusal(tmp_path / "a.xlsx")[1]


def workbook(path: Path, *rows: tuple[int, int, object]) -> Path:
    """A workbook with one sheet; row and column from 0."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Spend")
    for row, column, value in rows:
        sheet.write(row, column, value)
    book.close()
    return path


def test_a_workbook_is_one_by_its_bytes_and_a_part_missing_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.csv", (0, 0, "Supplier"))
    assert identify(path).kind == "xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "part.xlsx", "w") as part:
        for name in whole.namelist():
            if name != "xl/worksheets/sheet1.xml":
                part.writestr(name, whole.read(name))
    refusal(tmp_path / "part.xlsx")
    (tmp_path / "cut.xlsx").write_bytes(path.read_bytes()[:-200])
    assert "damaged or cut-off" in refusal(tmp_path / "cut.xlsx")[0]


def test_a_reader_that_gives_up_is_a_refusal_and_no_traceback(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr(
            "xl/workbook.bin", b"\x9c\x01\x10\x01\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00r\x00I\x00d\x001\x00"
        )
    refusal(tmp_path / "a.xlsb")


def test_cells_keep_their_true_names_under_blank_rows_and_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", (3, 2, "Supplier"), (3, 27, "Amount"), (5, 2, "Acme"), (5, 27, 12.5))
    grid = read_grids(identify(path))[0]
    assert grid.height == 6
    assert {name: text for name, text in grid.row(4).items() if text} == {"C": "Supplier", "AB": "Amount"}
    assert grid.row(6)["AB"] == "12.5"
    assert not any(grid.row(5).values())


def test_column_letters_are_those_of_a_spreadsheet() -> None:
    assert [letter(i) for i in (0, 25, 26, 27, 701, 702, 16383)] == ["A", "Z", "AA", "AB", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize(
    ("number", "pence"),
    [
        (0.1 + 0.2, 30), (7956.420000000001, 795642), (1e-7, 0), (0.014999999999999, 1), (0.0049999999999999, 0),
        (1.0050000000000001, 100), (1.0050000000000006, 101), (123456789012.34, 12345678901234), (-0.015, -2), (1e12, 10**14),
    ],
)  # fmt: skip
def test_a_number_is_the_shortest_decimal_that_was_stored(tmp_path: Path, number: float, pence: int) -> None:
    path = workbook(tmp_path / "a.xlsx", (0, 0, "Amount"), (1, 0, number))
    read = read_money(read_grids(identify(path))[0].row(2)["A"] or "", "pounds")
    assert (read.pence, read.status) == (pence, "supplied")


def test_codes_typed_as_text_keep_their_noughts(tmp_path: Path) -> None:
    texts = ["0012.345", "00123", "12345678901234567.345", "12.500", "1234567890123456"]
    path = workbook(
        tmp_path / "a.xlsx", *((row, 0, text) for row, text in enumerate(["Ref", *texts])), (6, 0, 0.3333333333333333)
    )
    assert [row[0] for row in cells(read_grids(identify(path))[0])[1:6]] == texts


def test_hidden_sheets_are_read_and_known_to_be_hidden(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Seen").write(0, 0, "x")
    hidden = book.add_worksheet("Unseen")
    hidden.hide()
    book.add_worksheet("Empty")
    book.close()
    grids = read_grids(identify(tmp_path / "a.xlsx"))
    assert [(grid.sheet, grid.hidden, grid.height) for grid in grids] == [
        ("Seen", False, 1),
        ("Unseen", True, 0),
        ("Empty", False, 0),
    ]
