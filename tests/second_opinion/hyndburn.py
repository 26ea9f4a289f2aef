"""Hyndburn, 2023-24, counted a second time, in SQL: the publishers' files read plainly, and nothing of `tp_cli`.

python tests/second_opinion/hyndburn.py
"""

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from openpyxl import load_workbook

SPEND = Path(__file__).parents[3] / "shared" / "data" / "spend"
PLACE, AREA = 84_261, 1_570_373  # residents of the district; of the area of the police force and the fire authority
COUNCIL = ("hyndburn_over250_2023-*.csv", "hyndburn_over250_2024-0[1-3].csv")
AMOUNTS = ("Net Amount", "Amount Paid")

SCHEMA = """
    create table line (agency text, pence integer);
    create table share (agency text primary key, place integer, body integer);
    create view shared as
        select agency, pence, (2 * abs(pence) * coalesce(place, 1) + coalesce(body, 1)) / (2 * coalesce(body, 1))
            * sign(pence) as inside
        from line left join share using (agency);
"""


@dataclass(frozen=True)
class Opinion:
    """Pence: what was reported and what is the place's, by agency; and how many lines there are."""

    reported: dict[str, int]
    counted: dict[str, int]
    lines: int


def to_pence(text: str) -> int:
    amount = Decimal(text.replace(",", "").replace("£", "").replace("\xa3", "").strip())
    return int((amount * 100).to_integral_value(ROUND_HALF_EVEN))


def council() -> Iterator[int]:
    """The amounts under the heading that begins as one of `AMOUNTS`, month after month."""
    for path in sorted(path for pattern in COUNCIL for path in SPEND.glob(pattern)):
        text = path.read_bytes().decode("utf-8-sig" if path.read_bytes()[:3] == b"\xef\xbb\xbf" else "cp1252")
        rows = list(csv.reader(text.splitlines()))
        at, start = next(
            (column, number)
            for number, row in enumerate(rows)
            for column, cell in enumerate(row)
            if cell.startswith(AMOUNTS)
        )
        yield from (to_pence(row[at]) for row in rows[start + 1 :] if len(row) > at and row[at].strip())


def workbook(name: str, heading: str) -> Iterator[int]:
    for sheet in load_workbook(SPEND / name, read_only=True, data_only=True).worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        start = next(number for number, row in enumerate(rows) if heading in [str(cell).strip() for cell in row])
        at = [str(cell).strip() for cell in rows[start]].index(heading)
        described = (row for row in rows[start + 1 :] if sum(cell is not None for cell in row) > 2)
        yield from (to_pence(str(row[at])) for row in described if row[at] is not None)


def give_opinion() -> Opinion:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    files = {
        "council": council(),
        "police": workbook("lancashire_pcc_over500_2023-24.xlsx", "TOTAL"),
        "fire": workbook("lancashire_fire_over500_2023-24.xlsx", "Amount"),
    }
    for agency, amounts in files.items():
        database.executemany("insert into line values (?, ?)", ((agency, pence) for pence in amounts))
    database.executemany("insert into share values (?, ?, ?)", [("police", PLACE, AREA), ("fire", PLACE, AREA)])
    reported = dict(database.execute("select agency, sum(pence) from line group by agency"))
    counted = dict(database.execute("select agency, sum(inside) from shared group by agency"))
    (lines,) = database.execute("select count(*) from line").fetchone()
    return Opinion(reported, counted, lines)


if __name__ == "__main__":
    print(give_opinion())
