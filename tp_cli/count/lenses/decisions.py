"""What a person decided about a lens's findings, in a small CSV file of the place's maps/ folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tp_cli.errors import Problem, TpError, nearest


def read_decisions(path: Path, columns: Sequence[str], words: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The rows of a file of decisions, empty where there is none.

    columns  what a row may hold; a column left out is empty everywhere
    words    column → the only words that it may hold
    raises   TpError (exit 2) with every mistake: a column that is not known, a word that is not one of `words`
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise TpError([_wrong(path, str(error), "a readable CSV file in UTF-8", "save it as CSV in UTF-8")]) from None
    reader = csv.DictReader(text.splitlines(), restkey="")
    heads = [(head or "").strip().casefold().replace(" ", "_") for head in reader.fieldnames or ()]
    problems = [_unknown(path, head, columns) for head in heads if head and head not in columns]
    rows = []
    for number, row in enumerate(reader, 2):
        cells = dict(zip(heads, ((cell or "").strip() for cell in list(row.values())[: len(heads)]), strict=False))
        said = {name: cells.get(name, "") for name in columns}
        if any(said.values()):
            problems += [
                _word(path, number, name, said[name], words[name]) for name in words if _is_wrong(said, name, words)
            ]
            rows.append(said)
    if problems:
        raise TpError(problems)
    return rows


def _is_wrong(said: Mapping[str, str], name: str, words: Mapping[str, Sequence[str]]) -> bool:
    return said[name] not in words[name]


def _unknown(path: Path, head: str, columns: Sequence[str]) -> Problem:
    close = nearest(head, columns)
    fix = f"did you mean {' or '.join(close)}?" if close else f"use {', '.join(columns)}"
    return _wrong(path, f'a column "{head}"', ", ".join(columns), fix)


def _word(path: Path, number: int, name: str, found: str, words: Sequence[str]) -> Problem:
    close = nearest(found, words) or list(words)
    return _wrong(path, f'row {number}, {name}: "{found}"', ", ".join(words), f"write {' or '.join(close)}")


def _wrong(path: Path, found: str, expected: str, fix: str) -> Problem:
    return Problem("bad-decision", f"maps/{path.name}", found, expected, fix, "usage")
