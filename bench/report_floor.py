"""The floor of the report bench: the same sheets written by XlsxWriter alone, row by row, nothing kept."""

from __future__ import annotations

import sys
from typing import Any

import xlsxwriter

ROWS, SUMMARIES, CHARTS, SUMMARY_ROWS = 50_000, 10, 6, 40
TEXTS, NUMBERS = 8, 4


def main(path: str) -> None:
    """50,000 rows of 12 styled cells, 10 summary sheets with totals, shares and a check, 6 charts."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#12436D", "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "border": 1}),
        "money": book.add_format({"num_format": "£#,##0"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    for number in range(SUMMARIES):
        _summary(book, number, looks)
    _lines(book, looks)
    book.close()


def _summary(book: Any, number: int, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(f"Summary {number}")
    last = SUMMARY_ROWS + 3
    sheet.write_string(0, 0, sheet.name, looks["head"])
    sheet.write_formula(
        1, 0, f'=IF(B{last + 2}-B{last + 2}=0,"Check holds","CHECK FAILS")', looks["text"], "Check holds"
    )
    for col, head in enumerate(("Body", "£", "A head", "Share")):
        sheet.write_string(3, col, head, looks["head"])
    for row in range(SUMMARY_ROWS):
        sheet.write_string(row + 4, 0, f"Body {row}", looks["text"])
        sheet.write_number(row + 4, 1, row * 1000, looks["money"])
        sheet.write_number(row + 4, 2, row * 1000 / 7, looks["money"])
        sheet.write_formula(row + 4, 3, f"=B{row + 5}/B${last + 2}", looks["share"], row / 780)
    sheet.write_string(last + 1, 0, "All", looks["head"])
    sheet.write_formula(last + 1, 1, f"=SUM(B5:B{last + 1})", looks["money"], 780_000)
    if number < CHARTS:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": [sheet.name, 4, 0, last, 0], "values": [sheet.name, 4, 1, last, 1]})
        sheet.insert_chart(3, 4, chart)


def _lines(book: Any, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Lines")
    text, money = looks["text"], looks["money"]
    for col in range(TEXTS + NUMBERS):
        sheet.write_string(3, col, f"Head {col}", looks["head"])
    for row in range(ROWS):
        for col in range(TEXTS):
            sheet.write_string(row + 4, col, f"Text {col} of line {row % 4000}", text)
        for col in range(TEXTS, TEXTS + NUMBERS):
            sheet.write_number(row + 4, col, row, money)


if __name__ == "__main__":
    main(sys.argv[1])
