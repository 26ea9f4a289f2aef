"""Who is paid: a declared agency, another public body, a person, a name blacked out, or a supplier."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.agencies import fold as folded
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

    def expressions(self, names: pl.Series) -> dict[str, pl.Expr]:
        """PAYEE of a column `payee`, of which `names` are the distinct texts."""
        read = {text: self.read(text) for text in names.drop_nulls()}
        special = {text: payee for text, payee in read.items() if payee != _SUPPLIER}
        named = pl.when(pl.col("payee").is_not_null())
        known = [[payee[place] for payee in special.values()] for place in range(3)]
        agency, kind, body = (
            pl.col("payee").replace_strict(list(special), values, default=None, return_dtype=pl.String)
            if special
            else pl.lit(None, pl.String)
            for values in known
        )
        return dict(zip(PAYEE, (agency, named.then(kind.fill_null(_SUPPLIER.kind)), body), strict=True))

    def _look_up(self, text: str) -> Payee:
        declared = self.finder.find(text)
        if declared:
            return Payee(declared, "public_body", self.finder[declared].name)
        words = folded(text).split()
        if is_redacted(words):
            return Payee(None, "redacted", None)
        body = _body_of(words) or (public_body(_MARKS.sub(" ", text)) if _MARKS.search(text) else None)
        if body:
            return Payee(None, "public_body", body)
        return Payee(None, "individual", None) if is_individual(words) else _SUPPLIER


def is_redacted(words: list[str]) -> bool:
    """True for a name blacked out: a word that says so, or nothing but words about private data."""
    known = _words()["redacted"]
    if set(words) & set(known["words"]):
        return True
    marks = set(words) & set(known["marks"])
    return bool(marks) and set(words) <= marks | set(known["only"])


def is_individual(words: list[str]) -> bool:
    """True for what is likely a person: a title with initials or a common forename, a surname, and no word of trade."""
    known = _words()["individual"]
    titles = [word for word in words if word in known["titles"]]
    names = [word for word in words if word not in known["titles"]]
    if not titles or not 2 <= len(names) <= 4 or set(names) & set(known["company"]) or not all(map(str.isalpha, names)):
        return False
    return any(len(word) == 1 or word in known["forenames"] for word in names) and any(len(word) > 1 for word in names)


def public_body(text: str) -> str | None:
    """The name of the public body that a payee's name is, in whatever order and however shortened; None for others."""
    return _body_of(folded(text).split())


def _body_of(words: list[str]) -> str | None:
    known = _words()["public_bodies"]
    spelt = _spelt(words)
    form = next((form for form in known["legal_forms"] if spelt[-len(form) :] == form and len(spelt) > len(form)), None)
    keys = _keys(spelt) if _vocabulary().issuperset(word for word in spelt if word not in known["filler"]) else []
    found = next((_bodies()[key] for key in keys if key in _bodies()), None)
    return found or (" ".join(spelt).upper() if form else None)


def _spelt(words: list[str]) -> list[str]:
    """The words with shortened ones written out, without a code at the end."""
    short = _words()["public_bodies"]["short"]
    spelt = " ".join(short.get(word, word) for word in words).split()
    while len(spelt) > 2 and any(map(str.isdigit, spelt[-1])):
        spelt = spelt[:-1]
    return spelt


def _keys(spelt: list[str]) -> list[_Key]:
    """The name's words in order of the alphabet, without fillers; of a council also without the words for councils."""
    known = _words()["public_bodies"]
    words = [word for word in spelt if word not in known["filler"]]
    keys = [tuple(sorted(set(words)))] if words else []
    if any(set(mark) <= set(words) for mark in known["council_marks"]):
        place = [word for word in words if word not in known["council_words"]]
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
    return frozenset(word for key in _bodies() for word in key) | set(_words()["public_bodies"]["council_words"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
