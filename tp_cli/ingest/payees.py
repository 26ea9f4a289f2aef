"""Who is paid: a declared agency, another public body, a person, a name blacked out, or a supplier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from tp_cli.agencies import AgencyFinder

PAYEE: Mapping[str, type[pl.DataType]] = dict.fromkeys(("payee_agency", "payee_class", "payee_body"), pl.String)


class Payee(NamedTuple):
    """What a payee's name says.

    agency  id of the declared agency that it names, or None
    kind    public_body, redacted, individual or supplier
    body    the public body's own name, or None
    """

    agency: str | None
    kind: str
    body: str | None


class PayeeReader:
    """Reads names of payees, each distinct one once."""

    def __init__(self, finder: AgencyFinder) -> None:
        self.finder = finder
        self._known: dict[str, Payee] = {}

    def read(self, text: str) -> Payee:
        """What one name says; exact after folding, never by likeness."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def read_all(self, texts: pl.Series) -> pl.Series:
        """A column of names as a column of structs, PAYEE; all null where there is no name."""
        distinct = texts.drop_nulls().unique()
        if not len(distinct):
            return pl.Series(texts.name, [None] * len(texts), dtype=pl.Struct(PAYEE))
        found = pl.DataFrame([self.read(text) for text in distinct], schema=PAYEE, orient="row")
        columns = [texts.replace_strict(distinct, found[name], default=None).alias(name) for name in PAYEE]
        return pl.DataFrame(columns).to_struct(texts.name)

    def _look_up(self, text: str) -> Payee:
        declared = self.finder.find(text)
        if declared:
            return Payee(declared, "public_body", self.finder[declared].name)
        return Payee(None, "supplier", None)
