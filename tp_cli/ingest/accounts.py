"""One pass over a table's rows: the amount and the days of each, and what tells a line from a total or a note.

An account is what is known of a row without its texts, so that the accounts of millions of rows fit in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import polars as pl

from tp_cli.ingest.coded import for_rows_with_text, own_codes
from tp_cli.ingest.dates import both_orders
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.held import NOTHING, Kept
from tp_cli.ingest.records import STATUS, no_text
from tp_cli.ingest.scan import NotPlain, Scanned
from tp_cli.ingest.signs import Beside
from tp_cli.ingest.tables import TOTAL_WORDS
from tp_cli.ingest.telling import told
from tp_cli.ingest.values import Units, are_signed, parse_money, signed_pence, strict_pence

_RULE, _LONG_RULE = r"^[-=_*.·~ ]+$", r"^[-=_*.·~ ]{3,}$"


def take_accounts(
    grid: Grid,
    letters: Mapping[str, str],
    units: Units,
    span: tuple[int, int],
    money: Collection[str] = (),
    kept: Kept = NOTHING,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The accounts of the rows from the first to the last of `span`, in order, and their texts that are kept.

    letters  role → column letter; `amount`, or `debit` and `credit`
    money    letters of other columns of money
    returns  row, amount_pence, amount_status (null where blank), rounded, cell (of the amount, null where it is in
             the amount's own column), dmy and mdy (the day under either order), dated (a date is written), filled
             (other cells with text), keys (cells that name a line), named (a payee is), totalish (some text holds
             "total"), mark (the same for rows that are the same), moved (pence stand right of the amount)
    raises   NotPlain where a text that is read in passes cannot be
    """
    right = [name for name in _right_of(grid, letters) if name not in money and not grid.sheet]
    columns = Beside.of(grid.letters, letters, _amount_letters(letters), right[:1])
    rows = grid.scan(kept.coded)
    rows = rows if span == (1, grid.height) else rows.filter(pl.col("row").is_between(*span))
    roles = [role for role in ("amount", "debit", "credit") if role in letters]
    amounts = [each for role in roles for each in _amount(role, grid.cells.get_column(letters[role]), units)]
    texts = [pl.col(letter).cast(own_codes()).alias(f"text {letter}") for letter in kept.coded]
    texts += [pl.col(letter).alias(f"text {letter}") for letter in kept.plain]
    rows = told(rows, span[1] - span[0] + 1, "read") if isinstance(grid, Scanned) else rows
    frame = collected(rows.select("row", *amounts, *columns.signs(kept.coded), *texts))
    height = span[1] - span[0] + 1
    if frame.height != height:
        raise NotPlain(f"{frame.height} rows of {height}")
    # the texts stay in pieces, as they came
    held = {letter: frame.drop_in_place(f"text {letter}") for letter in (*kept.coded, *kept.plain)}
    frame = pl.DataFrame([frame.drop_in_place(name).rechunk() for name in frame.columns])  # never all of it twice
    for role in roles:
        frame = _with_odd_amounts(frame, role, units)
    frame, coded = columns.with_codes(_with_odd_days(frame), {letter: held[letter] for letter in kept.coded})
    plain = [held[letter].alias(letter) for letter in kept.plain]
    return _one_amount(frame, letters), pl.DataFrame([*plain, *coded])


def _amount(role: str, some: pl.Series, units: Units) -> list[pl.Expr]:
    """The pence of amounts that are written plainly, or as some of the column are, and the texts of all others."""
    text = pl.col(some.name)
    pence = signed_pence(text, units) if are_signed(some) else strict_pence(text, units)
    return [pence.alias(role), pl.when(pence.is_null()).then(text).cast(own_codes()).alias(f"{role} odd")]


def _with_odd_amounts(frame: pl.DataFrame, role: str, units: Units) -> pl.DataFrame:
    """The frame with the amounts that are not written plainly; adds their status, null where blank."""
    at, money = for_rows_with_text(frame.drop_in_place(f"{role} odd"), partial(parse_money, units=units))
    pence = frame.drop_in_place(role)
    status = pl.select(pl.when(pence.is_not_null()).then(pl.lit("supplied", STATUS))).to_series()
    rounded = pl.repeat(False, len(pence), eager=True)
    return frame.with_columns(
        pence.scatter(at, money["amount_pence"]).alias(role),
        status.scatter(at, money["amount_status"].cast(STATUS)).alias(f"{role} status"),
        rounded.scatter(at, money["rounded"]).alias(f"{role} rounded"),
    )


def _with_odd_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the days that are not written plainly."""
    if "odd day" not in frame.columns:  # the column of days is coded
        return frame
    at, days = for_rows_with_text(frame.drop_in_place("odd day"), both_orders)
    return frame.with_columns(frame.drop_in_place(name).scatter(at, days[name]).alias(name) for name in days.columns)


def look_closer(grid: Grid, letters: Mapping[str, str], rows: Sequence[int]) -> pl.DataFrame:
    """What the texts of some rows say: `row`, `text` (of the amount), `label` (what the row calls itself), `ruled`
    (nothing but dashes beside the amount), `worded` (a word stands in it).
    """
    amounts = _amount_letters(letters)
    others = [name for name in grid.letters if name not in amounts]
    ruled = [pl.col(name).str.contains(_RULE).fill_null(True) for name in others]
    worded = [pl.col(name).str.contains(r"\p{L}").fill_null(False) for name in others]
    return collected(
        grid.some(pl.Series(rows, dtype=pl.Int64)).select(
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


def _one_amount(frame: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """The accounts with one amount a row; of debit and credit, the credit taken off where it has no sign."""
    if "amount" in letters:
        names = {"amount": "amount_pence", "amount status": "amount_status", "amount rounded": "rounded"}
        return frame.rename(names).with_columns(cell=no_text())
    credit = frame["credit"].fill_null(0)
    taken = credit if bool((credit <= 0).all()) else -credit
    left, right = (pl.col(f"{role} status").is_not_null() for role in ("debit", "credit"))
    blank = ~left & ~right
    unread = (pl.col("debit status") == "").fill_null(False) | (pl.col("credit status") == "").fill_null(False)
    status = pl.when(blank).then(None).when(unread).then(pl.lit("")).otherwise(pl.lit("supplied"))
    at = pl.when(right & ~left).then(pl.lit(letters["credit"])).otherwise(pl.lit(letters["debit"]))
    return frame.with_columns(
        amount_pence=pl.when(~blank & ~unread).then(pl.col("debit").fill_null(0) + taken),
        amount_status=status.cast(STATUS),
        rounded=pl.col("debit rounded") | pl.col("credit rounded"),
        cell=pl.when(~blank).then(at + pl.col("row").cast(pl.String)),
    ).drop(f"{role}{part}" for role in ("debit", "credit") for part in ("", " status", " rounded"))


def _label(letters: Sequence[str]) -> pl.Expr:
    """What a row calls itself: the first cell that reads like a total, else the first with a word in it."""
    texts = [
        pl.when(pl.col(name).str.contains(pattern)).then(pl.col(name))
        for pattern in (TOTAL_WORDS, r"\p{L}")
        for name in letters
    ]
    return pl.coalesce(texts) if texts else pl.lit(None, pl.String)
