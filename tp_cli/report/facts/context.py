"""The context of every template: each table by its name, with the rows that it holds and their units."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from tp_cli.report import lenses
from tp_cli.report.facts.behind import Figure, ProblemFact, Projection, Share, SourceFact, Swing, Words
from tp_cli.report.facts.counted import (
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
from tp_cli.report.partnership import facts as partnership


@dataclass(frozen=True)
class Facts:
    """The context of every template: these names and no others."""

    place: PlaceFacts
    spend: Spend
    agencies: tuple[Agency, ...]
    functions: tuple[Function, ...]
    groups: tuple[Function, ...]
    steps: tuple[Step, ...]
    bridge: tuple[Bridge, ...]
    eliminations: tuple[Elimination, ...]
    payments: tuple[Payment, ...]
    controls: tuple[Control, ...]
    control_divisions: tuple[Control, ...]
    withheld: tuple[Withheld, ...]
    checks: tuple[Check, ...]
    exclusions: tuple[Exclusion, ...]
    sources: tuple[SourceFact, ...]
    shares: tuple[Share, ...]
    problems: tuple[ProblemFact, ...]
    headlines: tuple[Projection, ...]
    projections: tuple[Projection, ...]
    scenario_notes: tuple[Words, ...]
    caveats: tuple[Words, ...]
    scope: tuple[Words, ...]
    states: tuple[Words, ...]
    tornado: tuple[Swing, ...]
    matrix: tuple[Cell, ...]
    figures: dict[str, Figure]
    registers: partnership.Registers

    def context(self) -> dict[str, Any]:
        """The names that a template sees; `lenses` are read off the figures (see report/lenses.py)."""
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "registers"}
        registers = {part.name: getattr(self.registers, part.name) for part in fields(self.registers)}
        return own | registers | {"lenses": lenses.lens_sheets(self.figures)}

    def table(self, name: str) -> tuple[Any, ...]:
        """The rows of a named table, or of a lens's: "lens:overlap"."""
        if name.startswith(lenses.PREFIX):
            return lenses.lens_rows(self.figures, name)
        rows = getattr(self.registers if name in partnership.TABLES else self, name)
        assert isinstance(rows, tuple)
        return rows


TABLES: dict[str, type[Any]] = {
    "agencies": Agency,
    "functions": Function,
    "groups": Function,
    "steps": Step,
    "bridge": Bridge,
    "eliminations": Elimination,
    "payments": Payment,
    "controls": Control,
    "control_divisions": Control,
    "withheld": Withheld,
    "checks": Check,
    "exclusions": Exclusion,
    "sources": SourceFact,
    "shares": Share,
    "problems": ProblemFact,
    "headlines": Projection,
    "projections": Projection,
    "scenario_notes": Words,
    "caveats": Words,
    "scope": Words,
    "states": Words,
    "tornado": Swing,
    "matrix": Cell,
    **partnership.TABLES,
}


@cache
def units(table: str) -> dict[str, str]:
    """The fields of a named table and their units."""
    if table.startswith(lenses.PREFIX):
        return lenses.UNITS
    return {part.name: part.metadata["unit"] for part in fields(TABLES[table])}
