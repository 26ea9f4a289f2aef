"""What a person should know of a mapping: rules that disagree, codes that are none, rules never met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem
from tp_cli.map.decide import Decision, Tie
from tp_cli.map.match import Match
from tp_cli.map.rules import Rule
from tp_cli.reference.cofog import normal_code


@dataclass(frozen=True)
class Text:
    """One distinct text of lines: the rules it meets and what they make of it."""

    key: int
    stated: str
    matches: Sequence[Match]
    decision: Decision


def tie_problems(decided: Sequence[Text], keyed: pl.DataFrame) -> Iterator[Problem]:
    """A problem for each two rules that disagree, with the money that hangs on it."""
    keys: dict[Tie, list[int]] = defaultdict(list)
    for text in decided:
        for tie in text.decision.ties:
            keys[tie].append(text.key)
    for tie in sorted(keys, key=lambda tie: (tie.axis, tie.first.id, tie.second.id)):
        lines = keyed.filter(pl.col("key").is_in(keys[tie]))
        yield Problem(
            "rules-tie",
            f"{tie.first.where}, and {tie.second.where}",
            f'rules "{tie.first.id}" and "{tie.second.id}" fit {lines.height} lines equally well',
            f"one {tie.axis} for them; until then they have none",
            "make one of the rules more exact, or take one out",
            amount_pence=_in_doubt(lines),
        )


def stated_problems(decided: Sequence[Text], keyed: pl.DataFrame) -> Iterator[Problem]:
    """A problem for each code in a source that is none, where no rule says what the line is for."""
    keys: dict[str, list[int]] = defaultdict(list)
    for text in decided:
        if text.stated and text.decision.how == "unmapped" and normal_code(text.stated) is None:
            keys[text.stated].append(text.key)
    for stated in sorted(keys):
        lines = keyed.filter(pl.col("key").is_in(keys[stated]))
        yield Problem(
            "cofog-unreadable",
            f"{lines.height} lines that give their own code",
            f'"{stated}"',
            "a COFOG code such as 07, 07.3 or 07.3.1",
            f"correct the cells, or write a rule in maps/ for code {stated}",
            rows=tuple(sorted(set(lines.get_column("row").drop_nulls().to_list()))),
            amount_pence=_in_doubt(lines),
        )


def unused_rules(rules: Sequence[Rule], decided: Sequence[Text]) -> Iterator[Problem]:
    """A note for each of the place's own rules that no line meets."""
    met = {match.rule.id for text in decided for match in text.matches if match.rule.own}
    for rule in rules:
        if rule.own and rule.id not in met:
            fix = "correct its texts, or take it out"
            yield Problem("rule-unused", rule.where, f'no line meets rule "{rule.id}"', "a line", fix, "note")


def _in_doubt(lines: pl.DataFrame) -> int:
    counted = lines.filter(pl.col("basis") != "control")
    return int(counted.get_column("amount_pence").abs().sum())
