"""What rules make of one text, for tests that look at rules alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tp_cli.map.book import RuleBook
from tp_cli.map.decide import decide
from tp_cli.map.match import match, texts_of
from tp_cli.map.rules import AXES, Part
from tp_cli.reference.cofog import normal_code


@dataclass(frozen=True)
class Decided:
    """The codes of a text and their shares, how they were found, and what the axes are."""

    parts: tuple[Part, ...]
    how: str
    rule: str
    axes: dict[str, str | None]
    ties: int


def decide_one(book: RuleBook, stated: str | None = None, **cells: str) -> Decided:
    """A text of these cells under these rules; `stated` is the source's own code."""
    return decide_many(book, [(stated, cells)])[0]


def decide_many(book: RuleBook, asked: list[tuple[str | None, dict[str, str]]]) -> list[Decided]:
    """Several texts at once."""
    texts = texts_of([cells for _, cells in asked])
    codes = [normal_code(stated) if stated else None for stated, _ in asked]
    stated = texts.select("key", stated=pl.Series(codes, dtype=pl.String))
    decisions = decide(stated, match(texts, book), book)
    found = []
    for row in decisions.decided.iter_rows(named=True):
        rule = None if row["rule"] is None else book.rules[row["rule"]]
        parts = rule.parts if rule else (Part(row["stated"] if row["how"] == "stated" else None, Fraction(1), ()),)
        ties = decisions.ties.filter(key=row["key"]).height
        found.append(Decided(parts, row["how"], rule.id if rule else "", {axis: row[axis] for axis in AXES}, ties))
    return found
