"""Rules made ready for many lines at once: what each may be met by, and how near to a line that is."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from tp_cli.map.rules import AGENCY_COLUMNS, AXES, CELL_COLUMNS, SEVERAL, Force, How, Rule
from tp_cli.map.text import stems

CELLS = (*CELL_COLUMNS, "agency_name")
KEYS = (*AGENCY_COLUMNS, *CELLS, "day")

_STRENGTH: dict[How, int] = {"exact": 2, "prefix": 1, "keyword": 0, "agency": 0}
_PLACES = {
    "service": 9,
    "code": 9,
    "directorate": 8,
    "narrative": 7,
    "supplier": 7,
}  # how much a function named there says
_SUPPORT = {"service": 6, "directorate": 5}
_LOW, _VAGUE, _AGENCY, _EXPENSE = 3, 2, 1, 0


class Atom(NamedTuple):
    """One text that must be found in one cell: exact, prefix, words (all of them) or near (all, close together)."""

    cell: str
    how: str
    text: str


class Way(NamedTuple):
    """One way for a line to meet a rule: all of its atoms, its agency; `rank` and then `detail` say how near."""

    rule: int
    rank: int
    detail: int
    agency: tuple[str | None, str | None, str | None, str | None, str | None]  # AGENCY_COLUMNS, first and last day
    atoms: tuple[Atom, ...]


@dataclass(frozen=True)
class RuleBook:
    """Rules in order of name, a person's own before shipped ones of the same name."""

    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> RuleBook:
        return cls(tuple(sorted(rules, key=lambda rule: (rule.id, not rule.own))))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every way to meet every rule."""
        return tuple(way for number, rule in enumerate(self.rules) for way in _ways(number, rule))

    @cached_property
    def atoms(self) -> dict[Atom, int]:
        """Every text that some rule looks for, numbered."""
        return {atom: n for n, atom in enumerate(sorted({atom for way in self.ways for atom in way.atoms}))}

    @cached_property
    def words(self) -> Counter[str]:
        """How many texts of rules hold each word: a rare word narrows a search most."""
        return Counter(word for atom in self.atoms for word in stems(atom.text))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of KEYS that some rule looks at."""
        used = {atom.cell for atom in self.atoms} | {column for rule in self.rules for column, _ in rule.agency}
        used |= {"day"} if any(any(rule.valid) for rule in self.rules) else set()
        return tuple(column for column in KEYS if column in used)

    @cached_property
    def facts(self) -> pl.DataFrame:
        """One row a rule: `rule`, `own`, `codes` (a number for what codes it gives; null: none), and each axis."""
        kinds: dict[object, int] = {}
        rows = [
            (
                number,
                rule.own,
                kinds.setdefault(rule.codes(), len(kinds)) if rule.coded else None,
                *(rule.axis(position) for position in range(len(AXES))),
            )
            for number, rule in enumerate(self.rules)
        ]
        types = {"rule": pl.UInt32(), "own": pl.Boolean(), "codes": pl.UInt32(), **dict.fromkeys(AXES, pl.String())}
        return pl.DataFrame(rows, schema=types, orient="row")


def _ways(number: int, rule: Rule) -> Iterator[Way]:
    wanted = dict(rule.agency)
    agencies = itertools.product(*(wanted.get(column, (None,)) for column in AGENCY_COLUMNS))
    choices = [
        [
            Atom(cell, _found_as(rule) if text else "exact", text)
            for text in texts
            for cell in SEVERAL.get(column, (column,))
        ]
        for column, texts in rule.texts
    ]
    for (agency, kind, layout), atoms in itertools.product(agencies, itertools.product(*choices)):
        yield Way(number, *_rank(rule, atoms), (agency, kind, layout, *rule.valid), atoms)


def _found_as(rule: Rule) -> str:
    """The words of a shipped rule must stand close together: its writer has not seen the lines."""
    return rule.how if rule.how != "keyword" else "words" if rule.own else "near"


def _rank(rule: Rule, atoms: Sequence[Atom]) -> tuple[int, int]:
    """Which of two rules a line goes by, as two numbers, the higher the nearer.

    In this order: a person's own rule; where its words stand in the line (`_place`); exact before prefix before
    keyword; more columns, the agency's own id among them; more words. Then (between shipped rules: which is named
    first) longer text; kind of agency and layout.
    """
    named = [column for column, _ in rule.agency]
    columns = len(rule.texts) + ("agency" in named)
    words = min(sum(len(stems(atom.text)) for atom in atoms), 63)
    length = min(sum(len(atom.text) for atom in atoms), 1023)
    rank = int(rule.own)
    for part, size in (
        (_place(rule.force, {atom.cell for atom in atoms}, bool(named)), 16),
        (_STRENGTH[rule.how], 4),
        (columns, 16),
        (words, 64),
    ):
        rank = rank * size + part
    return rank, length * 4 + len(named)


def _place(force: Force, cells: set[str], agency: bool) -> int:
    """Whose books and what service say more of a line than the type of expense."""
    if not cells or cells == {"agency_name"}:
        return _AGENCY
    if cells <= {"expense"} and not agency:
        return _EXPENSE
    if force == "vague":
        return _VAGUE
    places = _PLACES if force == "function" else _SUPPORT
    return max(places.get(cell, _LOW) for cell in cells)
