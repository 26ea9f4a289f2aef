"""Candidates for what no rule maps: the known texts most like it, never applied without a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


class Suggester:
    """The texts of rules with one code, and the names of COFOG, to compare others with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        known = dict(_names())
        known.update(_rule_texts(rules))
        known.pop("", None)
        pairs = sorted(known.items(), key=lambda pair: (pair[1], pair[0]))
        self._texts = [text for text, _ in pairs]
        self._codes = [code for code, _ in groupby(code for _, code in pairs)]
        sizes = [len(list(group)) for _, group in groupby(code for _, code in pairs)]
        self._starts = np.cumsum([0, *sizes])

    def suggest(self, texts: Sequence[Sequence[str]]) -> list[tuple[Suggestion, ...]]:
        """Up to three codes for each text, most alike first.

        texts  the cells of each text, in the order of CELLS, "" where empty
        """
        found: list[tuple[Suggestion, ...]] = []
        for start in range(0, len(texts), _CHUNK):
            found += self._chunk(texts[start : start + _CHUNK])
        return found

    def _chunk(self, texts: Sequence[Sequence[str]]) -> Iterator[tuple[Suggestion, ...]]:
        cells = sorted({plain for text in texts for cell in text if (plain := _plain(cell))})
        rows = {cell: row for row, cell in enumerate(cells)}
        alike = process.cdist(cells, self._texts, scorer=fuzz.token_sort_ratio, dtype=np.uint8, workers=-1)
        by_code = np.maximum.reduceat(alike, self._starts[:-1], axis=1) if cells else alike
        for text in texts:
            held = [
                (rows[plain], _SAYS[name]) for name, cell in zip(CELLS, text, strict=True) if (plain := _plain(cell))
            ]
            yield tuple(self._best(held, by_code, alike))

    def _best(self, held: Sequence[tuple[int, float]], by_code: np.ndarray, alike: np.ndarray) -> Iterator[Suggestion]:
        if not held:
            return
        scores = np.stack([by_code[row] * worth for row, worth in held])
        best = scores.max(axis=0)
        for code in np.argsort(-best, kind="stable")[:BEST]:
            score = round(float(best[code]) / 100, 2)
            if score >= SHOWN:
                row = held[int(scores[:, code].argmax())][0]
                first, after = self._starts[code], self._starts[code + 1]
                yield Suggestion(self._codes[code], score, self._texts[first + int(alike[row, first:after].argmax())])


def _names() -> Iterator[tuple[str, str]]:
    for code, name in cofog_names().items():
        if len(code) < len("07.1.1"):
            yield _plain(name), code


def _rule_texts(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Shipped rules first, so that a person's own reading of the same words is the one kept."""
    for rule in sorted(rules, key=lambda rule: rule.own):
        code = rule.parts[0].cofog
        if code is not None and len(rule.parts) == 1:
            for column, texts in rule.texts:
                if column not in ("supplier", "code", "body"):
                    yield from ((_plain(text), code) for text in texts)


def _plain(cell: str) -> str:
    """Its words in their one form, without numbers."""
    return " ".join(stem(word) for word in fold(cell).split() if not word.isdigit())
