"""Lens "transfers": who pays whom, what was taken off for it, what does not agree."""

from __future__ import annotations

import polars as pl

from tp_cli.count.answer import Answer
from tp_cli.count.result import eliminations
from tp_cli.money import pounds

_COLUMNS = ("payer", "payee", "source", "what", "lines", "paid", "received", "eliminated", "unreconciled", "note")


def transfer_rows(answer: Answer) -> pl.DataFrame:
    """Entries of the elimination ledger, then payments seen in lines: the columns of `_COLUMNS`, all text.

    Source: docs/METHOD.md §3, lens "transfers".
    """
    entries = eliminations(answer).with_columns(source=pl.lit("ledger"), lines=pl.lit("")).rename({"label": "what"})
    seen = [
        (payer, payee, basis, "payments between the two", str(lines), pounds(answer.prices.one(pence)), "", "", "", "")
        for payer, payee, basis, pence, lines in answer.payments.iter_rows()
    ]
    payments = pl.DataFrame(seen, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    return pl.concat([entries.select(_COLUMNS), payments])
