"""Kinds of files that public bodies send, each with a known total: read without a setting, or said with its money."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.small_place import Folder, codes, rows, table
from tests.ingest.test_variants import LINES, PENCE, TOTAL, body, head, pounds, text_of
from tp_cli.ingest.encoding import MIXED, decoded, in_utf8
from tp_cli.ingest.periods import period_in

Rows = list[list[Any]]
MONTHS = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
BOOK = {"agency": "council", "files": "inputs/*.xlsx"}


def with_column(heading: str, cells: list[str], shown: Any = pounds) -> str:
    return text_of([[*head()[0], heading]], [[*row, cell] for row, cell in zip(body(shown), cells, strict=True)])


def plain(pence: int) -> str:
    return pounds(abs(pence))


def book(**sheets: Rows) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        for name, cells in sheets.items():
            sheet = workbook.add_worksheet(name.replace("_", " "))
            for at, row in enumerate(cells):
                sheet.write_row(at, 0, row)
    return made.getvalue()


def numbers(lines: Rows) -> Rows:
    return [[*row[:4], float(row[4])] for row in lines]


AMOUNTS = [
    "£", "Nett", "Net of VAT", "Value ex VAT", "Cost", "Total Cost (£)", "Paid", "Invoice Total", "Amt", "Net Amt", "GBP",
    "Value of payment", "Line Total", "Grant Value", "Actuals", "Out-turn", "Net Cost", "Total inc VAT", "Gross", "Net £ p",
    "Debit Amount", "AP Amount (£)", "Salary Cost £", "Transaction Value", "Amount (incl. VAT)",
]  # fmt: skip
NOT_AMOUNTS = [
    "Market Value (£)",
    "Rateable Value (£)",
    "Arrears (£)",
    "Amount owed (£)",
    "Savings (£)",
    "Contract Value",
    "Amount (EUR)",
    "Number of payments",
    "Unit Price",
    "Budget",
    "VAT Amount",
    "Balance",
]
CREDITS = ["Cr" if pence < 0 else "Dr" for pence in PENCE]
SPREAD = [[line[0], line[3], *[pounds(line[4])] * 11, pounds(line[4])] for line in LINES]
DATED = [[line[0], line[1], pounds(line[4])] for line in LINES]
GROUPED = [["Homes", pounds(sum(PENCE[:3]))], *[[line[0], pounds(line[4])] for line in LINES[:3]], ["Roads", pounds(sum(PENCE[3:]))], *[[line[0], pounds(line[4])] for line in LINES[3:]]]  # fmt: skip
GOOD: dict[str, tuple[str, int, int]] = {
    "gross and net in words": (text_of([[*head()[0][:4], "Value (inc VAT)", "Value (exc VAT)"]], [[*row[:4], "1.00", row[4]] for row in body()]), 8, TOTAL),
    "euros beside pounds": (text_of([[*head()[0][:4], "Amount (EUR)", "Amount (GBP)"]], [[*row[:4], "1.00", row[4]] for row in body()]), 8, TOTAL),
    "the amount twice": (with_column("Net Amount", [pounds(pence) for pence in PENCE]), 8, TOTAL),
    "the amount twice, once empty": (with_column("Net Amount", [""] * 8), 8, TOTAL),
    "debit or credit in a column": (with_column("Dr/Cr", CREDITS, plain), 8, TOTAL),
    "money out and money in": (text_of([["Date", "Description", "Money Out", "Money In", "Balance"]], [[line[1], line[0], plain(line[4]) if line[4] > 0 else "", plain(line[4]) if line[4] < 0 else "", "1.00"] for line in LINES]), 8, TOTAL),
    "months across": (text_of([["Supplier", "Category", *MONTHS]], SPREAD), 8, 12 * TOTAL),
    "months across with totals": (text_of([["Supplier", "Category", *MONTHS]], SPREAD, [["Total", "", *[pounds(TOTAL)] * 12]]), 8, 12 * TOTAL),
    "months across and a total beside": (text_of([["Supplier", "Category", *MONTHS, "Total"]], [[*row, pounds(12 * line[4])] for row, line in zip(SPREAD, LINES, strict=True)]), 8, 12 * TOTAL),
    "pence": (text_of(head(amount="Amount (pence)"), body(str)), 8, TOTAL),
    "thousands under the header": (text_of([["Service", "Code", "Actual"], ["", "", "£000"]], [[line[0], line[2], "12"] for line in LINES]), 8, 9_600_000),
    "thousands in a note below": (text_of([["Service", "Code", "Actual"]], [[line[0], line[2], "12"] for line in LINES], [["All figures are in £’000"]]), 8, 9_600_000),
    "thousands of another column": (text_of([[*head()[0][:4], "Contract Value £000", "Amount £"]], [[*row[:4], "7", row[4]] for row in body()]), 8, TOTAL),
    "parts of the total below it": (text_of(head(), body(), [["Total capital", "", "", "", pounds(sum(PENCE[:3]))], ["Total revenue", "", "", "", pounds(sum(PENCE[3:]))], ["Total", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "a total of last month beside": (text_of(head(), body(), [["Total this month", "", "", "", pounds(TOTAL)], ["Total last month", "", "", "", "12.00"]]), 8, TOTAL),
    "a bare total after each supplier": (text_of(head(), *[[row, ["", "", "", "", row[4]]] for row in body()[:4]], body()[4:], [["", "", "", "", pounds(sum(PENCE[4:]))], ["", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "budget, actual and variance": (text_of([["Service", "Budget", "Actual", "Variance"]], [[line[0], "1.00", pounds(line[4]), "2.00"] for line in LINES]), 8, TOTAL),
    "names of columns from a database": (text_of([["SupplierName", "PaymentDate", "TransactionNumber", "Purpose", "NetAmount"]], body()), 8, TOTAL),
    "Welsh": (text_of([["Cyflenwr", "Dyddiad", "Cyfeirnod", "Disgrifiad", "Swm (£)"]], body(), [["Cyfanswm", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "a pivot table": (text_of([["Row Labels", "Sum of Net Amount"]], GROUPED, [["Grand Total", pounds(TOTAL)]]), 8, TOTAL),
    "stars for totals": (text_of(head(), body()[:4], [["*", "", "", "", pounds(sum(PENCE[:4]))]], body()[4:], [["*", "", "", "", pounds(sum(PENCE[4:]))], ["**", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "carried forward from page to page": (text_of(head(), body()[:4], [["Carried forward", "", "", "", pounds(sum(PENCE[:4]))]], head(), [["Brought forward", "", "", "", pounds(sum(PENCE[:4]))]], body()[4:], [["Total", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "a total by supplier, named on it": (text_of([["Supplier", "Description", "Amount"]], *[[[f"S{at}", line[3], pounds(line[4])], [f"S{at}", "Total", pounds(line[4])]] for at, line in enumerate(LINES)]), 8, TOTAL),
    "groups by a name alone": (text_of([["Supplier", "Date", "Amount"]], [["Homes", "", pounds(sum(PENCE[:4]))]], DATED[:4], [["Roads", "", pounds(sum(PENCE[4:]))]], DATED[4:]), 8, TOTAL),
    "a total in words of its own": (text_of([["Supplier", "Date", "Amount"]], DATED, [["All payments in May", "", pounds(TOTAL)]]), 8, TOTAL),
    "suppliers withheld by stars": (text_of([["Supplier", "Amount"]], [["***" if at in (2, 5) else line[0], pounds(line[4])] for at, line in enumerate(LINES)]), 8, TOTAL),
    "commitments beside actuals": (text_of([["Supplier", "Commitment", "Actual", "Total"]], [[line[0], "1.00", pounds(line[4]), pounds(line[4] + 100)] for line in LINES]), 8, TOTAL),
    "net of recoverable VAT": (text_of([["Supplier", "Gross Amount", "Recoverable VAT", "Net of recoverable VAT"]], [[line[0], pounds(line[4] + 100), "1.00", pounds(line[4])] for line in LINES]), 8, TOTAL),
    "requested beside awarded": (text_of([["Organisation", "Amount requested (£)", "Amount awarded (£)", "Date"]], [[line[0], "9.00", pounds(line[4]), line[1]] for line in LINES]), 8, TOTAL),
    "quarters among the months": (text_of([["Supplier", "Apr", "May", "Jun", "Q1", "Jul", "Aug", "Sep", "Q2"]], [[line[0], *[pounds(line[4])] * 3, pounds(3 * line[4]), *[pounds(line[4])] * 3, pounds(3 * line[4])] for line in LINES]), 8, 6 * TOTAL),
    "quoted cells behind blanks": ("Supplier, Date, Amount\n" + "".join(f'{line[0]}, {line[1]}, "{line[4] / 100:,.2f}"\n' for line in LINES), 8, TOTAL),
    "years and their total": (text_of([["Supplier", "Spend 2023-24", "Spend 2024-25", "Total"]], [[line[0], "1.00", pounds(line[4]), pounds(line[4] + 100)] for line in LINES]), 8, TOTAL),
    "pence, and a note that speaks of thousands": (text_of(head(), body(), [["Budgets are shown elsewhere in £000"]]), 8, TOTAL),
    "groups by number and name": (text_of([["Account", "Name", "Amount"]], [["100", *GROUPED[0]]], [[f"10{at}", *row] for at, row in enumerate(GROUPED[1:4])], [["200", *GROUPED[4]]], [[f"20{at}", *row] for at, row in enumerate(GROUPED[5:])]), 8, TOTAL),
    "a tree of totals": (text_of([["Service", "Amount"], ["All services", pounds(TOTAL)]], GROUPED), 8, TOTAL),
    "a last line that is all others": (text_of([["Supplier", "Amount"]], [[line[0], pounds(line[4])] for line in LINES], [["Net spend for May", pounds(TOTAL)]]), 8, TOTAL),
    "thousands in a column of units": (with_column("Unit", ["£000"] * 8), 8, 1000 * TOTAL),
}  # fmt: skip
DOUBTFUL: dict[str, tuple[str, str, int]] = {
    "euros": (with_column("Currency", ["GBP", "EUR", *["GBP"] * 6]), "other-currency", 99),
    "credit notes without a minus": (with_column("Document Type", ["Credit Note" if p < 0 else "Invoice" for p in PENCE], plain), "credits-unsigned", 4_550),
    "budget among the actuals": (with_column("Kind", ["Actual", "Budget"] * 4), "several-measures", sum(PENCE[1::2])),
    "income among the spend": (with_column("Kind", ["Expenditure", "Income"] * 4, plain), "income-as-spend", sum(map(abs, PENCE[1::2]))),
    "every payment with a minus": (text_of(head(), body(lambda pence: pounds(-abs(pence)))), "signs-reversed", sum(map(abs, PENCE))),
    "a whole ledger": (text_of(head(), body(plain), body(lambda pence: pounds(-abs(pence)))), "adds-up-to-nought", sum(map(abs, PENCE))),
    "credits of which only some have a minus": (with_column("Dr/Cr", ["Dr", "Cr", "Cr", *["Dr"] * 5]), "credits-unsigned", 99),
    "an opening balance": (text_of(head(), [["Balance b/f", "", "", "", "123.45"]], body()), "looks-like-total", 12_345),
    "only the total of the invoice": (text_of([["Supplier", "Date", "Invoice Number", "Invoice Total", "Description"]], [[line[0], line[1], f"I{at}", plain(line[4]), f"{line[3]} {part}"] for at, line in enumerate(LINES) for part in "ab"]), "total-on-every-line", sum(map(abs, PENCE))),
    "an average below the total": (text_of(head(), body(), [["Total", "", "", "", pounds(TOTAL)], ["Average", "", "", "", "12.00"]]), "line-below-total", 1_200),
    "an average in a table of two columns": (text_of([["Supplier", "Amount"]], [[line[0], pounds(line[4])] for line in LINES], [["Total", pounds(TOTAL)], ["Average payment", "12.00"]]), "line-below-total", 1_200),
    "VAT below the total": (text_of(head(), body(), [["Sub-total", "", "", "", pounds(TOTAL)], ["VAT", "", "", "", "5.00"], ["Total", "", "", "", pounds(TOTAL + 500)]]), "line-below-total", 500),
    "credit notes under a heading of their own": (text_of([["Payments"]], head(), body(plain), [[], ["Credit notes"]], head(), [["X Ltd", "01/05/2024", "R9", "Back", "45.50"]]), "section-of-another-kind", 4_550),
    "income under a heading of its own": (text_of([["Service", "Amount"], ["Expenditure", ""]], [[line[0], plain(line[4])] for line in LINES], [["Income", ""], ["Fees", "5.00"], ["Grants", "6.00"]]), "section-of-another-kind", 1_100),
    "a budget below the payments": (text_of(head(), body(), [[], ["Budget 2024-25"], ["Service", "Amount"], ["Homes", "3.00"]]), "section-of-another-kind", 300),
    "a table of another kind below the payments": (text_of(head(), body(), [[], ["Service", "Amount"], ["Homes", "3.00"]]), "tables-of-two-kinds", 300),
    "parts of a line": (text_of([["Service", "Amount"]], *[[[line[0], "20.00"], ["of which: staff", "5.00"]] for line in LINES]), "part-of-a-line", 4_000),
    "payments that were cancelled": (with_column("Payment status", ["Cancelled", *["Paid"] * 7]), "cancelled-as-spend", PENCE[0]),
    "the year before": (text_of([["Service", "Actual 2023/24", "Budget 2024/25"]], [[line[0], pounds(line[4]), "1.00"] for line in LINES]), "amount-of-another-year", TOTAL),
    "net, VAT and gross in rows": (with_column("Basis", ["Net", "VAT", "Gross", *["Net"] * 5]), "several-measures", abs(PENCE[1] + PENCE[2])),
    "refunds in a column of their own": (text_of([["Supplier", "Date", "Payment", "Refund"]], [["A", "01/05/2024", "10.00", ""], ["B", "02/05/2024", "", "4.00"]]), "row-rejected", 400),
    "recharges taken off below the total": (text_of(head(), body(), [["Total", "", "", "", pounds(TOTAL)], ["Less: recharges", "", "", "", "-5.00"], ["Net total", "", "", "", pounds(TOTAL - 500)]]), "line-below-total", 500),
}  # fmt: skip


@pytest.mark.parametrize("heading", AMOUNTS)
def test_an_amount_is_told_by_the_words_of_its_heading(tmp_path: Path, heading: str) -> None:
    result = Folder(tmp_path).one(text_of(head(amount=heading), body()))
    assert (result.outcome, result.total_pence, rows(result)["accepted"]) == ("read", TOTAL, 8)


@pytest.mark.parametrize("heading", NOT_AMOUNTS)
def test_another_measure_is_never_taken_for_what_was_spent_without_a_word(tmp_path: Path, heading: str) -> None:
    result = Folder(tmp_path).one(text_of(head(amount=heading), body()))
    assert result.outcome == "refused" or any(problem.amount_pence for problem in result.problems)


@pytest.mark.parametrize("name", list(GOOD))
def test_what_a_careful_analyst_can_tell_is_read(tmp_path: Path, name: str) -> None:
    text, lines, pence = GOOD[name]
    result = Folder(tmp_path).one(text)
    assert (result.outcome, result.total_pence) == ("read", pence), [(p.code, p.found) for p in result.problems]
    assert rows(result)["accepted"] == lines
    assert [(p.code, p.found) for p in result.problems if p.amount_pence] == []


@pytest.mark.parametrize("name", list(DOUBTFUL))
def test_what_nobody_can_tell_is_said_with_its_money(tmp_path: Path, name: str) -> None:
    text, code, pence = DOUBTFUL[name]
    result = Folder(tmp_path).one(text)
    assert (code, pence) in [(p.code, p.amount_pence) for p in result.problems], codes(result)


def test_a_month_across_is_a_line_of_its_own_cell(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(GOOD["months across with totals"][0])
    lines = place.lines()
    assert lines.height == 96
    assert lines.filter(cell="C2").select("payee", "narrative", "amount_pence").row(0) == (
        "Payee A Ltd",
        "Apr",
        125_000,
    )


def test_a_table_without_headings_is_read_by_its_cells_and_its_total_is_in_doubt(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    result = place.one(text_of(body()))
    assert (table(result)["header_row"], result.total_pence, place.lines()["payee"][0]) == (None, TOTAL, "Payee A Ltd")
    assert [(p.code, p.amount_pence) for p in result.problems if p.kind == "finding"] == [("header-missing", TOTAL)]


def test_an_amount_cut_at_its_comma_is_rejected(tmp_path: Path) -> None:
    lines = "".join(",".join(row[:4]) + f",{line[4] / 100:,.2f}\n" for row, line in zip(body(), LINES, strict=True))
    result = Folder(tmp_path).one(text_of(head()) + lines)
    whole = [pence for pence in PENCE if abs(pence) < 100_000]
    assert (rows(result)["rejected"], result.total_pence) == (8 - len(whole), sum(whole))


def test_a_column_that_repeats_the_total_of_an_invoice_is_proved(tmp_path: Path) -> None:
    pairs = [(f"I{at}", PENCE[at], PENCE[at] + 100, line) for at, line in enumerate(LINES)]
    text = text_of(
        [["Supplier", "Date", "Invoice Number", "Total Invoice Value", "Line Amount"]],
        [[line[0], line[1], number, pounds(one + two), pounds(each)] for number, one, two, line in pairs for each in (one, two)],
    )  # fmt: skip
    result = Folder(tmp_path).one(text)
    (note,) = [problem for problem in result.problems if problem.code == "total-on-every-line"]
    assert (result.total_pence, note.amount_pence, "8 of 8" in note.found) == (2 * TOTAL + 800, 0, True)


def test_units_that_differ_from_row_to_row_are_refused(tmp_path: Path) -> None:
    assert codes(Folder(tmp_path).one(with_column("Unit", ["£000", "£"] * 4))) == ["units-differ"]


def test_equal_instalments_of_two_months_are_two_amounts(tmp_path: Path) -> None:
    lines = [[line[0], pounds(line[4]), pounds(line[4])] for line in LINES]
    assert codes(Folder(tmp_path).one(text_of([["Supplier", "Apr Actual", "May Actual"]], lines))) == ["two-amounts"]


SUMMED = [["Homes", pounds(sum(PENCE[:4]))], ["Roads", pounds(sum(PENCE[4:]))]]


@pytest.mark.parametrize("more", [[], [["Total", pounds(TOTAL)]]])
@pytest.mark.parametrize("first", [True, False])
def test_a_table_that_sums_up_the_other_of_its_sheet_is_left_out_by_proof(
    tmp_path: Path, more: list[list[str]], first: bool
) -> None:
    payments, summary = text_of(head(), body()), text_of([["Directorate", "Amount"]], SUMMED, more)
    place = Folder(tmp_path)
    result = place.one(f"{summary}\n{payments}" if first else f"{payments}\n{summary}")
    assert (result.total_pence, place.lines().height, codes(result)) == (TOTAL, 8, ["table-sums-up"])
    assert sum(each["rows"]["read"] for each in result.tables) == 13 + len(more)  # type: ignore[index]


def test_a_line_without_its_date_that_repeats_the_one_above_is_no_total(tmp_path: Path) -> None:
    lines = [["A", "01/05/2024", "10.00"], ["B", "", "10.00"], ["C", "02/05/2024", "7.00"], ["D", "03/05/2024", "9.00"]]
    assert Folder(tmp_path).one(text_of([["Supplier", "Date", "Amount"]], lines)).total_pence == 3_600


def test_equal_grants_of_which_some_add_up_to_others_are_all_lines(tmp_path: Path) -> None:
    grants = [20, 10, 10, 5, 5, 10, 10, 20, 10, 5, 5, 10]
    lines = [[f"G{at}", "" if at % 4 == 0 else "01/05/2024", f"{each}.00"] for at, each in enumerate(grants)]
    result = Folder(tmp_path).one(text_of([["Supplier", "Date", "Amount"]], lines))
    assert (result.total_pence, rows(result)["accepted"]) == (sum(grants) * 100, 12)


def test_months_of_a_workbook_may_be_days_and_none_is_the_sum_of_others(tmp_path: Path) -> None:
    months = [datetime(2024, month, 1) for month in (4, 5, 6)]
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "mmm-yy"}) as workbook:
        sheet = workbook.add_worksheet("Spend")
        for at, row in enumerate([["Service", *months], ["Homes", 1, 2, 3], ["Roads", 4, 5, 9]]):
            sheet.write_row(at, 0, row)
    assert Folder(tmp_path, BOOK).one(made.getvalue(), "a.xlsx").total_pence == 2_400


def page(cells: str) -> bytes:
    return f"<table><tr><th>Supplier<th>Date<th>Amount</tr>{cells}</table>".encode()


def test_what_a_web_page_hides_in_a_cell_is_not_part_of_it_and_a_footnote_is_no_digit(tmp_path: Path) -> None:
    key = "<span style='display: none'>{}<span>x</span></span>"
    cells = "".join(
        f"<tr><td>{line[0]}<td>{key.format(at)}{line[1]}<td>{key.format('0012')}{pounds(line[4])}"
        for at, line in enumerate(LINES)
    )
    pages = {"agency": "council", "files": "inputs/*.html"}
    assert Folder(tmp_path / "a", pages).one(page(cells), "a.html").total_pence == TOTAL
    result = Folder(tmp_path / "b", pages).one(
        page("<tr><td>A<td>01/05/2024<td>125<sup>1</sup></tr><tr><td>B<td>02/05/2024<td>5"), "a.html"
    )
    assert (result.total_pence, rows(result)["rejected"], result.problems[0].found) == (500, 1, '"125 [1]"')


def test_a_raised_figure_behind_a_number_of_a_workbook_is_no_digit(tmp_path: Path) -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet, raised = workbook.add_worksheet("Spend"), workbook.add_format({"font_script": 1})
        for at, row in enumerate([["Supplier", "Amount"], ["Acme", None], ["Beta", 7]]):
            sheet.write_row(at, 0, row)
        sheet.write_rich_string(1, 1, "125", raised, "1")
        sheet.write_rich_string(2, 0, "Beta", raised, "2")
    place = Folder(tmp_path, BOOK)
    result = place.one(made.getvalue(), "a.xlsx")
    assert (result.total_pence, result.problems[0].found, place.lines()["payee"][0]) == (700, '"125 [1]"', "Beta2")


def test_a_remark_on_a_cell_of_an_xml_workbook_is_not_its_value(tmp_path: Path) -> None:
    remark = '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">5</ss:Data></Comment>'
    cells = [["Supplier", "Amount"], ["Acme", "12"], ["Beta", "7"]]
    made = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data>{remark}</Cell>' for text in row) + "</Row>"
        for row in cells
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    text = f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="A"><Table>{made}</Table></Worksheet></Workbook>'
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.xml"})
    assert place.one(text, "a.xml").total_pence == 1_900


def test_a_sheet_that_sums_up_the_others_is_left_out_by_proof(tmp_path: Path) -> None:
    payments = numbers(body())
    data = book(
        Summary=[["Service", "Amount"], ["May", sum(r[4] for r in payments[:4])], ["June", sum(r[4] for r in payments[4:])]],
        May=[*head(), *payments[:4]], June=[*head(), *payments[4:]],
    )  # fmt: skip
    result = Folder(tmp_path, BOOK).one(data, "spend.xlsx")
    assert (result.total_pence, codes(result).count("sheet-sums-up")) == (TOTAL, 1)


def test_a_sheet_of_all_months_beside_the_months_is_counted_once(tmp_path: Path) -> None:
    payments = numbers(body())
    data = book(May=[*head(), *payments[:4]], June=[*head(), *payments[4:]], All=[*head(), *payments])
    result = Folder(tmp_path, BOOK).one(data, "spend.xlsx")
    assert (result.total_pence, codes(result).count("sheet-sums-up")) == (TOTAL, 1)


@pytest.mark.parametrize(("name", "code"), [("Example", "sheet-of-another-kind"), ("May", "sheets-alike")])
def test_a_sheet_of_examples_and_a_month_that_goes_on_from_the_last_are_said(
    tmp_path: Path, name: str, code: str
) -> None:
    data = book(**{name: [*head(), *numbers(body())[:4]]}, June=[*head(), *numbers(body())])
    result = Folder(tmp_path, BOOK).one(data, "spend.xlsx")
    assert (code, sum(PENCE[:4])) in [(p.code, p.amount_pence) for p in result.problems]


def test_a_sheet_of_income_is_said_with_its_money(tmp_path: Path) -> None:
    data = book(Spend=[*head(), *numbers(body())], Income=[*head(), *numbers(body())[:2]])
    result = Folder(tmp_path, BOOK).one(data, "spend.xlsx")
    assert ("sheet-of-another-kind", sum(PENCE[:2])) in [(p.code, p.amount_pence) for p in result.problems]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Spend over £500 March 2023", "2023-03-01", "2023-03-31"),
        ("2023-24 Q2", "2023-07-01", "2023-09-30"),
        ("spend_2023_24", "2023-04-01", "2024-03-31"),
        ("over500_2014-10_2014-12", "2014-10-01", "2014-12-31"),
        ("Quarter 4 2021/22", "2022-01-01", "2022-03-31"),
        ("from 01/04/2024 to 30/06/2024", "2024-04-01", "2024-06-30"),
        ("Jan '24", "2024-01-01", "2024-01-31"),
    ],
)
def test_the_period_of_a_title(text: str, first: str, last: str) -> None:
    period = period_in(text)
    assert period and (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize("text", ["", "Payments", "2011-12", "01/05/2024", "2021-03-15", "Marchwood 23", "12-11-2024"])
def test_what_could_be_two_periods_or_none_is_no_period(text: str) -> None:
    assert period_in(text) is None


def test_days_stored_the_other_way_round_are_turned_by_the_month_that_the_file_states(tmp_path: Path) -> None:
    days = ["2010-02-08", "2010-04-08", "2010-10-08", "16/08/2010", "24/08/2010"]
    text = text_of(head(), [[*row[:1], day, *row[2:]] for row, day in zip(body(), days, strict=False)])
    place = Folder(tmp_path)
    result = place.one(text, "over25k_2010-08.csv")
    assert sorted(str(day) for day in place.lines()["date"]) == [f"2010-08-{day:02d}" for day in (2, 4, 10, 16, 24)]
    assert "date-other-order" in codes(result)


def test_a_late_payment_of_the_month_before_is_not_turned(tmp_path: Path) -> None:
    days = ["11/10/2011", "21/10/2011", "07/11/2011", "24/11/2011"]
    text = text_of(head(), [[*row[:1], day, *row[2:]] for row, day in zip(body(), days, strict=False)])
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "year": "2011-12"})
    result = place.one(text, "over500_2011-11.csv")
    assert [str(day) for day in place.lines()["date"]] == ["2011-10-11", "2011-10-21", "2011-11-07", "2011-11-24"]
    assert [(p.kind, p.amount_pence) for p in result.problems if p.code == "date-outside-period"] == [("note", 0)]


def test_a_file_that_names_another_year_than_its_source_is_a_finding_with_its_money(tmp_path: Path) -> None:
    result = Folder(tmp_path).one("Service,Amount\nHomes,10.00\nRoads,5.00\n", "outturn_2022-23.csv")
    assert ("period-of-another-year", 1500) in [(p.code, p.amount_pence) for p in result.problems]


@given(st.text(alphabet="ab£é–,\n", max_size=80), st.integers(1, 9), st.sampled_from(["cp1252", "utf-16", MIXED]))
def test_a_text_written_anew_by_pieces_is_the_text(text: str, size: int, encoding: str) -> None:
    lines = text.splitlines(keepends=True)
    if encoding == MIXED:
        data = b"".join(line.encode("utf-8" if at % 2 else "cp1252") for at, line in enumerate(lines))
    else:
        data = text.encode(encoding)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(in_utf8(pieces, encoding)).decode() == decoded(data, encoding)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-20, 20).filter(bool), min_size=1, max_size=14))
def test_payments_are_never_taken_for_sums_of_each_other(
    tmp_path_factory: pytest.TempPathFactory, pence: list[int]
) -> None:
    """With payments taken back and equal amounts, one is often the sum of those beside it."""
    lines = [[f"Supplier {at % 5} Ltd", f"{at + 1:02d}/05/2024", f"{each}.00"] for at, each in enumerate(pence)]
    folder = Folder(tmp_path_factory.mktemp("payments"))
    found = folder.one(text_of([["Supplier", "Date", "Amount"]], lines))
    assert rows(found)["accepted"] == len(pence)
    assert folder.pence() == [100 * each for each in pence]


@pytest.mark.parametrize("pounds_of", [[10, -10, 20, -20, 30, -30, 5, 5], [6000, *[1000] * 6]])
def test_a_line_that_equals_all_others_by_credits_or_equal_amounts_is_kept(
    tmp_path: Path, pounds_of: list[int]
) -> None:
    lines = [[f"Recipient {at}", f"{each}.00"] for at, each in enumerate(pounds_of)]
    folder = Folder(tmp_path)
    folder.one(text_of([["Recipient", "Amount"]], lines))
    assert folder.pence() == [100 * each for each in pounds_of]


def test_invoices_beside_their_own_lines_are_said_with_their_money(tmp_path: Path) -> None:
    made: Rows = []
    for at, parts in enumerate([[120, 30], [75], [10, 20, 45], [99]]):
        whole = [f"INV{at}", f"Supplier {at} Ltd", f"{at + 1:02d}/05/2024"]
        made += [["H", *whole, f"{sum(parts)}.00"], *(["D", *whole, f"{each}.00"] for each in parts)]
    made.insert(5, ["Housing", "", "", "", ""])
    found = Folder(tmp_path).one(text_of([["Rec Type", "Invoice", "Supplier", "Date", "Amount"]], made))
    assert ("rows-say-twice", 39_900) in [(each.code, each.amount_pence) for each in found.problems]


def test_two_marks_with_different_money_say_nothing(tmp_path: Path) -> None:
    made = [[kind, f"Supplier {at} Ltd", f"{at + 1:02d}/05/2024", f"{at + 1}.00"] for at, kind in enumerate("CRCRCR")]
    found = Folder(tmp_path).one(text_of([["Capital or Revenue", "Supplier", "Date", "Amount"]], made))
    assert "rows-say-twice" not in codes(found)


def test_a_sheet_that_another_holds_is_told_where_lines_are_a_payee_and_an_amount(tmp_path: Path) -> None:
    first = [[f"Supplier {at} Ltd", 100.5 + at] for at in range(4)]
    more = [["Other Ltd", 7.25], *first, ["Last Ltd", 1.5]]
    head: Rows = [["Supplier", "Amount"]]
    folder = Folder(tmp_path, BOOK)
    found = folder.one(book(April=[*head, *first], May=[*head, *more]), "spend.xlsx")
    assert ("sheets-alike", 40_800) in [(each.code, each.amount_pence) for each in found.problems]
    assert sum(filter(None, folder.pence())) == 2 * 40_800 + 875
