"""What a writer wrote is what is read: workbooks and texts, in every encoding and with every separator."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.ingest.books import biff, ods, xlsb
from tp_cli.ingest.container import identify
from tp_cli.ingest.frame import BLANKS
from tp_cli.ingest.scan import grids_of

ENCODINGS = {"ascii": "", "cp1252": "é£–", "utf-8": "é£–ŵ", "utf-8-sig": "é£–ŵ", "utf-16": "é£–ŵ", "cp850": "£"}
_LETTERS = "ABCxyz019 .-/&'"
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14).map(lambda pence: pence / 100), st.integers(-(10**9), 10**9).map(float)
)


def texts(more: str = "") -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(_LETTERS + more), min_size=1, max_size=8).filter(
        lambda text: text.strip(BLANKS) != ""
    )


def tables(more: str = "") -> st.SearchStrategy[list[list[object]]]:
    """Rows of a supplier and a number under a heading of two texts."""
    return st.lists(st.tuples(texts(more), NUMBERS).map(list), min_size=1, max_size=6)


def read(folder: Path, data: bytes) -> list[tuple[str | None, ...]]:
    (folder / "a").write_bytes(data)
    (grid,) = grids_of(identify(folder / "a"))
    return [row[1:] for row in grid.whole().cells.rows()]


def same(found: list[tuple[str | None, ...]], rows: list[list[object]]) -> None:
    """Texts to the letter (but for blanks around them), numbers to the last digit."""
    assert [row[0] for row in found] == [str(row[0]).strip(BLANKS) for row in rows]
    assert [float(str(row[1])) for row in found[1:]] == [row[1] for row in rows[1:]]


def _nobody_can_tell(text: str, encoding: str, end: str) -> bool:
    """True for a text that makes as good sense in another code page: an œ before a letter, a capital in DOS or Mac."""
    if encoding == "cp850":
        return re.search(r"£[A-Za-z]", text) is not None
    return encoding == "cp1252" and (
        end == "\r" and not text.isascii() or re.search(r"(?<![A-Za-z])é", text) is not None
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round")


@settings(max_examples=15, deadline=None)
@given(tables("é£ŵ<>"))
def test_workbooks_of_every_kind(folder: Path, rows: list[list[object]]) -> None:
    table: list[list[object]] = [["Supplier", "Amount"], *rows]
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    for at, (name, number) in enumerate(table):
        sheet.write_string(at, 0, str(name))
        sheet.write(at, 1, number)
    book.close()
    for data in (made.getvalue(), ods(table), biff({"Spend": table}), xlsb(table)):
        same(read(folder, data), table)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(sorted(ENCODINGS)), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_texts_in_every_encoding_and_with_every_separator(
    folder: Path, data: st.DataObject, encoding: str, separator: str, end: str
) -> None:
    rows = data.draw(tables(ENCODINGS[encoding] + '\n"'))
    assume(not any(_nobody_can_tell(str(name), encoding, end) for name, _ in rows))
    table: list[list[object]] = [["Supplier £" if ENCODINGS[encoding] else "Supplier", "Amount"], *rows]
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    same(read(folder, made.getvalue().encode(encoding)), table)
