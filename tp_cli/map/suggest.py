"""Candidates for what no rule maps: the known texts most like it, never applied without a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from rapidfuzz import fuzz, process

from tp_cli.map.rules import Rule
from tp_cli.map.text import fold, stem
from tp_cli.reference.cofog import cofog_names

BEST = 3
SHOWN = 0.45  # least likeness at which a code is worth a person's look
CLEAR_SCORE, CLEAR_MARGIN = 0.75, 0.1  # from here on, and so far before the next code, it may be proposed as the answer
CELLS = ("directorate", "service", "expense", "narrative")
_SAYS = {"service": 1.0, "directorate": 0.95, "narrative": 0.9, "expense": 0.85}  # how much a likeness there is worth
_CHUNK = 2000


@dataclass(frozen=True)
class Suggestion:
    """A code that a text may be, and how like it a known text of that code is, from 0 to 1."""

    cofog: str
    score: float
    known: str


def is_clear(suggestions: Sequence[Suggestion]) -> bool:
    """Whether the first is like enough, and far enough before the second, to be proposed as the answer."""
    if not suggestions or suggestions[0].score < CLEAR_SCORE:
        return False
    return len(suggestions) < 2 or suggestions[0].score - suggestions[1].score >= CLEAR_MARGIN


@dataclass(frozen=True)
class _Known:
    """Texts whose code is known, those of one code together: `starts` says where each code's begin, and the end."""

    texts: list[str]
    shown: list[str]
    codes: list[str]
    starts: np.ndarray

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> _Known:
        known = {_plain(text): (code, text) for text, code in pairs}
        rows = sorted((code, plain, text) for plain, (code, text) in known.items() if plain)
        sizes = [len(list(group)) for _, group in groupby(code for code, _, _ in rows)]
        codes = [code for code, _ in groupby(code for code, _, _ in rows)]
        return cls([plain for _, plain, _ in rows], [text for _, _, text in rows], codes, np.cumsum([0, *sizes]))


class Suggester:
    """The texts of rules with one code, and the names of COFOG, to compare others with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = sorted(rules, key=lambda rule: rule.own)  # a person's reading of the same words is the one kept
        self._known: dict[str, _Known] = {}

    def suggest(self, kinds: Sequence[str], texts: Sequence[Sequence[str]]) -> list[tuple[Suggestion, ...]]:
        """Up to three codes for each text, most alike first, from what is known of the books of its kind of agency.

        kinds  kind of agency of each text
        texts  the cells of each text, in the order of CELLS, "" where empty
        """
        found: dict[int, tuple[Suggestion, ...]] = {}
        for kind in sorted(set(kinds)):
            known = self._known.setdefault(kind, _Known.of((*_names(), *_rule_texts(self._rules, kind))))
            places = [place for place, other in enumerate(kinds) if other == kind]
            for start in range(0, len(places), _CHUNK):
                some = places[start : start + _CHUNK]
                found |= zip(some, _alike(known, [texts[place] for place in some]), strict=True)
        return [found[place] for place in range(len(texts))]


def _alike(known: _Known, texts: Sequence[Sequence[str]]) -> Iterator[tuple[Suggestion, ...]]:
    cells = sorted({plain for text in texts for cell in text if (plain := _plain(cell))})
    rows = {cell: row for row, cell in enumerate(cells)}
    alike = process.cdist(cells, known.texts, scorer=fuzz.ratio, dtype=np.uint8, workers=-1, score_cutoff=100 * SHOWN)
    by_code = np.maximum.reduceat(alike, known.starts[:-1], axis=1) if cells else alike
    for text in texts:
        held = [(rows[plain], _SAYS[name]) for name, cell in zip(CELLS, text, strict=True) if (plain := _plain(cell))]
        yield tuple(_best(known, held, by_code, alike)) if held else ()


def _best(
    known: _Known, held: Sequence[tuple[int, float]], by_code: np.ndarray, alike: np.ndarray
) -> Iterator[Suggestion]:
    scores = np.stack([by_code[row] * worth for row, worth in held])
    best = scores.max(axis=0)
    for code in np.argsort(-best, kind="stable")[:BEST]:
        score = round(float(best[code]) / 100, 2)
        if score >= SHOWN:
            row = held[int(scores[:, code].argmax())][0]
            first, after = known.starts[code], known.starts[code + 1]
            yield Suggestion(known.codes[code], score, known.shown[first + int(alike[row, first:after].argmax())])


def _names() -> Iterator[tuple[str, str]]:
    for code, name in cofog_names().items():
        if len(code) < len("07.1.1"):
            yield name, code


def _rule_texts(rules: Sequence[Rule], kind: str) -> Iterator[tuple[str, str]]:
    """The texts of rules that may hold in the books of this kind of agency."""
    for rule in rules:
        code = rule.parts[0].cofog
        kinds = dict(rule.agency).get("agency_kind", (kind,))
        if code is not None and len(rule.parts) == 1 and kind in kinds:
            for column, texts in rule.texts:
                if column not in ("supplier", "code", "body"):
                    yield from ((text, code) for text in texts)


@lru_cache(maxsize=200_000)
def _plain(cell: str) -> str:
    """Its words in their one form and in order of letters, without numbers: their own order tells nothing apart."""
    return " ".join(sorted(stem(word) for word in fold(cell).split() if not word.isdigit()))
