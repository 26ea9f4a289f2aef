"""Candidates for what no rule maps: the known texts most like it, never applied without a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tp_cli.map.rules import Rule
from tp_cli.map.text import fold
from tp_cli.reference.cofog import cofog_names

BEST = 3
LOOKED_AT = 24  # most alike texts looked at, so that three different codes can be found among them


@dataclass(frozen=True)
class Suggestion:
    """A code that a text may be, and how like it a known text of that code is, from 0 to 1."""

    cofog: str
    score: float
    known: str


class Suggester:
    """The texts of rules with one code, and the names of COFOG, to compare others with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        known = dict(_names())
        known.update(_rule_texts(rules))
        self._texts = list(known)
        self._codes = list(known.values())

    def suggest(self, cells: Sequence[str]) -> tuple[Suggestion, ...]:
        """Up to three codes for a line with these cells, most alike first, one for each code."""
        best: dict[str, Suggestion] = {}
        for found in sorted(
            (found for cell in cells for found in self._alike(cell)), key=lambda found: (-found.score, found.known)
        ):
            best.setdefault(found.cofog, found)
        return tuple(best.values())[:BEST]

    def _alike(self, cell: str) -> Iterator[Suggestion]:
        plain = _without_numbers(fold(cell))
        if not plain:
            return
        for known, score, position in process.extract(
            plain, self._texts, scorer=fuzz.token_sort_ratio, limit=LOOKED_AT, score_cutoff=1
        ):
            yield Suggestion(self._codes[position], round(score / 100, 2), known)


def _names() -> Iterator[tuple[str, str]]:
    for code, name in cofog_names().items():
        if len(code) < len("07.1.1"):
            yield fold(name), code


def _rule_texts(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Shipped rules first, so that a person's own reading of the same words is the one kept."""
    for rule in sorted(rules, key=lambda rule: rule.own):
        code = rule.parts[0].cofog
        if code is not None and len(rule.parts) == 1:
            for column, text in rule.texts:
                if column not in ("supplier", "code"):
                    yield text, code


def _without_numbers(text: str) -> str:
    return " ".join(word for word in text.split() if not word.isdigit())
