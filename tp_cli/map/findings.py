"""What a person should know of a mapping: rules that disagree or overlap, codes that are none, rules never met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from tp_cli.errors import Problem
from tp_cli.map.book import RuleBook
from tp_cli.map.decide import Decisions
from tp_cli.map.rules import Rule
from tp_cli.map.text import stems
from tp_cli.reference.cofog import normal_code


def findings(
    keyed: pl.DataFrame, texts: pl.DataFrame, matches: pl.DataFrame, decisions: Decisions, book: RuleBook
) -> Iterator[Problem]:
    """Everything to know of a mapping.

    keyed    one row a line: `key` of its text, `row`, `basis`, `amount_pence`
    texts    one row a text: `key` and its cells
    """
    money = (
        keyed.filter(pl.col("basis") != "control")
        .group_by("key")
        .agg(pl.len().alias("lines"), pl.col("amount_pence").abs().sum().alias("pence"))
    )
    yield from _ties(decisions.ties, money, book)
    yield from _unreadable(decisions.decided, texts, keyed)
    yield from _contradictions(book)
    yield from _overlaps(matches, money, book)
    yield from _unused(matches, book)


def _ties(ties: pl.DataFrame, money: pl.DataFrame, book: RuleBook) -> Iterator[Problem]:
    """A problem for each two rules that disagree, with the money that hangs on it."""
    for axis, first, second, lines, pence in _weighed(ties, ["axis", "first", "second"], money):
        one, other = book.rules[first], book.rules[second]
        yield Problem(
            "rules-tie",
            f"{one.where}, and {other.where}",
            f'rules "{one.id}" and "{other.id}" fit {lines} lines equally well',
            f"one {axis} for them; until then they have none",
            "make one of the rules more exact, or take one out",
            amount_pence=pence,
        )


def _unreadable(decided: pl.DataFrame, texts: pl.DataFrame, keyed: pl.DataFrame) -> Iterator[Problem]:
    """A problem for each code in a source that is none, where no rule says what the line is for."""
    unmapped = decided.filter(how="unmapped").join(texts.select("key", "code"), on="key").filter(pl.col("code") != "")
    for stated in unmapped.get_column("code").unique().sort():
        if normal_code(stated) is None:
            lines = keyed.join(unmapped.filter(code=stated), on="key", how="semi")
            counted = lines.filter(pl.col("basis") != "control")
            yield Problem(
                "cofog-unreadable",
                f"{lines.height} lines that give their own code",
                f'"{stated}"',
                "a COFOG code such as 07, 07.3 or 07.3.1",
                f"correct the cells, or write a rule in maps/ for code {stated}",
                rows=tuple(sorted(set(lines.get_column("row").drop_nulls().to_list()))),
                amount_pence=int(counted.get_column("amount_pence").abs().sum()),
            )


def _contradictions(book: RuleBook) -> Iterator[Problem]:
    """A problem for each two of the place's own rules that look for the same and give different codes."""
    first: dict[object, Rule] = {}
    for rule in book.rules:
        if rule.own and rule.coded:
            condition = (rule.how, rule.force, rule.agency, tuple(sorted(rule.texts)), rule.valid)
            other = first.setdefault(condition, rule)
            if other.codes() != rule.codes():
                yield Problem(
                    "rules-contradict",
                    f"{other.where}, and {rule.where}",
                    f'rules "{other.id}" and "{rule.id}" look for the same and give different codes',
                    "one of the two",
                    "take one out, or say in which agency, or from when, each holds",
                )


def _overlaps(matches: pl.DataFrame, money: pl.DataFrame, book: RuleBook) -> Iterator[Problem]:
    """A note for each two own rules that meet the same lines by different words, where the nearer decides."""
    own = book.facts.filter(pl.col("own") & pl.col("codes").is_not_null()).select("rule", "codes")
    met = matches.join(own, on="rule")
    best = met.sort("key", "rank", "rule", descending=[False, True, False]).unique("key", maintain_order=True)
    both = best.join(met, on="key", suffix="_other").filter(
        (pl.col("codes") != pl.col("codes_other")) & (pl.col("rank") != pl.col("rank_other"))
    )
    pairs = both.select("key", first="rule", second="rule_other")
    for first, second, lines, _ in _weighed(pairs, ["first", "second"], money):
        one, other = book.rules[first], book.rules[second]
        if not _words(other) <= _words(one):
            yield Problem(
                "rules-overlap",
                f"{one.where}, and {other.where}",
                f'{lines} lines meet rules "{one.id}" and "{other.id}"; the first is the nearer and decides',
                "one rule for a line",
                "nothing, if that is meant",
                "note",
            )


def _unused(matches: pl.DataFrame, book: RuleBook) -> Iterator[Problem]:
    """A note for each of the place's own rules that no line meets."""
    met = set(matches.get_column("rule").unique().to_list())
    for number, rule in enumerate(book.rules):
        if rule.own and number not in met:
            fix = "correct its texts, or take it out"
            yield Problem("rule-unused", rule.where, f'no line meets rule "{rule.id}"', "a line", fix, "note")


def _weighed(pairs: pl.DataFrame, by: list[str], money: pl.DataFrame) -> list[tuple[Any, ...]]:
    """The pairs with the lines and pence of their texts, in order."""
    lines, pence = pl.col("lines").fill_null(0).sum(), pl.col("pence").fill_null(0).sum()
    return pairs.join(money, on="key", how="left").group_by(by).agg(lines, pence).sort(by).rows()


def _words(rule: Rule) -> set[str]:
    return {word for _, texts in rule.texts for text in texts for word in stems(text)}
