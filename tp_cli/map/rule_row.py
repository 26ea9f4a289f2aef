"""One row of a rule file: its cells checked, each mistake with its line and a right value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tp_cli.errors import Problem, nearest
from tp_cli.map.rules import (
    AGENCY_COLUMNS,
    AXES,
    CONTROLS,
    DATES,
    EMPTY,
    FORCES,
    HOWS,
    NATURES,
    NO_FUNCTION,
    PREVENTIONS,
    TEXT_COLUMNS,
    Force,
    How,
    Part,
)
from tp_cli.map.text import fold
from tp_cli.reference.cofog import cofog_names, normal_code
from tp_cli.words import KINDS, SCOPES

SMALLEST_SHARE = 10**9  # largest denominator of a weight

_WEIGHT = re.compile(r"\d{1,9}/0*[1-9]\d{0,8}|\d{0,9}\.?\d{1,9}", re.ASCII)
_YEAR = re.compile(r"((?:19|20)\d\d)[-/](\d\d)")
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y")  # as typed, and as a British spreadsheet program writes it back
_ALLOWED: dict[str, Sequence[str]] = {
    "agency_kind": KINDS,
    "nature": NATURES,
    "scope": SCOPES,
    "prevention": PREVENTIONS,
    "control": CONTROLS,
}


@dataclass
class Row:
    """A row of the file: its line as an editor numbers it, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass
class Reading:
    """A file being read: its name as shown, whether it is the place's own, and what is wrong with it."""

    pack: str
    own: bool
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, code: str, found: str, expected: str, fix: str) -> None:
        self.problems.append(Problem(code, f"{self.pack}, line {line}", found, expected, fix, "usage", (line,)))


def same_condition(rows: list[Row], reading: Reading) -> None:
    """Rows of one rule are a split: what they match must be the same, or left empty after the first."""
    first = rows[0]
    for row in rows[1:]:
        for column in ("how", "force", *AGENCY_COLUMNS, *TEXT_COLUMNS, *DATES):
            said = row.cells.get(column, "")
            if said and said != first.cells.get(column, ""):
                found = f'{column} "{said}", on line {first.line} "{first.cells.get(column, "")}"'
                fix = "write the same, or give this row another rule name"
                reading.wrong(row.line, "rule-two-conditions", found, "rows of one rule match the same lines", fix)


def agency_of(row: Row, reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of which one value must be equal: agency, agency_kind, layout."""
    for column in AGENCY_COLUMNS:
        said = tuple(one.strip() for one in row.cells.get(column, "").split("|") if one.strip())
        if column == "agency_kind" and not set(said) <= set(KINDS):
            _not_one_of(row, column, KINDS, reading)
        elif said:
            yield column, said


def how_of(row: Row, reading: Reading) -> How:
    """How its texts must be found."""
    said = row.cells.get("how", "").casefold()
    for how in HOWS[:3]:
        if said == how:
            return how
    _not_one_of(row, "how", HOWS[:3], reading)
    return "exact"


def force_of(row: Row, reading: Reading) -> Force:
    """What its words name; a function unless it says otherwise."""
    said = row.cells.get("force", "").casefold()
    for force in FORCES:
        if said == force:
            return force
    if said:
        _not_one_of(row, "force", FORCES, reading)
    return "function"


def texts_of(row: Row, reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts of each column, folded, any one of which must be found: `refuse | bins` is two."""
    for column in TEXT_COLUMNS:
        said = row.cells.get(column, "")
        if not said:
            continue
        texts = tuple(dict.fromkeys(_folded(column, one) for one in said.split("|") if one.strip()))
        if texts and all(texts) or said == EMPTY:
            yield column, texts
        else:
            reading.wrong(row.line, "rule-without-words", f'{column} "{said}"', "letters or digits", "write a word")


def _folded(column: str, text: str) -> str:
    if text.strip() == EMPTY:
        return ""
    return fold(normal_code(text) or text) if column == "code" else fold(text)


def valid_of(row: Row, reading: Reading) -> tuple[str | None, str | None]:
    """The first and the last day on which it holds: a date, or a financial year taken from its start or to its end."""
    first, last = (_day(row, column, reading) for column in DATES)
    if first and last and first > last:
        found = f"valid_from {row.cells['valid_from']}, valid_to {row.cells['valid_to']}"
        reading.wrong(row.line, "bad-validity", found, "a first day before the last", "exchange them")
    return first, last


def _day(row: Row, column: str, reading: Reading) -> str | None:
    said = row.cells.get(column, "")
    if not said:
        return None
    years = _YEAR.fullmatch(said)
    if years and (int(years[1]) + 1) % 100 == int(years[2]):
        return f"{years[1]}-04-01" if column == "valid_from" else f"{int(years[1]) + 1}-03-31"
    for form in _DATE_FORMS:
        try:
            return dt.datetime.strptime(said, form).date().isoformat()
        except ValueError:
            continue
    expected = "a financial year such as 2024-25, or a day such as 2024-04-01"
    reading.wrong(row.line, "bad-validity", f'{column} "{said}"', expected, "write one of the two")
    return None


def part_of(row: Row, alone: bool, reading: Reading) -> Part:
    """The share of the line and what it is for; a weight may be left out where the rule has one row."""
    axes = tuple(_axis(row, axis, reading) for axis in AXES)
    return Part(_code(row, reading), _weight(row, alone, reading), axes)


def _code(row: Row, reading: Reading) -> str | None:
    said = row.cells.get("cofog", "")
    if said.casefold() == NO_FUNCTION:
        return None
    code = normal_code(said) if said else None
    if said and code is None:
        close = nearest(said, cofog_names()) or ["07", "07.3", "07.3.1"]
        reading.wrong(row.line, "bad-cofog", f'cofog "{said}"', "a COFOG code", f"such as {', '.join(close)}")
    return code


def _weight(row: Row, alone: bool, reading: Reading) -> Fraction:
    said = row.cells.get("weight", "")
    if not said and alone:
        return Fraction(1)
    if _WEIGHT.fullmatch(said):
        weight = Fraction(said)
        if 0 < weight <= 1 and weight.denominator <= SMALLEST_SHARE:
            return weight
    fix = 'write "0.5" or "1/3"; format the column as text before typing a fraction'
    reading.wrong(row.line, "bad-weight", f'weight "{said}"', "a share above 0, at most 1", fix)
    return Fraction(0)


def _axis(row: Row, axis: str, reading: Reading) -> str | None:
    said = row.cells.get(axis, "")
    if axis == "outcome":
        return _outcomes(row, said, reading)
    if not said or axis not in _ALLOWED:
        return said or None
    folded = said.casefold()
    if folded in _ALLOWED[axis]:
        return folded
    _not_one_of(row, axis, _ALLOWED[axis], reading)
    return None


def _outcomes(row: Row, said: str, reading: Reading) -> str | None:
    """Outcomes and their shares in one spelling: `Ready for school = 0.35; Fewer in care = 1/4`."""
    shares: dict[str, Fraction] = {}
    for one in (item for item in said.split(";") if item.strip()):
        name, _, weight = (text.strip() for text in one.partition("="))
        if not name or (weight and not _WEIGHT.fullmatch(weight)) or name in shares:
            expected = "outcomes, each once, with their shares"
            reading.wrong(row.line, "bad-outcome", f'outcome "{said}"', expected, "such as School readiness = 0.35")
            return None
        shares[name] = Fraction(weight or 1)
    if sum(shares.values()) > 1:
        found = f"outcomes of {_decimal(sum(shares.values(), Fraction(0)))} in all"
        reading.wrong(row.line, "outcomes-over-one", found, "at most 1; the rest is unaligned", "correct the shares")
    return "; ".join(f"{name} = {share}" for name, share in shares.items()) or None


def _not_one_of(row: Row, column: str, allowed: Sequence[str], reading: Reading) -> None:
    said = row.cells.get(column, "")
    close = nearest(said, allowed) or list(allowed)
    expected = f"one of {', '.join(allowed)}"
    reading.wrong(row.line, f"bad-{column}", f'{column} "{said}"', expected, f"nearest: {', '.join(close)}")


def check_whole(name: str, rows: Sequence[Row], parts: Sequence[Part], reading: Reading) -> None:
    """A rule gives something, a code in all of its rows or in none, and shares that add up to 1."""
    line = rows[0].line
    coded = sum(bool(row.cells.get("cofog")) for row in rows)
    if coded not in (0, len(rows)):
        found = f"rule {name}: {coded} of {len(rows)} rows with a COFOG code"
        reading.wrong(line, "rule-half-coded", found, "a code in each of its rows", "add the codes")
    elif not coded and not any(row.cells.get(axis) for row in rows for axis in AXES):
        reading.wrong(line, "rule-gives-nothing", f"rule {name}: no code, no theme", "a target", "add a COFOG code")
    total = sum((part.weight for part in parts), Fraction(0))
    if total != 1 and all(part.weight for part in parts):
        found = f"rule {name}: weights add up to {_decimal(total)}"
        reading.wrong(line, "weights-not-one", found, "exactly 1", "correct the weights; a third is 1/3")


def _decimal(share: Fraction) -> str:
    """0.9 for nine tenths, 4/3 where no short decimal says it."""
    short = f"{float(share):g}"
    return short if Fraction(short) == share else str(share)
