"""What a heading says of the money under it: an amount and how good a one, VAT, a span of time, or another measure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tp_cli.ingest.layout import apart, fold
from tp_cli.ingest.periods import financial_years_in, month_number

_THIS_YEAR, _OTHER_YEAR = 40, -60  # points of a heading that names the year asked for, or another
_BARE_YEAR = -80  # of one that names a year and nothing else
_OF_YEARS = {"fy", "gbp", "000", "to", "m"}
_MONTH = "month"
_FIRST_DAY = re.compile(r"\d{4}-\d{2}-01( 00:00:00)?|01/\d{2}/\d{4}")  # a month, as a workbook keeps it
_WITHOUT_VAT, _WITH_VAT = {"net", "excluding", "before"}, {"gross", "including"}


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    words: frozenset[str]


class _Words(BaseModel):
    """The file money_words.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    same: dict[str, str]
    phrases: dict[str, str]
    nouns: _Listed
    beside: _Listed
    other: _Listed
    points: dict[str, int]
    spans: _Listed
    spent: _Listed


@lru_cache(maxsize=1 << 14)
def written_out(heading: str) -> str:
    """A folded heading with short forms written out and the pound sign as a word: "Net Amt (£)" → "net amount gbp"."""
    known = _words()
    words = " ".join(known.same.get(word, word) for word in fold(apart(heading).replace("£", " gbp ")).split())
    for phrase, meant in known.phrases.items():
        words = re.sub(rf"\b{phrase}\b", meant, words)
    return words


@lru_cache(maxsize=1 << 14)
def amount_points(heading: str, year: str = "") -> int | None:
    """How good an amount the heading names, beside other amounts; None where it names none.

    year  the financial year wanted, "" where none is known: a heading of that year is better than any other's
    """
    known, words = _words(), written_out(heading).split()
    years = financial_years_in(heading)
    if is_vat(heading) or known.other.words.intersection(words):
        return None
    bare = is_bare_year(heading)
    if not (bare or "gbp" in words or _all_known(words)):
        return None
    points = sum(known.points.get(word, 0) for word in dict.fromkeys(words)) + (_BARE_YEAR if bare else 0)
    return points + (0 if not years or not year else _THIS_YEAR if year in years else _OTHER_YEAR)


def is_bare_year(heading: str) -> bool:
    """True for a heading that names a financial year and nothing else but its unit: "2023/24 £000"."""
    words = [word for word in written_out(heading).split() if not word.isdecimal()]
    return bool(financial_years_in(heading)) and not set(words) - _OF_YEARS


def is_vat(heading: str) -> bool:
    """True for a heading of VAT itself: not of an amount with it or without it."""
    words = set(written_out(heading).split())
    return "vat" in words and not words & (_WITHOUT_VAT | _WITH_VAT)


def vat_basis(heading: str) -> str:
    """net, gross, or "" where the heading of the amount does not say."""
    words = set(written_out(heading).split())
    return "net" if words & _WITHOUT_VAT else "gross" if words & _WITH_VAT else ""


def is_spent(heading: str) -> bool:
    """True for an amount whose heading says that it was spent."""
    return amount_points(heading) is not None and bool(_words().spent.words.intersection(written_out(heading).split()))


def is_other_measure(heading: str) -> bool:
    """True for a budget, a balance, an average or the like, or for VAT: never what was spent."""
    return is_vat(heading) or bool(_words().other.words.intersection(written_out(heading).split()))


def is_span(heading: str) -> bool:
    """True for a heading that is a month or its first day, a quarter or an accounting period and nothing else."""
    return bool(span_of(heading))


@lru_cache(maxsize=1 << 14)
def span_of(heading: str) -> str:
    """The kind of span that a heading names and nothing else: month, or the word for it; "" where it names none."""
    if _FIRST_DAY.fullmatch(heading.strip()):
        return _MONTH
    words = [word for word in re.findall(r"[a-z]+|\d+", fold(heading)) if word not in ("gbp", "actual", "fy")]
    named = [word for word in words if not word.isdecimal()]
    if len(named) != 1 or len(words) > 3:
        return ""
    if month_number(named[0]) is not None:
        return _MONTH
    return named[0] if named[0] in _words().spans.words and len(words) > 1 else ""


def _all_known(words: Collection[str]) -> bool:
    """True for words that are all of money, one of them a noun."""
    known = _words()
    return bool(known.nouns.words.intersection(words)) and all(
        word in known.nouns.words or word in known.beside.words or word.isdecimal() for word in words
    )


@cache
def _words() -> _Words:
    data: Mapping[str, object] = tomllib.loads(Path(__file__).with_name("money_words.toml").read_text(encoding="utf-8"))
    return _Words.model_validate(data)
