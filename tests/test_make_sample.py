"""What an independent reader finds in the sample place's files: the same bytes, and the stated answers."""

import csv
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastexcel
import pytest
from openpyxl import load_workbook

from tests import make_sample
from tests.make_sample import ANSWERS, DEFAULT_DIR, write_sample

INPUTS = DEFAULT_DIR / "inputs"
Table = list[list[str]]


# --- a plain reader for each kind of file: cells as text, numbers as their shortest decimal ---


def read_csv(name: str, encoding: str, delimiter: str = ",") -> Table:
    with (INPUTS / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def read_xlsx(name: str, sheet: str) -> Table:
    rows = load_workbook(INPUTS / name)[sheet].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def read_ods(name: str) -> Table:
    with zipfile.ZipFile(INPUTS / name) as archive:
        content = ElementTree.fromstring(archive.read("content.xml"))
    rows = [row for row in content.iter() if row.tag.endswith("}table-row")]
    return [["".join(cell.itertext()) for cell in row] for row in rows]


TABLES: Mapping[str, Callable[[str], Table]] = {
    "council_outturn_2024-25.xlsx": lambda name: read_xlsx(name, "RO"),
    "nhs_commissioner_2024-25.csv": lambda name: read_csv(name, "cp1252"),
    "hospital_trust_2024-25.xlsx": lambda name: read_xlsx(name, "Spend"),
    "police_2024-25.ods": read_ods,
    "fire_2024-25.csv": lambda name: read_csv(name, "utf-8-sig", ";"),
    "dwp_2024-25.csv": lambda name: read_csv(name, "ascii"),
    "schools_2024-25.xlsx": lambda name: read_xlsx(name, "Schools"),
    "housing_association_2024-25.csv": lambda name: read_csv(name, "ascii"),
    "transfers_2024-25.xlsx": lambda name: read_xlsx(name, "Transfers"),
}
AMOUNT_COLUMN = {
    "council": "Net expenditure",
    "nhs": "Amount (£)",
    "hospital": "Amount (£)",
    "police": "Outturn 2024-25 (£)",
    "fire": "Net expenditure (£)",
    "dwp": "Expenditure (GBP)",
    "schools": "Total expenditure (£)",
    "housing": "Amount",
    None: "Paid (£)",
}


def to_decimal(text: str) -> Decimal:
    """Read "(1,234.50)" as -1234.50."""
    sign = -1 if text.startswith("(") else 1
    return sign * Decimal(text.strip("()").replace(",", ""))


def data_rows(name: str) -> list[dict[str, str]]:
    """Read the rows under the header that carry an amount and are no total."""
    answer, table = ANSWERS.files[name], TABLES[name](name)
    header = table[answer.header_rows[-1] - 1]
    rows = [dict(zip(header, row, strict=False)) for row in table[answer.header_rows[-1] :]]
    amount = AMOUNT_COLUMN[answer.agency]
    return [row for row in rows if row.get(amount) and not next(iter(row.values())).startswith("Total")]


def agency_file(agency: str) -> str:
    return next(name for name, answer in ANSWERS.files.items() if answer.agency == agency)


def total_by(agency: str, column: str) -> dict[str, Decimal]:
    """Total an agency's amounts by the text of a column, in the file's own units."""
    totals: dict[str, Decimal] = {}
    for row in data_rows(agency_file(agency)):
        totals[row[column]] = totals.get(row[column], Decimal(0)) + to_decimal(row[AMOUNT_COLUMN[agency]])
    return totals


# --- the same bytes ---


def file_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_sample(tmp_path / "once")
    write_sample(tmp_path / "twice")
    assert file_bytes(tmp_path / "once") == file_bytes(tmp_path / "twice")


def test_the_files_kept_are_the_files_written(tmp_path: Path) -> None:
    write_sample(tmp_path)
    written, kept = file_bytes(tmp_path), file_bytes(DEFAULT_DIR)
    assert [name for name, content in written.items() if kept.get(name) != content] == []
    assert {path.name for path in INPUTS.iterdir()} == set(ANSWERS.files) | set(make_sample.REGISTER_FILES)


def test_rows_a_penny_out_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Path(shutil.copytree(make_sample.LISTED, tmp_path / "listed"))
    dwp = listed / "dwp.txt"
    dwp.write_text(dwp.read_text(encoding="utf-8").replace("38000000.00", "38000000.01"), encoding="utf-8")
    monkeypatch.setattr(make_sample, "LISTED", listed)
    with pytest.raises(SystemExit, match=r"reported: stated 728000000\.00, the rows give 728000000\.01"):
        write_sample(tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- the same figures ---


@pytest.mark.parametrize("name", ANSWERS.files)
def test_each_row_is_data_or_not(name: str) -> None:
    answer = ANSWERS.files[name]
    assert len(TABLES[name](name)) == answer.read == answer.accepted + answer.non_data + answer.rejected
    assert len(data_rows(name)) == answer.accepted


@pytest.mark.parametrize("agency", ANSWERS.agencies)
def test_a_files_lines_add_up_to_its_agencys_total(agency: str) -> None:
    rows = data_rows(agency_file(agency))
    units = 1000 if agency == "council" else 1
    amounts = [row[AMOUNT_COLUMN[agency]] for row in rows]
    assert sum(to_decimal(text) for text in amounts if text != "TBC") * units == ANSWERS.agencies[agency]


@pytest.mark.parametrize(("name", "sheet"), ANSWERS.text_sheets)
def test_a_sheet_of_words_holds_no_figure(name: str, sheet: str) -> None:
    table = read_xlsx(name, sheet)
    assert len(table) == ANSWERS.text_sheets[name, sheet]
    assert not [cell for row in table for cell in row if cell.replace(".", "").isdigit()]


@pytest.mark.parametrize("name", [name for name in ANSWERS.files if not name.endswith(".csv")])
def test_a_second_reader_of_workbooks_sees_the_same_rows(name: str) -> None:
    answer = ANSWERS.files[name]
    sheet = fastexcel.read_excel(str(INPUTS / name)).load_sheet(answer.sheet or 0, header_row=None)
    assert sheet.height == answer.read


def test_the_council_is_counted_by_section() -> None:
    sections = total_by("council", "Service")
    assert sections["Adult social care"] + sections["Children's social care"] == 100_000
    assert sections["Housing benefit"] == 40_000
    assert sections["Education services"] == 90_000


@pytest.mark.parametrize("column", range(2, 7))
def test_the_councils_stated_totals_equal_their_lines(column: int) -> None:
    lines, stated = Decimal(0), []
    for row in TABLES["council_outturn_2024-25.xlsx"]("council_outturn_2024-25.xlsx")[6:-2]:
        if row[0].startswith("Total"):
            stated.append((to_decimal(row[column]), lines))
            lines = Decimal(0)
        elif row[column]:
            lines += to_decimal(row[column])
    *sections, (whole, _) = stated
    assert [total for total, _ in sections] == [added for _, added in sections]
    assert whole == sum(total for total, _ in sections)


def test_the_commissioners_stated_totals_equal_their_lines() -> None:
    table = TABLES["nhs_commissioner_2024-25.csv"]("nhs_commissioner_2024-25.csv")[4:]
    half_way = [row[0] for row in table].index("Total April to September")
    assert to_decimal(table[half_way][6]) == sum(to_decimal(row[6]) for row in table[:half_way])
    assert to_decimal(table[-1][6]) == ANSWERS.agencies["nhs"]


def test_the_hospitals_and_schools_stated_totals_equal_their_agencys() -> None:
    for agency in ("hospital", "schools"):
        name = agency_file(agency)
        assert Decimal(TABLES[name](name)[-1][-1]) == ANSWERS.agencies[agency]


def test_a_third_of_each_police_and_fire_amount_is_whole_pence() -> None:
    amounts = [row[AMOUNT_COLUMN[key]] for key in ("police", "fire") for row in data_rows(agency_file(key))]
    assert {to_decimal(text) * 100 % 3 for text in amounts if text != "TBC"} == {Decimal(0)}


# --- who pays whom ---


def test_the_schedule_states_the_transfers() -> None:
    rows = data_rows("transfers_2024-25.xlsx")
    assert [(row["Purpose"], Decimal(row["Paid (£)"])) for row in rows] == [
        (transfer.label, transfer.amount) for transfer in ANSWERS.transfers
    ]
    assert all(row["Paid (£)"] == row["Received (£)"] and row["Payee reports"] == "gross" for row in rows)
    assert sum(transfer.amount for transfer in ANSWERS.transfers) == ANSWERS.eliminated


def test_the_payers_lines_cover_the_transfers() -> None:
    assert total_by("nhs", "Narrative")["Better Care Fund contribution"] == 8_000_000
    assert total_by("nhs", "Supplier")["WRENBOROUGH COUNCIL 1 (G)"] == 8_000_000
    assert total_by("dwp", "Paid to")["Wrenborough Council"] == 38_000_000
    assert total_by("council", "Line")["Dedicated schools grant passed to schools"] == 88_250


def test_the_answers_reconcile() -> None:
    assert sum(ANSWERS.agencies.values()) == ANSWERS.reported
    assert sum(ANSWERS.counted_by_agency.values()) == sum(ANSWERS.divisions.values()) == ANSWERS.counted
    assert ANSWERS.reported - ANSWERS.apportioned_out - ANSWERS.eliminated == ANSWERS.counted
    assert ANSWERS.per_head * ANSWERS.population == ANSWERS.counted


# --- what is awkward stays awkward ---


def test_the_police_amount_to_be_confirmed_is_on_row_17() -> None:
    table = read_ods("police_2024-25.ods")
    assert [number for number, row in enumerate(table, 1) if row[-1] == "TBC"] == [17]


def test_the_bytes_are_as_each_agency_sends_them() -> None:
    nhs, fire, dwp = ((INPUTS / agency_file(agency)).read_bytes() for agency in ("nhs", "fire", "dwp"))
    assert b"Amount (\xa3)" in nhs
    assert b"\xc9" in nhs and b"\x96" in nhs  # É and an en dash
    assert nhs.count(b"\r\n") == nhs.count(b"\n") == 67
    assert fire.startswith(b"\xef\xbb\xbfService area;")
    assert dwp.isascii()


def test_credits_and_withheld_amounts_are_words() -> None:
    assert [row["Net expenditure"] for row in data_rows("council_outturn_2024-25.xlsx")].count("(1,250)") == 1
    assert "(12,500.00)" in [row["Amount (£)"] for row in data_rows("nhs_commissioner_2024-25.csv")]
    assert [row["Amount"] for row in data_rows("housing_association_2024-25.csv")] == ["Withheld"] * 3


def test_dates_are_in_the_year_and_prove_their_order() -> None:
    written = [datetime.strptime(row["Date"], "%d/%m/%Y").date() for row in data_rows(agency_file("nhs"))]
    stored = [date.fromisoformat(row["Date posted"][:10]) for row in data_rows(agency_file("hospital"))]
    assert all(date(2024, 4, 1) <= day <= date(2025, 3, 31) for day in written + stored)
    assert max(day.day for day in written) > 12


# --- place.toml ---


def read_place() -> dict[str, Any]:
    return tomllib.loads((DEFAULT_DIR / "place.toml").read_text(encoding="utf-8"))


def test_place_toml_names_every_file_with_its_control_total() -> None:
    sources = read_place()["source"]
    stated = {source["files"].removeprefix("inputs/"): source.get("control_total") for source in sources}
    answers = {name: answer.total and str(answer.total) for name, answer in ANSWERS.files.items()}
    assert stated == answers | dict.fromkeys(make_sample.REGISTER_FILES)


def test_place_toml_shares_and_withholds_as_the_answers_do() -> None:
    place = read_place()
    shares = {body["id"]: body["share"] for body in place["agency"] if "share" in body}
    assert list(shares) == ["police", "fire"]
    by_hand, areas = shares["fire"], shares["police"]["areas"]
    rows = [
        row for row in make_sample.list_rows("drivers") if row["driver"] == "Population" and row["area code"] in areas
    ]
    whole = sum(int(row["value"]) for row in rows)
    ours = next(int(row["value"]) for row in rows if row["area code"] == place["place"]["code"])
    assert (by_hand["place"], by_hand["body"]) == (ours, whole) == (500_000, 1_500_000)
    assert set(place["place"]["population"].values()) == {ANSWERS.population}
    assert Decimal(place["withheld"][0]["benchmark"]) == ANSWERS.high - ANSWERS.low
