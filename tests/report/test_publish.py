"""The publish pack, as somebody who downloads it finds it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import fastexcel
import openpyxl
import pytest

from tests.cli.conftest import Tp, as_json
from tests.report import sample_place as sample
from tests.report.libreoffice import needs_libreoffice, recalculated
from tp_cli.errors import Exit, TpError
from tp_cli.place import Place
from tp_cli.report.pack import write_packs
from tp_cli.report.public_book import SHORTHAND


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publish")
    write_packs(sample.fill(folder), sample.place(), folder, ["publish"], [], folder / "out")
    return folder / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet's table, header first."""
    found = openpyxl.load_workbook(path)[sheet]
    (table,) = found.tables.values()
    return [tuple(cell.value for cell in row) for row in found[table.ref]]


def test_public_is_the_level_of_publish_and_publish_the_pack_of_public(tp: Tp, counted: Path, tmp_path: Path) -> None:
    by_pack = as_json(tp("report", "publish", "--place", counted, "-o", tmp_path / "a", "--json"))
    by_level = as_json(tp("report", "--level", "public", "--place", counted, "-o", tmp_path / "b", "--json"))
    assert {file["level"] for file in by_pack["written"]} == {"public"}
    assert [file["sha256"] for file in by_pack["written"]] == [file["sha256"] for file in by_level["written"]]


@pytest.mark.parametrize("words", [("board", "--level", "public"), ("publish", "--level", "pubic")])
def test_what_is_not_for_the_public_is_not_written_for_it(
    tp: Tp, counted: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = tp("report", *words, "--place", counted, "-o", tmp_path / "out")
    assert result.exit_code == Exit.USAGE
    assert "public" in result.stderr
    assert not (tmp_path / "out").exists()


def test_excel_opendocument_and_csv_hold_the_same_cells(out: Path) -> None:
    in_excel = sheet_rows(out / "publish.xlsx", "Spend_by_body")
    in_csv = rows(out / "publish" / "spend-by-body.csv")
    assert [row[0] for row in in_excel[1:]] == [row["agency"] for row in in_csv]
    assert [f"{row[1]:.2f}" for row in in_excel[1:]] == [row["amount"] for row in in_csv]
    in_ods = fastexcel.read_excel(out / "publish.ods").load_sheet("Spend_by_body", header_row=None, dtypes="string")
    ods_rows = [row for row in in_ods.to_polars().iter_rows() if str(row[-1]).startswith("count/")]
    assert [(row[0], f"{float(row[1]):.2f}") for row in ods_rows] == [(row["agency"], row["amount"]) for row in in_csv]
    assert (in_csv[-1]["agency"], in_csv[-1]["amount"]) == ("All public spend counted", "554000000.00")


def test_every_figure_has_a_reference(out: Path) -> None:
    for path in sorted((out / "publish").glob("*.csv")):
        for row in rows(path):
            assert row["reference"].startswith(("count/", "project/")), (path.name, row)


def test_metadata_describe_every_csv_file_to_the_byte(out: Path) -> None:
    import hashlib

    folder = out / "publish"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    web = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    files = {path.name for path in folder.glob("*.csv")}
    assert {resource["path"] for resource in package["resources"]} == files == {table["url"] for table in web["tables"]}
    for resource, table in zip(package["resources"], web["tables"], strict=True):
        content = (folder / resource["path"]).read_bytes()
        header = content.split(b"\r\n")[0].decode().split(",")
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert [column["name"] for column in table["tableSchema"]["columns"]] == header
        assert set(SHORTHAND) < set(resource["schema"]["missingValues"])
    roles = {field.get("columnType") for resource in package["resources"] for field in resource["schema"]["fields"]}
    assert {"value", "functional-classification:cofog:code"} <= roles


def test_a_body_that_withholds_is_a_number_and_not_a_name(tmp_path: Path) -> None:
    withheld = {"agency": "housing", "year": "2024-25", "benchmark": "40000000.00"}
    place = Place.model_validate({**sample.place().model_dump(by_alias=True), "withheld": [withheld]})
    write_packs(sample.fill(tmp_path), place, tmp_path, ["publish"], ["md"], tmp_path)
    text = (tmp_path / "publish.md").read_text(encoding="utf-8")
    assert "One body keeps its figures to itself" in text
    assert "Wren Homes" not in text


def test_a_share_that_rounds_to_nought_is_low_and_a_true_nought_is_nought(tmp_path: Path) -> None:
    figures = sample.figures()
    for row in figures.rows:
        if row["key"] == "cofog=10.4":
            row["value"] = {"amount": "12.34", "per_head": "0.00", "share_pct": "0.0"}[row["column"]]
    write_packs(
        sample.fill(tmp_path, figures), sample.place(), tmp_path, ["publish"], ["csv", "xlsx"], tmp_path / "out"
    )
    found = {row["code"]: row for row in rows(tmp_path / "out" / "publish" / "spend-by-group.csv")}
    assert (found["10.4"]["amount"], found["10.4"]["per_head"], found["10.4"]["share"]) == ("12.34", "[low]", "[low]")
    matrix = rows(tmp_path / "out" / "publish" / "body-by-function.csv")
    assert next(row["by_function_09"] for row in matrix if row["agency"] == "Wrenshire Police") == "0.00"


def test_an_analyst_changes_a_title_and_drops_a_table_without_python(tmp_path: Path) -> None:
    plan = tmp_path / "templates" / "publish" / "publish.toml.j2"
    plan.parent.mkdir(parents=True)
    plan.write_text(
        'title = "Our spending in 2024-25"\norganisation = "Us"\nkeywords = ["spend"]\nabout = ["Hello"]\n'
        '[[table]]\nname = "Bodies"\nsheet = "Bodies"\ntitle = "By body, 2024-25"\ntable = "agencies"\nsource = "us"\n'
        'column = [{ head = "Body", field = "agency" }, { head = "Spend (£)", field = "amount", format = "pence" }]\n',
        encoding="utf-8",
    )
    write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["publish"], ["xlsx"], tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "publish.xlsx")
    assert book.sheetnames == ["Cover_sheet", "Table_of_contents", "Bodies"]


@pytest.mark.parametrize(
    ("wrong", "found", "fix"),
    [
        ('table = "agencys"', "agencys", "agencies"),
        ('field = "amout"', "amout", "amount"),
        ('frmt = "pence"', "frmt", "format"),
        ('sheet = "Notes"', "Notes", "correct the key"),
        ('name = "my table"', "my table", "correct the key"),
    ],
)
def test_a_wrong_plan_gets_the_place_and_what_is_allowed(tmp_path: Path, wrong: str, found: str, fix: str) -> None:
    key = wrong.partition(" = ")[0]
    table = {"name": "Bodies", "sheet": "Bodies", "title": "By body, 2024-25", "table": "agencies", "source": "us"}
    column = {"head": "Body", "field": "amount"}
    lines = [f'{name} = "{value}"' for name, value in table.items() if name != key] + ([wrong] if key in table else [])
    cells = [f'{name} = "{value}"' for name, value in column.items() if name != key] + ([] if key in table else [wrong])
    plan = tmp_path / "templates" / "publish" / "publish.toml.j2"
    plan.parent.mkdir(parents=True)
    head = 'title = "T"\norganisation = "Us"\nkeywords = ["spend"]\nabout = ["Hello"]\n[[table]]\n'
    plan.write_text(head + "\n".join(lines) + f"\ncolumn = [{{ {', '.join(cells)} }}]\n", encoding="utf-8")
    with pytest.raises(TpError) as error:
        write_packs(sample.fill(tmp_path), sample.place(), tmp_path, ["publish"], ["xlsx"], tmp_path / "out")
    problem = error.value.problems[0]
    assert error.value.exit_code is Exit.USAGE
    assert found in problem.found
    assert fix in problem.fix or fix in problem.expected
    assert not (tmp_path / "out").exists()


@needs_libreoffice
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_libreoffice_reads_what_we_wrote(out: Path, tmp_path: Path, form: str) -> None:
    copy = recalculated(out / f"publish.{form}", tmp_path).with_suffix(".xlsx")
    book = openpyxl.load_workbook(copy)
    values = [[cell.value for cell in row] for row in book["Spend_by_body"].iter_rows()]
    total = next(row for row in values if row[0] == "All public spend counted")
    assert total[1:4] == [554_000_000, 1108, 100]
    assert not any(isinstance(cell, str) and cell.startswith("#") for row in values for cell in row)
