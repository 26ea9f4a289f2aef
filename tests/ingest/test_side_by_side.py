"""Tables beside each other on one sheet: added up where they are alike, and never where that could count a pound twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.small_place import Folder, codes
from tests.ingest.test_kinds import BOOK, Rows, book
from tests.ingest.test_variants import LINES, PENCE, TOTAL, pounds, text_of

HEAD = ["Supplier", "Date", "Amount"]
BODY: Rows = [[line[0], line[1], pounds(line[4])] for line in LINES]
FIRST, SECOND = [HEAD, *BODY[:5]], [HEAD, *BODY[5:]]


def beside(left: Rows, right: Rows, gap: int = 1) -> Rows:
    height = max(len(left), len(right))
    left, right = ([*each, *[[""] * len(each[0])] * (height - len(each))] for each in (left, right))
    return [[*one, *[""] * gap, *other] for one, other in zip(left, right, strict=True)]


def titled(title: str, lines: Rows, *more: Rows) -> Rows:
    return [[title, "", ""], *lines, *(row for each in more for row in each)]


ALIKE: dict[str, Rows] = {
    "two": beside(FIRST, SECOND),
    "three, further apart": beside(beside(FIRST[:3], [HEAD, *BODY[2:5]], 2), SECOND, 3),
    "months above them": beside(titled("April", FIRST), titled("May", SECOND)),
    "a pound sign for a heading": beside(titled("April", [["Supplier", "Date", "£"], *BODY[:5]]), titled("May", [["Supplier", "Date", "£"], *BODY[5:]])),
    "headers in different rows": beside(titled("April", FIRST), titled("May", [["", "", ""], *SECOND])),
    "each with its total": beside([*FIRST, ["Total", "", pounds(sum(PENCE[:5]))]], [*SECOND, ["Total", "", pounds(sum(PENCE[5:]))]]),
    "two below each other on each side": [*beside(FIRST[:3], [HEAD, *BODY[2:4]]), [""] * 7, *beside([HEAD, *BODY[4:6]], [HEAD, *BODY[6:]])],
}  # fmt: skip
OTHER: dict[str, Rows] = {
    "budget beside actual": beside(titled("Budget", FIRST), titled("Actual", SECOND)),
    "income beside spend": beside(titled("Expenditure", FIRST), titled("Income", SECOND)),
    "another year": beside(titled("2023-24", FIRST), titled("2024-25", SECOND)),
    "the same once more": beside([HEAD, *BODY], [HEAD, *BODY]),
    "a summary of the other": beside([HEAD, *BODY], [["Department", "", "Amount"], ["A", "", pounds(sum(PENCE[:5]))], ["B", "", pounds(sum(PENCE[5:]))]]),
    "thousands said on one side": [["All in £ thousand", *[""] * 6], *beside(FIRST, SECOND)],
    "one table with an empty column": [["Supplier", "Date", "Net Amount", "", "Date", "Gross Amount"], *[[*row, "", row[1], "1.00"] for row in BODY]],
}  # fmt: skip


@pytest.mark.parametrize("name", list(ALIKE))
def test_tables_alike_side_by_side_are_read_and_said(tmp_path: Path, name: str) -> None:
    cells = ALIKE[name]
    place = Folder(tmp_path)
    result = place.one(text_of(cells))
    assert (result.outcome, result.total_pence, codes(result)) == ("read", TOTAL, ["tables-side-by-side"])
    found: list[dict[str, int]] = [each["rows"] for each in result.tables]  # type: ignore[misc]
    assert all(each["read"] == len(cells) == each["accepted"] + each["non_data"] for each in found)
    assert sum(each["accepted"] for each in found) == 8
    lines = place.lines()
    assert lines["line_id"].n_unique() == 8
    assert sorted(lines["payee"]) == [line[0] for line in LINES]


def test_tables_side_by_side_in_a_workbook_keep_the_names_of_their_cells(tmp_path: Path) -> None:
    place = Folder(tmp_path, BOOK)
    cells = [[float(cell) if "." in cell else cell for cell in row] for row in ALIKE["two"]]
    assert place.one(book(Spend=cells), "a.xlsx").total_pence == TOTAL
    assert sorted(place.lines()["cell"]) == ["C2", "C3", "C4", "C5", "C6", "G2", "G3", "G4"]


@pytest.mark.parametrize("name", list(OTHER))
def test_tables_that_may_say_the_same_pound_twice_are_not_added_up(tmp_path: Path, name: str) -> None:
    result = Folder(tmp_path).one(text_of(OTHER[name]))
    assert "tables-side-by-side" not in codes(result)
    assert result.outcome == "refused" or abs(result.total_pence) <= TOTAL
