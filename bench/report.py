"""A workbook of 50,000 lines, ten summary sheets and six charts, beside XlsxWriter alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import compare


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = str(Path(name) / "bench.xlsx")
        compare(
            "report xlsx, 50,000 lines",
            ["-m", "bench.report_floor", path],
            ["-m", "bench.report_ours", path],
            1.3,
            lambda: None,
        )
