"""All that a template may use: every table of the report, its fields, their units and meaning."""

from tp_cli.report.facts.behind import Figure, ProblemFact, Projection, Share, SourceFact, Swing, Words
from tp_cli.report.facts.context import TABLES, Facts, units
from tp_cli.report.facts.counted import (
    SCOPE_WORDS,
    STATE_WORDS,
    Agency,
    Bridge,
    Cell,
    Check,
    Control,
    Elimination,
    Exclusion,
    Function,
    Payment,
    PlaceFacts,
    Spend,
    Step,
    Withheld,
)

__all__ = [
    "Agency",
    "Bridge",
    "Cell",
    "Check",
    "Control",
    "Elimination",
    "Exclusion",
    "Facts",
    "Figure",
    "Function",
    "Payment",
    "PlaceFacts",
    "ProblemFact",
    "Projection",
    "SCOPE_WORDS",
    "STATE_WORDS",
    "Share",
    "SourceFact",
    "Spend",
    "Step",
    "Swing",
    "TABLES",
    "Withheld",
    "Words",
    "units",
]
