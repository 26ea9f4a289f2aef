"""Keys of people: whether a column holds made-up keys, or names, numbers and dates that say who somebody is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from tp_cli.errors import stop

PATTERNS = Path(__file__).with_name("pseudonyms.toml")


@dataclass(frozen=True)
class Telling:
    """A kind of text that says who somebody is.

    pattern  what the whole of such a text looks like
    check    "nhs" where its last digit must also be the check digit of an NHS number, else ""
    part     share of a column's keys from which it is taken to hold them
    """

    what: str
    pattern: re.Pattern[str]
    check: str
    part: Fraction

    def is_one(self, text: str) -> bool:
        return bool(self.pattern.fullmatch(text)) and (self.check != "nhs" or _is_nhs_number(text))


@cache
def _tellings() -> tuple[Telling, ...]:
    with PATTERNS.open("rb") as file:
        rows = tomllib.load(file)["telling"]
    return tuple(
        Telling(row["what"], re.compile(row["pattern"], re.IGNORECASE), row.get("check", ""), Fraction(row["part"]))
        for row in rows
    )


def what_tells(keys: Iterable[str]) -> str:
    """What the keys of people give away, "" where they look made up; the keys themselves are never shown.

    Each distinct key counts once. A column is judged by how many of its keys look alike, for a made-up key may look
    like anything once.

    Source: docs/METHOD.md §5, cohorts: pseudonymous keys.
    """
    distinct = {" ".join(key.split()) for key in keys if key.strip()}
    for telling in _tellings():
        found = sum(1 for key in distinct if telling.is_one(key))
        if found and found >= telling.part * len(distinct):
            return telling.what
    return ""


def refuse_telling_keys(keys: Iterable[str], heading: str, where: str) -> None:
    """TpError (exit 3) naming the column where its keys say who somebody is; no key is quoted."""
    what = what_tells(keys)
    if what:
        found = f'the column "{heading}" holds {what}'
        fix = "ask the body for the same file with a made-up key in that column: P0001, or a keyed hash"
        raise stop("not-pseudonymous", where, found, "a key that says nothing of the person", fix, "refused")


def _is_nhs_number(text: str) -> bool:
    """True where the tenth digit is the check digit of the first nine, modulo 11."""
    digits = [int(mark) for mark in text if mark.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10
