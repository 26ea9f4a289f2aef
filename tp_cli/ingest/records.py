"""What a reader makes of a table: one record an amount cell or idle row, each in one state with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.dates import DateOrder
from tp_cli.ingest.periods import Period
from tp_cli.ingest.tables import Header

DATA, REJECTED, NON_DATA = "data", "rejected", "non_data"
MOVED = "more cells than the header: a separator inside a text?"  # its cells stand under others' headings
STATE = pl.Enum([DATA, REJECTED, NON_DATA])
STATUS = pl.Enum(["supplied", "nil", "tbc", "withheld", "included_elsewhere", ""])
PAID = "paid"  # of a record, the payee's name as one of few; the text itself is in `texts`

ROLES = (
    "body",
    "code",
    "class",
    "region",
    "payee",
    "date",
    "directorate",
    "service",
    "expense",
    "narrative",
    "reference",
    "economic",
    "sector",
    "identifiable",
    "cofog_stated",
    "status",
    "year",
)

SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "cell": pl.String,
    "text": pl.String,
    "amount_pence": pl.Int64,
    "amount_status": pl.String,
    "rounded": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "role": pl.String,
    **dict.fromkeys(ROLES, pl.String),
}


@dataclass(frozen=True)
class TableRead:
    """One table of one sheet.

    records   every row of the table at least once: row, cell, text, amount_pence, amount_status, rounded, state, reason
              and as much else of SCHEMA as is not in `texts`
    header    where the header is and what it says
    columns   role → heading, as shown to a person
    units     what a number in it means
    findings  what is to be said of it, with the rows and the money concerned
    wide      true where one row holds several amounts
    texts     of a table with one record a row: a column of text, or of codes, for each role that it has, a row a
              record, in the order of the records; None where the records hold their texts themselves
    letter    column of the amount, where a record does not name its cell
    order     the order of its dates, once they are read
    written   `texts` with the dates as they are written, once they are read
    period    the span of time that its file, its sheet or a title states
    """

    sheet: str
    height: int
    records: pl.DataFrame
    header: Header
    columns: Mapping[str, str]
    units: str
    findings: Sequence[Problem] = field(default_factory=tuple)
    wide: bool = False
    texts: pl.LazyFrame | None = None
    letter: str = ""
    order: DateOrder | None = None
    written: pl.LazyFrame | None = None
    period: Period | None = None

    def has(self, role: str) -> bool:
        """True where the table has a column for this role."""
        names = self.texts.collect_schema().names() if self.texts is not None else self.records.columns
        return role in names and (self.texts is not None or self.records[role].null_count() < self.records.height)

    @property
    def at(self) -> pl.Expr:
        """The cell of each record's amount, as text."""
        return pl.coalesce(pl.col("cell").cast(pl.String), pl.lit(self.letter) + pl.col("row").cast(pl.String))

    def written_at(self, row: int, role: str) -> str:
        """What is written in a role's column of one row."""
        if self.written is None:
            return ""
        at = self.records["row"].search_sorted(row)
        return str(self.written.slice(int(at), 1).select(role).collect().item() or "")

    def with_texts(self) -> pl.LazyFrame:
        """The records with the text of every role of SCHEMA, null where the table has none."""
        return self.with_codes().with_columns(pl.col(ROLES).cast(pl.String))

    def with_codes(self) -> pl.LazyFrame:
        """As `with_texts`, with codes for texts where each was stored once."""
        records = self.records.lazy()
        frame = records if self.texts is None else pl.concat([records, self.texts], how="horizontal")
        known = frame.collect_schema().names()
        return frame.with_columns(no_text().alias(role) for role in ("role", *ROLES) if role not in known)


def counted_pence(records: pl.DataFrame) -> int:
    """What the lines among the records add up to, an unknown amount as nought."""
    return int(records.filter(pl.col("state") == DATA)["amount_pence"].fill_null(0).sum())


def one_text(text: str) -> pl.Expr:
    """A column of one text, stored once."""
    return pl.lit(text, pl.Enum([text]))


def no_text() -> pl.Expr:
    """A column of text with none in it."""
    return pl.lit(None, pl.Enum([]))


def idle(rows: pl.DataFrame, reason: str | pl.Expr, state: str = NON_DATA) -> pl.DataFrame:
    """Records for rows without an amount; `rows` has `row` and what `reason` needs."""
    text = pl.lit(reason) if isinstance(reason, str) else reason
    return conform(rows.select("row", state=pl.lit(state), reason=text))


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of SCHEMA, null where it has none."""
    missing = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
