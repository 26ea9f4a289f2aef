"""The two-sided ledger of an agreement: what each side promises, what answers it, what has come and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LOCAL, CENTRAL, OUTCOME = "local", "central", "outcome"
CLOSED = ("met", "withdrawn")
TWO_SIDED, ONE_SIDED, NOT_NEEDED, WITHDRAWN = "two-sided", "one-sided", "supporting", "withdrawn"


@dataclass(frozen=True)
class Commitment:
    """One promise. Money in pence; `answers` the commitments of the other side that it is given for."""

    key: str
    side: str
    kind: str
    amount: int | None = None
    honoured: int | None = None
    due: date | None = None
    status: str = "open"
    answers: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> bool:
        return self.status == "withdrawn"

    def overdue_days(self, on: date) -> int:
        """Days past the day it was due; nought where it was met or withdrawn, or no day was set."""
        late = self.due is not None and self.due < on and self.status not in CLOSED
        return (on - self.due).days if late and self.due else 0

    @property
    def outstanding(self) -> int:
        """Money promised that has not come; nought once it is withdrawn."""
        return 0 if self.withdrawn else max((self.amount or 0) - (self.honoured or 0), 0)


def answered_by(commitments: Sequence[Commitment]) -> Mapping[str, tuple[str, ...]]:
    """For each commitment those of the other side that stand against it, whichever of the two says so.

    A commitment that was withdrawn answers nothing. Source: docs/METHOD.md, Report.
    """
    standing = {one.key: one for one in commitments if not one.withdrawn}
    found: dict[str, set[str]] = {one.key: set() for one in commitments}
    for one in standing.values():
        for name in one.answers:
            other = standing.get(name)
            if other and other.side != one.side:
                found[one.key].add(other.key)
                found[other.key].add(one.key)
    return {key: tuple(sorted(names)) for key, names in found.items()}


def standing_of(one: Commitment, commitments: Mapping[str, Commitment], answers: Sequence[str]) -> str:
    """Whether it has its other half: a local outcome needs a central commitment, a central commitment a local outcome.

    answers  what stands against it, from `answered_by`
    """
    if one.withdrawn:
        return WITHDRAWN
    if one.side == LOCAL and one.kind != OUTCOME:
        return NOT_NEEDED
    halves = [commitments[name] for name in answers]
    has = bool(halves) if one.side == LOCAL else any(half.kind == OUTCOME for half in halves)
    return TWO_SIDED if has else ONE_SIDED


def faults(one: Commitment, commitments: Mapping[str, Commitment]) -> tuple[str, ...]:
    """What does not add up in one promise, in words."""
    found = [f"answers {name}, which is not in the register" for name in one.answers if name not in commitments]
    found += [
        f"answers {name}, which is of the same side"
        for name in one.answers
        if name in commitments and commitments[name].side == one.side
    ]
    if one.status == "met" and one.outstanding:
        found.append("said to be met, but money is outstanding")
    if one.amount is not None and (one.honoured or 0) > one.amount:
        found.append("more has come than was promised")
    if one.amount is None and one.honoured:
        found.append("money has come, but none is written down as promised")
    return tuple(found)
