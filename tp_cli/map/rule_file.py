"""Files of rules read into `Rule`s, every mistake in them named by file and line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.map.rule_row import (
    Reading,
    Row,
    agency_of,
    check_whole,
    force_of,
    how_of,
    part_of,
    same_condition,
    texts_of,
    valid_of,
)
from tp_cli.map.rules import AGENCY_COLUMNS, COLUMNS, SEVERAL, TEXT_COLUMNS, Rule

SHIPPED = Path(__file__).parent / "rules"
MOST_WAYS = 2000  # choices of text and cell by which a line can meet one rule
REQUIRED = ("rule", "how", "cofog")


def load_rules(place_dir: Path) -> list[Rule]:
    """Every rule that holds in a place: its own, maps/*.csv, and the shipped packs; TpError with all mistakes."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in own_files(place_dir):
        found, wrong = read_rules(path, f"maps/{path.name}", own=True)
        rules += found
        problems += wrong
    problems += _named_twice(rules)
    if problems:
        raise TpError(problems)
    return rules + list(shipped_rules())


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules of the packs that come with tp; TpError where one of them has a mistake."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in shipped_files():
        found, wrong = read_rules(path, path.name, own=False)
        rules += found
        problems += wrong
    problems += _named_twice(rules)
    if problems:
        raise TpError(problems)
    return tuple(rules)


def own_files(place_dir: Path) -> list[Path]:
    """The place's rule files, in name order."""
    return sorted((place_dir / "maps").glob("*.csv"))


def shipped_files() -> list[Path]:
    """The shipped rule files, in name order."""
    return sorted(SHIPPED.glob("*.csv"))


def read_rules(path: Path, pack: str, own: bool) -> tuple[list[Rule], list[Problem]]:
    """The rules of one file and everything that is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reading = Reading(pack, own)
        reading.wrong(1, "rules-unreadable", str(error), "a table as CSV", "save the file again as CSV")
        return [], reading.problems
    return parse_rules(data, pack, own)


def parse_rules(data: bytes, pack: str, own: bool) -> tuple[list[Rule], list[Problem]]:
    """The rules in the bytes of a file and everything that is wrong with it."""
    reading = Reading(pack, own)
    rows = _rows(data, reading)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.cells.get("rule"):
            groups.setdefault(row.cells["rule"], []).append(row)
        else:
            reading.wrong(row.line, "rule-without-name", "an empty cell", "a name in column rule", "give it a name")
    rules = [rule for name, group in groups.items() if (rule := _rule(name, group, reading)) is not None]
    return rules, reading.problems


def _rows(data: bytes, reading: Reading) -> list[Row]:
    """The file's rows with something in them; none where it is no table of rules."""
    try:
        header, rows = _table(_decoded(data))
    except csv.Error as error:
        reading.wrong(1, "rules-unreadable", str(error), "a table as CSV", "save the file again as CSV")
        return []
    return rows if _columns_fit(header, reading) else []


def _table(text: str) -> tuple[list[str], list[Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if _semicolons(text) else ",")
    header = [cell.strip().casefold() for cell in next(reader, [])]
    return header, [
        Row(reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=False)})
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _semicolons(text: str) -> bool:
    first = text.partition("\n")[0]
    return first.count(";") > first.count(",")


def _columns_fit(header: list[str], reading: Reading) -> bool:
    before = len(reading.problems)
    for name in REQUIRED:
        if name not in header:
            reading.wrong(1, "column-missing", f"no column {name}", f"columns {', '.join(COLUMNS)}", f"add {name}")
    for name in header:
        if name and (name not in COLUMNS or header.count(name) > 1):
            close = nearest(name, COLUMNS) or list(COLUMNS)
            found = f'a column "{name}"' + (" twice" if header.count(name) > 1 else "")
            reading.wrong(1, "column-unknown", found, "columns of a rule, each once", f"nearest: {', '.join(close)}")
    return len(reading.problems) == before


def _rule(name: str, rows: list[Row], reading: Reading) -> Rule | None:
    """The rule that these rows of one name make; None, with problems, where they make none."""
    before = len(reading.problems)
    first = rows[0]
    same_condition(rows, reading)
    agency = tuple(agency_of(first, reading))
    texts = tuple(texts_of(first, reading))
    how = how_of(first, reading) if texts else "agency"
    if not any(first.cells.get(column) for column in (*AGENCY_COLUMNS, *TEXT_COLUMNS)):
        reading.wrong(first.line, "rule-matches-all", "no condition", "a text, an agency or a layout", "add one")
    force, valid = force_of(first, reading), valid_of(first, reading)
    if ways(texts) > MOST_WAYS:
        reading.wrong(
            first.line, "rule-too-wide", f"{ways(texts):,} ways to meet it", f"at most {MOST_WAYS:,}", "divide it"
        )
    parts = tuple(part_of(row, len(rows) == 1, reading) for row in rows)
    check_whole(name, rows, parts, reading)
    if len(reading.problems) > before:
        return None
    return Rule(
        name,
        how,
        force,
        reading.own,
        reading.pack,
        first.line,
        agency,
        texts,
        valid,
        bool(first.cells.get("cofog")),
        parts,
    )


def ways(texts: Sequence[tuple[str, Sequence[str]]]) -> int:
    """In how many ways a line can meet these conditions: a choice of text and of cell for each column."""
    return math.prod(len(choices) * len(SEVERAL.get(column, (column,))) for column, choices in texts)


def _named_twice(rules: list[Rule]) -> Iterator[Problem]:
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            found = f'rule "{rule.id}" is also in {other.where}'
            fix = "give one of them another name"
            yield Problem("rule-twice", rule.where, found, "a name used once", fix, "usage", (rule.line,))
