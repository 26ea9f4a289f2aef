"""The count of a place for one year: every line divided into parts, every part in exactly one state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import polars as pl

from tp_cli.count.books import Books
from tp_cli.count.eliminate import LABELS, eliminate_levies, eliminate_one_sided, eliminate_scheduled, place_share
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.pairs import TEXTS, Leg, eliminate_pairs, legs_of, with_legs
from tp_cli.count.transfers import Body, Entry, Tolerance, Transfer, fold, transfers_of
from tp_cli.count.view import View
from tp_cli.count.workings import Workings
from tp_cli.division.stored import areas_as_text
from tp_cli.ledger import PARTS, TABLES
from tp_cli.place import Place


@dataclass(frozen=True)
class Counted:
    """The count of a place's lines for one year.

    cells    the counted place in sums: where a part is from, what it is for, its state; pence and lines
    bodies   `agency`, `agency_name`, `agency_kind`, `best_basis`
    entries  the elimination ledger
    taken    what was taken off each part
    """

    cells: pl.DataFrame
    bodies: pl.DataFrame
    entries: Sequence[Entry]
    taken: pl.DataFrame
    workings: Workings

    def state_pence(self, state: str) -> int:
        return int(self.cells.filter(state=state)["amount_pence"].sum())

    @property
    def total_pence(self) -> int:
        return self.state_pence("counted")

    @cached_property
    def parts(self) -> pl.DataFrame:
        """The ledger's PARTS in their stated order, held in memory."""
        return self.scan_parts().collect().sort(PARTS.order)

    def scan_parts(self) -> pl.LazyFrame:
        """The ledger's PARTS in no particular order, worked out as they are read."""
        return self.workings.parts(self.taken)

    def stored(self) -> dict[str, pl.DataFrame]:
        """The ledger's tables `settled` and `taken`, from which parts are worked out again, and `cells`, their sums."""
        over = {number: areas_as_text(areas) for number, areas in enumerate(self.workings.shares.over)}
        said = pl.col("share_over").replace_strict(over, default=None, return_dtype=pl.String)
        settled = self.workings.known.rename({"map_part": "part"}).with_columns(share_over=said)
        cells = self.cells.with_columns(position=pl.int_range(self.cells.height))
        frames = {"settled": settled, "taken": self.taken, "cells": cells}
        return {name: frame.select(*TABLES[name].schema) for name, frame in frames.items()}


def count_place(ledger: Ledger, place: Place, view: View) -> Counted:
    """Divide every line of the year into parts.

    Order: basis (superseded), scope, apportion, eliminate; only what is left after apportioning can be eliminated.
    raises  AssertionError where the states do not add up to the lines, to the penny, source by source

    Source: docs/METHOD.md §§2-3.
    """
    workings = Workings(ledger, place, view.year, view.scope, view.line_columns)
    books, entries = _eliminate(workings)
    taken = books.taken()
    cells = workings.cells(taken)
    _prove(workings, cells, taken)
    return Counted(cells, workings.bodies, entries, taken, workings)


def _eliminate(workings: Workings) -> tuple[Books, list[Entry]]:
    bodies = _bodies(workings)
    transfers = transfers_of(workings.ledger, workings.place, workings.year)
    legs = legs_of(_texts(workings), workings.place)
    books = Books(_open_parts(workings, transfers, legs), bodies)
    matching = workings.place.matching
    tolerance = Tolerance(matching.tolerance, Fraction(str(matching.tolerance_pct)) / 100)
    known: dict[tuple[str, str], int] = {}
    for each in transfers:
        payee = bodies.get(each.payee)
        ours = place_share(bodies.get(each.payer), payee, each.matched_pence) if payee else each.matched_pence
        known[each.payer, each.payee] = known.get((each.payer, each.payee), 0) + ours
    levies = eliminate_levies(books)
    pairs, done, paired = eliminate_pairs(books, tolerance)
    scheduled = eliminate_scheduled(books, transfers, bodies, done, tolerance)
    return books, [*levies, *pairs, *scheduled, *eliminate_one_sided(books, bodies, known, paired)]


def _texts(workings: Workings) -> list[str]:
    """Texts of lines of bodies known by more than payments, which may name the leg of a pair."""
    if (workings.bodies["best_basis"] == "payments").all():
        return []
    lines = workings.ledger.numbered.lines.filter(workings.wanted & (pl.col("basis") != "payments"))
    found = pl.collect_all([lines.select(pl.col(name).unique()) for name in TEXTS], engine="streaming")
    return sorted({text for frame in found for text in frame.to_series().drop_nulls()})


def _bodies(workings: Workings) -> dict[str, Body]:
    """The bodies with something in the count, before anything is taken off."""
    reports = workings.ledger.sources.select("source_id", "reports")
    held = (pl.col("state") == "counted") & (pl.col("amount_pence") != 0)
    counted = workings.cells().filter(held).join(reports, on="source_id", how="left")
    rows = counted.group_by("agency").agg(
        pl.col("amount_pence").sum(),
        pl.col("best_basis").first(),
        net=(pl.col("reports") == "net").any(),
        shares=pl.struct("share_num", "share_den").unique(),
    )
    whole = dict(_whole(workings).iter_rows())
    return {
        agency: Body(pence, basis, "net" if net else "gross", _share(shares, pence, whole.get(agency, 0)))
        for agency, pence, basis, net, shares in rows.iter_rows()
    }


def _whole(workings: Workings) -> pl.DataFrame:
    """`agency` and pence of its counted lines before any share was taken."""
    ours = workings.cells().filter(pl.col("state").is_in(["counted", "apportioned_out"]))
    return ours.group_by("agency").agg(pl.col("amount_pence").sum())


def _share(shares: Sequence[dict[str, int | None]], ours: int, whole: int) -> Fraction:
    """The share of a body that is the place's; of one with several shares, that of its money."""
    if len(shares) == 1:
        num, den = shares[0]["share_num"], shares[0]["share_den"]
        return Fraction(1) if num is None or den is None else Fraction(num, den)
    return Fraction(ours, whole) if 0 <= ours <= whole and whole else Fraction(1)


def _open_parts(workings: Workings, transfers: Sequence[Transfer], legs: Mapping[str, Leg]) -> pl.DataFrame:
    """The counted parts that a transfer may touch, numbered in the order of body, line and part.

    The keys of their cells come with them, as Enums of the few words that there are: the parts may be many.
    """
    payers = sorted({each.payer for each in transfers})
    labels = sorted({fold(each.label) for each in transfers} - {""})
    says = {name: pl.col(name).is_in(sorted(legs)) for name in TEXTS}
    a_leg = pl.any_horizontal(*says.values()).fill_null(False) & (pl.col("role") != "levy") if legs else pl.lit(False)
    folded = {
        f"label_{name}": pl.col(name).str.to_lowercase().str.replace_all("[^a-z0-9]+", " ").str.strip_chars()
        for name in LABELS
    }
    words = {
        name: pl.Enum(workings.known[name].drop_nulls().unique().sort())
        for name in workings.keys
        if workings.known.schema.get(name) == pl.String
    }
    columns = [
        *dict.fromkeys(("line_id", "map_part", "in_pence", "share_num", "share_den", "payee_agency", "service",
                        *(name for name in workings.keys if name not in words))),
        *(pl.col(name).cast(kind) for name, kind in words.items() if name != "payee_agency"),
        *(pl.when(expr.is_in(labels) if labels else False).then(expr).alias(name) for name, expr in folded.items()),
        *(pl.when(a_leg & said).then(pl.col(name)).alias(f"text_{name}") for name, said in says.items()),
        (pl.col("in_pence") + pl.col("out_pence")).alias("whole_pence"),
    ]  # fmt: skip
    touched = _touched(payers) | (a_leg & (pl.col("basis") != "payments"))
    also = [name for name in dict.fromkeys((*LABELS, *TEXTS, *workings.keys)) if name not in workings.known.columns]
    rows = workings.ledger.numbered.few(workings.wanted & touched, ["line_id", "amount_pence", *also]).lazy()
    counted = (pl.col("state") == "counted") & (pl.col("in_pence") != 0)
    parts = workings.settled(rows, also)
    frames = pl.collect_all([each.filter(counted).select(columns) for each in parts], engine="streaming")
    found = pl.concat(frames).with_columns(pl.col("agency", "role").cast(pl.String))
    numbered = with_legs(found, legs).sort("agency", "line_id", "map_part").with_row_index("number")
    body = pl.col("leg").struct.field("body")
    pays = body.is_not_null() & (pl.col("in_pence") > 0)
    return numbered.with_columns(payee_agency=pl.when(pays).then(body).otherwise("payee_agency"))


def _touched(payers: Sequence[str]) -> pl.Expr:
    """Lines that a transfer may touch whatever their texts say."""
    paid_to = pl.col("payee_agency").is_not_null() & (pl.col("payee_agency") != pl.col("agency"))
    return (pl.col("role") == "levy") | paid_to | pl.col("agency").is_in(payers)


def _prove(workings: Workings, cells: pl.DataFrame, taken: pl.DataFrame) -> None:
    """Source by source the states add up to the lines, and no more was taken off a part than it held."""
    keys = ["source_id", "agency"]
    read = workings.readings.group_by(keys).agg(pl.col("amount_pence").sum())
    sums = cells.group_by(keys).agg(parts=pl.col("amount_pence").sum())
    both = read.join(sums, on=keys, how="full", coalesce=True)
    wrong = both.filter(pl.col("amount_pence").ne_missing(pl.col("parts")))
    if wrong.height:
        raise AssertionError(f"{wrong.height} sources whose parts do not add up to them, such as {wrong.row(0)}")
    off = int(taken["pence"].sum())
    if off != int(cells.filter(state="eliminated")["amount_pence"].sum()):
        raise AssertionError("what was taken off is not what is eliminated")
