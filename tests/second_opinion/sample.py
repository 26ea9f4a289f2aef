"""The sample place counted a second time, in SQL: its files read plainly into SQLite, and nothing of `tp_cli`.

python tests/second_opinion/sample.py
"""

import csv
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl import load_workbook

INPUTS = Path(__file__).parents[2] / "sample_inputs" / "inputs"
UNKNOWN = ("TBC", "Withheld")
BENCHMARK = 40_000_000_00  # what such a housing association spends elsewhere, pence

Table = list[list[str]]


class File(NamedTuple):
    """Whose file it is, how it is read, the heading of its amounts and the pence in one unit of them."""

    agency: str
    name: str
    read: Callable[[Path], Table]
    heading: str
    pence: int = 100


@dataclass(frozen=True)
class Opinion:
    """The count in pence."""

    reported: int
    apportioned_out: int
    eliminated: int
    total: int
    high: int
    agencies: Mapping[str, int]
    unknown: int  # amounts still to be confirmed, or withheld


def read_text(path: Path, encoding: str = "ascii", delimiter: str = ",") -> Table:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def read_workbook(path: Path, sheet: str) -> Table:
    rows = load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def read_document(path: Path) -> Table:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter() if row.tag.endswith("}table-row")]


FILES = (
    File("council", "council_outturn_2024-25.xlsx", partial(read_workbook, sheet="RO"), "Net expenditure", 100_000),
    File("nhs", "nhs_commissioner_2024-25.csv", partial(read_text, encoding="cp1252"), "Amount (£)"),
    File("hospital", "hospital_trust_2024-25.xlsx", partial(read_workbook, sheet="Spend"), "Amount (£)"),
    File("police", "police_2024-25.ods", read_document, "Outturn 2024-25 (£)"),
    File("fire", "fire_2024-25.csv", partial(read_text, encoding="utf-8-sig", delimiter=";"), "Net expenditure (£)"),
    File("dwp", "dwp_2024-25.csv", read_text, "Expenditure (GBP)"),
    File("schools", "schools_2024-25.xlsx", partial(read_workbook, sheet="Schools"), "Total expenditure (£)"),
    File("housing", "housing_association_2024-25.csv", read_text, "Amount"),
)
NAMES = {
    "council": "Wrenborough Council",
    "nhs": "Wrenshire Integrated Care Board",
    "dwp": "Department for Work and Pensions",
    "schools": "Wrenborough schools",
}

SCHEMA = """
    create table line (agency text, pence integer);  -- null where it is not known
    create table share (agency text primary key, place integer, body integer);
    create table transfer (payer text, payee text, paid integer, received integer);
    insert into share values ('police', 500000, 1500000), ('fire', 500000, 1500000);

    create view shared as  -- to the nearest penny; of two equal parts the place has the larger
        select agency, pence, (2 * abs(pence) * coalesce(place, 1) + coalesce(body, 1)) / (2 * coalesce(body, 1))
            * sign(pence) as inside
        from line left join share using (agency) where pence is not null;
    create view taken as  -- only what a body that is counted spends again
        select payer as agency, sum(min(paid, received)) as pence from transfer
        where payee in (select agency from shared) group by payer;
    create view counted as
        select agency, sum(inside) - coalesce((select pence from taken where taken.agency = shared.agency), 0) as pence
        from shared group by agency;
"""


def to_pence(text: str, unit: int) -> int | None:
    """ "(1,250)" in £ thousand → -125000000; nothing where it is not known."""
    if text in UNKNOWN:
        return None
    pence = Decimal(text.strip("()").replace(",", "")) * unit
    return -int(pence) if text.startswith("(") else int(pence)


def list_rows(table: Table, heading: str) -> Iterator[dict[str, str]]:
    """Rows under the header that have an amount and are no total, by heading."""
    start = next(number for number, row in enumerate(table) if heading in row)
    for row in table[start + 1 :]:
        cells = dict(zip(table[start], row, strict=False))
        if cells.get(heading) and not row[0].startswith("Total"):
            yield cells


def load(database: sqlite3.Connection) -> None:
    database.executescript(SCHEMA)
    for file in FILES:
        rows = list_rows(file.read(INPUTS / file.name), file.heading)
        lines = [(file.agency, to_pence(row[file.heading], file.pence)) for row in rows]
        database.executemany("insert into line values (?, ?)", lines)
    ids = {name: agency for agency, name in NAMES.items()}
    for row in list_rows(read_workbook(INPUTS / "transfers_2024-25.xlsx", "Transfers"), "Paid (£)"):
        sides = to_pence(row["Paid (£)"], 100), to_pence(row["Received (£)"], 100)
        database.execute("insert into transfer values (?, ?, ?, ?)", (ids[row["Payer"]], ids[row["Payee"]], *sides))


def give_opinion() -> Opinion:
    database = sqlite3.connect(":memory:")
    load(database)
    reported, out = database.execute("select sum(pence), sum(pence - inside) from shared").fetchone()
    (eliminated,) = database.execute("select sum(pence) from taken").fetchone()
    (unknown,) = database.execute("select count(*) from line where pence is null").fetchone()
    agencies = dict(database.execute("select agency, pence from counted order by pence desc"))
    total = sum(agencies.values())
    return Opinion(reported, out, eliminated, total, total + BENCHMARK, agencies, unknown)


if __name__ == "__main__":
    found = give_opinion()
    for key, amount in {**found.agencies, "counted": found.total, "reported": found.reported}.items():
        print(f"{key:<12}{Decimal(amount).scaleb(-2):>20,}")
