"""Everything that one count says, as values: what figures, JSON and the screen are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.control import Control, control_of
from tp_cli.count.coverage import Coverage, coverage_of
from tp_cli.count.gaps import gaps
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted, count_place
from tp_cli.count.prices import Prices
from tp_cli.count.rows import bridge, cut
from tp_cli.count.titles import caveats_of, title_of
from tp_cli.count.view import View
from tp_cli.place import Place
from tp_cli.reference import table as facts


@dataclass(frozen=True)
class Check:
    """A sum that must hold, and whether it does."""

    id: str
    title: str
    holds: bool
    detail: str


@dataclass(frozen=True)
class Answer:
    """One count of one place and year."""

    place: Place
    view: View
    title: str
    counted: Counted
    coverage: Coverage
    control: Control
    caveats: Sequence[tuple[str, str]]
    names: Mapping[str, str]
    payments: pl.DataFrame
    bridge: pl.DataFrame
    explained: pl.DataFrame
    sources: pl.DataFrame
    checks: Sequence[Check]

    @property
    def people(self) -> int | None:
        return self.place.facts.population.get(self.view.year)

    @property
    def daytime(self) -> int | None:
        """The second denominator: people in the place by day, where place.toml gives them."""
        return self.place.facts.daytime_population.get(self.view.year)

    @property
    def prices(self) -> Prices:
        return Prices(self.view.year, self.view.real)

    @property
    def reconciles(self) -> bool:
        """True where what was read adds up; whether all was read that should be is a check of its own."""
        return all(check.holds for check in self.checks if check.id not in ("files-read", "control-totals"))

    def states(self) -> dict[str, int]:
        """Pence by state; reported leaves superseded lines out."""
        names = ("counted", "eliminated", "apportioned_out", "out_of_scope", "memo")
        each = {name: self.counted.state_pence(name) for name in names}
        return {"reported": sum(each.values()), **each, "superseded": self.counted.state_pence("superseded")}


def answer(ledger: Ledger, place: Place, view: View, unread: Sequence[str] = ()) -> Answer:
    """Count the place and work out everything that is said of it."""
    counted = count_place(ledger, place, view)
    coverage = coverage_of(counted, place, view.year)
    names = agency_names(counted, place)
    table, paid = bridge(counted, ledger, place), explained(counted)
    return Answer(
        place,
        view,
        title_of(place, view, counted, coverage),
        counted,
        coverage,
        control_of(ledger, counted, place, view),
        [
            *gaps(ledger, counted, place, unread, Prices(view.year, view.real)),
            *caveats_of(place, view, counted, coverage, names, paid),
        ],
        names,
        payments(ledger, view.year),
        table,
        paid,
        ledger.sources,
        [*_checks(ledger, counted, table, view.year), _all_read(unread)],
    )


def agency_names(counted: Counted, place: Place) -> dict[str, str]:
    """Agency id → name: as declared, else as the national table writes it."""
    found = counted.bodies.select("agency", "agency_name")
    return {**dict(found.iter_rows()), **{agency.id: agency.name for agency in place.agencies}}


def cofog_names() -> dict[str, str]:
    """COFOG code → name."""
    return {**dict(facts("cofog").select("code", "name").iter_rows()), "unmapped": "Not mapped yet"}


def payments(ledger: Ledger, year: str) -> pl.DataFrame:
    """Who pays whom: `agency`, `payee_agency`, `basis`, `amount_pence`, `lines`, largest first."""
    lines = ledger.facts.filter((pl.col("basis") != "control") & (pl.col("year") == year))
    named = lines.filter(pl.col("payee_agency").is_not_null() & (pl.col("payee_agency") != pl.col("agency")))
    rows = named.group_by("agency", "payee_agency", "basis").agg(pl.col("amount_pence", "lines").sum())
    order = ["amount_pence", "agency", "payee_agency", "basis"]
    return rows.sort(order, descending=[True, False, False, False])


def explained(counted: Counted) -> pl.DataFrame:
    """What payments say of a body beside a better basis: `agency`, `outturn_pence` (all of the basis that is counted),
    `payments_pence`, in the order of agency; bodies without both are left out.

    Source: docs/METHOD.md §2, "share of outturn explained".
    """
    paid = pl.col("basis") == "payments"
    better = pl.col("basis") == pl.col("best_basis")
    sums = (
        counted.cells.filter(pl.col("best_basis") != "payments")
        .group_by("agency")
        .agg(
            outturn_pence=pl.col("amount_pence").filter(better).sum(),
            payments_pence=pl.col("amount_pence").filter(paid).sum(),
            lines=pl.col("lines").filter(paid).sum(),
        )
    )
    return sums.filter(pl.col("lines") > 0).drop("lines").sort("agency")


def _checks(ledger: Ledger, counted: Counted, table: pl.DataFrame, year: str) -> list[Check]:
    total, eliminated = counted.total_pence, counted.state_pence("eliminated")
    lines = ledger.readings.filter((pl.col("basis") != "control") & (pl.col("year") == year))
    read = int(lines["amount_pence"].sum())
    parts = int(counted.cells["amount_pence"].sum())
    taken = sum(entry.eliminated_pence for entry in counted.entries)
    by_agency, by_function = (int(cut(counted, [name])["amount_pence"].sum()) for name in ("agency", "cofog"))
    return [
        _equal("states-add-up", "The states add up to what was read", parts, read),
        _equal("agencies-add-up", "The agencies add up to the total", by_agency, total),
        _equal("functions-add-up", "The functions add up to the total", by_function, total),
        _equal("eliminations-listed", "The elimination ledger adds up to what was eliminated", taken, eliminated),
        _equal("bridge", "The agencies' reconciliations add up to the total", int(table["counted"].sum()), total),
        _named(table),
        _rows(ledger.sources),
        _control_totals(ledger.sources),
    ]


def _all_read(unread: Sequence[str]) -> Check:
    detail = f"{len(unread)} not read as they are" if unread else "all"
    return Check("files-read", "Every file that place.toml asks for is in the ledger", not unread, detail)


def _equal(name: str, title: str, left: int, right: int) -> Check:
    return Check(name, title, left == right, f"difference {(left - right) / 100:.2f}")


def _named(table: pl.DataFrame) -> Check:
    """A control total that differs from what was ingested is named by its cause, or the check fails."""
    silent = table.filter((pl.col("difference") != 0) & (pl.col("cause") == "")).height
    detail = f"{silent} unexplained" if silent else "difference 0.00, or named"
    return Check("differences-named", "Every difference from a control total has its cause named", not silent, detail)


def _rows(sources: pl.DataFrame) -> Check:
    states = pl.sum_horizontal("rows_accepted", "rows_rejected", "rows_non_data")
    wrong = sources.filter(pl.col("rows_read") != states).height
    rows = int(sources["rows_read"].sum())
    return Check("rows-accounted", "Every row of every file is in one state", not wrong, f"{rows:,} rows")


def _control_totals(sources: pl.DataFrame) -> Check:
    given = sources.filter(pl.col("control_pence").is_not_null())
    given = given.group_by("role", "control_pence").agg(pl.col("total_pence").sum())
    met = given.filter(pl.col("control_pence") == pl.col("total_pence")).height
    detail = f"{met} of {given.height} met"
    return Check("control-totals", "Every control total given is met", met == given.height, detail)
