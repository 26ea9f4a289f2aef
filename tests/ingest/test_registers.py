"""Registers: bodies by name, alias or code, every cell by its unit; what cannot be placed is rejected, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from tests.ingest.small_place import Folder, codes, rows
from tp_cli.ingest.columns import match_columns
from tp_cli.ingest.layout import named
from tp_cli.ingest.register import role_of_column
from tp_cli.place import SourceKind
from tp_cli.registers import REGISTERS

SOURCE = {"kind": "transfers", "files": "inputs/*.csv"}
HEAD = "Payer,Payee,Paid,Received,Purpose,Payee reports\n"


def test_a_schedule_becomes_transfers_and_no_spend(tmp_path: Path) -> None:
    place = Folder(tmp_path, SOURCE)
    result = place.one(
        HEAD + "Wrenshire Integrated Care Board,Wrenborough MBC,8.00,7.50,care,gross\nnhs,council,,1.00,,net\n"
    )
    columns = ("payer", "payee", "paid_pence", "received_pence", "label", "payee_reports", "year")
    assert place.store.read("transfers").collect().sort("row").select(columns).rows() == [
        ("nhs", "council", 800, 750, "care", "gross", "2024-25"),
        ("nhs", "council", None, 100, None, "net", "2024-25"),
    ]
    assert place.pence() == []
    assert place.read().total_pence == 0
    assert rows(result) == {"read": 3, "accepted": 2, "rejected": 0, "non_data": 1}


def test_rows_that_cannot_be_placed_are_rejected_by_row_and_reason(tmp_path: Path) -> None:
    result = Folder(tmp_path, SOURCE).one(
        HEAD
        + "nhs,counsil,8.00,,care,\nnhs,council,lots,,care,\nnhs,council,,,care,\nnhs,council,1.00,,care,mostly\n\nEnd\n"
    )
    assert rows(result) == {"read": 7, "accepted": 0, "rejected": 4, "non_data": 3}
    assert [problem.rows for problem in result.problems if problem.code == "row-rejected"] == [(2,), (3,), (4,), (5,)]
    assert "nearest: council" in result.problems[0].fix
    assert "no-lines" in codes(result)


def test_a_schedule_without_both_sides_is_refused(tmp_path: Path) -> None:
    result = Folder(tmp_path, SOURCE).one("Payer,Paid,Purpose\nnhs,8.00,care\n")
    assert (result.outcome, codes(result)) == ("refused", ["no-such-column"])


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_every_register_has_a_layout_that_names_each_of_its_columns(name: str) -> None:
    roles = {role_of_column(column) for column in REGISTERS[name].columns} - {"source_id", "batch", "row", "sheet"}
    assert set(named(name).columns) == roles
    assert set(REGISTERS) | {"spend"} == set(get_args(SourceKind))


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_headings_spelt_as_the_layout_spells_them_are_each_their_own_role(name: str) -> None:
    layout = named(name)
    for nth in range(2):
        headings = {f"C{i}": words[min(nth, len(words) - 1)] for i, words in enumerate(layout.columns.values())}
        if len(set(headings.values())) == len(headings):
            assert list(match_columns(headings, {}, layout, "2024-25").headings) != []
            assert dict(match_columns(headings, {}, layout, "2024-25").headings) == dict(
                zip(layout.columns, headings.values(), strict=True)
            )


def test_each_kind_of_cell_is_read_by_its_unit(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"kind": "assets", "files": "inputs/*.csv"})
    result = place.one(
        "Building,Body,Floor area,Occupancy,Running cost,Valuation,Notes\n"
        'Town Hall,council,"1,000.50",45%,"£12,000.10",,old\nClinic,nhs,800,40,-,250000,\nTotal,,1800.5,,12000.10,,\n'
    )
    columns = ("asset", "agency", "floor_m2", "occupancy", "running_pence", "value_pence", "year")
    assert place.store.read("assets").collect().sort("row").select(columns).rows() == [
        ("Town Hall", "council", "1000.50", "45", 1200010, None, "2024-25"),
        ("Clinic", "nhs", "800", "40", 0, 25000000, "2024-25"),
    ]
    assert rows(result) == {"read": 4, "accepted": 2, "rejected": 0, "non_data": 2}
    assert codes(result) == ["columns-not-read"]
    assert place.read().total_pence == 0


def test_every_cell_that_cannot_be_read_is_said_with_its_row_and_what_was_expected(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"kind": "people", "files": "inputs/*.csv"})
    result = place.one(
        "Person,Agency,Cost,Contacts,Group,Period\na1,counsil,5,1,treated,pre\na2,council,lots,1,treated,pre\n"
        "a3,council,5,1.5,treated,pre\na4,council,5,1,treeted,pre\n,council,5,1,treated,pre\na6,council,-5,1,,\n"
    )
    hidden = "a text that is not shown, because the row is of a person"
    said = [(p.rows, p.where.rsplit(", ", 1)[1], p.found) for p in result.problems if p.code == "row-rejected"]
    assert said == [
        ((2,), "agency", '"counsil"'),
        ((3,), "cost", hidden),
        ((4,), "contacts", hidden),
        ((5,), "group", '"treeted"'),
        ((6,), "person", "blank"),
    ]
    assert "nearest: treated" in next(p.fix for p in result.problems if p.rows == (5,))
    assert place.store.read("people").collect().select("person", "cost_pence").rows() == [("a6", -500)]


def test_per_cent_kept_as_a_share_by_a_spreadsheet_is_said(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"kind": "assets", "files": "inputs/*.csv", "agency": "council"})
    result = place.one("Asset,Floor area,Occupancy\nTown Hall,10,0.45\nDepot,20,1\n")
    assert codes(result) == ["percent-from-shares"]
    assert place.store.read("assets").collect().sort("row").get_column("occupancy").to_list() == ["45.00", "100"]
