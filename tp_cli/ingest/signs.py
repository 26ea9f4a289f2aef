"""What the cells beside the amount say of a row without their texts: how many are filled, which day it is, a total.

A column of few texts comes as codes: each of its texts is looked at once, and what it says is given to all of its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from tp_cli.ingest.coded import Said, own_codes, said_of
from tp_cli.ingest.dates import both_orders, plain_days
from tp_cli.ingest.frame import trimmed

KEYS = ("payee", "date", "reference", "narrative", "expense", "service", "directorate", "code")
_PENCE = r"^-?[£$]?-?\d[\d,]*\.\d\d-?$"


@dataclass(frozen=True)
class Beside:
    """The columns of a table by what is asked of them.

    every  all letters, the amount's too
    texts  letters of all columns but the amount's
    keys   letters of those that name a line
    date, payee, right  letters, "" where there is none; `right` is the column right of the amount's
    """

    every: Sequence[str]
    texts: Sequence[str]
    keys: Collection[str]
    date: str
    payee: str
    right: str

    @classmethod
    def of(
        cls, every: Sequence[str], letters: Mapping[str, str], amounts: Collection[str], right: Sequence[str]
    ) -> Beside:
        """By role → letter, and the letters of the amounts."""
        texts = [letter for letter in every if letter not in amounts]
        keys = [letters[role] for role in KEYS if role in letters]
        return cls(every, texts, keys, letters.get("date", ""), letters.get("payee", ""), "".join(right))

    def signs(self, coded: Collection[str]) -> list[pl.Expr]:
        """The signs of a row as expressions, so far as its columns are not coded; `odd day` is a day not read yet."""
        plain = [letter for letter in self.texts if letter not in coded]
        filled = [pl.col(letter).is_not_null().cast(pl.UInt16) for letter in plain]
        keys = [pl.col(letter).is_not_null().cast(pl.UInt16) for letter in self.keys if letter not in coded]
        total = [_has_total(pl.col(letter)) for letter in plain]
        marks = [pl.col(each).hash(seed) for seed, each in enumerate(self.every) if each not in coded]
        date, payee, right = ("" if letter in coded else letter for letter in (self.date, self.payee, self.right))
        dmy, mdy = plain_days(pl.col(date) if date else pl.lit(None, pl.String))
        odd = pl.when(dmy.is_null() & mdy.is_null()).then(pl.col(date)) if date else pl.lit(None, pl.String)
        return [
            pl.sum_horizontal(pl.lit(0, pl.UInt16), *filled).alias("filled"),
            pl.sum_horizontal(pl.lit(0, pl.UInt16), *keys).alias("keys"),
            pl.any_horizontal(pl.lit(False), *total).fill_null(False).alias("totalish"),
            pl.sum_horizontal(pl.lit(0, pl.UInt64), *marks).alias("mark"),
            (pl.col(right).str.contains(_PENCE).fill_null(False) if right else pl.lit(False)).alias("moved"),
            *(
                (pl.col(at).is_not_null() if at else pl.lit(False)).alias(as_)
                for at, as_ in ((date, "dated"), (payee, "named"))
            ),
            *((dmy, mdy, odd.cast(own_codes()).alias("odd day")) if self.date not in coded else ()),
        ]

    def with_codes(self, frame: pl.DataFrame, coded: Mapping[str, pl.Series]) -> tuple[pl.DataFrame, list[pl.Series]]:
        """The signs with those of the coded columns, and the texts of these.

        coded  letter → the column as it is written
        """
        texts: list[pl.Series] = []
        for letter, codes in coded.items():
            said = said_of(codes, partial(self._said, letter))
            texts.append((codes if bool(said.each["as written"].all()) else said.of_rows("text")).alias(letter))
            frame = self._added(frame, said, letter)
        return frame, texts

    def _said(self, letter: str, written: pl.Series) -> pl.DataFrame:
        """What each distinct text of one column says."""
        text = written.alias("text").to_frame().select(trimmed(["text"]))
        said = text.with_columns(
            pl.col("text").cast(own_codes()),
            (pl.col("text") == written).fill_null(False).alias("as written"),
            filled=pl.col("text").is_not_null(),
            total=_has_total(pl.col("text")).fill_null(False),
            mark=pl.when(pl.col("text").is_not_null()).then(pl.col("text").hash(self.every.index(letter))).fill_null(0),
            pence=pl.col("text").str.contains(_PENCE).fill_null(False),
        )
        return said.hstack(both_orders(text["text"])) if letter == self.date else said

    def _added(self, frame: pl.DataFrame, said: Said, letter: str) -> pl.DataFrame:
        filled = pl.lit(True) if said.all_rows("filled") else pl.lit(said.of_rows("filled", False))
        columns = [pl.col("mark") + said.of_rows("mark", 0)]
        if letter in self.texts:
            columns.append(pl.col("filled") + filled.cast(pl.UInt16))
            if said.each["total"].any():
                columns.append(pl.col("totalish") | said.of_rows("total", False))
        if letter in self.keys:
            columns.append(pl.col("keys") + filled.cast(pl.UInt16))
        if letter == self.right and said.each["pence"].any():
            columns.append(pl.lit(said.of_rows("pence", False)).alias("moved"))
        if letter == self.date:
            columns += [filled.alias("dated"), *(pl.lit(said.of_rows(order)).alias(order) for order in ("dmy", "mdy"))]
        if letter == self.payee:
            columns.append(filled.alias("named"))
        return frame.with_columns(columns)


def _has_total(text: pl.Expr) -> pl.Expr:
    return text.str.contains_any(["total"], ascii_case_insensitive=True)
