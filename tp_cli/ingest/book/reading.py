"""The sheets of a workbook or a web table: looked through, then read as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError

import fastexcel
import polars as pl
from defusedxml import DefusedXmlException

from tp_cli.errors import TpError
from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book import html, ods, xls, xlsb, xlsx, xml2003
from tp_cli.ingest.book.facts import BookFacts, BookRead, NotAllowed, Protected, SheetFacts, SheetRead, Surveyed
from tp_cli.ingest.frame import letter, numbered, too_sparse, with_marks
from tp_cli.ingest.kind import refuse

_Survey = tuple[BookFacts, Mapping[str, Surveyed]]
_MAY_BE_CUT = r"^-?(0|[1-9]\d{0,14})\.\d{2,8}[1-9]$"  # the reader shows nine decimals, rounded, without noughts
_LONG = r"^-?[1-9]\d{15,}(\.0)?$"
_SHOWN = 5
_PROTECTED = "a workbook protected by a password"
_FIX = "protected: save a copy without a password"
_SAVE_AGAIN = "open it in a spreadsheet program, save a copy as .xlsx, and try again"


def read_book(path: Path, kind: str, encoding: str, data: bytes) -> BookRead:
    """Every sheet in its order; TpError (exit 3) where the file is damaged, hostile or protected.

    path  for problems only: nothing is read from it
    """
    try:
        if kind in ("html", "mht"):
            return BookRead(BookFacts(), html.read(data, encoding, kind))
        if kind == "xml":
            return xml2003.read(data)
        facts, surveyed = _surveyed(path, kind, data)
        for name, sheet in surveyed.items():
            _must_be_bounded(path, name, sheet.far, sheet.cells)
        return _values(path, facts, surveyed, data)
    except Protected:
        raise refuse(path, _PROTECTED, _FIX) from None
    except NotAllowed as error:
        raise refuse(path, str(error), "open it in a spreadsheet program and save a copy as .xlsx") from None
    except DefusedXmlException:
        raise refuse(path, "a document type declaration", "open it and save a copy as .xlsx") from None


def _surveyed(path: Path, kind: str, data: bytes) -> _Survey:
    """What a look through the workbook finds; nothing where it is put together in a way that only its reader knows."""
    if kind == "xls":
        return xls.survey(data)
    parts = Parts(path, data)
    looks: dict[str, Callable[[Parts], _Survey]] = {"ods": ods.survey, "fods": ods.survey, "xlsb": xlsb.survey}
    try:
        return looks.get(kind, xlsx.survey)(parts)
    except (KeyError, IndexError, ParseError, ValueError):
        return BookFacts(), {}


def _must_be_bounded(path: Path, name: str, far: tuple[int, int], cells: int) -> None:
    if too_sparse(far, cells):
        cell = f"{letter(far[1] - 1)}{far[0]}"
        found = f'cells as far as {cell} on sheet "{name}", with only {cells:,} filled: too large to be read'
        raise refuse(path, found, "delete the rows and columns beyond the table, save it, and try again")


def _values(path: Path, facts: BookFacts, surveyed: Mapping[str, Surveyed], data: bytes) -> BookRead:
    try:
        book = fastexcel.read_excel(data)
        return BookRead(facts, [_sheet(book, name, surveyed.get(name)) for name in book.sheet_names])
    except (fastexcel.FastExcelError, ValueError, OSError) as error:
        raise _unreadable(path, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader of workbooks says that a part is missing
            raise
        raise _unreadable(path, error) from None


def _sheet(book: fastexcel.ExcelReader, name: str, surveyed: Surveyed | None) -> SheetRead:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    marks, facts = (surveyed.marks, surveyed.facts) if surveyed else ({}, SheetFacts())
    hidden = sheet.visible != "visible"
    if sheet.width == 0:
        return SheetRead(name, with_marks(numbered([], 0), marks), hidden, facts)
    texts = sheet.to_polars().get_columns()
    places = [letter(column.absolute_index) for column in sheet.selected_columns]
    long: tuple[str, ...] = ()
    if any(_needs_numbers(column) for column in texts):
        numbers = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="float").to_polars().get_columns()
        long = _long_numbers(texts, numbers, places)
        texts = [_restored(text, number) for text, number in zip(texts, numbers, strict=True)]
    named = [text.alias(place) for text, place in zip(texts, places, strict=True)]
    cells = with_marks(numbered(named, len(texts[0])), marks)
    return SheetRead(name, cells, hidden, SheetFacts(**{**vars(facts), "long_numbers": long}))


def _needs_numbers(column: pl.Series) -> bool:
    """True where a stored number may have had more digits than its text shows, or more than a spreadsheet keeps."""
    return bool((column.str.contains(_MAY_BE_CUT) | column.str.contains(_LONG)).any())


def _restored(text: pl.Series, number: pl.Series) -> pl.Series:
    """The column with every cut number as the shortest decimal that stands for it, all else as it is."""
    cut = text.str.contains(_MAY_BE_CUT).fill_null(False) & number.is_not_null()
    if not cut.any():
        return text
    pairs = zip(text, number, cut, strict=True)
    return pl.Series([format(Decimal(repr(n)), "f") if is_cut else t for t, n, is_cut in pairs], dtype=pl.String)


def _long_numbers(texts: list[pl.Series], numbers: list[pl.Series], places: list[str]) -> tuple[str, ...]:
    """Cells with a number of 16 digits or more, the first few: what a code typed as a number turns into."""
    found: list[str] = []
    for text, number, place in zip(texts, numbers, places, strict=True):
        rows = (text.str.contains(_LONG).fill_null(False) & number.is_not_null()).arg_true()
        found += [f"{place}{row + 1}" for row in rows.head(_SHOWN)]
    return tuple(found)


def _unreadable(path: Path, error: BaseException) -> TpError:
    """The refusal of a workbook that its reader gives up on, in our words: its own are of its insides."""
    said = str(error).casefold()
    if "password" in said or "encrypt" in said:
        return refuse(path, _PROTECTED, _FIX)
    return refuse(path, "a damaged workbook, or one put together in a way that no reader here knows", _SAVE_AGAIN)
