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


_SUPPLIER = Payee(None, "supplier", None)


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
        return _SUPPLIER
