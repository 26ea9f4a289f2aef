"""The checklist for published workbooks: ours passes, every single breach is found, odd files are refused."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.table import TableStyleInfo

from tests.cli.conftest import Tp, as_json
from tests.report import sample_place as sample
from tp_cli.report.checking import check_file
from tp_cli.report.checking.result import ALL_RULES
from tp_cli.report.pack import write_packs

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the published files are not here: ../shared/data")
Book = Any
SHEET = "Spend_by_body"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publish pack of the sample place, with its ODS and CSV beside it."""
    folder = tmp_path_factory.mktemp("publish")
    store = sample.fill(folder)
    write_packs(store, sample.place(), folder, ["publish"], [], folder / "out")
    return folder / "out"


def beside(path: Path) -> Path:
    """The files that a published workbook needs beside it."""
    path.with_suffix(".ods").touch()
    path.with_suffix("").mkdir()
    for name in ("a.csv", "datapackage.json"):
        (path.with_suffix("") / name).touch()
    return path


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_our_own_pack_passes_every_rule(pack: Path, form: str) -> None:
    result = check_file(pack / f"publish.{form}")
    assert [(failure.rule, failure.sheet, failure.cell, failure.found) for failure in result.failures] == []
    assert result.passes
    assert len(result.rules) > 30


def header(book: Book, text: str, col: int = 2) -> None:
    """Change a header and the table's own copy of it."""
    sheet = book[SHEET]
    row = int(re.findall(r"\d+", next(iter(sheet.tables.values())).ref)[0])
    sheet.cell(row, col).value = text
    next(iter(sheet.tables.values())).tableColumns[col - 1].name = text


def first(book: Book) -> int:
    """The first row of figures."""
    return int(re.findall(r"\d+", next(iter(book[SHEET].tables.values())).ref)[0]) + 1


def at(col: int, change: Callable[[Any], object]) -> Callable[[Book], object]:
    return lambda book: change(book[SHEET].cell(first(book), col))


def value(col: int, new: object) -> Callable[[Book], object]:
    return at(col, lambda cell: setattr(cell, "value", new))


def table(change: Callable[[Any], object]) -> Callable[[Book], object]:
    return lambda book: change(next(iter(book[SHEET].tables.values())))


def unwrapped(cell: Any) -> None:
    cell.value, cell.alignment = "word " * 40, Alignment("left")


MUTATIONS: dict[str, tuple[str, Callable[[Book], object]]] = {
    "no cover": ("front-sheets", lambda b: b.remove(b["Cover_sheet"])),
    "no contents": ("front-sheets", lambda b: b.remove(b["Table_of_contents"])),
    "no notes": ("front-sheets", lambda b: b.remove(b["Notes"])),
    "blank in sheet name": ("sheet-names", lambda b: setattr(b[SHEET], "title", " Spend ")),
    "sheet name says nothing": ("sheet-names", lambda b: setattr(b[SHEET], "title", "Sheet4")),
    "table not marked up": ("table-marked-up", lambda b: b[SHEET].tables.clear()),
    "table name says nothing": ("table-name", table(lambda t: setattr(t, "displayName", "Table3"))),
    "table name twice": ("table-name", table(lambda t: setattr(t, "displayName", "Spend_by_group"))),
    "striped table": (
        "table-plain",
        table(lambda t: setattr(t, "tableStyleInfo", TableStyleInfo("TableStyleMedium9", showRowStripes=True))),
    ),
    "filter buttons": (
        "table-plain",
        table(lambda t: setattr(t, "autoFilter", openpyxl.worksheet.filters.AutoFilter(ref=t.ref))),
    ),
    "sheet filter": ("table-plain", lambda b: setattr(b[SHEET].auto_filter, "ref", "A5:B9")),
    "header twice": ("header-row", lambda b: header(b, "Body")),
    "empty header": ("header-row", lambda b: header(b, " ")),
    "merged": ("merged", lambda b: b[SHEET].merge_cells("A1:B1")),
    "two values in a cell": ("split-cells", value(1, "Council\nSchools")),
    "blank row": (
        "blank-lines",
        lambda b: [b[SHEET].cell(first(b), c).__setattr__("value", None) for c in range(1, 6)],
    ),
    "below the table": ("around-table", lambda b: b[SHEET].cell(40, 1, "Source: us")),
    "beside the table": ("around-table", lambda b: b[SHEET].cell(first(b), 9, 3)),
    "no title": ("title", lambda b: b[SHEET].__setitem__("A1", None)),
    "title not a heading": ("title", lambda b: setattr(b[SHEET]["A1"], "style", "Normal")),
    "title without a year": ("title", lambda b: b[SHEET].__setitem__("A1", "Public spending by body, Wrenborough")),
    "short period in title": ("title", lambda b: b[SHEET].__setitem__("A1", "Spending, Wrenborough, 2024 and 24/25")),
    "second line": ("second-line", lambda b: b[SHEET].__setitem__("A2", "Some figures")),
    "no source": ("source", lambda b: b[SHEET].__setitem__("A3", "From the council")),
    "no unit": ("units", lambda b: header(b, "Net spend")),
    "note not declared": ("notes", lambda b: header(b, "Net spend (£) [note 9]")),
    "note not used": ("notes", lambda b: b["Notes"].cell(first(b), 1, "note 7")),
    "note beside a figure": ("notes", value(5, "count/x [note 1]")),
    "note in round brackets": ("notes", lambda b: header(b, "Net spend (£) (note 1)")),
    "empty cell": ("empty-cells", value(2, None)),
    "NA": ("empty-cells", value(2, "N/A")),
    "a dash": ("empty-cells", value(2, "-")),
    "unknown shorthand": ("shorthand", value(2, "[q]")),
    "shorthand not explained": ("shorthand", value(2, "[c]")),
    "number as text": ("numbers-as-text", value(2, "1,234.50")),
    "short period in header": ("periods", lambda b: header(b, "Net spend 2023/24 (£)")),
    "short date": ("periods", value(1, "01/02/2025")),
    "small text": ("fonts", at(2, lambda c: setattr(c, "font", Font("Arial", 10)))),
    "serifs": ("fonts", at(1, lambda c: setattr(c, "font", Font("Times New Roman", 12)))),
    "colour": ("colours", at(2, lambda c: setattr(c, "font", Font("Arial", 12, color="FF0000")))),
    "red negatives": ("colours", at(2, lambda c: setattr(c, "number_format", "#,##0;[Red]-#,##0"))),
    "fill": ("colours", at(1, lambda c: setattr(c, "fill", PatternFill("solid", "FFEEEEEE")))),
    "border": ("colours", at(1, lambda c: setattr(c, "border", Border(top=Side("thin"))))),
    "conditional formatting": (
        "colours",
        lambda b: b[SHEET].conditional_formatting.add("B7:B9", CellIsRule("lessThan", ["0"], font=Font(bold=True))),
    ),
    "chart": ("drawings", lambda b: b[SHEET].add_chart(openpyxl.chart.BarChart(), "H2")),
    "comment": ("drawings", at(1, lambda c: setattr(c, "comment", Comment("see me", "A person")))),
    "freeze panes": ("freeze-panes", lambda b: setattr(b[SHEET], "freeze_panes", "A6")),
    "hidden sheet": ("hidden", lambda b: setattr(b["Spend_by_group"], "sheet_state", "hidden")),
    "very hidden sheet": ("hidden", lambda b: setattr(b["Spend_by_group"], "sheet_state", "veryHidden")),
    "hidden row": ("hidden", lambda b: setattr(b[SHEET].row_dimensions[8], "hidden", True)),
    "hidden column": ("hidden", lambda b: setattr(b[SHEET].column_dimensions["E"], "hidden", True)),
    "footer": ("headers-footers", lambda b: setattr(b[SHEET].oddFooter.center, "text", "Official: sensitive")),
    "formula": ("values-only", value(2, "=SUM(1,2)")),
    "error": ("values-only", value(2, "#REF!")),
    "number on the left": ("alignment", at(2, lambda c: setattr(c, "alignment", Alignment("left")))),
    "text in the middle": ("alignment", at(1, lambda c: setattr(c, "alignment", Alignment("center")))),
    "not wrapped": ("wrapping", at(1, lambda c: unwrapped(c))),
    "too wide": ("wrapping", lambda b: setattr(b[SHEET].column_dimensions["A"], "width", 200)),
    "no document title": ("properties", lambda b: setattr(b.properties, "title", None)),
    "no language": ("properties", lambda b: setattr(b.properties, "language", None)),
    "no keywords": ("properties", lambda b: setattr(b.properties, "keywords", None)),
    "author is a program": ("properties", lambda b: setattr(b.properties, "creator", "openpyxl")),
    "another sheet first": ("cursor", lambda b: setattr(b, "active", 2)),
    "cursor elsewhere": ("cursor", lambda b: setattr(b["Cover_sheet"].sheet_view.selection[0], "activeCell", "C9")),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_breach_is_found(pack: Path, tmp_path: Path, name: str) -> None:
    rule, change = MUTATIONS[name]
    book = openpyxl.load_workbook(pack / "publish.xlsx")
    change(book)
    path = beside(tmp_path / "changed.xlsx")
    book.save(path)
    found = check_file(path)
    assert rule in found.failed_rules, found.failed_rules
    assert found.refusal is None


def test_a_workbook_that_openpyxl_only_opened_and_saved_still_passes(pack: Path, tmp_path: Path) -> None:
    path = beside(tmp_path / "copied.xlsx")
    openpyxl.load_workbook(pack / "publish.xlsx").save(path)
    assert [(f.rule, f.sheet, f.cell, f.found) for f in check_file(path).failures] == []


def test_the_mutations_cover_every_rule() -> None:
    tried = {rule for rule, _ in MUTATIONS.values()}
    assert set(ALL_RULES) - tried == {"beside"}


def test_macros_and_links_to_other_files_are_live(pack: Path, tmp_path: Path) -> None:
    path = beside(tmp_path / "live.xlsx")
    path.write_bytes((pack / "publish.xlsx").read_bytes())
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"x")
        book.writestr("xl/externalLinks/externalLink1.xml", b"<x/>")
    assert {failure.found for failure in check_file(path).failures} == {
        "macros",
        "a link to another workbook (xl/externalLinks/externalLink1.xml)",
    }


def test_without_ods_and_csv_beside_it_a_workbook_is_not_published(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "alone.xlsx"
    path.write_bytes((pack / "publish.xlsx").read_bytes())
    assert {failure.found for failure in check_file(path).failures} == {
        "no alone.ods",
        "no alone.csv, and no folder alone of CSV files",
    }


def test_the_board_workbook_is_another_profile_and_fails(tmp_path: Path) -> None:
    write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["board"], ["xlsx"], tmp_path)
    failed = check_file(tmp_path / "board.xlsx").failed_rules
    assert {"table-marked-up", "merged", "values-only", "drawings", "colours", "freeze-panes"} <= set(failed)


def test_the_command_says_each_breach_by_sheet_and_cell(tp: Tp, pack: Path, tmp_path: Path) -> None:
    good = tp("report", "--check", pack / "publish.xlsx")
    assert (good.exit_code, good.stderr.strip()) == (0, "publish.xlsx passes all 31 rules for publishing.")
    book = openpyxl.load_workbook(pack / "publish.xlsx")
    book[SHEET].merge_cells("A1:C1")
    book.save(tmp_path / "bad.xlsx")
    bad = tp("report", "--check", tmp_path / "bad.xlsx", "--json")
    assert bad.exit_code == 1
    told = as_json(bad)
    assert (told["schema"], told["passes"]) == ("tp.report-check/1", False)
    (merged,) = [failure for failure in told["failures"] if failure["rule"] == "merged"]
    assert (merged["sheet"], merged["cell"]) == (SHEET, "A1:C1")
    assert set(merged) == {"rule", "sheet", "cell", "found", "expected", "fix"}
    assert tp("report", "--check", tmp_path / "bad.xlsx", "--fail-on", "never").exit_code == 0


BAD_FILES = {
    "empty.xlsx": b"",
    "text.xlsx": b"Body,Amount\nCouncil,1\n",
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
    "cut.xlsx": b"PK\x03\x04" + b"0" * 40,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_workbook_is_refused(tp: Tp, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    result = tp("report", "--check", tmp_path / name, "--json")
    assert result.exit_code == 3
    assert [problem["code"] for problem in as_json(result)["problems"]] == ["unreadable"]


def with_part(path: Path, pack: Path, part: str, content: bytes) -> Path:
    """Our workbook with one part replaced."""
    with zipfile.ZipFile(pack / "publish.xlsx") as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, content if name == part else source.read(name))
    return path


HOSTILE = {
    "entities": ("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "not xml": ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData>"),
    "packed to burst": ("xl/sharedStrings.xml", b"0" * 60_000_000),
    "deep": ("xl/worksheets/sheet2.xml", b"<a>" * 200_000 + b"</a>" * 200_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused(pack: Path, tmp_path: Path, name: str) -> None:
    result = check_file(with_part(tmp_path / "hostile.xlsx", pack, *HOSTILE[name]))
    assert result.refusal is not None or name == "deep"


ODD = {
    "rows out of order": b'<worksheet xmlns="x"><sheetData><row r="9"><c r="A9"><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>',
    "numbers that are none": b'<worksheet><cols><col min="a" max="9999999999" width="x"/></cols><sheetData><row r="x"><c r="ZZZZ1" s="99" t="s"><v>9999</v></c></row></sheetData></worksheet>',
    "nothing": b"<worksheet/>",
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_workbook_is_read_as_far_as_it_goes(pack: Path, tmp_path: Path, name: str) -> None:
    result = check_file(with_part(tmp_path / "odd.xlsx", pack, "xl/worksheets/sheet4.xml", ODD[name]))
    assert result.failures
    assert result.problems


@needs_data
@pytest.mark.parametrize("path", sorted([*DATA.glob("messy/*.xls?"), *DATA.glob("messy/*.ods")]), ids=lambda p: p.name)
def test_real_and_broken_workbooks_end_in_an_answer(path: Path) -> None:
    result = check_file(path)
    assert result.refusal is not None or result.failures
    assert result.problems
