"""Optimism bias: how much to take off a saving, by the grade of the evidence behind it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

WEAKEST = 6
BIAS_FILE = Path(__file__).with_name("optimism_bias.csv")


@dataclass(frozen=True)
class BiasStep:
    """One grade of evidence, 1 the strongest, and the part of a saving that it takes off."""

    grade: int
    part: Fraction
    evidence: str
    source: str
    verified: bool


@cache
def bias_ladder() -> tuple[BiasStep, ...]:
    """The shipped table, strongest evidence first.

    Source: docs/METHOD.md §5, optimism bias 0/5/10/15/25/40%.
    """
    with BIAS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            BiasStep(
                int(row["grade"]),
                Fraction(row["bias_pct"]) / 100,
                row["evidence"],
                row["source"],
                row["verified"] == "true",
            )
            for row in csv.DictReader(file)
        )


def bias_of(grade: int | None) -> Fraction:
    """The part to take off at a grade; a saving without one is taken as the weakest."""
    wanted = grade or WEAKEST
    return next(step.part for step in bias_ladder() if step.grade == wanted)
