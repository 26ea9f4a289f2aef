"""LibreOffice as a second opinion: a workbook opened, worked out anew and saved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

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
