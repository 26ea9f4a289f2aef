"""The counted cells cut by any columns: amounts, what is apportioned in them, the states of each body and file."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.count.dimensions import DIMENSIONS, UNMAPPED, by_outcome, with_funder
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted
from tp_cli.place import Place

__all__ = ["UNMAPPED", "bridge", "cut", "file_states"]

STATES_OF_ROW = ("superseded", "out_of_scope", "memo", "apportioned_out", "eliminated", "counted")
_STEPS = (
    "agency", "control", "ingested", "rejected", "rejected_rows", "unread_rows", "out_of_scope", "apportioned_out",
    "eliminated", "memo", "superseded", "counted", "unresolved_lines", "difference", "cause",
)  # fmt: skip


def cut(counted: Counted, by: Sequence[str], state: str = "counted") -> pl.DataFrame:
    """Pence of one state by these columns.

    by       names of `dimensions.DIMENSIONS`
    returns  the columns, `amount_pence` and `apportioned_pence`, largest amount first, then by the columns
    """
    cells = with_funder(counted.cells.filter(state=state), counted.workings.place)
    cells = by_outcome(cells) if "outcome" in by else cells
    shared = pl.when("apportioned").then("amount_pence").otherwise(0)
    rows = cells.group_by([DIMENSIONS[name].expression().alias(name) for name in by]).agg(
        pl.col("amount_pence").sum(), apportioned_pence=shared.sum()
    )
    return rows.sort(["amount_pence", *by], descending=[True, *(False for _ in by)])


def bridge(counted: Counted, ledger: Ledger, place: Place) -> pl.DataFrame:
    """From control total to counted, agency by agency, in pence.

    returns  `agency`, `control` (null where not every source has one), `ingested`, `rejected` (what could be read of
             rejected rows), `rejected_rows`, `unread_rows` (amounts rejected that could not be read), `superseded`,
             `out_of_scope`, `memo`, `apportioned_out`, `eliminated`, `counted`, `unresolved_lines`, `difference`
             (control less ingested and rejected, nought without a control), `cause` of it
    """
    wide = _by_state(counted.cells, ["agency"])
    controls = _controls(place, counted.workings.year)
    given = pl.DataFrame(list(controls.items()), schema={"agency": pl.String, "control": pl.Int64}, orient="row")
    rejected = _rejected(counted, ledger)
    joined = wide.join(given, on="agency", how="left").join(rejected, on="agency", how="left").sort("agency")
    known = joined.with_columns(pl.col("rejected", "rejected_rows", "unread_rows").fill_null(0))
    difference = (pl.col("control") - pl.col("ingested") - pl.col("rejected")).fill_null(0)
    return known.with_columns(difference=difference).with_columns(cause=_cause()).select(_STEPS)


def _cause() -> pl.Expr:
    """Why a control total and what was read differ; what is not known where no control total tells."""
    one = pl.col("unread_rows") == 1
    unread = pl.when(one).then(pl.lit("1 rejected amount")).otherwise(pl.format("{} rejected amounts", "unread_rows"))
    unread = unread + " that could not be read"
    silent = pl.col("control").is_null() & (pl.col("unread_rows") > 0)
    return (
        pl.when(silent)
        .then(pl.format("not known: {}, and no control total", unread))
        .when(pl.col("difference") == 0)
        .then(pl.lit(""))
        .when(pl.col("unread_rows") > 0)
        .then(unread)
        .otherwise(pl.lit("the control total and the file's rows do not agree: see the finding on the source"))
    )


def _controls(place: Place, year: str) -> dict[str, int]:
    """Control totals given for an agency's files of the year, where every one of its sources has one."""
    sources = [each for each in place.sources if each.kind == "spend" and each.basis != "control"]
    sources = [each for each in sources if (each.year or year) == year]
    incomplete = {each.agency for each in sources if each.control_total is None}
    sums: dict[str, int] = {}
    for source in sources:
        sums[source.agency] = sums.get(source.agency, 0) + (source.control_total or 0)
    return {agency: pence for agency, pence in sums.items() if agency not in incomplete}


def _rejected(counted: Counted, ledger: Ledger) -> pl.DataFrame:
    """`agency`, `rejected`, `rejected_rows`, `unread_rows`: of the sources that are one body's alone."""
    owners = counted.workings.readings.select("source_id", "agency").unique()
    alone = owners.filter(pl.len().over("source_id") == 1)
    said = {"rejected": "rejected_pence", "rejected_rows": "rows_rejected", "unread_rows": "rejected_unread"}
    rows = alone.join(ledger.sources, on="source_id")
    return rows.group_by("agency").agg(pl.col(stored).sum().alias(name) for name, stored in said.items())


def file_states(counted: Counted) -> pl.DataFrame:
    """The same by `source_id`, `sheet`, `agency`, `year`: where every pound that was read has gone."""
    return _by_state(counted.cells, ["source_id", "sheet", "agency", "year"])


def _by_state(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    sums = [pl.col("amount_pence").filter(pl.col("state") == state).sum().alias(state) for state in STATES_OF_ROW]
    unresolved = pl.col("lines").filter(pl.col("state") == "unresolved").sum().cast(pl.Int64)
    wide = cells.group_by(by).agg(*sums, unresolved_lines=unresolved)
    ingested = pl.sum_horizontal(STATES_OF_ROW)
    return wide.select(*by, ingested.alias("ingested"), *STATES_OF_ROW, "unresolved_lines").sort(by, nulls_last=True)
