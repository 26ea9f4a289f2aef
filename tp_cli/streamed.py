"""A worksheet that keeps one row at a time, and puts its texts and numbers into the file by the shortest way."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_ODD = re.compile(r"[&<>_\x00-\x1f\ufffe\uffff]")
_NAMES = [xl_col_to_name(col) for col in range(64)]


class StreamedWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter says nothing of its types
    """XlsxWriter's worksheet for its `constant_memory` mode, where rows come from top to bottom.

    Nearly all cells of a long table are plain text or numbers that carry a format. XlsxWriter writes each of them
    through a list of attributes and several searches for characters to escape, in small pieces; here the same XML is
    one line, and a row one piece. Whatever is not plain goes XlsxWriter's own way, and a release of it that does not
    call these two methods costs time and nothing else.
    """

    def _write_single_row(self, current_row_num: int = 0) -> None:
        file: Any = self.fh
        pieces: list[str] = []
        self.fh: Any = SimpleNamespace(write=pieces.append)
        try:
            super()._write_single_row(current_row_num)
        finally:
            self.fh = file
        file.write("".join(pieces))

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        if cell.format and col < len(_NAMES):
            start = f'<c r="{_NAMES[col]}{row + 1}" s="{cell.format._get_xf_index()}"'
            if kind == "String" and not _ODD.search(cell.string) and cell.string == cell.string.strip():
                self.fh.write(f'{start} t="inlineStr"><is><t>{cell.string}</t></is></c>')
                return
            if kind == "Number":
                self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
                return
        super()._write_cell(row, col, cell)
