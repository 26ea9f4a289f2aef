"""Who may read what: the levels, and the facts with everything taken out that a level may not see."""

from __future__ import annotations

from tp_cli.place import Place
from tp_cli.report.facts import Facts

LEVELS = ("partner", "board", "public")  # from the narrowest circle to the widest


def at_level(facts: Facts, place: Place, level: str) -> Facts:
    """The facts that readers of this level may know."""
    return facts
