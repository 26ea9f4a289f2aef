from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.report import sample_place as sample
from tests.report.libreoffice import formulas, needs_libreoffice, recalculated, wrong_values
from tp_cli.cells import Book, Formula
from tp_cli.report.pack import write_packs

SHEETS = [
    "About",
    "Summary",
    "Spend by agency",
    "Spend by function",
    "Agency × function",
    "Who pays whom",
    "Projection",
    "Projection figures",
    "Reconciliation",
    "Checks",
    "Exclusions and rejections",
    "Sources",
]


def board(folder: Path, **changes: Any) -> Path:
    store = sample.fill(folder, **changes)
    write_packs(store, sample.place(), folder, ["board"], ["xlsx"], folder / "outputs")
    return folder / "outputs" / "board.xlsx"


def values(path: Path, sheet: str) -> dict[str, list[Any]]:
    """The rows of a sheet by their first cell, values as stored."""
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return {str(row[0]): list(row[1:]) for row in rows if row[0] is not None}


def test_the_sheets_are_those_of_a_board_workbook(tmp_path: Path) -> None:
    assert openpyxl.load_workbook(board(tmp_path)).sheetnames == SHEETS


def test_without_scenarios_there_is_no_projection(tmp_path: Path) -> None:
    names = openpyxl.load_workbook(board(tmp_path, with_projections=False)).sheetnames
    assert names == [name for name in SHEETS if not name.startswith("Projection")]


def test_the_summary_is_the_count(tmp_path: Path) -> None:
    summary = values(board(tmp_path), "Summary")
    assert summary["All public spend"][0] == 554_000_000
    assert summary["A head"][0] == 1108
    assert summary["Range with withheld bodies: high"][0] == 594_000_000
    assert summary["10 Social protection"][:2] == [252_000_000, 252 / 554]
    assert summary["Belongs to other places"][:2] == [40_000_000, 688_000_000]
    assert summary["Paid to another counted body"][:2] == [134_000_000, 554_000_000]
    assert summary["Checks"][0] == "All checks pass (13 of 13)"


def test_every_agency_reconciles_to_nought(tmp_path: Path) -> None:
    path = board(tmp_path)
    sheet = openpyxl.load_workbook(path, data_only=True)["Reconciliation"]
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Agency")
    rows = values(path, "Reconciliation")
    names = [name for name, *_ in sample.AGENCIES.values()]
    assert [rows[name][head.index("Difference (£)") - 1] for name in names] == [0] * len(names)
    assert rows["All bodies"][head.index("Reported (£)") - 1] == 728_000_000
    assert rows["All bodies"][head.index("Counted (£)") - 1] == 554_000_000


def test_every_formula_has_its_value_stored(tmp_path: Path) -> None:
    found = list(formulas(board(tmp_path)))
    assert len(found) > 100
    assert [item for item in found if item[3] is None or str(item[3]).startswith("#")] == []


def test_formulas_hold_no_constant_that_could_change(tmp_path: Path) -> None:
    for sheet, cell, formula, _ in formulas(board(tmp_path)):
        plain = re.sub(r"'[^']*'|\"[^\"]*\"|\$?[A-Z]{1,3}\$?\d+", "", formula)
        assert set(re.findall(r"\d+", plain.replace(",2)", ""))) <= {"0"}, (sheet, cell, formula)


@needs_libreoffice
def test_libreoffice_corrects_a_wrong_stored_value(tmp_path: Path) -> None:
    book = Book(tmp_path / "wrong.xlsx")
    sheet = book.sheet("Sums")
    sheet.number(0, 0, 2)
    sheet.formula(1, 0, Formula("=A1+A1"), 5, "number")
    book.close()
    anew = recalculated(tmp_path / "wrong.xlsx", tmp_path)
    assert openpyxl.load_workbook(anew, data_only=True)["Sums"]["A2"].value == 4


def with_odd_pence() -> sample.FigureRows:
    """The sample's figures, where one agency's bridge has pence that binary fractions cannot hold."""
    figures = sample.figures()
    money = {"ingested": "4294967296.37", "apportioned_out": "4249967296.29", "counted": "45000000.08"}
    for row in figures.rows:
        if row["id"].startswith("count/bridge/agency=police/") and row["column"] in money:
            row["value"] = money[row["column"]]
    return figures


@needs_libreoffice
@pytest.mark.parametrize("figures", [sample.figures, with_odd_pence])
def test_every_stored_value_is_what_libreoffice_works_out(
    tmp_path: Path, figures: Callable[[], sample.FigureRows]
) -> None:
    path = board(tmp_path, changed=figures())
    assert wrong_values(path, tmp_path) == []


def with_a_penny_more() -> sample.FigureRows:
    """The sample's figures, where one agency's amount is a penny too high."""
    figures = sample.figures()
    for row in figures.rows:
        if row["id"] == "count/agency/agency=fire/amount":
            row["value"] = "5000000.01"
    return figures


def test_a_penny_that_does_not_add_up_fails_the_master_check(tmp_path: Path) -> None:
    path = board(tmp_path, changed=with_a_penny_more())
    assert values(path, "Summary")["Checks"][0] == "CHECK FAILS (only 10 of 13)"
    assert values(path, "Spend by agency")["CHECK FAILS"]
    assert values(path, "About")["CHECK FAILS (only 10 of 13)"]


@needs_libreoffice
def test_the_master_check_fails_live_too(tmp_path: Path) -> None:
    path = recalculated(board(tmp_path, changed=with_a_penny_more()), tmp_path)
    assert values(path, "Summary")["Checks"][0] == "CHECK FAILS (only 10 of 13)"


def test_every_sheet_has_a_check_and_every_figure_a_reference(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(board(tmp_path))
    assert all(sheet["A2"].data_type == "f" for sheet in book)
    known = {row["id"] for row in sample.figures().rows}
    references = [
        c.value for sheet in book for row in sheet.iter_rows() for c in row if str(c.value).startswith("count/")
    ]
    assert len(references) > 40
    assert set(references) <= known


def test_the_page_is_landscape_a4_one_page_wide_and_nothing_is_hidden(tmp_path: Path) -> None:
    path = board(tmp_path)
    for sheet in openpyxl.load_workbook(path):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.freeze_panes
        assert sheet.sheet_state == "visible"
        assert not any(size.hidden for size in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
        if sheet.title not in ("About", "Summary"):
            assert sheet.print_title_rows
    names = zipfile.ZipFile(path).namelist()
    assert [name for name in names if "external" in name.lower() or "vba" in name.lower()] == []


def test_charts_state_the_finding_and_say_it_in_words(tmp_path: Path) -> None:
    with zipfile.ZipFile(board(tmp_path)) as parts:
        charts = [parts.read(n).decode() for n in sorted(parts.namelist()) if re.match(r"xl/charts/chart\d", n)]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert "Social protection takes 45.5% of the £554.0m" in charts[0]
    assert "Of £728.0m reported, £174.0m is taken out and £554.0m counted" in charts[1]
    assert len(re.findall(r'descr="[^"]{40,}"', drawing)) == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "\t=1", "=HYPERLINK(1)", "' = \"", "{{ 7*7 }}", "{% if %}"])
def test_foreign_text_stays_text_in_every_field(tmp_path: Path, text: str) -> None:
    figures = sample.figures()
    for row in figures.rows:
        row["title"] = text
        if row["unit"] == "text" and row["column"] not in ("year", "holds", "control_total"):
            row["value"] = text
    sources = [row | {"file": text, "layout": text} for row in sample.sources()]
    problems = [row | {"where": text, "found": text, "fix": text, "rows": text} for row in sample.PROBLEMS]
    parts = [row | {"reason": text} for row in sample.parts()]
    caveats = [{"code": text, "text": text, "position": 0}]
    path = board(tmp_path, changed=figures, sources=sources, problems=problems, parts=parts, caveats=caveats)
    clean = list(formulas(board(tmp_path / "clean")))
    own = {re.sub(r"\d+", "", formula) for _, _, formula, _ in clean}
    assert {re.sub(r"\d+", "", formula) for _, _, formula, _ in formulas(path)} <= own
    book = openpyxl.load_workbook(path)
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_same_count_gives_the_same_bytes(tmp_path: Path) -> None:
    assert board(tmp_path / "a").read_bytes() == board(tmp_path / "b").read_bytes()


def test_a_place_without_population_has_no_figure_a_head(tmp_path: Path) -> None:
    figures = sample.figures()
    figures.rows = [row for row in figures.rows if row["column"] not in ("population", "per_head")]
    path = board(tmp_path, changed=figures)
    assert "A head" not in values(path, "Summary")
    assert values(path, "Summary")["Checks"][0] == "All checks pass (13 of 13)"


def test_a_count_with_nothing_taken_out_still_makes_a_workbook(tmp_path: Path) -> None:
    figures = sample.figures()
    figures.rows = [row for row in figures.rows if row["table"] not in ("ledger", "payments", "control", "cofog_group")]
    path = board(tmp_path, changed=figures, parts=[], sources=[], problems=[], caveats=[])
    assert values(path, "Who pays whom")["No transfer between counted bodies."] is not None
    assert all(value is not None for *_, value in formulas(path))


def test_a_control_total_that_differs_names_its_cause(tmp_path: Path) -> None:
    figures = sample.figures()
    for row in figures.rows:
        if row["id"] == "count/bridge/agency=council/control_total":
            row["value"] = "231000000.00"
    figures.add("bridge", "agency=council", "", "text", cause="2 rejected amounts that could not be read")
    figures.add("bridge", "agency=council", "", "pounds", rejected="250000.00")
    row_values = values(board(tmp_path, changed=figures), "Reconciliation")["Wrenborough Council"]
    assert row_values[2:4] == [250_000, 750_000]
    assert "2 rejected amounts that could not be read" in row_values


def test_negative_money_is_shown_and_added(tmp_path: Path) -> None:
    figures = sample.figures()
    shift = {"agency=fire": -6, "agency=council": 11}
    for row in figures.rows:
        if row["table"] == "agency" and row["column"] == "amount" and row["key"] in shift:
            row["value"] = (
                f"{float(row['value']) + shift[row['key']] * 1e6 - (5e6 if 'council' in row['key'] else 0):.2f}"
            )
    path = board(tmp_path, changed=figures)
    agencies = values(path, "Spend by agency")
    assert agencies["Wrenshire Fire and Rescue"][1] == -1_000_000
    assert agencies["Counted"][1] == 554_000_000


def test_facts_are_frozen() -> None:
    from tp_cli.report.facts import Words

    words = Words("a", "b", "c")
    assert replace(words, text="d").text == "d"
    with pytest.raises(AttributeError):
        words.text = "e"  # type: ignore[misc]
