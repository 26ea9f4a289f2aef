"""Columns of marks beside the amount: debit or credit, credit notes, currencies, budget or actual, income or spend."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from tp_cli.errors import Problem
from tp_cli.ingest.accounts import collected
from tp_cli.ingest.columns import Columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold
from tp_cli.ingest.measure import written_out
from tp_cli.ingest.records import DATA
from tp_cli.ingest.tables import Header
from tp_cli.money import show

_MOST = 40  # distinct texts of a column of marks
_PEEK = 1_000  # rows
_ROWS = 100_000  # that are listed


class _Marks(BaseModel):
    """One entry of marks.toml: `ours` are marks of plain spend, `other` of what is not."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    headings: list[str]
    ours: list[str]
    other: list[str]


_SAID = {
    "document": ("credits-unsigned", "credit notes without a minus: they are counted as payments", "a minus on each"),
    "currency": ("other-currency", "amounts in another currency, counted as if they were pounds", "pounds"),
    "measure": (
        "several-measures",
        "amounts that are not of what was spent, counted like the others",
        "what was spent",
    ),
    "cancelled": ("cancelled-as-spend", "cancelled, and counted like what was paid", "payments that were made"),
    "direction": ("income-as-spend", "income without a minus: it is counted as spend", "a minus on income"),
}


def other_kinds() -> frozenset[str]:
    """Words for what is no spend: budgets, forecasts, income."""
    return frozenset(_known()["measure"].other) | frozenset(_known()["direction"].other)


def kinds_of_sections() -> frozenset[str]:
    """Words that head lines which are no plain payments: the same, and kinds of documents that take money off."""
    return other_kinds() | frozenset(_known()["document"].other)


def kinds_of_sheets() -> frozenset[str]:
    """Names of sheets that hold no plain spend: the same, and examples and drafts."""
    return other_kinds() | frozenset(_known()["sheet"].other)


def with_signs(grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame) -> pl.DataFrame:
    """The accounts with the amounts of credits taken off, where a column says so and none has a minus."""
    letter = _column_of("sign", grid, header, columns)
    if letter is None:
        return accounts
    texts = collected(grid.scan().select("row", mark=pl.col(letter)))
    credits = _rows_of(texts, _known()["sign"].other)
    signed = accounts.filter(pl.col("row").is_in(credits.implode()) & (pl.col("amount_pence") < 0))
    if signed.height:
        return accounts
    taken = pl.when(pl.col("row").is_in(credits.implode())).then(-pl.col("amount_pence")).otherwise("amount_pence")
    return accounts.with_columns(amount_pence=taken)


def doubtful_marks(
    grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame, place_name: str
) -> Iterator[Problem]:
    """A finding for each column whose marks say that an amount is not plain spend, with the money of those rows."""
    yield from _signs_said(grid, header, columns, accounts, place_name)
    for kind, (code, found, expected) in _SAID.items():
        letter = _column_of(kind, grid, header, columns)
        if letter is None or (kind == "currency" and "gbp" in written_out(columns.headings.get("amount", "")).split()):
            continue
        counted = (pl.col("state") == DATA) & (pl.col("amount_pence") != 0)
        lines = accounts.select("row", "amount_pence", "state").filter(counted)
        texts = collected(grid.scan().select("row", mark=pl.col(letter)))
        odd = texts.filter(pl.col("row").is_in(_odd_rows(texts, kind).implode())).join(
            lines, on="row", how="inner", maintain_order="left"
        )
        positive = odd.filter(pl.col("amount_pence") > 0)
        if odd.height and (kind in ("currency", "measure") or positive.height == odd.height):
            yield _problem(code, found, expected, odd, f'{place_name}, column {letter} "{header.headings[letter]}"')


def _signs_said(
    grid: Grid, header: Header, columns: Columns, accounts: pl.DataFrame, place_name: str
) -> Iterator[Problem]:
    """A note that a column gives the sign; a finding where some credits have a minus and others none."""
    letter = _column_of("sign", grid, header, columns)
    if letter is None:
        return
    where = f"{place_name}, column {letter}"
    texts = collected(grid.scan().select("row", mark=pl.col(letter)))
    credits = _rows_of(texts, _known()["sign"].other)
    plus = accounts.filter(
        pl.col("row").is_in(credits.implode()) & (pl.col("state") == DATA) & (pl.col("amount_pence") > 0)
    )
    if plus.height:
        found, expected = (
            "some credits have a minus and these have none: they are counted as payments",
            "one way for all",
        )
        yield _problem("credits-unsigned", found, expected, plus.join(texts, on="row", how="left"), where)
        return
    found = f'the sign of an amount is read from "{header.headings[letter]}": credits are taken off'
    yield Problem("sign-column", where, found, "a minus on credits", "nothing, if that is meant", "note")


def _problem(code: str, found: str, expected: str, odd: pl.DataFrame, where: str) -> Problem:
    pence = int(odd["amount_pence"].sum())
    more = f" and {odd.height - 1} more" if odd.height > 1 else ""
    return Problem(
        code,
        f"{where}, row {odd['row'][0]}{more}",
        f'"{odd["mark"][0]}": {found} ({show(pence)})',
        expected,
        "list the rows under `skip` for this source in place.toml, or ask the agency for a file of spend alone",
        rows=tuple(odd["row"].head(_ROWS)),
        amount_pence=abs(pence),
    )


def _odd_rows(texts: pl.DataFrame, kind: str) -> pl.Series:
    known = _known()[kind]
    if kind != "currency":
        return _rows_of(texts, known.other)
    ours = _rows_of(texts, known.ours)
    return texts.filter(pl.col("mark").is_not_null() & ~pl.col("row").is_in(ours.implode()))["row"]


def _rows_of(texts: pl.DataFrame, words: list[str]) -> pl.Series:
    marks = [text for text in texts["mark"].drop_nulls().unique() if _plain(text) in words]
    return texts.filter(pl.col("mark").is_in(marks))["row"]


def _column_of(kind: str, grid: Grid, header: Header, columns: Columns) -> str | None:
    """The column of this kind of marks: by its heading and its texts, or by its texts alone where no heading is listed.

    Only the cells at hand are looked at: of a text read in passes the first and last rows.
    """
    known = _known()[kind]
    amounts = {columns.letters.get(role) for role in ("amount", "debit", "credit", "date", "payee")}
    for letter, heading in header.headings.items():
        if letter in amounts or letter not in grid.cells.columns:
            continue
        if known.headings and fold(heading) not in known.headings:
            continue
        marks = _marks_in(grid.cells.select("row", mark=letter), header.row)
        if marks and _fits(kind, marks, known):
            return letter
    return None


def _marks_in(cells: pl.DataFrame, header: int) -> set[str]:
    """The texts below the header; none where they are too many for marks, as the first rows mostly show."""
    texts = pl.Series(dtype=pl.String)
    for rows in (cells.head(header + _PEEK), cells):
        texts = rows.filter(pl.col("row") > header)["mark"].drop_nulls().unique()
        if len(texts) > _MOST:
            return set()
    return {_plain(text) for text in texts}


def _fits(kind: str, marks: set[str], known: _Marks) -> bool:
    other, ours = marks & set(known.other), marks & set(known.ours)
    if kind == "currency":
        return bool(marks - set(known.ours))
    if kind in ("document", "cancelled"):
        return bool(other)
    return bool(other and ours) and marks <= {*known.other, *known.ours}


def _plain(text: str) -> str:
    return fold(text) or text.strip()


@cache
def _known() -> Mapping[str, _Marks]:
    data = tomllib.loads(Path(__file__).with_name("marks.toml").read_text(encoding="utf-8"))
    return {kind: _Marks.model_validate(entry) for kind, entry in data.items()}
