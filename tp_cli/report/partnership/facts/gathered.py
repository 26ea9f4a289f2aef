"""Everything that the registers give: the sums, and each table by its name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tp_cli.report.partnership.facts.judged import (
    ActorFact,
    Answer,
    DomainFact,
    Flag,
    Indicator,
    Quadrant,
    ReadingFact,
    ScoreFact,
)
from tp_cli.report.partnership.facts.promised import (
    AccountFact,
    AskFact,
    ChargeFact,
    ObstacleFact,
    OfficerFact,
    Promise,
    StanceFact,
)
from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import text as _text


@dataclass(frozen=True)
class Totals:
    """`partnership`: the sums and verdicts of the registers; nought or empty where a register has no rows."""

    date: str = _text("the day that the report speaks of: 30 September 2025")
    promised: int = _pounds("money promised, withdrawn or not: to withdraw is not to honour")
    honoured: int = _pounds("money of it that has come")
    honoured_pct: Decimal | None = _percent("of the money promised")
    one_sided: int = _number("commitments without their other half")
    overdue: int = _number("commitments past the day they were due")
    readiness: str = _text("not yet, disputed, one side only or agreed")
    accounted_before: int = _pounds("money that posts account for before pooling")
    accounted_after: int = _pounds("money that posts account for after pooling")
    asked: int = _pounds("money that Whitehall was asked for or to free")
    blocked: int = _pounds("money that obstacles still block")
    references: dict[str, str] = _field("reference", "the id of each of these, by name")


@dataclass(frozen=True)
class RegisterNote:
    """One row of `register_notes`: what a reader must know of a register, such as rows left out."""

    key: str = _text("number")
    register: str = _text("which register")
    text: str = _text("the sentence")


@dataclass(frozen=True)
class MissingRegister:
    """One row of `missing_registers`: a register without rows, and how to supply it."""

    key: str = _text("its kind")
    register: str = _text("what it holds")
    text: str = _text("which file is missing and how to supply it")


@dataclass(frozen=True)
class Registers:
    """Everything that the registers give: the scalars and the tables."""

    partnership: Totals
    commitments: tuple[Promise, ...]
    answers: tuple[Answer, ...]
    flags: tuple[Flag, ...]
    actors: tuple[ActorFact, ...]
    scores: tuple[ScoreFact, ...]
    indicators: tuple[Indicator, ...]
    readings: tuple[ReadingFact, ...]
    quadrant: tuple[Quadrant, ...]
    domains: tuple[DomainFact, ...]
    officers: tuple[OfficerFact, ...]
    charges: tuple[ChargeFact, ...]
    accounts: tuple[AccountFact, ...]
    stances: tuple[StanceFact, ...]
    asks: tuple[AskFact, ...]
    obstacles: tuple[ObstacleFact, ...]
    register_notes: tuple[RegisterNote, ...]
    missing_registers: tuple[MissingRegister, ...]

    def table(self, name: str) -> tuple[Any, ...]:
        """The rows of a named table."""
        rows = getattr(self, name)
        assert isinstance(rows, tuple)
        return rows


TABLES: dict[str, type] = {
    "commitments": Promise,
    "answers": Answer,
    "flags": Flag,
    "actors": ActorFact,
    "scores": ScoreFact,
    "indicators": Indicator,
    "readings": ReadingFact,
    "quadrant": Quadrant,
    "domains": DomainFact,
    "officers": OfficerFact,
    "charges": ChargeFact,
    "accounts": AccountFact,
    "stances": StanceFact,
    "asks": AskFact,
    "obstacles": ObstacleFact,
    "register_notes": RegisterNote,
    "missing_registers": MissingRegister,
}
