"""Schedules of transfers: both sides by name, alias or code; what cannot be placed is rejected, never guessed."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.small_place import Folder, codes, rows

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
        ("nhs", "council", None, 100, "", "net", "2024-25"),
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
