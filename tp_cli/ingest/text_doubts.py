"""What is to be said of a text file as it came: encodings mixed, letters spoilt before it was written, its wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tp_cli.errors import Problem
from tp_cli.ingest.container import Container
from tp_cli.ingest.encoding import DOS_POUNDS, KNOWN, MIXED, REPAIRED, decoded, odd_lines

_LARGEST = 200_000_000  # bytes of a text that are looked through once more
_SHOWN = 20
# "Â£", "â€™", "Ã©" and kin, in UTF-8
_SPOILT = re.compile(
    rb"\xc3\x82\xc2[\xa0\xa3]|\xc3\xa2\xe2\x82\xac|\xc3\x83(?:\xc2[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80)"
)


def text_doubts(container: Container) -> Iterator[Problem]:
    """Findings and notes on a file as it came."""
    file = container.path.name
    if container.wrapping:
        found = f"a {container.wrapping} archive with one file in it, read as if unpacked"
        yield Problem("unpacked", file, found, "the file itself", "nothing", "note")
    if container.kind in ("html", "mht", "xml") and container.path.suffix.lower() not in (".html", ".htm", ".xml"):
        what = "an XML workbook of 2003" if container.kind == "xml" else "a web page with a table"
        fix = "nothing; ask for an .xlsx or a .csv next time"
        yield Problem(
            "named-otherwise", file, f"{what} under another name; read as what it is", "a workbook", fix, "note"
        )
    if container.kind == "csv" and container.encoding not in ("ascii", REPAIRED):
        yield from _letters(container, file)


def _letters(container: Container, file: str) -> Iterator[Problem]:
    if container.encoding in ("utf-8", "utf-8-sig"):
        if container.path.stat().st_size < _LARGEST:
            yield from _spoilt(container.data(), file)
        return
    if container.encoding not in (*KNOWN, MIXED, DOS_POUNDS):
        found, fix = (
            f"text guessed to be {container.encoding}",
            "name the encoding with --encoding if letters are wrong",
        )
        yield Problem("encoding-guessed", file, found, "UTF-8", fix)
    if container.encoding not in (MIXED, DOS_POUNDS, "cp1252"):
        return
    data = container.data()
    odd = odd_lines(data, container.encoding)
    if odd:
        says = {
            MIXED: "most of the file is in another encoding than these rows; each was read in its own",
            DOS_POUNDS: "a pound sign of MS-DOS in a text of Windows; read as a pound sign",
        }
        found = says.get(container.encoding, "bytes that Windows has no letter for; kept as they are")
        yield _problem("encodings-mixed", file, found, odd, data, "ask for the file in UTF-8")


def _spoilt(data: bytes, file: str) -> Iterator[Problem]:
    lines = [number for number, line in enumerate(data.splitlines(), 1) if _SPOILT.search(line)] if _any(data) else []
    if lines:
        match = _SPOILT.search(data)
        shown = decoded(match.group(), "utf-8") if match else ""
        found = f'"{shown}": letters that were spoilt before the file was written; kept as they are'
        yield _problem("letters-spoilt", file, found, lines, data, f'declare encoding = "{REPAIRED}" to mend them')


def _any(data: bytes) -> bool:
    return bool(_SPOILT.search(data))


def _problem(code: str, file: str, found: str, lines: Sequence[int], data: bytes, fix: str) -> Problem:
    rows = _rows_of(lines, data)
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return Problem(code, f"{file}, row {rows[0]}{more}", found, "one encoding throughout", fix, rows=tuple(rows))


def _rows_of(lines: Sequence[int], data: bytes) -> list[int]:
    """Rows of lines: a quoted cell with line breaks in it makes several lines one row."""
    ends = data.splitlines(keepends=True)
    rows, row, quotes, at = [], 1, 0, 0
    for line in lines[:_SHOWN]:
        for text in ends[at : line - 1]:
            quotes += text.count(b'"')
            row += quotes % 2 == 0
        at = line - 1
        rows.append(row)
    return rows
