"""A workbook of 200,000 payments into the store, beside a bare reading of its cells."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import xlsxwriter

from bench.ingest_csv import PLACE
from bench.measure import compare

_ROWS = 200_000
_HEAD = ("Body", "Service", "Expense", "Date", "Ref", "Net Amount", "VAT", "Supplier", "Narrative", "Centre")
_FLOOR = (
    "import fastexcel, sys;"
    "fastexcel.read_excel(sys.argv[1]).load_sheet(0, header_row=None, dtypes='string').to_polars()"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inputs").mkdir()
        (folder / "place.toml").write_text(PLACE, encoding="utf-8")
        path = folder / "inputs" / "payments.xlsx"
        _write(path)
        compare(
            f"ingest xlsx, {_ROWS:,} rows",
            ["-c", _FLOOR, str(path)],
            ["-m", "tp_cli", "ingest", "--place", str(folder)],
            2.5,
            lambda: shutil.rmtree(folder / ".tp", ignore_errors=True),
        )


def _write(path: Path) -> None:
    chance = random.Random(7)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Payments")
    sheet.write_row(0, 0, _HEAD)
    for row in range(1, _ROWS + 1):
        pence = chance.randrange(100, 9_000_000)
        texts = ["Wrenborough Council", f"Service {row % 40}", f"Expense {row % 90}", f"{row % 28 + 1:02d}/05/2024"]
        sheet.write_row(row, 0, [*texts, f"TX{row:08d}", pence / 100, pence // 5 / 100])
        sheet.write_row(row, 7, [f"SUPPLIER {row % 5000} LIMITED", f"Invoice {row}", f"C{row % 700:04d}"])
    book.close()
