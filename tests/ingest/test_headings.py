"""Headers of two, three and four rows, in text and in workbooks with merged cells: which column is the amount."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from tests.ingest.small_place import Folder, rows, table
from tests.ingest.test_kinds import BOOK
from tests.ingest.test_variants import LINES, TOTAL, body, head, pounds, text_of

Rows = list[list[str]]
ONE, TWO, SIX = "1.00", "2.00", "6.00"


def lines(*cells: str) -> Rows:
    """The lines of the sample with these cells; a heading of the sample stands for its own."""
    named = {"payee": 0, "date": 1, "reference": 2, "narrative": 3}
    return [[pounds(line[4]) if cell == "amount" else str(line[named[cell]]) if cell in named else cell for cell in cells] for line in LINES]  # fmt: skip


HEADERS: dict[str, tuple[Rows, Rows, str]] = {
    "groups over groups": ([["", "", "Payments", "", ""], ["Supplier", "", "Payment", "", ""], ["Name", "Date", "Number", "Description", "Amount"]], body(), "Amount"),
    "an amount divided below": ([["Supplier", "Date", "Amount", ""], ["", "", "Gross", "Net"]], lines("payee", "date", ONE, "amount"), "Net"),
    "an amount divided, then units": ([["Supplier", "Date", "Amount", ""], ["", "", "Net", "VAT"], ["", "", "£", "£"]], lines("payee", "date", "amount", ONE), "Net"),
    "an amount divided in three": ([["Supplier", "", "Amount", "", ""], ["Name", "ID", "Gross", "VAT", "Net"]], lines("payee", "reference", ONE, TWO, "amount"), "Net"),
    "a group of one over all": ([["Payment details", "", "", ""], ["Supplier", "", "Amount (£)", ""], ["Name", "Number", "Gross", "Net"]], lines("payee", "reference", ONE, "amount"), "Net"),
    "years over measures": ([["", "", "2023-24", "", "2024-25", ""], ["Service", "Code", "Budget", "Actual", "Budget", "Actual"]], lines("payee", "reference", ONE, TWO, SIX, "amount"), "2024-25 Actual"),
    "years over measures over units": ([["", "", "2023-24", "", "2024-25", ""], ["Service", "Code", "Budget", "Actual", "Budget", "Actual"], ["", "", "£", "£", "£", "£"]], lines("payee", "reference", ONE, TWO, SIX, "amount"), "2024-25 Actual"),
    "measures over years over vat": ([["", "Actual", "", "Budget", ""], ["", "2024-25", "", "2024-25", ""], ["Service", "Gross", "Net", "Gross", "Net"]], lines("payee", ONE, "amount", TWO, SIX), "Actual 2024-25 Net"),
    "spend beside income": ([["", "Expenditure", "", "", "", "Income"], ["", "2023-24", "", "2024-25", "", "2024-25"], ["Service", "Budget", "Actual", "Budget", "Actual", "Actual"]], lines("payee", ONE, TWO, SIX, "amount", ONE), "Expenditure 2024-25 Actual"),
    "headings that run on below": ([["Supplier", "Date of", "Transaction", "Service", "Net"], ["Name", "Payment", "Number", "Area", "Amount"], ["", "", "", "", "(£)"]], body(), "Net Amount"),
    "headings over three lines": ([["Name of", "Date", "Our", "", "Amount"], ["the", "of", "ref", "Description", "excluding"], ["supplier", "payment", "no", "", "VAT"]], body(), "Amount excluding VAT"),
    "four rows": ([["Wrenborough", "", "", ""], ["Outturn", "", "", ""], ["", "2024-25", "", ""], ["Service", "Employees", "Supplies", "Total"]], lines("payee", ONE, TWO, "amount"), "Total"),
    "quarters over measures": ([["", "Quarter 1", "", "Full year", ""], ["Service", "Budget", "Forecast", "Budget", "Actual"]], lines("payee", ONE, TWO, SIX, "amount"), "Actual"),
}  # fmt: skip


def merged(cells: Rows, height: int) -> bytes:
    """A workbook whose group headings are merged over the blanks beside them."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Spend")
        for at, row in enumerate(cells):
            for column, text in enumerate(row):
                wide = next((n for n in range(1, len(row) - column) if row[column + n]), len(row) - column)
                if text and at < height - 1 and wide > 1:
                    sheet.merge_range(at, column, at, column + wide - 1, text)
                elif text:
                    sheet.write(at, column, text if at < height or column < len(row) - 1 else float(text))
    return made.getvalue()


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_header_of_several_rows_is_put_together(tmp_path: Path, name: str) -> None:
    header, below, _amount = HEADERS[name]
    result = Folder(tmp_path).one(text_of(header, below))
    assert (result.outcome, result.total_pence) == ("read", TOTAL), [(p.code, p.found) for p in result.problems]
    assert rows(result) == {"read": len(header) + 8, "accepted": 8, "rejected": 0, "non_data": len(header)}
    assert [problem.code for problem in result.problems] == []


@pytest.mark.parametrize("name", list(HEADERS))
def test_merged_headings_of_a_workbook_are_put_together_alike(tmp_path: Path, name: str) -> None:
    header, below, amount = HEADERS[name]
    result = Folder(tmp_path, BOOK).one(merged([*header, *below], len(header)), "a.xlsx")
    assert (result.total_pence, table(result)["columns"]["amount"].removesuffix(" £")) == (TOTAL, amount)


def test_the_second_of_two_tables_takes_its_groups_with_it(tmp_path: Path) -> None:
    grouped = [["Supplier", "", "Payment", "", ""], ["Name", "Date", "Number", "Description", "Amount"]]
    result = Folder(tmp_path).one(text_of(head(), body(), [["Supplier", "", "Paid", "", ""]], grouped[1:], body()))
    assert (result.total_pence, sum(each["rows"]["rejected"] for each in result.tables)) == (2 * TOTAL, 0)  # type: ignore[index]


def test_units_under_one_heading_and_words_of_a_first_line_change_no_heading(tmp_path: Path) -> None:
    units = Folder(tmp_path / "a").one(text_of(head(), [["", "dd/mm/yyyy", "", "", "£"]], body()))
    assert table(units)["columns"]["date"] == "Date Paid"
    text = "Service,Description,Amount\nPayments,Grants,nil\nHomes,Rents,5.00\n"
    result = Folder(tmp_path / "b").one(text)
    assert (table(result)["header_row"], rows(result)["accepted"], result.total_pence) == (1, 2, 500)
