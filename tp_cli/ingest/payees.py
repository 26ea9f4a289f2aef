"""Who is paid: a declared agency, another public body, a person, a name blacked out, or a supplier."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.agencies import fold as folded
from tp_cli.ingest.coded import for_each_row, own_codes
from tp_cli.reference import table as facts

PAYEE: Mapping[str, type[pl.DataType]] = dict.fromkeys(("payee_agency", "payee_class", "payee_body"), pl.String)

_MARKS = re.compile(r"#.*$|\([^)]*\)?")  # a ledger's own marks behind a name
_Key = tuple[str, ...]


class Payee(NamedTuple):
    """What a payee's name says.

    agency  id of the declared agency that it names, or None
    kind    public_body, redacted, individual or supplier
    body    the public body's own name, or None
    """

    agency: str | None
    kind: str
    body: str | None


_SUPPLIER = Payee(None, "supplier", None)


class PayeeReader:
    """Reads names of payees, each distinct one once."""

    def __init__(self, finder: AgencyFinder) -> None:
        self.finder = finder
        self._known: dict[str, Payee] = {}

    def read(self, text: str) -> Payee:
        """What one name says: exact after folding, never by likeness; a company is never taken for a person."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def columns(self, names: pl.Series) -> pl.DataFrame:
        """PAYEE for each of these names, each text stored once; null where there is none.

        names  String, or Categorical with `own_codes`
        """
        coded = names.cast(own_codes()) if names.dtype == pl.String else names
        return for_each_row(coded, self._read_all)

    def _read_all(self, names: pl.Series) -> pl.DataFrame:
        read = [self.read(name) for name in names]
        return pl.DataFrame([_few(name, [payee[at] for payee in read]) for at, name in enumerate(PAYEE)])

    def _look_up(self, text: str) -> Payee:
        plain = folded(text)
        declared = self.finder.named(plain)
        if declared:
            return Payee(declared, "public_body", self.finder[declared].name)
        words = plain.split()
        marked = _MARKS.search(text) is not None
        if not marked and _says_nothing(words):
            return _SUPPLIER
        if is_redacted(words):
            return Payee(None, "redacted", None)
        body = _body_of(words) or (public_body(_MARKS.sub(" ", text)) if marked else None)
        if body:
            return Payee(None, "public_body", body)
        return Payee(None, "individual", None) if is_individual(words) else _SUPPLIER


def _few(name: str, values: list[str | None]) -> pl.Series:
    """A column of few values, each stored once."""
    return pl.Series(name, values, pl.Enum(sorted({value for value in values if value is not None})))


def is_redacted(words: list[str]) -> bool:
    """True for a name blacked out: a word that says so, or nothing but words about private data."""
    known = _words()
    if known.redacted.intersection(words):
        return True
    marks = known.marks.intersection(words)
    return bool(marks) and marks.union(known.only).issuperset(words)


def is_individual(words: list[str]) -> bool:
    """True for what is likely a person: a title with initials or a common forename, a surname, and no word of trade."""
    known = _words()
    names = [word for word in words if word not in known.titles]
    if len(names) == len(words) or not 2 <= len(names) <= 4:
        return False
    if known.company.intersection(names) or not all(map(str.isalpha, names)):
        return False
    return any(len(word) == 1 or word in known.forenames for word in names) and any(len(word) > 1 for word in names)


def public_body(text: str) -> str | None:
    """The name of the public body that a payee's name is, in whatever order and however shortened; None for others."""
    return _body_of(folded(text).split())


def _says_nothing(words: list[str]) -> bool:
    """True where no word could make the name anything but a supplier's, and one is in no public body's name."""
    known = _of_bodies()
    return _words().telling.isdisjoint(words) and any(word not in known and word.isalpha() for word in words)


def _body_of(words: list[str]) -> str | None:
    known = _words()
    spelt = _spelt(words)
    form = next((form for form in known.legal_forms if spelt[-len(form) :] == form and len(spelt) > len(form)), None)
    keys = _keys(spelt) if _vocabulary().issuperset(word for word in spelt if word not in known.filler) else []
    found = next((_bodies()[key] for key in keys if key in _bodies()), None)
    return found or (" ".join(spelt).upper() if form else None)


def _spelt(words: list[str]) -> list[str]:
    """The words with shortened ones written out, without a code at the end."""
    short = _words().short
    spelt = words
    if not short.keys().isdisjoint(words):
        spelt = " ".join(short.get(word, word) for word in words).split()
    while len(spelt) > 2 and any(map(str.isdigit, spelt[-1])):
        spelt = spelt[:-1]
    return spelt


def _keys(spelt: list[str]) -> list[_Key]:
    """The name's words in order of the alphabet, without fillers; of a council also without the words for councils."""
    known = _words()
    words = [word for word in spelt if word not in known.filler]
    keys = [tuple(sorted(set(words)))] if words else []
    if any(mark.issubset(words) for mark in known.council_marks):
        place = [word for word in words if word not in known.council_words]
        keys += [("council", *sorted(place))] if place else []
    return keys


@cache
def _bodies() -> Mapping[_Key, str]:
    """Key → name of every public body of the table; the first where two share a key."""
    found: dict[_Key, str] = {}
    for name in facts("public_bodies")["name"]:
        for key in _keys(_spelt(folded(name).split())):
            found.setdefault(key, name)
    return found


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every key, and the words for councils: a name with another word is no body of the table."""
    return frozenset(word for key in _bodies() for word in key) | _words().council_words


@cache
def _of_bodies() -> frozenset[str]:
    """Every word that may stand in the name of a body of the table, also a shortened one."""
    known = _words()
    return _vocabulary() | known.filler | known.short.keys()


@dataclass(frozen=True)
class _Words:
    """The words of payees.toml; `telling` are those without one of which no name is blacked out, a person's or a
    public body's by its legal form.
    """

    redacted: frozenset[str]
    marks: frozenset[str]
    only: frozenset[str]
    filler: frozenset[str]
    short: Mapping[str, str]
    legal_forms: Sequence[list[str]]
    council_words: frozenset[str]
    council_marks: Sequence[frozenset[str]]
    titles: frozenset[str]
    company: frozenset[str]
    forenames: frozenset[str]
    telling: frozenset[str]


@cache
def _words() -> _Words:
    said: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    redacted, bodies, people = said["redacted"], said["public_bodies"], said["individual"]
    ends = {form[-1] for form in bodies["legal_forms"]}
    ends |= {short for short, long in bodies["short"].items() if ends & set(long.split())}
    return _Words(
        redacted=frozenset(redacted["words"]),
        marks=frozenset(redacted["marks"]),
        only=frozenset(redacted["only"]),
        filler=frozenset(bodies["filler"]),
        short=bodies["short"],
        legal_forms=bodies["legal_forms"],
        council_words=frozenset(bodies["council_words"]),
        council_marks=[frozenset(mark) for mark in bodies["council_marks"]],
        titles=frozenset(people["titles"]),
        company=frozenset(people["company"]),
        forenames=frozenset(people["forenames"]),
        telling=frozenset([*redacted["words"], *redacted["marks"], *people["titles"], *ends]),
    )
