"""What a count can be cut by, each dimension as a column worked out from the counted cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import polars as pl

from tp_cli.ledger import AXES
from tp_cli.money import share_out
from tp_cli.place import Place

UNMAPPED = "unmapped"
UNNAMED = "not named"
UNALIGNED = "unaligned"


@dataclass(frozen=True)
class Dimension:
    """One column of a cut.

    meaning       in words
    column        of the cells
    missing       what stands where the column has nothing
    line_columns  columns of lines that the cells must have for it
    """

    meaning: str
    column: str
    missing: str = UNMAPPED
    line_columns: tuple[str, ...] = ()
    width: int | None = None  # characters kept, of a code

    def expression(self) -> pl.Expr:
        column = pl.col(self.column)
        kept = column if self.width is None else column.str.slice(0, self.width)
        return kept.fill_null(self.missing)


_AXIS_WORDS = {
    "theme": "partnership theme",
    "client_group": "group of people served",
    "area": "part of the place that it serves",
    "nature": "pay, running costs, third-party, benefits, grant, capital",
    "control": "who decides, 1 to 6",
    "prevention": "prevent, early or react",
    "ring_fence": "grant or account that it may only be spent under",
}
DIMENSIONS: dict[str, Dimension] = {
    "agency": Dimension("in whose books", "agency"),
    "cofog": Dimension("function, by division", "cofog", width=2),
    "cofog_group": Dimension("function, by group", "cofog", width=4),
    **{name: Dimension(words, name) for name, words in _AXIS_WORDS.items() if name in AXES},
    **({"outcome": Dimension("outcome that it serves", "outcome", UNALIGNED)} if "outcome" in AXES else {}),
    "funder": Dimension("whose vote or tax it comes from", "funder", UNNAMED),
    "department": Dimension("department that answers for the body", "funder", UNNAMED),
    "supplier": Dimension("who was paid, as written", "payee", UNNAMED, ("payee",)),
    "payee": Dimension("the declared body that was paid", "payee_agency", UNNAMED, ("payee_agency",)),
    "basis": Dimension("outturn, budget, allocation or payments", "basis"),
    "year": Dimension("financial year", "year"),
}


def with_funder(cells: pl.DataFrame, place: Place) -> pl.DataFrame:
    """The cells with `funder`: what the mapping says, else the department that place.toml gives for the body."""
    departments: Mapping[str, str] = {agency.id: agency.department for agency in place.agencies if agency.department}
    declared = pl.col("agency").replace_strict(dict(departments), default=None, return_dtype=pl.String)
    stated = [pl.col("department")] if "department" in cells.columns else []
    return cells.with_columns(funder=pl.coalesce(*stated, declared))


def by_outcome(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells parted by the outcomes that their money is tied to; what no outcome has is `UNALIGNED`.

    cells    `outcome`: "School readiness = 7/20; ...", with shares that add up to at most one; pence
    returns  the same with one outcome a row; the pence of a cell, and what is apportioned of them, are shared out by
             largest remainder and add up to the cell's

    Source: docs/METHOD.md §4, outcome weights.
    """
    texts = {text: _weights(text) for text in cells["outcome"].drop_nulls().unique()}
    tied = cells.filter(pl.col("outcome").is_not_null())
    rows = [
        {**row, "outcome": name, "amount_pence": pence}
        for row in tied.iter_rows(named=True)
        for (name, _), pence in zip(
            texts[row["outcome"]],
            share_out(row["amount_pence"], [weight for _, weight in texts[row["outcome"]]]),
            strict=True,
        )
    ]
    return pl.concat([cells.filter(pl.col("outcome").is_null()), pl.DataFrame(rows, schema=cells.schema)])


def _weights(text: str) -> list[tuple[str | None, int]]:
    """Outcomes and whole-number weights of what a mapping says; the rest under None."""
    pairs = [part.rpartition("=") for part in text.split(";") if part.strip()]
    shares = [(name.strip(), Fraction(share.strip())) for name, _, share in pairs]
    rest = 1 - sum((share for _, share in shares), Fraction(0))
    whole = lcm(*(share.denominator for _, share in shares), rest.denominator)
    return [(name, int(share * whole)) for name, share in [*shares, *([(None, rest)] if rest else [])]]
