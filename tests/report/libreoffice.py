"""LibreOffice as a second opinion: a workbook opened, worked out anew and saved."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(
    PROGRAM is None, reason="LibreOffice is not installed: formulas not recalculated"
)

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(book: Path, folder: Path) -> Path:
    """The same workbook with every formula worked out anew."""
    assert PROGRAM
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    out = folder / "recalculated"
    where = f"-env:UserInstallation={profile.parent.as_uri()}"
    words = [PROGRAM, where, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(book)]
    subprocess.run(words, check=True, capture_output=True, timeout=180)
    return out / book.name


def formulas(path: Path) -> Iterator[tuple[str, str, str, Any]]:
    """Every formula of a workbook: sheet, cell, formula, stored value."""
    live, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, cell.value, stored[sheet.title][cell.coordinate].value


def wrong_values(path: Path, folder: Path) -> list[tuple[Any, ...]]:
    """Formulas whose stored value is not what LibreOffice works out, and cells that it finds in error."""
    anew = openpyxl.load_workbook(recalculated(path, folder), data_only=True)
    wrong = []
    for sheet, cell, formula, stored in formulas(path):
        now = anew[sheet][cell].value
        same = now == stored if isinstance(stored, str) else now == pytest.approx(stored, abs=1e-9, rel=1e-12)
        if not same:
            wrong.append((sheet, cell, formula, stored, now))
    errors = (cell for sheet in anew for row in sheet.iter_rows() for cell in row if cell.data_type == "e")
    return [*wrong, *((cell.parent.title, cell.coordinate, "error", cell.value) for cell in errors)]
