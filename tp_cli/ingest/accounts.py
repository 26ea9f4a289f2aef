"""One pass over a table's rows: the amount and the days of each, and what tells a line from a total or a note.

An account is what is known of a row without its texts, so that the accounts of millions of rows fit in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from tp_cli.ingest.dates import both_orders
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import STATUS
from tp_cli.ingest.scan import NotPlain
from tp_cli.ingest.tables import TOTAL_WORDS
from tp_cli.ingest.values import MONEY, Units, parse_money

KEYS = ("payee", "date", "reference", "narrative", "expense", "service", "directorate", "code")
_RULE, _LONG_RULE = r"^[-=_*.·~ ]+$", r"^[-=_*.·~ ]{3,}$"
_PENCE = r"^-?[£$]?-?\d[\d,]*\.\d\d-?$"
_DAYS: dict[str, type[pl.DataType]] = {"dmy": pl.Date, "mdy": pl.Date}


def take_accounts(
    grid: Grid, letters: Mapping[str, str], units: Units, span: tuple[int, int], money: Collection[str] = ()
) -> pl.DataFrame:
    """The accounts of the rows from the first to the last of `span`, in order.

    letters  role → column letter; `amount`, or `debit` and `credit`
    money    letters of other columns of money
    returns  row, amount_pence, amount_status (null where blank), rounded, cell (of the amount, null where it is in
             the amount's own column), dmy and mdy (the day under either order), dated (a date is written), filled
             (other cells with text), keys (cells that name a line), named (a payee is), totalish (some text holds
             "total"), mark (the same for rows that are the same)
    raises   NotPlain where a text that is read in passes cannot be
    """
    others = [name for name in grid.letters if name not in _amount_letters(letters)]
    right = [name for name in _right_of(grid, letters) if name not in money and not grid.sheet]
    moved = pl.col(right[0]).str.contains(_PENCE).fill_null(False) if right else pl.lit(False)
    rows = grid.scan().filter(pl.col("row").is_between(*span))
    frame = collected(rows.select("row", *_amounts(letters, units), *_days(letters), *_signs(letters, others, grid), moved.alias("moved")))
    height = span[1] - span[0] + 1
    if frame.height != height:
        raise NotPlain(f"{frame.height} rows of {height}")
    return _one_amount(frame, letters)


def look_closer(grid: Grid, letters: Mapping[str, str], rows: Sequence[int]) -> pl.DataFrame:
    """What the texts of some rows say: `row`, `text` (of the amount), `label` (what the row calls itself), `ruled`
    (nothing but dashes beside the amount), `worded` (a word stands in it).
    """
    amounts = _amount_letters(letters)
    others = [name for name in grid.letters if name not in amounts]
    ruled = [pl.col(name).str.contains(_RULE).fill_null(True) for name in others]
    worded = [pl.col(name).str.contains(r"\p{L}").fill_null(False) for name in others]
    return collected(
        grid.scan()
        .filter(pl.col("row").is_in(pl.Series(rows, dtype=pl.Int64).implode()))
        .select(
            "row",
            text=pl.coalesce(amounts),
            label=_label(others),
            ruled=pl.all_horizontal(ruled) if ruled else pl.lit(True),
            worded=pl.any_horizontal(worded) if worded else pl.lit(False),
        )
    )


def is_rule(text: pl.Expr, keys: pl.Expr) -> pl.Expr:
    """An amount of dashes: a lone dash is nought, unless dashes stand beside it, where others name a line."""
    return text.str.contains(_LONG_RULE) | (text.str.contains(_RULE) & (keys > 0))


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """The frame read through; NotPlain where its text cannot be."""
    try:
        return frame.collect()
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
        raise NotPlain(str(error)) from None


def _right_of(grid: Grid, letters: Mapping[str, str]) -> list[str]:
    """The letter right of the amount's, where there is one."""
    if "amount" not in letters:
        return []
    after = grid.letters.index(letters["amount"]) + 1
    return grid.letters[after : after + 1]


def _amount_letters(letters: Mapping[str, str]) -> list[str]:
    return [letters[role] for role in ("amount", "debit", "credit") if role in letters]


def _amounts(letters: Mapping[str, str], units: Units) -> list[pl.Expr]:
    def read(texts: pl.Series) -> pl.Series:
        return parse_money(texts, units).to_struct(texts.name)

    return [
        pl.col(letters[role]).map_batches(read, return_dtype=pl.Struct(MONEY), is_elementwise=True).alias(role)
        for role in ("amount", "debit", "credit")
        if role in letters
    ]


def _days(letters: Mapping[str, str]) -> list[pl.Expr]:
    if "date" not in letters:
        return []

    def read(texts: pl.Series) -> pl.Series:
        return both_orders(texts).to_struct(texts.name)

    text = pl.col(letters["date"])
    return [text.map_batches(read, return_dtype=pl.Struct(_DAYS), is_elementwise=True).alias("days")]


def _signs(letters: Mapping[str, str], others: Sequence[str], grid: Grid) -> list[pl.Expr]:
    filled = [pl.col(name).is_not_null().cast(pl.UInt16) for name in others]
    keys = [pl.col(letters[role]).is_not_null().cast(pl.UInt16) for role in KEYS if role in letters]
    total = [pl.col(name).str.contains_any(["total"], ascii_case_insensitive=True) for name in others]
    return [
        (pl.sum_horizontal(filled) if filled else pl.lit(0)).cast(pl.Int64).alias("filled"),
        (pl.sum_horizontal(keys) if keys else pl.lit(0)).cast(pl.Int64).alias("keys"),
        (pl.any_horizontal(total) if total else pl.lit(False)).fill_null(False).alias("totalish"),
        pl.sum_horizontal(pl.col(name).hash(seed) for seed, name in enumerate(grid.letters)).alias("mark"),
        *(
            (pl.col(letters[role]).is_not_null() if role in letters else pl.lit(False)).alias(name)
            for name, role in (("dated", "date"), ("named", "payee"))
        ),
    ]


def _one_amount(frame: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """The accounts with one amount a row; of debit and credit, the credit taken off where it is written without sign."""
    days = frame.get_column("days").struct.unnest() if "days" in frame.columns else None
    none = [pl.lit(None, kind).alias(name) for name, kind in _DAYS.items()]
    frame = frame.drop("days").hstack(days) if days is not None else frame.with_columns(none)
    if "amount" in frame.columns:
        frame = frame.drop("amount").hstack(frame.get_column("amount").struct.unnest())
        return frame.with_columns(pl.col("amount_status").cast(STATUS), cell=pl.lit(None, pl.String))
    debit, credit = (frame.get_column(role).struct.unnest() for role in ("debit", "credit"))
    signed = bool((credit["amount_pence"].fill_null(0) <= 0).all())
    taken = credit["amount_pence"] if signed else -credit["amount_pence"]
    blank = debit["amount_status"].is_null() & credit["amount_status"].is_null()
    unread = (debit["amount_status"] == "").fill_null(False) | (credit["amount_status"] == "").fill_null(False)
    right = debit["amount_status"].is_null() & credit["amount_status"].is_not_null()
    status = pl.when(blank).then(None).when(unread).then(pl.lit("")).otherwise(pl.lit("supplied"))
    cell = pl.when(right).then(pl.lit(letters["credit"]) + pl.col("row").cast(pl.String))
    return frame.drop("debit", "credit").with_columns(
        amount_pence=pl.when(~blank & ~unread).then(debit["amount_pence"].fill_null(0) + taken.fill_null(0)),
        amount_status=status.cast(STATUS),
        rounded=debit["rounded"] | credit["rounded"],
        cell=cell.otherwise(pl.when(~blank).then(pl.lit(letters["debit"]) + pl.col("row").cast(pl.String))),
    )


def _label(letters: Sequence[str]) -> pl.Expr:
    """What a row calls itself: the first cell that reads like a total, else the first with a word in it."""
    texts = [
        pl.when(pl.col(name).str.contains(pattern)).then(pl.col(name))
        for pattern in (TOTAL_WORDS, r"\p{L}")
        for name in letters
    ]
    return pl.coalesce(texts) if texts else pl.lit(None, pl.String)
