"""The workbook in which a person codes what no rule maps: written with drop-downs, read back cell by cell."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tp_cli.atomic import write_with
from tp_cli.cells import Book, Ref, Sheet
from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.map.asked import CELLS, Asked
from tp_cli.map.rules import CONTROLS, NO_FUNCTION
from tp_cli.map.suggest import is_clear
from tp_cli.reference.cofog import cofog_names, normal_code

SHEET, CODES = "Review", "Codes"
HEADS = ("COFOG", "Theme", "Control", "Amount", "Lines", "Agency", *(name.capitalize() for name in CELLS), "Might be")
WIDTHS = (34, 22, 9, 16, 8, 14, 28, 32, 28, 32, 24, 60)
MOST_BYTES, MOST_UNPACKED = 50_000_000, 500_000_000
_HOW = (
    "Choose a code for each row you are sure of, or type one (07.3); leave the others empty. "
    'Choose "none" for what is not spending on anything, such as a suspense account. '
    "Save, then run: tp map --accept"
)
_ROWS_ABOVE = 2  # the explanation and the headings


@dataclass(frozen=True)
class Answer:
    """What a person said of one row: a code, or "none"; theme and control where given."""

    row: int
    agency: str
    cells: tuple[str, ...]
    cofog: str
    theme: str
    control: str


def write_review(asked: Sequence[Asked], themes: Sequence[str], path: Path) -> None:
    """Write what is asked, largest first, whole or not at all; TpError where a workbook cannot hold it."""
    if path.suffix.lower() != ".xlsx":
        raise stop("unknown-ending", f"--review {path}", f'"{path.suffix}"', "a workbook", "end it in .xlsx")
    write_with(path, lambda temporary: _write(asked, themes, temporary))


def _write(asked: Sequence[Asked], themes: Sequence[str], path: Path) -> None:
    book = Book(path, {"title": "Review of unmapped lines"})
    sheet = book.sheet(SHEET)
    codes = book.sheet(CODES)
    lists = {0: _codes(), 1: list(themes), 2: list(CONTROLS)}
    for col, choices in lists.items():
        codes.text(0, col, HEADS[col], "head")
        for row, text in enumerate(choices, 1):
            codes.text(row, col, text)
        codes.raw.set_column(col, col, 60 if col == 0 else 30)
    sheet.across(0, 0, len(HEADS) - 1, _HOW, "note")
    for col, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.text(1, col, head, "head")
        sheet.raw.set_column(col, col, width)
    for number, each in enumerate(asked, _ROWS_ABOVE):
        _row(sheet, number, each)
    last = _ROWS_ABOVE + max(len(asked), 1) - 1
    for col, choices in lists.items():
        if choices:
            ends = (Ref(CODES, 1, col), Ref(CODES, len(choices), col))
            sheet.choose_from((_ROWS_ABOVE, last), col, ends, "Choose from the list, or leave empty.")
    sheet.raw.freeze_panes(_ROWS_ABOVE, 3)
    sheet.raw.autofilter(1, 0, last, len(HEADS) - 1)
    sheet.raw.set_row(0, 45)
    book.close()


def _row(sheet: Sheet, row: int, each: Asked) -> None:
    for col in range(3):
        sheet.blank(row, col)
    sheet.money(row, 3, each.amount_pence, "pence")
    sheet.number(row, 4, each.lines)
    for col, text in enumerate((each.agency, *each.cells), 5):
        sheet.text(row, col, text)
    names = cofog_names()
    guesses = [
        f"{guess.cofog} {names[guess.cofog]} ({guess.score:.2f}, as {guess.known})" for guess in each.suggestions
    ]
    sure = "likely: " if is_clear(each.suggestions) else ""
    sheet.text(row, 11, sure + "; ".join(guesses))


def _codes() -> list[str]:
    return [f"{code} {name}" for code, name in sorted(cofog_names().items()) if len(code) <= 4] + [NO_FUNCTION]


def read_review(path: Path) -> list[Answer]:
    """The rows that a person coded; TpError with every cell that cannot be read, and nothing taken then."""
    rows = _cells(path)
    heads = [str(cell or "").strip().casefold() for cell in rows[1]] if len(rows) > 1 else []
    missing = [head for head in HEADS[:-1] if head.casefold() not in heads]
    if missing:
        found = f"no column {', '.join(missing)} in row 2 of sheet {SHEET}"
        raise stop(
            "not-a-review", str(path), found, "a workbook that `tp map --review` wrote", "write it again", "refused"
        )
    at = {head: heads.index(head.casefold()) for head in HEADS[:-1]}
    problems: list[Problem] = []
    answers = list(_answers(rows, at, path.name, problems))
    problems += _twice(answers, path.name)
    if problems:
        raise TpError(problems)
    return answers


def _answers(rows: Sequence[Sequence[Any]], at: dict[str, int], name: str, problems: list[Problem]) -> Iterator[Answer]:
    for number, cells in enumerate(rows[_ROWS_ABOVE:], _ROWS_ABOVE + 1):
        said = {head: cells[col] if col < len(cells) else None for head, col in at.items()}
        if _text(said["COFOG"]) == "":
            continue
        before = len(problems)
        code = _code(said["COFOG"], f"{name}, sheet {SHEET}, cell {_column(at['COFOG'])}{number}", problems)
        control = _control(said["Control"], f"{name}, sheet {SHEET}, cell {_column(at['Control'])}{number}", problems)
        texts = tuple(_text(said[cell.capitalize()]) for cell in CELLS)
        if not any(texts):
            expected = "the texts that tp wrote there"
            where = f"{name}, sheet {SHEET}, row {number}"
            problems.append(Problem("row-without-text", where, "a code and no text", expected, "undo it", "refused"))
        if len(problems) == before:
            yield Answer(number, _text(said["Agency"]), texts, code, _text(said["Theme"]), control)


def _code(cell: object, where: str, problems: list[Problem]) -> str:
    """The code in a cell as a spreadsheet program left it: 07.3, 7.3 as a number, a name after it; never a date."""
    text = _text(cell)
    if text.casefold() == NO_FUNCTION:
        return NO_FUNCTION
    code = None if isinstance(cell, (dt.date, dt.datetime, dt.time, bool)) else normal_code(text)
    if code is None:
        close = nearest(text, cofog_names()) or ["07", "07.3", "07.3.1"]
        turned = isinstance(cell, (dt.date, dt.datetime))
        fix = (
            "the spreadsheet program made a date of it: choose from the list"
            if turned
            else f"such as {', '.join(close)}"
        )
        problems.append(Problem("bad-cofog", where, f'"{text}"', "a COFOG code, or none", fix, "refused"))
    return code or ""


def _control(cell: object, where: str, problems: list[Problem]) -> str:
    text = _text(cell)
    if text and text not in CONTROLS:
        expected = f"one of {', '.join(CONTROLS)}"
        problems.append(Problem("bad-control", where, f'"{text}"', expected, "choose from the list", "refused"))
    return text


def _twice(answers: Sequence[Answer], name: str) -> Iterator[Problem]:
    """A problem for each row that says of the same lines something else than one before."""
    first: dict[object, Answer] = {}
    for answer in answers:
        other = first.setdefault((answer.agency, answer.cells), answer)
        if (other.cofog, other.theme, other.control) != (answer.cofog, answer.theme, answer.control):
            where = f"{name}, sheet {SHEET}, rows {other.row} and {answer.row}"
            found = f"{other.cofog} and {answer.cofog} for the same lines"
            yield Problem("row-twice", where, found, "one answer for each row", "clear one of them", "refused")


def _cells(path: Path) -> list[tuple[Any, ...]]:
    """The cells of the review sheet; TpError (exit 3) where the file is no workbook, or one made to harm."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED:
            raise ValueError(f"{unpacked:,} bytes unpacked")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        if SHEET not in book.sheetnames:
            raise ValueError(f"no sheet {SHEET}")
        sheet = book[SHEET]
        sheet.reset_dimensions()
        return [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        expected, fix = "a workbook that `tp map --review` wrote", "save it as .xlsx, or write it again"
        raise stop("not-a-review", str(path), str(error), expected, fix, "refused") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()[:10]
    return str(cell).strip()


def _column(col: int) -> str:
    return chr(ord("A") + col)
