"""Rules and suggestions over 100,000 distinct texts: `python bench/map.py` prints the ratios.

Floor of the rules: one Aho-Corasick pass that says which of the 2,000 texts of the rules stand in each line's text.
The rules do more: words in any order and spelling, which rule is the nearest, ties, and every axis.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from fractions import Fraction

import polars as pl

from tp_cli.map.book import RuleBook
from tp_cli.map.decide import decide
from tp_cli.map.match import match
from tp_cli.map.rules import AXES, Part, Rule
from tp_cli.map.suggest import Suggester

TEXTS, RULES, WORDS = 100_000, 2_000, 4_000
CODES = ("01.3", "04.5", "05.1", "07.3", "08.2", "09.1", "10.2", "10.4")
RULES_GOAL, SUGGESTIONS_GOAL = 5.0, 15.0


def made(chance: random.Random) -> tuple[list[str], list[str]]:
    """Texts of rules, and texts of lines: six in ten hold the text of a rule among other words and numbers."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(4, 10))) for _ in range(WORDS)]
    phrases: set[str] = set()
    while len(phrases) < RULES:
        phrases.add(" ".join(chance.sample(words, chance.choice((1, 2, 2, 3)))))
    known = sorted(phrases)
    texts: set[str] = set()
    while len(texts) < TEXTS:
        said = chance.sample(words, chance.randint(3, 8))
        if chance.random() < 0.6:
            said.insert(chance.randint(0, len(said)), chance.choice(known))
        texts.add(f"{' '.join(said).title()} - {chance.randint(1, 9999)}")
    return known, sorted(texts)


def rule(number: int, text: str) -> Rule:
    """One rule of a person's: these words anywhere in the service."""
    part = Part(CODES[number % len(CODES)], Fraction(1), (None,) * len(AXES))
    texts = (("service", (text,)),)
    return Rule(f"r{number}", "keyword", "function", True, "bench", number, (), texts, (None, None), True, (part,))


def best_of(times: int, work: Callable[[], object]) -> tuple[float, float]:
    """The least of several timings: wall clock, and seconds of all processors together."""
    clock, processors = [], []
    for _ in range(times):
        started, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - started)
        processors.append(time.process_time() - busy)
    return min(clock), min(processors)


def main() -> int:
    phrases, services = made(random.Random(1))
    texts = pl.DataFrame({"service": services}).with_row_index("key")
    rules = [rule(number, text) for number, text in enumerate(phrases)]
    unstated = texts.select("key", stated=pl.lit(None, pl.String))
    column = pl.col("service").str.extract_many(phrases, ascii_case_insensitive=True, overlapping=True)

    def by_rules() -> object:
        book = RuleBook.of(rules)
        return decide(unstated, match(texts, book), book)

    floor, mapped = best_of(5, lambda: texts.select(column)), best_of(5, by_rules)
    cells = [("", text, "", "") for text in services]
    suggested = best_of(1, lambda: Suggester(rules).suggest(["council"] * TEXTS, cells))
    rules_ratio = f"{mapped[0] / floor[0]:.1f} x one Aho-Corasick pass (goal {RULES_GOAL})"
    print(f"map, {TEXTS:,} texts x {RULES:,} rules: {rules_ratio}")
    print(f"    {mapped[1] / floor[1]:.1f} x in processor time; floor {floor[0]:.2f} s, ours {mapped[0]:.2f} s")
    print(f"map, suggestions for {TEXTS:,} texts: {suggested[0]:.1f} s (goal {SUGGESTIONS_GOAL})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
