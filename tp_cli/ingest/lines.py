"""Records to ledger lines: year, status, dates, payees and a line id that is the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.days import read_days, years_said
from tp_cli.ingest.layout import Layout
from tp_cli.ingest.payees import PayeeReader
from tp_cli.ingest.records import DATA, PAID, TableRead, no_text, one_text
from tp_cli.place import Agency, Source
from tp_cli.table_files import typed
from tp_cli.words import UNKNOWN_STATUSES

_ESTIMATED = ("estimated", "estimate", "e", "[e]")


@dataclass(frozen=True)
class Ids:
    """What makes the ids of lines: the source, the reading that writes them, the sheet's number."""

    source_id: str
    batch: str
    sheet: int


def to_lines(
    table: TableRead, source: Source, layout: Layout, year: str, ids: Ids, payees: PayeeReader, place_name: str
) -> tuple[pl.LazyFrame, TableRead]:
    """The data records of one table as rows of the ledger's `lines`, in row order, made when they are collected.

    returns  the lines, with codes for texts where each is stored once, and the table with what is to be said of their
             dates and statuses
    """
    table, order, findings = read_days(table, source, year, place_name)
    table = replace(table, records=table.records.hstack(payees.columns(_names(table))))
    data = table.with_codes().filter(pl.col("state") == DATA)
    said = [*findings, *years_said(table, year, place_name), *_unknown_words(table, layout, place_name)]
    said += [*_unknown(table, place_name), *_rounded(table, place_name)]
    status = _status(source, table)
    lines = data.with_columns(
        *_whose(table, source, payees),
        cell=table.at,
        status=status,
    ).with_columns(
        line_id=pl.lit(f"{ids.source_id}.{ids.sheet}.") + pl.col("cell"),
        source_id=one_text(ids.source_id),
        batch=one_text(ids.batch),
        year=one_text(year),
        basis=one_text(source.basis),
        layout=one_text(layout.name),
        economic=_mapped("economic", table, layout),
        identifiable=_mapped("identifiable", table, layout).cast(pl.String) == "true",
        role=pl.col("role").cast(pl.String).fill_null("spend")
        if "role" in table.records.columns
        else one_text("spend"),
        sheet=one_text(table.sheet),
        amount_pence=pl.when(~pl.col("status").is_in(UNKNOWN_STATUSES)).then("amount_pence"),
    )
    return typed("lines", lines, with_codes=True), replace(table, findings=(*table.findings, *said), order=order)


def _names(table: TableRead) -> pl.Series:
    """The name of the payee of each record."""
    if PAID in table.records.columns:
        return table.records[PAID]
    if not table.has("payee"):
        return pl.Series([None], dtype=pl.String).new_from_index(0, table.records.height)
    return table.with_texts().select("payee").collect().to_series()


def _whose(table: TableRead, source: Source, payees: PayeeReader) -> list[pl.Expr]:
    """In whose books: one agency for all, unless the records say."""
    if "agency" in table.records.columns:
        return []
    agency: Agency = payees.finder[source.agency]
    values = {"agency": agency.id, "agency_name": agency.name, "agency_kind": agency.kind}
    return [one_text(value).alias(name) for name, value in values.items()]


def _status(source: Source, table: TableRead) -> pl.Expr:
    supplied: pl.Expr = pl.lit(source.status)
    if table.has("status"):
        estimated = pl.col("status").cast(pl.String).str.to_lowercase().is_in(_ESTIMATED).fill_null(False)
        supplied = pl.when(estimated).then(pl.lit("estimated")).otherwise(supplied)
    elif source.status == "supplied":
        return pl.col("amount_status")
    written = pl.col("amount_status").cast(pl.String)
    return pl.when(written == "supplied").then(supplied).otherwise(written)


def _mapped(role: str, table: TableRead, layout: Layout) -> pl.Expr:
    """A column in the layout's own words: a value it knows, or one that starts with it ("Capital expenditure")."""
    if not table.has(role):
        return no_text()
    words = {text: _known_value(text, layout.values.get(role, {})) for text in _words(table, role)["text"]}
    return pl.col(role).cast(pl.String).replace_strict(words, default=None, return_dtype=pl.String)


def _words(table: TableRead, role: str) -> pl.DataFrame:
    """The texts of a role among the lines: `text`, `rows`, `pence`, in the order of the texts."""
    data = table.with_texts().filter((pl.col("state") == DATA) & pl.col(role).is_not_null())
    pence = pl.col("amount_pence").fill_null(0).sum()
    return data.group_by(pl.col(role).alias("text")).agg(rows="row", pence=pence).sort("text").collect()


def _known_value(text: str, values: Mapping[str, str]) -> str | None:
    plain = text.strip().casefold()
    folded = {key.casefold(): value for key, value in values.items()}
    starts = (value for key, value in folded.items() if len(key) > 2 and plain.startswith(key))
    return folded.get(plain) or next(starts, None)


def _unknown_words(table: TableRead, layout: Layout, place_name: str) -> list[Problem]:
    """A finding where the column that parts capital from current holds words that nobody knows."""
    values = layout.values.get("economic", {})
    if not values or not table.has("economic"):
        return []
    odd = [word for word in _words(table, "economic").to_dicts() if not _known_value(word["text"], values)]
    rows: Sequence[int] = sorted(row for word in odd for row in word["rows"])
    if not odd:
        return []
    return [
        Problem(
            "economic-unknown",
            f"{place_name}, row {rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""),
            f'"{odd[0]["text"]}" where capital or revenue should stand',
            f"one of {', '.join(values)}",
            "correct the cells; until then the rows are taken as revenue",
            rows=tuple(rows),
            amount_pence=sum(word["pence"] for word in odd),
        )
    ]


def _unknown(table: TableRead, place_name: str) -> list[Problem]:
    """One finding a row whose amount is withheld or still to be confirmed: kept, and never nought."""
    unknown = table.records.filter((pl.col("state") == DATA) & pl.col("amount_status").is_in(UNKNOWN_STATUSES))
    return [
        Problem(
            f"amount-{status}",
            f"{place_name}, cell {cell or f'{table.letter}{row}'}",
            "withheld" if status == "withheld" else "to be confirmed",
            "an amount",
            "kept as a line without an amount; ask the agency, or give a benchmark under [[withheld]]",
            rows=(row,),
        )
        for row, cell, status in unknown.select("row", "cell", "amount_status").iter_rows()
    ]


def _rounded(table: TableRead, place_name: str) -> list[Problem]:
    rows = table.records.filter((pl.col("state") == DATA) & pl.col("rounded"))["row"].unique(maintain_order=True)
    if not len(rows):
        return []
    return [
        Problem(
            "finer-than-a-penny",
            place_name,
            f"{len(rows)} rows with an amount finer than a penny",
            "whole pence",
            "nothing: each was rounded once, half to even",
            "note",
            rows=tuple(rows),
        )
    ]
