"""What stands behind the figures: files, shares, problems, exclusions, caveats, scenarios, from the store's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tp_cli.division import stored_parts
from tp_cli.report import facts as f
from tp_cli.report.figures import Figures, typed
from tp_cli.store import Store

_COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "rows_non_data", "lines")
_WORDS = ("file", "kind", "basis", "year", "layout", "units", "status", "sha256")


def exclusions(store: Store, names: Mapping[str, str]) -> Iterator[f.Exclusion]:
    """What was read and is not counted, by agency, state and reason, in that order."""
    by = ["agency", "state", "reason"]
    sums = (
        stored_parts(store)
        .filter(~pl.col("state").is_in(["counted", "unresolved"]))
        .with_columns(pl.col("reason").fill_null(""))
        .group_by(by)
        .agg(pl.col("amount_pence").sum(), pl.len().alias("lines"))
        .sort(by, nulls_last=True)
        .collect()
    )
    for row in sums.iter_rows(named=True):
        agency, state, reason = row["agency"] or "", row["state"], row["reason"]
        yield f.Exclusion(
            key=f"{agency},{state},{reason}",
            name=names.get(agency, agency),
            state=f.STATE_WORDS.get(state, state),
            reason=reason,
            lines=row["lines"],
            amount=row["amount_pence"],
            reference=f"count/bridge/agency={agency}/{state}",
        )


def sources(store: Store, names: Mapping[str, str]) -> Iterator[f.SourceFact]:
    """Every file and how it was read, by file name."""
    frame = store.read("sources").sort("file", "source_id").collect()
    for row in frame.iter_rows(named=True):
        several = "every body in it" if row["agency"] == "*" else "bodies found by name"
        given: dict[str, Any] = {name: row[name] or 0 for name in _COUNTS} | {name: row[name] or "" for name in _WORDS}
        yield f.SourceFact(
            key=row["source_id"],
            agency=several if row["agency"] in (None, "", "*") else names.get(row["agency"], row["agency"]),
            total=row["total_pence"],
            control=row["control_pence"],
            **given,
        )


def shares(figures: Figures) -> Iterator[f.Share]:
    """How much of every larger body is the place's: of agencies first, then of single files."""
    for row in figures.table("share"):
        numbers = (row.number("place"), row.number("body"))
        words = (row.text("year"), row.text("source"), row.text("areas"))
        yield f.Share(row.key.partition("=")[2], row.title, row.text("driver"), *numbers, *words)


def problems(store: Store) -> Iterator[f.ProblemFact]:
    """What a person should know of the sources, then of the count, most money first."""
    number = 0
    for stage, table in (("ingest", "problems"), ("count", "count_problems")):
        order = [pl.col("amount_pence").fill_null(0).abs(), "code", "where", "found"]
        frame = store.read(table).sort(order, descending=[True, False, False, False]).collect()
        for row in frame.iter_rows(named=True):
            number += 1
            words = {name: row[name] or "" for name in ("code", "where", "found", "expected", "fix")}
            rows = _some(row["rows"] or "")
            yield f.ProblemFact(key=str(number), stage=stage, amount=row["amount_pence"] or 0, rows=rows, **words)


def _some(rows: str, shown: int = 6) -> str:
    """The first of many row numbers, and how many more there are; the ledger holds them all."""
    numbers = rows.split(",")
    more = f" and {len(numbers) - shown:,} more" if len(numbers) > shown else ""
    return ", ".join(numbers[:shown]) + more


def projections(store: Store) -> tuple[tuple[f.Words, ...], tuple[f.Projection, ...]]:
    """The words that go with the scenarios, and their figures."""
    notes: list[f.Words] = []
    rows: list[f.Projection] = []
    for item in store.read("projections").sort("scenario", "position").collect().iter_rows(named=True):
        key = item["id"] or ""
        if item["table"] in ("caveats", "warnings"):
            notes.append(f.Words(key, item["scenario"], item["value"] or ""))
        else:
            rows.append(_projection(item, key))
    return tuple(notes), tuple(rows)


def _projection(item: dict[str, Any], key: str) -> f.Projection:
    return f.Projection(
        key=key,
        scenario=item["scenario"],
        method=item["method"] or "",
        table=item["table"],
        title=item["title"] or "",
        measure=item["column"].replace("_", " "),
        value=typed(item["value"], item["unit"]),
        unit=item["unit"],
        reference=key,
    )


def caveats(store: Store) -> Iterator[f.Words]:
    """What must be said beside the figures, in the order of the count."""
    for row in store.read("caveats").sort("position").collect().iter_rows(named=True):
        yield f.Words(row["code"] or "", row["code"] or "", row["text"] or "")
