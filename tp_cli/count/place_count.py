"""The count of a place for one year: every line divided into parts, every part in exactly one state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.apportion import apportion, share_by_weight
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.scope import apply_scope, choose_basis
from tp_cli.count.transfers import (
    Books,
    Entry,
    Payee,
    Transfer,
    by_part,
    eliminate_levies,
    eliminate_one_sided,
    eliminate_scheduled,
    once,
)
from tp_cli.count.view import View
from tp_cli.ledger import TABLES
from tp_cli.place import Place


@dataclass(frozen=True)
class Counted:
    """The parts of a place's lines for one year.

    parts    the ledger's `parts`
    facts    one row a line of the year: agency, its name and kind, source, status, best basis
    entries  the elimination ledger
    """

    parts: pl.DataFrame
    facts: pl.DataFrame
    entries: Sequence[Entry]

    def state_pence(self, state: str) -> int:
        return int(self.parts.filter(state=state)["amount_pence"].fill_null(0).sum())

    @property
    def total_pence(self) -> int:
        return self.state_pence("counted")


def count_place(ledger: Ledger, place: Place, view: View) -> Counted:
    """Divide every line of the year into parts.

    Order: basis (superseded), scope, apportion, eliminate; only what is left after apportioning can be eliminated.
    raises  AssertionError where the parts do not add up to the lines, to the penny, source by source

    Source: docs/METHOD.md §§2-3.
    """
    lines = ledger.lines.filter((pl.col("basis") != "control") & (pl.col("year") == view.year))
    settled = _settled(lines, ledger, place, view)
    books, entries = _eliminate(settled, ledger, place, view)
    parts = _parts(settled, books)
    _prove(lines, parts)
    facts = settled.unique("line_id", keep="first", maintain_order=True).select(
        "line_id", "source_id", "agency", "agency_name", "agency_kind", "status", "best_basis", "sector", "cell", "row"
    )
    return Counted(parts, facts, entries)


def _settled(lines: pl.DataFrame, ledger: Ledger, place: Place, view: View) -> pl.DataFrame:
    """One row a mapped part of a line, in its state but for elimination, with `in_pence` and `out_pence`."""
    mapped = ledger.mapped.select(
        "line_id", "part", "weight_num", "weight_den", "cofog", "theme", "nature", "control", "scope"
    )
    whole = (
        lines.lazy()
        .join(_shares(ledger, place).lazy(), on=["source_id", "agency"], how="left")
        .pipe(choose_basis)
        .pipe(apportion)
        .join(mapped.lazy(), on="line_id", how="left")
        .pipe(apply_scope, view.scope)
        .collect()
    )
    single = whole.filter(pl.col("weight_den") == 1)
    split = whole.filter(pl.col("weight_den") != 1).lazy()
    split = split.pipe(share_by_weight, "in_pence").pipe(share_by_weight, "out_pence")
    rows = pl.concat([single, split.collect()]).sort("agency", "line_id", "part")
    return rows.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))


def _shares(ledger: Ledger, place: Place) -> pl.DataFrame:
    """Share of each source and agency: the source's own where it has one, else the agency's."""
    shares = [agency for agency in place.agencies if agency.share]
    own = pl.DataFrame(
        [(a.id, a.share.place, a.share.body) for a in shares if a.share],
        schema={"agency": pl.String, "own_num": pl.Int64, "own_den": pl.Int64},
        orient="row",
    )
    pairs = ledger.lines.select("source_id", "agency").unique()
    joined = pairs.join(ledger.sources.select("source_id", "share_place", "share_body"), on="source_id", how="left")
    return joined.join(own, on="agency", how="left").select(
        "source_id",
        "agency",
        share_num=pl.coalesce("share_place", "own_num"),
        share_den=pl.coalesce("share_body", "own_den"),
    )


def _eliminate(settled: pl.DataFrame, ledger: Ledger, place: Place, view: View) -> tuple[Books, list[Entry]]:
    counted = settled.filter((pl.col("state") == "counted") & (pl.col("in_pence") != 0))
    payees = _payees(counted, ledger)
    books = Books(counted, payees)
    transfers = _transfers(ledger, place, view.year)
    pairs: dict[tuple[str, str], int] = {}
    for transfer in transfers:
        pair = (transfer.payer, transfer.payee)
        pairs[pair] = pairs.get(pair, 0) + transfer.matched_pence
    entries = eliminate_levies(books, counted)
    entries += eliminate_scheduled(books, transfers, payees)
    entries += eliminate_one_sided(books, counted, payees, pairs)
    return books, entries


def _payees(counted: pl.DataFrame, ledger: Ledger) -> dict[str, Payee]:
    reports = ledger.sources.select("source_id", "reports")
    rows = (
        counted.join(reports, on="source_id", how="left")
        .group_by("agency")
        .agg(pl.col("in_pence").sum(), pl.col("best_basis").first(), net=(pl.col("reports") == "net").any())
    )
    return {agency: Payee(pence, basis, "net" if net else "gross") for agency, pence, basis, net in rows.iter_rows()}


def _transfers(ledger: Ledger, place: Place, year: str) -> list[Transfer]:
    """The year's transfers: those of place.toml first, then the schedules' in their order."""
    declared = [
        Transfer(t.payer, t.payee, t.paid, t.received, t.label, t.payee_reports)
        for t in place.transfers
        if t.year == year
    ]
    columns = ("payer", "payee", "paid_pence", "received_pence", "label", "payee_reports")
    of_year = ledger.transfers.filter(year=year).with_columns(pl.col("label").fill_null(""))
    rows = of_year.select("source_id", *columns).iter_rows()
    return once([("place.toml", transfer) for transfer in declared] + [(row[0], Transfer(*row[1:])) for row in rows])


def _parts(settled: pl.DataFrame, books: Books) -> pl.DataFrame:
    """The ledger's `parts`: what stays, what was taken off, what is not the place's."""
    taken = by_part(books.taken)
    rows = [
        (number, order, pence, counterparty, f"paid between bodies: {reason}")
        for number, takes in taken.items()
        for order, (pence, counterparty, reason) in enumerate(takes, 2)
    ]
    types = {"number": pl.Int64, "order": pl.Int64, "pence": pl.Int64, "counterparty": pl.String, "reason": pl.String}
    off = pl.DataFrame(rows, schema=types, orient="row")
    gone = off.group_by("number").agg(gone=pl.col("pence").sum())
    base = settled.join(gone, on="number", how="left").with_columns(pl.col("gone").fill_null(0))
    pieces = pl.concat([_staying(base), _taken_off(base, off), _not_ours(base)])
    pieces = pieces.sort("agency", "line_id", "number", "order").with_columns(
        part=pl.int_range(1, pl.len() + 1).over("line_id")
    )
    return pieces.select(pl.col(name).cast(kind) for name, kind in TABLES["parts"].schema.items())


_KEPT = (
    "number", "order", "line_id", "source_id", "agency", "year", "basis", "state", "amount_pence", "counterparty",
    "reason", "apportioned", "cofog", "theme", "nature", "control",
)  # fmt: skip


def _staying(base: pl.DataFrame) -> pl.DataFrame:
    """What stays counted; a line in another state stays in it whole, its share not taken."""
    counted = pl.col("state") == "counted"
    whole = pl.col("in_pence") + pl.col("out_pence")
    amount = pl.when(counted).then(pl.col("in_pence") - pl.col("gone")).otherwise(whole)
    frame = base.with_columns(
        order=pl.lit(1, pl.Int64),
        amount_pence=amount,
        counterparty=pl.lit(None, pl.String),
        apportioned=pl.col("apportioned") & counted,
    )
    emptied = counted & (pl.col("amount_pence") == 0) & ((pl.col("gone") != 0) | (pl.col("out_pence") != 0))
    return frame.filter(~emptied.fill_null(False)).select(_KEPT)


def _taken_off(base: pl.DataFrame, off: pl.DataFrame) -> pl.DataFrame:
    rows = base.drop("reason").join(off, on="number")
    return rows.with_columns(state=pl.lit("eliminated"), amount_pence=pl.col("pence")).select(_KEPT)


def _not_ours(base: pl.DataFrame) -> pl.DataFrame:
    rows = base.filter((pl.col("state") == "counted") & (pl.col("out_pence") != 0))
    share = pl.col("share_num").cast(pl.String) + " of " + pl.col("share_den").cast(pl.String)
    return rows.with_columns(
        order=pl.lit(1000, pl.Int64),
        state=pl.lit("apportioned_out"),
        amount_pence=pl.col("out_pence"),
        counterparty=pl.lit(None, pl.String),
        reason=pl.lit("the place's share is ") + share,
    ).select(_KEPT)


def _prove(lines: pl.DataFrame, parts: pl.DataFrame) -> None:
    """Every line's parts add up to it, and no part is of no line."""
    sums = parts.group_by("line_id").agg(parts=pl.col("amount_pence").fill_null(0).sum())
    both = lines.select("line_id", pl.col("amount_pence").fill_null(0)).join(
        sums, on="line_id", how="full", coalesce=True
    )
    wrong = both.filter(pl.col("amount_pence").ne_missing(pl.col("parts")))
    if wrong.height:
        raise AssertionError(f"{wrong.height} lines whose parts do not add up to them, such as {wrong['line_id'][0]}")
