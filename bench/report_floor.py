"""The floor of the report bench: the same sheets written by XlsxWriter alone, row by row, nothing kept."""

from __future__ import annotations

import sys

import xlsxwriter

ROWS, SUMMARIES, CHARTS, SUMMARY_ROWS = 50_000, 10, 6, 40


def main(path: str) -> None:
    """50,000 rows of 12 styled cells, 10 summary sheets, 6 charts."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    text, money = book.add_format({"text_wrap": True, "border": 1}), book.add_format({"num_format": "£#,##0"})
    for number in range(SUMMARIES):
        sheet = book.add_worksheet(f"Summary {number}")
        for row in range(SUMMARY_ROWS):
            sheet.write_string(row, 0, f"Body {row}", text)
            for col in range(1, 4):
                sheet.write_number(row, col, row * 1000 + col, money)
        if number < CHARTS:
            chart = book.add_chart({"type": "bar"})
            chart.add_series({"values": [sheet.name, 0, 1, SUMMARY_ROWS - 1, 1]})
            sheet.insert_chart(2, 6, chart)
    sheet = book.add_worksheet("Lines")
    for row in range(ROWS):
        for col in range(8):
            sheet.write_string(row, col, f"Text {col} of line {row % 4000}", text)
        for col in range(8, 12):
            sheet.write_number(row, col, row * 100 + col, money)
    book.close()


if __name__ == "__main__":
    main(sys.argv[1])
