"""What a count can be cut by, each dimension as a column worked out from the counted cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tp_cli.ledger import AXES
from tp_cli.place import Place

UNMAPPED = "unmapped"
UNNAMED = "not named"


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
    "outcome": "outcome that it serves",
    "nature": "pay, running costs, third-party, benefits, grant, capital",
    "control": "who decides, 1 to 6",
    "prevention": "prevent, early or react",
    "ringfence": "the ring-fence that it is under",
}
DIMENSIONS: dict[str, Dimension] = {
    "agency": Dimension("in whose books", "agency"),
    "cofog": Dimension("function, by division", "cofog", width=2),
    "cofog_group": Dimension("function, by group", "cofog", width=4),
    **{name: Dimension(words, name) for name, words in _AXIS_WORDS.items() if name in AXES},
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
