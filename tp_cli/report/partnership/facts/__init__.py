"""What a template may use of the partnership's registers: their tables, fields, units and meaning."""

from tp_cli.report.partnership.facts.gathered import TABLES, MissingRegister, RegisterNote, Registers, Totals
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

__all__ = [
    "AccountFact",
    "ActorFact",
    "Answer",
    "AskFact",
    "ChargeFact",
    "DomainFact",
    "Flag",
    "Indicator",
    "MissingRegister",
    "ObstacleFact",
    "OfficerFact",
    "Promise",
    "Quadrant",
    "ReadingFact",
    "RegisterNote",
    "Registers",
    "ScoreFact",
    "StanceFact",
    "TABLES",
    "Totals",
]
