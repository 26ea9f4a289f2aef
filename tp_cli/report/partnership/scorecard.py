"""An organisation's score from its scores by theme, and who must act on a red flag; a place gets no score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LOWEST, HIGHEST = 1, 4
WORDS = {1: "does not meet minimum requirements", 2: "adequate", 3: "performs well", 4: "performs excellently"}


@dataclass(frozen=True)
class Score:
    """The score of one organisation.

    mean    of its themes, exactly
    score   the mean rounded half to even, but never more than one above its weakest theme
    capped  the cap took something off
    """

    mean: Fraction
    score: int
    capped: bool


def score_of(themes: Sequence[int]) -> Score:
    """One score from the scores by theme, 1 to 4 each: 4, 3, 1, 3 → mean 2.75 → 3, capped at 1 + 1 → 2.

    raises  ValueError without a theme, or for a score outside 1 to 4
    Source: docs/METHOD.md, Report.
    """
    if not themes or any(not LOWEST <= theme <= HIGHEST for theme in themes):
        raise ValueError("scores of 1 to 4, at least one")
    mean = Fraction(sum(themes), len(themes))
    rounded = round(mean)
    score = min(rounded, min(themes) + 1)
    return Score(mean, score, score < rounded)


@dataclass(frozen=True)
class Actor:
    """One body's part of the spending that a flag is about; `share` is a fraction of what all spend on it."""

    agency: str
    spend_pence: int
    share: Fraction


def who_must_act(spend_pence: Mapping[str, int]) -> tuple[Actor, ...]:
    """The bodies that spend on what a flag is about, the largest spender first, equal ones by name.

    spend_pence  counted spend by body; a body that spends nothing net on it cannot act with money and is left out
    Source: docs/METHOD.md, Report: who must act on each red flag, by share of spend.
    """
    spending = {agency: pence for agency, pence in spend_pence.items() if pence > 0}
    whole = sum(spending.values())
    ranked = sorted(spending.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Actor(agency, pence, Fraction(pence, whole)) for agency, pence in ranked)
