"""From a file to ledger lines: the header found, totals proved, every row accounted for, no £ changed silently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.small_place import Folder, codes, rows, table
from tp_cli.agencies import AgencyFinder
from tp_cli.errors import TpError
from tp_cli.ingest.proof import prove_totals
from tp_cli.ingest.source import read_source

HEAD = "Supplier,Date,Ref,Amount\n"
TWO = "Acme,01/05/2024,1,100.00\nBeta,02/05/2024,2,70.50\n"


def test_a_plain_table_becomes_lines_in_exact_pence(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one(HEAD + TWO)
    assert rows(result) == {"read": 3, "accepted": 2, "rejected": 0, "non_data": 1}
    assert place.lines().select("payee", "amount_pence", "row", "cell", "agency", "year").rows() == [
        ("Acme", 10000, 2, "D2", "council", "2024-25"),
        ("Beta", 7050, 3, "D3", "council", "2024-25"),
    ]
    assert result.total_pence == 17050


def test_totals_that_add_up_are_not_data(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one(HEAD + TWO + "Sub total,,,170.50\nGamma,03/05/2024,3,9.50\n,,,9.50\nGrand Total,,,180.00\n")
    assert result.total_pence == 18000
    assert table(result)["left_out"][0] == {"reason": "total, proved by its sum", "rows": 3, "amount": "360.00"}
    assert codes(result) == []


def test_a_total_that_differs_is_a_finding_with_the_money_in_doubt(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(HEAD + TWO + "Total,,,200.00\n")
    assert result.total_pence == 17050
    (finding,) = table(result)["findings"]
    assert (finding["code"], finding["rows"], finding["amount"]) == ("stated-total-differs", [4], "29.50")


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        (HEAD + TWO + "Total Gas,03/05/2024,3,55.00\n", 22550),
        (HEAD + "Grandseal,01/05/2024,1,5.00\nTotal Gas,03/05/2024,3,55.00\nTotal,,,60.00\n", 6000),
        ("Supplier,Amount\nAcme,100.00\nTotal Gas & Power,55.00\nBeta,70.50\nTotal,225.50\n", 22550),
    ],
)
def test_a_supplier_whose_name_begins_with_total_is_a_supplier(tmp_path: Path, text: str, pence: int) -> None:
    assert Folder(tmp_path).one(text).total_pence == pence


@pytest.mark.parametrize("heading", ["Organisation", "Financial Year", "Status"])
def test_rows_that_say_little_are_not_taken_for_totals(tmp_path: Path, heading: str) -> None:
    result = Folder(tmp_path).one(f"{heading},Amount\n2024-25,100.00\n2024-25,100.00\n2024-25,70.00\n")
    assert (result.total_pence, rows(result)["accepted"]) == (27000, 3)


def test_a_subtotal_of_a_service_that_is_off_is_left_out_and_said(tmp_path: Path) -> None:
    result = Folder(tmp_path).one("Service,Amount\nHomes,100.00\nDay care,70.00\nTotal adult social care,180.00\n")
    assert result.total_pence == 17000
    assert codes(result) == ["stated-total-differs"]


def test_totals_are_held_against_every_start_since_an_earlier_total() -> None:
    rows, pence = np.array([2, 3, 4, 5, 6, 7]), np.array([5, 7, 12, 100, 100, 112])
    totals = prove_totals(rows, pence, {4: True, 6: True, 7: True})
    assert [(total.row, total.stated_pence, total.proved) for total in totals] == [
        (4, 12, True),
        (6, 100, True),
        (7, 112, True),
    ]


def test_totals_above_their_lines_are_proved_by_the_lines_below() -> None:
    rows, pence = np.arange(2, 9), np.array([360, 120, 50, 70, 240, 200, 40])
    totals = prove_totals(rows, pence, {2: True, 3: True, 6: True})
    assert [(total.row, total.proved) for total in totals] == [(2, True), (3, True), (6, True)]


def test_repeated_headers_notes_rules_and_blanks_are_not_data(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(
        "Spend over £500\n\n" + HEAD + "Acme,01/05/2024,1,100.00\n,,,\nSupplier,Date,Ref,Amount\n----,----,--,-----\n"
        "Beta,02/05/2024,2,70.50\n,,,-----\nTotal,,,170.50\n,,,=====\nEnd of report\n"
    )  # fmt: skip
    assert rows(result) == {"read": 12, "accepted": 2, "rejected": 0, "non_data": 10}
    assert {each["reason"] for each in table(result)["left_out"]} == {
        "outside the table", "blank", "header", "header repeated", "ruled line", "total, proved by its sum", "note or heading",
    }  # fmt: skip


def test_a_header_under_its_data_is_found(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one(TWO + HEAD)
    assert (table(result)["header_row"], result.total_pence) == (3, 17050)
    assert place.lines()["row"].to_list() == [1, 2]


def test_an_amount_that_cannot_be_read_rejects_its_row_and_names_its_cell(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(
        HEAD + TWO + 'Gamma,03/05/2024,3,n/k\nDelta,03/05/2024,4,"1.234,56"\nEps,03/05/2024,5,\n'
    )
    assert rows(result) == {"read": 6, "accepted": 2, "rejected": 3, "non_data": 1}
    assert [(p.where, p.found, p.kind) for p in result.problems] == [
        ("spend.csv, cell D4", '"n/k"', "rejected"),
        ("spend.csv, cell D5", '"1.234,56"', "rejected"),
        ("spend.csv, cell D6", "blank", "rejected"),
    ]


def test_a_row_listed_under_skip_is_left_out(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "skip": [4]})
    result = place.one(HEAD + TWO + "Gamma,03/05/2024,3,n/k\n")
    assert rows(result) == {"read": 4, "accepted": 2, "rejected": 0, "non_data": 2}


def test_a_comma_inside_a_name_never_makes_another_number_the_amount(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(
        "Supplier,Ref,Amount\nAcme, North,12345,100.00\nBeta,2,70.00\nGamma,3,5.00\nDelta,4,1.00\n"
    )
    assert result.total_pence == 7600
    assert [row["row"] for row in table(result)["rejected_rows"]] == [2]


def test_a_note_beside_a_row_leaves_the_row_as_it_is(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(HEAD + TWO + "Gamma,03/05/2024,3,1.00,see invoice\n")
    assert (result.total_pence, rows(result)["accepted"]) == (17150, 3)


def test_unknown_amounts_are_lines_without_money_and_each_is_said(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one(HEAD + "A,01/05/2024,1,TBC\nB,01/05/2024,2,withheld\nC,01/05/2024,3,-\nD,01/05/2024,4,0\n")
    assert place.lines().select("status", "amount_pence").rows() == [
        ("tbc", None), ("withheld", None), ("nil", 0), ("supplied", 0),
    ]  # fmt: skip
    assert codes(result) == ["amount-nil", "amount-tbc", "amount-withheld"]


@pytest.mark.parametrize(
    ("title", "units", "pence"),
    [
        ("Outturn 2024-25 (£ thousand)", "thousands", 123_456),
        ("Outturn £000", "thousands", 123_456),
        ("All figures in £m", "millions", 123_456_000),
        ("Outturn 2024-25", "pounds", 123),
        ("£000 here and £m there", "pounds", 123),
    ],
)
def test_units_are_those_that_the_sheet_states(tmp_path: Path, title: str, units: str, pence: int) -> None:
    result = Folder(tmp_path).one(f"{title}\n\nService,Amount\nHomes,1.23456\n")
    assert (table(result)["units"], result.total_pence) == (units, pence)


def test_declared_units_come_first(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "units": "pounds"})
    assert place.one("Outturn £000\n\nService,Amount\nHomes,12\n").total_pence == 1200


def test_two_columns_that_could_be_the_amount_are_both_named_and_nothing_is_read(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one("Supplier,Date,Amount (£),Amount\nAcme,01/05/2024,1,2\n")
    assert result.outcome == "refused"
    assert '"Amount (£)" and "Amount"' in result.problems[0].found
    assert place.pence() == []


def test_net_comes_before_gross_and_a_declared_column_before_both(tmp_path: Path) -> None:
    text = "Supplier,Net Amount,VAT,Gross Amount\nAcme,100,20,120\n"
    assert Folder(tmp_path / "a").one(text).total_pence == 10000
    declared = {"agency": "council", "files": "inputs/*.csv", "columns": {"amount": "gross amount"}}
    assert Folder(tmp_path / "b", declared).one(text).total_pence == 12000


def test_a_declared_column_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "columns": {"amount": "Net Amuont"}})
    result = place.one("Supplier,Date,Net Amount\nAcme,01/05/2024,1\n")
    assert result.outcome == "refused"
    assert "Net Amount" in result.problems[0].fix


def test_a_header_without_rows_is_said(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(HEAD)
    assert (result.outcome, result.lines, codes(result)) == ("read", 0, ["no-lines"])


def test_rows_of_another_year_are_said_with_their_money(tmp_path: Path) -> None:
    dated = Folder(tmp_path / "a").one(HEAD + TWO + "Gamma,31/03/2024,3,9.00\n")
    stated = Folder(tmp_path / "b").one("Supplier,Financial Year,Amount\nAcme,2023/24,9.00\nBeta,2024-25,1.00\n")
    for result, code, row in ((dated, "date-outside-year", 4), (stated, "row-of-another-year", 2)):
        (finding,) = result.problems
        assert (finding.code, finding.rows, finding.amount_pence) == (code, (row,), 900)


def test_month_first_is_taken_only_where_it_is_proved(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one("Supplier,Date,Amount\nAcme,05/04/2024,1\nBeta,05/25/2024,2\n")
    assert table(result)["date_order"] == "mdy"
    assert [str(day) for day in place.lines()["date"]] == ["2024-05-04", "2024-05-25"]


def test_a_payee_that_is_a_declared_agency_is_known_by_its_id(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(HEAD + "WRENSHIRE INTEGRATED CARE BOARD 1 (G),01/05/2024,1,5\nWrenshire Care,01/05/2024,1,5\n")
    assert place.lines()["payee_agency"].to_list() == ["nhs", None]


def test_several_bodies_in_one_file_are_split_and_others_left_out_with_their_money(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"files": "inputs/*.csv"})
    text = "Body name,Service,Amount\nWrenborough MBC,Homes,5\nElsewhere Council,Homes,7\nWrenshire Integrated Care Board,GPs,9\n"
    result = place.one(text)
    assert place.lines().select("agency", "amount_pence").rows() == [("council", 500), ("nhs", 900)]
    assert {"reason": "another body", "rows": 1, "amount": "7.00"} in table(result)["left_out"]


def test_a_file_with_none_of_the_place_s_bodies_is_refused(tmp_path: Path) -> None:
    result = Folder(tmp_path, {"files": "inputs/*.csv"}).one("Body name,Service,Amount\nElsewhere,Homes,5\n")
    assert (result.outcome, codes(result)) == ("refused", ["agency-not-found"])


def workbook(place: Folder, *table_rows: tuple[object, ...], at: tuple[int, int] = (0, 0)) -> None:
    """inputs/a.xlsx with one sheet; texts that begin with = are formulas, those that end with ? have no result."""
    book = xlsxwriter.Workbook(str(place.folder / "inputs" / "a.xlsx"))
    sheet = book.add_worksheet("Spend & more")
    for row, cells in enumerate(table_rows, at[0]):
        for column, value in enumerate(cells, at[1]):
            text = str(value)
            if text.startswith("="):
                formula, _, result = text.partition(" gives ")
                sheet.write_formula(row, column, formula, None, result)
            else:
                sheet.write(row, column, value)
    book.close()


WORKBOOK = {"agency": "council", "files": "inputs/*.xlsx"}


def test_a_workbook_s_cells_have_their_true_names_and_exact_amounts(tmp_path: Path) -> None:
    place = Folder(tmp_path, WORKBOOK)
    head, acme, beta = ("Supplier", "Ref", "Amount"), ("Acme", "1", 7956.420000000001), ("Beta", "2", 0.014999999999999)
    workbook(place, head, acme, beta, at=(3, 2))
    result = place.read().files[0]
    assert place.lines().select("cell", "amount_pence").rows() == [("E5", 795642), ("E6", 1)]
    assert rows(result) == {"read": 6, "accepted": 2, "rejected": 0, "non_data": 4}


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A"])
def test_an_error_in_a_workbook_is_a_rejected_row_and_never_a_blank(tmp_path: Path, error: str) -> None:
    place = Folder(tmp_path, WORKBOOK)
    workbook(place, ("Supplier", "Amount"), ("Acme", 5), ("Gamma", f"=A1 gives {error}"))
    result = place.read().files[0]
    assert (result.total_pence, rows(result)["rejected"]) == (500, 1)
    assert [(p.where, p.found) for p in result.problems] == [('a.xlsx, sheet "Spend & more", cell B3', f'"{error}"')]


def test_a_formula_that_was_never_calculated_is_a_rejected_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Supplier", "Amount"), ("Acme", 5), ("Gamma", "=B2*2")):
        sheet.append(row)
    place = Folder(tmp_path, WORKBOOK)
    book.save(tmp_path / "inputs" / "a.xlsx")
    result = place.read().files[0]
    assert (result.total_pence, rows(result)["rejected"]) == (500, 1)
    assert result.problems[0].found == '"#FORMULA!"'


def test_a_formula_s_stored_result_is_read(tmp_path: Path) -> None:
    place = Folder(tmp_path, WORKBOOK)
    workbook(place, ("Supplier", "Ref", "Amount"), ("Acme", "1", "=2+3 gives 5"))
    assert place.read().files[0].total_pence == 500


cell = st.sampled_from(
    [
        "",
        "Acme",
        "Total",
        "Total Gas",
        "12.50",
        "-3",
        "(4.00)",
        "TBC",
        "nil",
        "n/k",
        "----",
        "01/05/2024",
        "Supplier",
        "Amount",
    ]
)
junk = st.lists(st.lists(cell, min_size=0, max_size=5), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk, junk)
def test_every_row_of_any_table_is_in_one_state_and_no_penny_is_lost(
    tmp_path: Path, above: list[list[str]], below: list[list[str]]
) -> None:
    place = Folder(tmp_path)
    text = "".join(",".join(row) + "\n" for row in [*above, ["Supplier", "Date", "Ref", "Amount"], *below])
    path = place.put(text)
    try:
        reading = read_source(path, place.place.sources[0], "2024-25", "s", AgencyFinder(place.place))
    except TpError as error:
        assert error.problems[0].code in ("two-amounts", "no-table", "no-amount")
        return
    counts = {state: sum(sheet.rows[state] for sheet in reading.sheets) for state in reading.sheets[0].rows}
    assert counts["accepted"] + counts["rejected"] + counts["non_data"] == counts["read"] == len(text.splitlines())
    lines = reading.lines.collect()
    assert lines.height == reading.count == counts["accepted"]
    assert int(lines["amount_pence"].fill_null(0).sum()) == reading.total_pence
    assert lines["line_id"].is_unique().all()


columns = {
    "Supplier": ["Acme", "Beta", "Total"],
    "Date": ["01/05/2024", "02/05/2024", ""],
    "Ref": ["1", "2", ""],
    "Net Amount": ["1.10", "2.20", "3.30"],
    "VAT": ["9", "9", "18"],
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(list(columns)))
def test_the_order_of_columns_changes_no_line(tmp_path: Path, order: list[str]) -> None:
    place = Folder(tmp_path)
    text = "\n".join(",".join(row) for row in [order, *zip(*(columns[name] for name in order), strict=True)])
    reading = read_source(place.put(text), place.place.sources[0], "2024-25", "s", AgencyFinder(place.place))
    assert reading.lines.collect().select("row", "payee", "reference", "amount_pence", pl.col("date").cast(pl.String)).rows() == [
        (2, "Acme", "1", 110, "2024-05-01"), (3, "Beta", "2", 220, "2024-05-02"),
    ]  # fmt: skip


def test_one_equal_line_above_proves_no_total_of_a_line_that_says_more(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    rows = "British Gas,01/05/2024,1,100.00\nTotal Gas & Power,02/05/2024,2,100.00\nEDF,03/05/2024,3,100.00\n"
    assert place.one(HEAD + rows).total_pence == 30000


def test_lines_that_go_on_with_the_group_above_are_kept(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one("Service,Net expenditure\nAdults,100\n,100\n,50\nHighways,20\nTotal,270\n")
    assert result.total_pence == 27000


def test_subtotals_in_the_words_of_a_spreadsheet_program_are_totals(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    text = "Service,Line,Net expenditure\nPeople,a,100\nPeople,b,200\nPeople Total,,300\nPlace,c,50\nPlace Total,,50\nGrand Total,,350\n"
    assert place.one(text).total_pence == 35000


def test_words_for_capital_are_known_by_their_beginning_and_unknown_ones_are_said(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    text = "Supplier,Date,Ref,Capital or revenue,Amount\nA,01/05/2024,1,Capital expenditure,5\nB,01/05/2024,2,Rev.,7\nC,01/05/2024,3,zz,9\n"
    (problem,) = place.one(text).problems
    assert (problem.code, problem.rows, problem.amount_pence) == ("economic-unknown", (4,), 900)
    assert place.lines().sort("row")["economic"].to_list() == ["capital", "current", None]
