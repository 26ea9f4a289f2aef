"""COFOG codes: written one way however a spreadsheet spells them, or refused."""

from __future__ import annotations

import re
from functools import cache

from tp_cli.reference.loader import table

_PLAIN = re.compile(r"(\d{1,2})(?:\.(\d))?(?:\.(\d))?\.?")
_NAMED = re.compile(r"(\d{1,2})(?:\.(\d)(?:\.(\d))?\.?|\.)\s+\S.*", re.DOTALL)
_NATIONAL_ACCOUNTS = re.compile(r"GF(\d\d)(\d\d)?(\d\d)?")


def normal_code(text: str) -> str | None:
    """A COFOG code in its one spelling: division "07", group "07.1" or class "07.1.1"; None where in doubt.

    text     7 · 7.0 · 07 · 07.1. · 7.1.1 · "10.2 Old age" · "10. Social protection" · GF0701
    returns  a code that COFOG has. None for what is not one, and for what a spreadsheet has turned into
             something else: "Jul-01" may have been 7.1 or 07.01, so it is refused, never guessed

    Source: docs/METHOD.md §4.
    """
    plain = text.strip()
    match = _PLAIN.fullmatch(plain) or _NAMED.fullmatch(plain) or _NATIONAL_ACCOUNTS.fullmatch(plain.upper())
    if not match:
        return None
    division, group, kind = match.groups()
    code = _written(int(division), int(group or 0), kind and int(kind))
    return code if code in cofog_names() else None


@cache
def cofog_names() -> dict[str, str]:
    """The name of every COFOG code."""
    return dict(table("cofog").rows())


def _written(division: int, group: int, kind: str | int | None) -> str:
    """The code's one spelling; a group of nought stands for the whole division."""
    if group == 0:
        return "" if kind else f"{division:02d}"
    return f"{division:02d}.{group}" if kind is None else f"{division:02d}.{group}.{kind}"
