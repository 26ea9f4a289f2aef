"""The board workbook of a real place: what it says, and what LibreOffice makes of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.places.leeds.counted import Leeds, needs_data
from tests.report.libreoffice import formulas, needs_libreoffice, wrong_values
from tp_cli.report.pack import write_packs

pytestmark = needs_data


@pytest.fixture(scope="module")
def board(leeds: Leeds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("board")
    write_packs(leeds.store, leeds.place, leeds.folder, ["board"], ["xlsx"], out)
    return out / "board.xlsx"


def rows(board: Path, sheet: str) -> dict[str, tuple[object, ...]]:
    found = openpyxl.load_workbook(board, data_only=True)[sheet].iter_rows(values_only=True)
    return {str(row[0]): row[1:] for row in found if row[0] is not None}


def test_the_summary_is_the_count_and_every_check_passes(board: Path) -> None:
    summary = rows(board, "Summary")
    assert summary["All public spend"][0] == 5_936_352_194.41
    assert summary["A head"][0] == pytest.approx(7907.93, abs=0.005)
    assert str(summary["Checks"][0]).startswith("All checks pass (")


def test_every_formula_has_its_value_beside_it(board: Path) -> None:
    found = list(formulas(board))
    assert len(found) > 500
    assert [each for each in found if each[3] is None or str(each[3]).startswith("#")] == []


@needs_libreoffice
def test_libreoffice_works_out_every_stored_value(board: Path, tmp_path: Path) -> None:
    assert wrong_values(board, tmp_path) == []
