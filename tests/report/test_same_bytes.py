"""The same place gives the same bytes, whatever the machine's threads, time zone, language, hash seed and clock."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Tp

SETTINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "POLARS_MAX_THREADS": "1", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "POLARS_MAX_THREADS": "2", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "POLARS_MAX_THREADS": "4", "LANG": "tr_TR.UTF-8"},
]
ROOT = Path(__file__).resolve().parents[2]


def hashes(place: Path, out: Path, setting: dict[str, str]) -> dict[str, str]:
    """Every file of the board workbook and the publish pack, written in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1700000000", **setting}
    for words in (["board", "--format", "xlsx"], ["publish"]):
        command = [sys.executable, "-m", "tp_cli", "report", *words, "--place", str(place), "-o", str(out), "-q"]
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_three_settings_give_one_set_of_hashes(counted: Path, tmp_path: Path) -> None:
    first, *others = [hashes(counted, tmp_path / str(n), setting) for n, setting in enumerate(SETTINGS)]
    assert len(first) > 12
    assert all(other == first for other in others)


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
