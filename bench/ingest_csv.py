"""CSV files of a million and of five million payments into the store, beside reading and writing them as Parquet."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from bench.measure import compare

PLACE = """[place]
name = "Wrenborough"
code = "E08000099"
years = ["2024-25"]

[[agency]]
id = "council"
name = "Wrenborough Council"
kind = "council"

[[source]]
agency = "council"
files = "inputs/*"
basis = "payments"
"""
_FLOOR = "import polars, sys; polars.read_csv(sys.argv[1]).write_parquet(sys.argv[2])"
_HEAD = (
    "Body Name,Service Area,Expenditure Category,Payment Date,Transaction Number,Net Amount,Supplier Name,Description"
)
_SERVICES = ("Adult Social Care and Health", '"Children and Families, Early Help"', "Highways")
_EXPENSES = ("Third party payments - private contractors", "Premises related expenditure", "Supplies & services")
_TEXTS = (
    '"Services delivered in the period, see contract register"',
    "Placement fees and related costs",
    "Monthly charge",
)
_BLOCK = 50_000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows, times in ((1_000_000, 3), (5_000_000, 2)):
            _place(folder)
            path = folder / "inputs" / "payments.csv"
            write_payments(path, rows)
            compare(
                f"ingest CSV, {rows:,} rows",
                ["-c", _FLOOR, str(path), str(folder / "floor.parquet")],
                ["-m", "tp_cli", "ingest", "--place", str(folder)],
                3.0,
                lambda: shutil.rmtree(folder / ".tp", ignore_errors=True),
                times,
            )


def write_payments(path: Path, rows: int) -> None:
    """Payments of a fictional council: eight columns, about 200 bytes a row, no two references alike."""
    chance = random.Random(7)
    block = [_line(chance) for _ in range(_BLOCK)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD + "\n")
        for start in range(0, rows, _BLOCK):
            lines = block[: min(_BLOCK, rows - start)]
            file.writelines(line.replace("#", f"{start + at:09d}", 1) for at, line in enumerate(lines))


def _line(chance: random.Random) -> str:
    pence = chance.randrange(-500_000, 90_000_000)
    amount = f'"{pence / 100:,.2f}"' if abs(pence) >= 100_000 else f"{pence / 100:.2f}"
    day = f"{chance.randrange(1, 29):02d}/{chance.randrange(4, 13):02d}/2024"
    payee = f"SUPPLIER {chance.randrange(20_000):05d} LIMITED"
    service, expense, text = (chance.choice(each) for each in (_SERVICES, _EXPENSES, _TEXTS))
    return f"Wrenborough Metropolitan Borough Council,{service},{expense},{day},TX#,{amount},{payee},{text}\n"


def _place(folder: Path) -> None:
    shutil.rmtree(folder / "inputs", ignore_errors=True)
    (folder / "inputs").mkdir()
    (folder / "place.toml").write_text(PLACE, encoding="utf-8")
