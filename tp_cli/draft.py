"""A first place.toml drafted from the agency files lying in a folder, everything guessed marked so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tp_cli.atomic import write_text
from tp_cli.errors import stop
from tp_cli.ingest import FileResult, Options, from_paths, ingest, shown_path, year_of
from tp_cli.place import FILE_NAME, empty_place, load_place
from tp_cli.reference import table as facts
from tp_cli.safe import slug
from tp_cli.start import make_folders

GUESSED = "# guessed"
_SCHEDULE = "transfers"
_YEAR = re.compile(r"(20\d\d)[-_ ]?(?:20)?(\d\d)?")
_NOISE = re.compile(
    r"\b(20\d\d|\d{1,2}|outturn|budget|spend|spending|payments?|over|clean|data|final|revised|csv|xlsx?|ods|by|la|"
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|\d+k?)\b"
)


@dataclass(frozen=True)
class _Guess:
    """What a file seems to be."""

    path: Path
    agency: str
    name: str
    kind: str
    basis: str
    year: str
    note: str


def draft_place(folder: Path, source: Path) -> int:
    """Write a place folder whose place.toml asks for every file that could be a table; gives back how much is guessed.

    raises  TpError (exit 2) where there is no file to go by, or a place already
    """
    from_folder = from_paths([source], {}, None, None)[0] if source.is_dir() else []
    if not from_folder:
        raise stop("no-file", str(source), "no table in it", "a folder of CSV files or workbooks", "name the folder")
    guesses = [_guess(request.path) for request in from_folder]
    make_folders(folder)
    text = _text(guesses, folder)
    write_text(folder / FILE_NAME, text)
    load_place(folder)
    return text.count(GUESSED)


def _guess(path: Path) -> _Guess:
    words = re.sub(r"[^a-z0-9]+", " ", path.stem.casefold())
    name = " ".join(_NOISE.sub(" ", words).split()) or words.strip()
    result = _look(path)
    columns = {role for table in result.tables for role in _columns(table)}
    basis = "payments" if {"date", "payee"} <= columns else "outturn"
    note = "" if result.outcome == "read" else f"not readable yet: {result.problems[0].found}"
    return _Guess(path, slug(name), name.capitalize(), _kind(name), basis, _year(path.stem), note)


def _look(path: Path) -> FileResult:
    """The file read without a place, as `tp ingest --dry-run` would."""
    place = empty_place("one-body")
    requests, _ = from_paths([path], {"agency": "one-body"}, place, path.parent)
    return ingest(None, place, path.parent, requests, [], Options(dry_run=True)).files[0]


def _columns(table: dict[str, object]) -> Sequence[str]:
    columns = table["columns"]
    return list(columns) if isinstance(columns, dict) else []


def _kind(name: str) -> str:
    words = set(name.split())
    if words & {"transfer", "transfers"}:
        return _SCHEDULE
    rows = facts("agency_words").iter_rows()
    return next((kind for word, kind in rows if word in words), "other")


def _year(stem: str) -> str:
    """2024-25 from "2024-25", "2024_2025"; the financial year of the month from "2011-10"; this year's from nothing."""
    match = _YEAR.search(stem)
    if not match:
        return year_of(date.today())
    start, second = int(match[1]), match[2]
    if second is None or int(second) == (start + 1) % 100:
        return f"{start}-{(start + 1) % 100:02d}"
    return year_of(date(start, int(second), 1)) if 1 <= int(second) <= 12 else f"{start}-{(start + 1) % 100:02d}"


def _text(guesses: Sequence[_Guess], folder: Path) -> str:
    years = sorted({guess.year for guess in guesses})
    lines = [
        "# Drafted from the files that lay there. What is marked was guessed: check it, then take the mark away.",
        "",
        "[place]",
        f'name = "NAME OF THE PLACE"                    {GUESSED}',
        f'code = "E00000000"                            {GUESSED}',
        f"years = [{', '.join(_quoted(year) for year in years)}]  {GUESSED} from the file names",
        "",
    ]
    agencies = {guess.agency: guess for guess in guesses}
    for guess in (each for each in agencies.values() if each.kind != _SCHEDULE):
        lines += [
            "[[agency]]",
            f"id = {_quoted(guess.agency)}",
            f"name = {_quoted(guess.name)}  {GUESSED} from the file name",
            f"kind = {_quoted(guess.kind)}  {GUESSED}",
            "",
        ]
    for guess in guesses:
        lines += [
            f"[[source]]{f'  # {guess.note}' if guess.note else ''}",
            f'kind = "transfers"  {GUESSED}' if guess.kind == _SCHEDULE else f"agency = {_quoted(guess.agency)}",
            f"files = {_quoted(shown_path(guess.path, folder))}",
            f"basis = {_quoted(guess.basis)}  {GUESSED}",
            f"year = {_quoted(guess.year)}  {GUESSED}",
            "",
        ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + "".join(ch if ch.isprintable() and ch not in '"\\' else "?" for ch in text) + '"'
