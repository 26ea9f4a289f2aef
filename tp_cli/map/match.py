"""Which rules a line meets, and which of them decides: the nearer to the line, the better."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tp_cli.map.rules import AGENCY_COLUMNS, ANY_TEXT, TEXT_COLUMNS, Rule
from tp_cli.map.text import fold

CELLS = tuple(column for column in TEXT_COLUMNS if column != "text")
KEYS = (*AGENCY_COLUMNS, *CELLS)

_STRENGTH = {"exact": 2, "prefix": 1, "keyword": 0, "agency": 0}
_EXPENSE_ONLY, _AGENCY_ONLY, _AGENCY_AND_EXPENSE, _SERVICE = range(4)

Rank = tuple[bool, int, int, int, int]


@dataclass(frozen=True)
class Line:
    """What rules look at: the texts of a line, folded, and whose books it is in."""

    agency: Mapping[str, str]
    texts: Mapping[str, str]

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        return {column: frozenset(text.split()) for column, text in self.texts.items()}


def line_of(cells: Mapping[str, str | None]) -> Line:
    """A `Line` of raw cells by the names in KEYS; what is missing is empty."""
    texts = {column: fold(cells.get(column) or "") for column in CELLS}
    return Line({column: cells.get(column) or "" for column in AGENCY_COLUMNS}, texts)


@dataclass(frozen=True)
class Match:
    """A rule that a line meets, with its rank: the higher decides.

    rank  own rule before shipped; service before agency before expense type alone;
          exact before prefix before keyword; more columns; longer text
    """

    rule: Rule
    rank: Rank


class RuleBook:
    """Rules by what they look for, so that a line is held against few of them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._common = Counter(word for rule in rules for _, text in rule.texts for word in set(text.split()))
        self._exact: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self._prefix: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self._word: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._agency_only = [rule for rule in rules if not rule.texts]
        for rule in rules:
            if rule.texts:
                self._file(rule)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of KEYS that some rule looks at."""
        used = {column for rule in self.rules for column, _ in (*rule.agency, *rule.texts)}
        used |= set(ANY_TEXT) if "text" in used else set()
        return tuple(column for column in KEYS if column in used)

    def matches(self, line: Line) -> list[Match]:
        """Every rule that the line meets, best first; equal ranks in order of name."""
        found = (_match(rule, line) for rule in self._candidates(line))
        return sorted((match for match in found if match), key=lambda match: (_down(match.rank), match.rule.id))

    def _file(self, rule: Rule) -> None:
        column, text = max(rule.texts, key=lambda item: len(item[1]))
        for cell in _cells_of(column):
            if rule.how == "exact":
                self._exact[cell, text].append(rule)
            elif rule.how == "prefix":
                self._prefix[cell, text].append(rule)
                self._lengths[cell].add(len(text))
            else:
                rarest = min(text.split(), key=lambda word: (self._common[word], word))
                self._word[cell, rarest].append(rule)

    def _candidates(self, line: Line) -> Iterable[Rule]:
        found = {id(rule): rule for rule in self._agency_only}
        for rule in self._by_text(line):
            found[id(rule)] = rule
        return found.values()

    def _by_text(self, line: Line) -> Iterator[Rule]:
        for cell, text in line.texts.items():
            if text:
                yield from self._exact.get((cell, text), ())
                for length in self._lengths.get(cell, ()):
                    yield from self._prefix.get((cell, text[:length]), ())
                for word in line.words[cell]:
                    yield from self._word.get((cell, word), ())


def _match(rule: Rule, line: Line) -> Match | None:
    """The rule's rank for the line; None where the line does not meet it."""
    if any(line.agency[column] != value for column, value in rule.agency):
        return None
    cells: set[str] = set()
    for column, text in rule.texts:
        hits = [cell for cell in _cells_of(column) if _fits(rule, text, cell, line)]
        if not hits:
            return None
        cells.update(hits)
    columns = len(rule.agency) + len(rule.texts)
    length = sum(len(text) for _, text in rule.texts)
    return Match(rule, (rule.own, _tier(rule, cells), _STRENGTH[rule.how], columns, length))


def _fits(rule: Rule, text: str, cell: str, line: Line) -> bool:
    if rule.how == "exact":
        return line.texts[cell] == text
    if rule.how == "prefix":
        return line.texts[cell].startswith(text)
    return all(word in line.words[cell] for word in text.split())


def _tier(rule: Rule, cells: set[str]) -> int:
    """Whose books and what service say more of a line than the type of expense."""
    if cells - {"expense"}:
        return _SERVICE
    if not cells:
        return _AGENCY_ONLY
    return _AGENCY_AND_EXPENSE if rule.agency else _EXPENSE_ONLY


def _cells_of(column: str) -> tuple[str, ...]:
    return ANY_TEXT if column == "text" else (column,)


def _down(rank: Rank) -> tuple[int, ...]:
    return tuple(-int(part) for part in rank)
