"""What `tp count` gives back: the spend lens or another, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.answer import Answer, cofog_names
from tp_cli.count.rows import cut
from tp_cli.errors import Problem
from tp_cli.money import per_head, pounds

SCHEMA_NAME = "tp.count/1"


@dataclass(frozen=True)
class CountResult:
    """A count through one lens.

    rows    the lens's main table, amounts as decimal strings in pounds
    stored  true where this is the count that reports use
    """

    lens: str
    answer: Answer
    rows: pl.DataFrame
    stored: bool
    problems: Sequence[Problem]

    def as_json(self) -> dict[str, object]:
        answer, cover = self.answer, self.answer.coverage
        head = per_head(cover.total_pence, answer.people) if answer.people else None
        return {
            "schema": SCHEMA_NAME,
            "lens": self.lens,
            "title": answer.title,
            "year": answer.view.year,
            "total": pounds(cover.total_pence),
            "low": pounds(cover.low_pence),
            "high": pounds(cover.high_pence),
            "per_head": None if head is None else pounds(head),
            "coverage": {
                "supplied_pct": cover.supplied_pct,
                "with_estimates_pct": cover.with_estimates_pct,
                "apportioned_pct": cover.apportioned_pct,
                "withheld": [each.agency for each in cover.withheld],
            },
            "states": {name: pounds(pence) for name, pence in answer.states().items()},
            "reconciles": answer.reconciles,
            "control": [
                {
                    "test": test.title,
                    "bottom_up": pounds(test.bottom_up_pence),
                    "top_down": pounds(test.top_down_pence),
                    "ratio_pct": test.ratio_pct,
                    "text": test.text,
                }
                for test in answer.control.tests
            ],
            "eliminations": eliminations(answer).to_dicts(),
            "rows": self.rows.to_dicts(),
            "caveats": [text for _, text in answer.caveats],
        }

    def as_rows(self) -> pl.DataFrame:
        return self.rows


def spend_rows(answer: Answer) -> pl.DataFrame:
    """The counted money by the columns of the view: the columns, `amount`, `per_head` ("" without a population)."""
    frame = cut(answer.counted, answer.view.by)
    people = answer.people
    amounts = frame["amount_pence"].to_list()
    heads = [pounds(per_head(pence, people)) if people else "" for pence in amounts]
    return frame.drop("amount_pence", "apportioned_pence").with_columns(
        pl.Series("amount", [pounds(pence) for pence in amounts], pl.String), pl.Series("per_head", heads, pl.String)
    )


def function_rows(answer: Answer) -> list[tuple[str, str, int]]:
    """Division, its name, pence; largest first: what the screen shows."""
    names = cofog_names()
    return [(code, names.get(code, code), pence) for code, pence, _ in cut(answer.counted, ["cofog"]).iter_rows()]


def eliminations(answer: Answer) -> pl.DataFrame:
    """The elimination ledger: payer, payee, label, paid, received, eliminated, unreconciled, note."""
    columns = ("payer", "payee", "label", "paid", "received", "eliminated", "unreconciled", "note")
    rows = [
        (
            entry.payer,
            entry.payee,
            entry.label,
            "" if entry.paid_pence is None else pounds(entry.paid_pence),
            "" if entry.received_pence is None else pounds(entry.received_pence),
            pounds(entry.eliminated_pence),
            pounds(entry.unreconciled_pence),
            entry.note,
        )
        for entry in answer.counted.entries
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
