"""What the sample place's files hold, how each is laid out, and what a right count of them must find.

    python tests/make_sample.py [DIR]

The rows are listed in tests/sample/*.txt, in pounds, the council's in £ thousand. `tp_cli` is not used.
"""

import csv
import io
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

LISTED = Path(__file__).parent / "sample"
DEFAULT_DIR = Path(__file__).parent.parent / "sample_inputs"

Row = Mapping[str, str]
Cell = str | int | Decimal | date  # "" is an empty cell
Grid = list[list[Cell]]
Columns = Mapping[str, str | Callable[[Row], Cell]]  # heading → listed column, or a function of the row
Book = dict[str, Grid]  # sheet → its rows; the one sheet of a CSV is ""


# --- the answers, in pounds ---


class Transfer(NamedTuple):
    payer: str
    payee: str
    amount: Decimal
    label: str


class FileAnswer(NamedTuple):
    """What a reader must find in one file; `total` is None where it holds no spending that is known."""

    agency: str | None
    sheet: str | None
    header_rows: tuple[int, ...]
    read: int
    accepted: int
    non_data: int
    rejected: int
    total: Decimal | None


@dataclass(frozen=True)
class Answers:
    reported: Decimal
    apportioned_out: Decimal
    eliminated: Decimal
    counted: Decimal
    low: Decimal
    high: Decimal
    population: int
    per_head: Decimal
    agencies: Mapping[str, Decimal]  # reported, by agency
    counted_by_agency: Mapping[str, Decimal]
    divisions: Mapping[str, Decimal]  # counted, by COFOG division
    transfers: tuple[Transfer, ...]
    files: Mapping[str, FileAnswer]
    text_sheets: Mapping[tuple[str, str], int]  # rows of the sheets that hold words only, by file and sheet


def million(pounds: int) -> Decimal:
    return Decimal(f"{pounds}000000.00")


def millions(pounds: Mapping[str, int]) -> Mapping[str, Decimal]:
    return MappingProxyType({name: million(amount) for name, amount in pounds.items()})


FILE_ANSWERS = {
    "council_outturn_2024-25.xlsx": FileAnswer("council", "RO", (5, 6), 63, 45, 18, 0, million(230)),
    "nhs_commissioner_2024-25.csv": FileAnswer("nhs", None, (4,), 67, 61, 6, 0, million(120)),
    "hospital_trust_2024-25.xlsx": FileAnswer("hospital", "Spend", (3,), 45, 41, 4, 0, million(80)),
    "police_2024-25.ods": FileAnswer("police", "Police", (1,), 19, 18, 1, 0, million(45)),
    "fire_2024-25.csv": FileAnswer("fire", None, (1,), 15, 14, 1, 0, million(15)),
    "dwp_2024-25.csv": FileAnswer("dwp", None, (1,), 18, 17, 1, 0, million(150)),
    "schools_2024-25.xlsx": FileAnswer("schools", "Schools", (2,), 48, 45, 3, 0, million(88)),
    "housing_association_2024-25.csv": FileAnswer("housing", None, (1,), 4, 3, 1, 0, None),
    "transfers_2024-25.xlsx": FileAnswer(None, "Transfers", (4,), 7, 3, 4, 0, None),
}
TEXT_SHEETS = {("council_outturn_2024-25.xlsx", "Notes"): 5, ("hospital_trust_2024-25.xlsx", "Cover"): 5}
REPORTED = {"council": 230, "nhs": 120, "hospital": 80, "police": 45, "fire": 15, "dwp": 150, "schools": 88}
COUNTED = {"council": 142, "nhs": 112, "hospital": 80, "police": 15, "fire": 5, "dwp": 112, "schools": 88}
ANSWERS = Answers(
    reported=million(728),
    apportioned_out=million(40),
    eliminated=million(134),
    counted=million(554),
    low=million(554),
    high=million(594),
    population=500_000,
    per_head=Decimal("1108.00"),
    agencies=millions(REPORTED),
    counted_by_agency=millions(COUNTED),
    divisions=millions({"10": 252, "07": 192, "09": 90, "03": 20}),
    transfers=(
        Transfer("nhs", "council", million(8), "Better Care Fund contribution"),
        Transfer("council", "schools", million(88), "Dedicated schools grant passed to schools"),
        Transfer("dwp", "council", million(38), "Housing benefit subsidy to local authorities"),
    ),
    files=MappingProxyType(FILE_ANSWERS),
    text_sheets=MappingProxyType(TEXT_SHEETS),
)

BENCHMARK = million(40)  # for the withheld housing association
SHARES = {"police": (1, 3), "fire": (1, 3)}  # 0.5m people of 1.5m
DIVISION = {"nhs": "07", "hospital": "07", "police": "03", "fire": "03", "dwp": "10", "schools": "09"}
PURPOSE = {"council": "line", "nhs": "narrative", "dwp": "benefit"}  # the column that names a transfer
NAMES = {
    "Wrenborough Council": "council",
    "Wrenshire Integrated Care Board": "nhs",
    "Department for Work and Pensions": "dwp",
    "Wrenborough schools": "schools",
}


# --- the listed rows ---


class Line(NamedTuple):
    agency: str
    division: str
    purpose: str
    pence: int


def list_rows(name: str) -> list[Row]:
    """Read one listing: a heading and rows, cells parted by bars."""
    text = (LISTED / f"{name}.txt").read_text(encoding="utf-8")
    heading, *rows = [[cell.strip() for cell in row.split("|")] for row in text.splitlines()]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def to_pence(pounds: str | Decimal) -> int:
    return int(Decimal(pounds) * 100)


def to_pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def row_pence(row: Row) -> int:
    """Give a row's amount; the council's is net, from £ thousand."""
    if "income" in row:
        return (int(row["employees"]) + int(row["running"]) - int(row["income"])) * 100_000
    return to_pence(row["amount"])


def read_line(agency: str, row: Row) -> Line:
    purpose = row[PURPOSE[agency]] if agency in PURPOSE else ""
    return Line(agency, DIVISION.get(agency) or row["division"], purpose, row_pence(row))


def read_lines() -> list[Line]:
    """List every amount that was supplied: not the one to be confirmed, nor the withheld."""
    listed = [(agency, row) for agency in ANSWERS.agencies for row in list_rows(agency)]
    return [read_line(agency, row) for agency, row in listed if row.get("amount") != "TBC"]


def read_transfer(row: Row) -> Transfer:
    if row["paid"] != row["received"]:
        raise SystemExit(f"make_sample: the two sides of {row['purpose']} differ")
    return Transfer(NAMES[row["payer"]], NAMES[row["payee"]], Decimal(row["paid"]), row["purpose"])


# --- the proof: the rows give the stated answers, or nothing is written ---


def share_line(line: Line) -> int:
    """Give the place's part of a line; a remainder is refused, so that no rounding enters the answers."""
    place, body = SHARES.get(line.agency, (1, 1))
    part, over = divmod(line.pence * place, body)
    if over:
        raise SystemExit(f"make_sample: {line.agency}: {line.pence} pence does not divide by {body}")
    return part


def find_division(transfer: Transfer, lines: Iterable[Line]) -> str:
    """Find the division that a transfer is paid from; the payer's lines of that purpose must cover it."""
    paid = [line for line in lines if (line.agency, line.purpose) == (transfer.payer, transfer.label)]
    covered = sum(line.pence for line in paid) >= to_pence(transfer.amount)
    if not covered or len({line.division for line in paid}) != 1:
        raise SystemExit(f"make_sample: no lines, or too little on them, for {transfer}")
    return paid[0].division


def count_lines(lines: list[Line], transfers: Iterable[Transfer]) -> Counter[tuple[str, str]]:
    """Count each pound once, at the final spender: pence by agency and division."""
    counted: Counter[tuple[str, str]] = Counter()
    for line in lines:
        counted[line.agency, line.division] += share_line(line)
    for transfer in transfers:
        counted[transfer.payer, find_division(transfer, lines)] -= to_pence(transfer.amount)
    return counted


def add_up(pairs: Iterable[tuple[str, int]]) -> dict[str, Decimal]:
    """Add pence by name, into pounds: ("a", 150), ("a", 50) → {"a": 2.00}."""
    sums: Counter[str] = Counter()
    for name, pence in pairs:
        sums[name] += pence
    return {name: to_pounds(pence) for name, pence in sums.items()}


def find_file_answer(name: str) -> FileAnswer:
    """Count the rows of one file as it is laid out."""
    stated, file = FILE_ANSWERS[name], FILES[name]
    read, accepted = len(file.lay_out()[stated.sheet or ""]), len(list_rows(file.listing))
    total = ANSWERS.agencies.get(stated.agency or "")
    return stated._replace(read=read, accepted=accepted, non_data=read - accepted, total=total)


def find_text_sheets() -> dict[tuple[str, str], int]:
    books = {name: file.lay_out() for name, file in FILES.items()}
    grids = {(name, sheet): grid for name, book in books.items() for sheet, grid in book.items()}
    return {key: len(grid) for key, grid in grids.items() if key[1] != (FILE_ANSWERS[key[0]].sheet or "")}


def find_answers() -> Answers:
    """Work every answer out from the listed rows, in whole pence."""
    lines, transfers = read_lines(), tuple(map(read_transfer, list_rows("transfers")))
    parts = count_lines(lines, transfers)
    counted = to_pounds(parts.total())
    return Answers(
        reported=to_pounds(sum(line.pence for line in lines)),
        apportioned_out=to_pounds(sum(line.pence - share_line(line) for line in lines)),
        eliminated=to_pounds(sum(to_pence(transfer.amount) for transfer in transfers)),
        counted=counted,
        low=counted,
        high=counted + BENCHMARK,
        population=ANSWERS.population,
        per_head=counted / ANSWERS.population,
        agencies=add_up((line.agency, line.pence) for line in lines),
        counted_by_agency=add_up((agency, pence) for (agency, _), pence in parts.items()),
        divisions=add_up((division, pence) for (_, division), pence in parts.items()),
        transfers=transfers,
        files={name: find_file_answer(name) for name in FILES},
        text_sheets=find_text_sheets(),
    )


def prove_answers() -> None:
    """Refuse to go on unless the listed rows give exactly the stated answers, and these reconcile."""
    found = find_answers()
    for field in fields(Answers):
        stated, worked_out = getattr(ANSWERS, field.name), getattr(found, field.name)
        if stated != worked_out:
            raise SystemExit(f"make_sample: {field.name}: stated {stated}, the rows give {worked_out}")
    if ANSWERS.reported - ANSWERS.apportioned_out - ANSWERS.eliminated != ANSWERS.counted:
        raise SystemExit("make_sample: the stated answers do not reconcile")


# --- how the files are laid out ---


def tabulate(listing: str, columns: Columns) -> Grid:
    """Lay a listing out under headings, each filled from a listed column or by a function of the row."""
    heading: list[Cell] = list(columns)
    return [heading, *([fill_cell(row, source) for source in columns.values()] for row in list_rows(listing))]


def fill_cell(row: Row, source: str | Callable[[Row], Cell]) -> Cell:
    return row[source] if isinstance(source, str) else source(row)


def spell(pence: int) -> str:
    """Write pence as pounds with commas, credits in brackets: -1250000 → "(12,500.00)"."""
    pounds = f"{to_pounds(abs(pence)):,.2f}"
    return f"({pounds})" if pence < 0 else pounds


def spell_amount(row: Row) -> Cell:
    return spell(row_pence(row))


def total_pence(rows: Iterable[Row]) -> int:
    return sum(row_pence(row) for row in rows)


def in_brackets(thousands: int) -> Cell:
    """Write a credit as text, as the council's ledger does: -1250 → "(1,250)"; 1250 stays a number."""
    return f"({-thousands:,})" if thousands < 0 else thousands


def council_amounts(rows: Iterable[Row]) -> list[Cell]:
    """Add rows up: employees, running expenses, total; sales, fees and charges; net."""
    columns = [(int(row["employees"]), int(row["running"]), int(row["income"])) for row in rows]
    pay, running, income = (sum(column) for column in zip(*columns, strict=True))
    return [in_brackets(amount) for amount in (pay, running, pay + running, income, pay + running - income)]


def council_sections() -> Grid:
    """Lay out each service: its lines, their total, a blank row."""
    grid: Grid = []
    for service, section in groupby(list_rows("council"), key=lambda row: row["service"]):
        rows = list(section)
        grid += [[service, row["line"], *council_amounts([row])] for row in rows]
        grid += [[f"Total {service[0].lower()}{service[1:]}", "", *council_amounts(rows)], []]
    return grid


def lay_out_council() -> Book:
    outturn: Grid = [
        ["Wrenborough MBC: general fund revenue outturn, 2024-25"],
        ["Net expenditure is before grants, and before contributions from the NHS and other public bodies"],
        ["All figures are in £ thousand"],
        [],
        ["", "", "Expenditure", "", "", "Income", ""],
        ["Service", "Line", "Employees", "Running expenses", "Total expenditure"],
        *council_sections(),
        ["Total service expenditure", "", *council_amounts(list_rows("council"))],
        [],
        ["Note: capital charges, reserves and the levies of other bodies are left out."],
        ["Figures in brackets are credits."],
    ]
    outturn[5] += ["Sales, fees and charges", "Net expenditure"]
    notes: Grid = [
        ["Notes to the revenue outturn"],
        ["Adult and children's social care follow the service reporting code of practice."],
        ["Housing benefit is what was paid to tenants, before subsidy from the department."],
        ["The dedicated schools grant takes in what was passed to schools outside the borough."],
        ["Services traded with schools earned more than they cost."],
    ]
    return {"RO": outturn, "Notes": notes}


def lay_out_nhs() -> Book:
    heading, *lines = tabulate(
        "nhs",
        {
            "Entity": lambda row: "NHS Wrenshire ICB",
            "Expense area": "area",
            "Expense type": "type",
            "Date": lambda row: f"{date.fromisoformat(row['date']):%d/%m/%Y}",
            "Supplier": "supplier",
            "Transaction number": "number",
            "Amount (£)": spell_amount,
            "Narrative": "narrative",
        },
    )
    rows = list_rows("nhs")
    early = [row for row in rows if row["date"] < "2024-10-01"]
    blank: list[Cell] = [""] * 7
    return {
        "": [
            ["Wrenshire Integrated Care Board", *blank],
            ["Wrenborough place – spending in £, 2024-25, net of the local hospitals", *blank],
            ["", *blank],
            heading,
            *lines[: len(early)],
            ["Total April to September", *blank[:5], spell(total_pence(early)), ""],
            *lines[len(early) :],
            ["Total April to March", *blank[:5], spell(total_pence(rows)), ""],
        ]
    }


def lay_out_hospital() -> Book:
    cover: Grid = [
        ["Wrenborough Hospitals NHS Trust"],
        ["Spending by division, year ended 31 March 2025"],
        [],
        ["Prepared by the finance directorate for the Wrenborough partnership."],
        ["The figures are on the next sheet."],
    ]
    columns: Columns = {
        "Division": "division",
        "Service": "service",
        "Expense type": "type",
        "Date posted": lambda row: date.fromisoformat(row["date"]),
        "Amount (£)": lambda row: Decimal(row["amount"]),
    }
    total = to_pounds(total_pence(list_rows("hospital")))
    title: list[Cell] = ["Spending by division, 2024-25, in pounds and pence"]
    spend: Grid = [title, [], *tabulate("hospital", columns), ["Total", "", "", "", total]]
    return {"Cover": cover, "Spend": spend}


def lay_out_police() -> Book:
    def as_supplied(row: Row) -> Cell:
        return "TBC" if row["amount"] == "TBC" else Decimal(row["amount"])

    what = {"Police function": "function", "Activity": "activity"}
    return {"Police": tabulate("police", {**what, "Outturn 2024-25 (£)": as_supplied})}


def lay_out_fire() -> Book:
    what = {"Service area": "area", "Budget heading": "heading"}
    return {"": tabulate("fire", {**what, "Net expenditure (£)": spell_amount})}


def lay_out_dwp() -> Book:
    who = {"Benefit": "benefit", "Client group": "group", "Paid to": "paid to"}
    return {"": tabulate("dwp", {**who, "Expenditure (GBP)": "amount"})}


def lay_out_schools() -> Book:
    which = {"School": "school", "Phase": "phase"}
    grid = tabulate("schools", {**which, "Total expenditure (£)": lambda row: int(row["amount"])})
    total = total_pence(list_rows("schools")) // 100
    return {"Schools": [["Wrenborough schools: spending in 2024-25"], *grid, ["Total", "", total]]}


def lay_out_housing() -> Book:
    return {"": tabulate("housing", {"Service": "service", "Area": "area", "Amount": "amount"})}


def lay_out_transfers() -> Book:
    columns: Columns = {
        "Payer": "payer",
        "Payee": "payee",
        "Purpose": "purpose",
        "Paid (£)": lambda row: Decimal(row["paid"]),
        "Received (£)": lambda row: Decimal(row["received"]),
        "Financial year": lambda row: "2024-25",
        "Payee reports": lambda row: "gross",
    }
    title = "Schedule of payments between public bodies in Wrenborough"
    note = "Both sides as agreed with the payer and the payee"
    return {"Transfers": [[title], [note], [], *tabulate("transfers", columns)]}


def lay_out_register(listing: str) -> Book:
    """Lay out a register that a partnership keeps: its listing as it stands, amounts and scores as numbers."""
    heading = list(list_rows(listing)[0])
    return {"": tabulate(listing, {name: name for name in heading})}


def lay_out_commitments() -> Book:
    money: Columns = {name: partial(amount_or_blank, column=name) for name in ("amount", "honoured")}
    words: Columns = {name: name for name in list_rows("commitments")[0]}
    due: Columns = {"due": lambda row: date.fromisoformat(row["due"])}
    title = "Total Place Agreement for Wrenborough: what each side promises"
    return {"Ledger": [[title], [], *tabulate("commitments", {**words, **money, **due})]}


def amount_or_blank(row: Row, column: str) -> Cell:
    return Decimal(row[column]) if row[column] else ""


# --- how they are saved: nothing is compressed and every stamp is fixed, so the bytes never differ ---


def zip_parts(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.create_system, part.external_attr = 3, 0o644 << 16
            archive.writestr(part, content)
    return buffer.getvalue()


def save_csv(book: Book, *, encoding: str, delimiter: str = ",", newline: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(book[""])
    return text.getvalue().encode(encoding)


NUMBER_FORMATS: dict[type, str] = {int: "#,##0", Decimal: "#,##0.00", date: "dd/mm/yyyy"}


def fill_sheet(workbook: xlsxwriter.Workbook, name: str, grid: Grid) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 6, 24)
    formats = {kind: workbook.add_format({"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
    placed = [(row, column, cell) for row, cells in enumerate(grid) for column, cell in enumerate(cells)]
    for row, column, cell in placed:
        if cell == "":
            continue
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, formats[date])
        else:
            sheet.write_number(row, column, float(cell), formats[type(cell)])


def save_xlsx(book: Book) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": "Wrenborough sample inputs", "created": datetime(2025, 6, 30)})
    for name, grid in book.items():
        fill_sheet(workbook, name, grid)
    workbook.close()
    with zipfile.ZipFile(buffer) as archive:
        return zip_parts((name, archive.read(name)) for name in archive.namelist())


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{ODS_NAMES}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
ODS_CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3" xmlns:office="{ODS_NAMES}:office:1.0"
  xmlns:table="{ODS_NAMES}:table:1.0" xmlns:text="{ODS_NAMES}:text:1.0"><office:body><office:spreadsheet>
{{tables}}
</office:spreadsheet></office:body></office:document-content>
"""


def ods_cell(cell: Cell) -> str:
    value = 'string"' if isinstance(cell, str) else f'float" office:value="{cell}"'
    text = f"<text:p>{escape(str(cell))}</text:p>"
    return f'<table:table-cell office:value-type="{value}>{text}</table:table-cell>'


def ods_table(name: str, grid: Grid) -> str:
    rows = [f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>" for cells in grid]
    return "\n".join([f'<table:table table:name="{name}">', *rows, "</table:table>"])


def save_ods(book: Book) -> bytes:
    tables = "\n".join(ods_table(name, grid) for name, grid in book.items())
    content = ODS_CONTENT.format(tables=tables)
    parts = {"mimetype": ODS_TYPE, "META-INF/manifest.xml": ODS_MANIFEST, "content.xml": content}
    return zip_parts((name, text.encode()) for name, text in parts.items())


class SampleFile(NamedTuple):
    listing: str
    lay_out: Callable[[], Book]
    save: Callable[[Book], bytes]


save_cp1252 = partial(save_csv, encoding="cp1252", newline="\r\n")
save_semicolons = partial(save_csv, encoding="utf-8-sig", delimiter=";", newline="\r\n")
save_ascii = partial(save_csv, encoding="ascii")
FILES = {
    "council_outturn_2024-25.xlsx": SampleFile("council", lay_out_council, save_xlsx),
    "nhs_commissioner_2024-25.csv": SampleFile("nhs", lay_out_nhs, save_cp1252),
    "hospital_trust_2024-25.xlsx": SampleFile("hospital", lay_out_hospital, save_xlsx),
    "police_2024-25.ods": SampleFile("police", lay_out_police, save_ods),
    "fire_2024-25.csv": SampleFile("fire", lay_out_fire, save_semicolons),
    "dwp_2024-25.csv": SampleFile("dwp", lay_out_dwp, save_ascii),
    "schools_2024-25.xlsx": SampleFile("schools", lay_out_schools, save_xlsx),
    "housing_association_2024-25.csv": SampleFile("housing", lay_out_housing, save_ascii),
    "transfers_2024-25.xlsx": SampleFile("transfers", lay_out_transfers, save_xlsx),
}
PARTNERSHIP = ("flags", "outcomes", "readiness", "officers", "stances", "obstacles")
REGISTERS = ("people", "assets", "staff", "streams", "returns", "drivers", "suppliers", *PARTNERSHIP)
REGISTER_FILES = {
    "commitments_2024-25.xlsx": SampleFile("commitments", lay_out_commitments, save_xlsx),
    **{f"{name}_2024-25.csv": SampleFile(name, partial(lay_out_register, name), save_ascii) for name in REGISTERS},
}


def write_sample(folder: Path) -> None:
    """Write place.toml, README.md and every input into `folder`, once the answers are proved."""
    prove_answers()
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for name in ("place.toml", "README.md"):
        shutil.copyfile(LISTED / name, folder / name)
    for name, file in (FILES | REGISTER_FILES).items():
        (inputs / name).write_bytes(file.save(file.lay_out()))


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_DIR)
