"""The same place gives the same bytes, whatever the machine's threads, time zone, language, hash seed, folders and clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Tp
from tests.report.settings import hashes, settings


def test_settings_of_machine_shell_and_folder_change_no_byte(tmp_path: Path) -> None:
    """Two of the 64 settings of `make settings`, from the files of the place to every pack."""
    every = list(settings())
    assert len({repr(one) for one in every}) == 64
    first, other = (hashes(tmp_path / str(one.number), one) for one in every[:2])
    assert len(first) == 40
    assert first == other


def test_the_date_inside_is_that_of_source_date_epoch(
    counted: Path, tp: Tp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert tp("report", "publish", "--place", counted, "-o", tmp_path).exit_code == 0
    properties = openpyxl.load_workbook(tmp_path / "publish.xlsx").properties
    assert properties.created.isoformat() == "2023-11-14T22:13:20"
    assert (properties.title, properties.language) == (
        "Public spending in Wrenborough, financial year April 2024 to March 2025",
        "en-GB",
    )
    assert '"created": "2023-11-14T22:13:20Z"' in (tmp_path / "publish" / "datapackage.json").read_text()
