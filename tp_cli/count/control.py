"""The two-sided test: the count built from below held against the national tables from above, like with like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted
from tp_cli.count.view import View
from tp_cli.ledger import TABLES
from tp_cli.money import per_head, ratio_pct
from tp_cli.place import Place
from tp_cli.reference import table as facts
from tp_cli.words import LOCAL_GOVERNMENT

SPLIT = ("cofog", "bottom_up", "top_down")


@dataclass(frozen=True)
class Test:
    """One test: pence (or pence a head) from below and from above."""

    id: str
    title: str
    bottom_up_pence: int
    top_down_pence: int
    text: str

    @property
    def ratio_pct(self) -> str:
        return ratio_pct(self.bottom_up_pence, self.top_down_pence)


@dataclass(frozen=True)
class Control:
    """The tests that the place's control sources allow, and the first one's differences by division."""

    tests: list[Test]
    divisions: pl.DataFrame  # SPLIT


def control_of(ledger: Ledger, counted: Counted, place: Place, view: View) -> Control:
    """Hold the count against its control lines; no tests where the place has none.

    Control lines with a sector (CG, LG, PC) are the national table, the top; those without are authorities' own.

    Source: docs/METHOD.md §3, two-sided test (a), (b), (c).
    """
    lines = _yardsticks(ledger, view.year)
    top = lines.filter(pl.col("sector").is_not_null())
    bottom = lines.filter(pl.col("sector").is_null() & (pl.col("role") != "memo"))
    local = top.filter((pl.col("sector") == "LG") & (pl.col("economic") == "current"))
    inside = _in_scope(ledger, view)
    tests = [
        *_authorities(bottom, local),
        *_local_a_head(counted, (bottom if bottom.height else local).pipe(inside), place, view.year),
        *_total_a_head(ledger, counted, top.pipe(inside), place, view),
    ]
    return Control(tests, _divisions(ledger, bottom, local))


def _yardsticks(ledger: Ledger, year: str) -> pl.DataFrame:
    """The control lines of the year, in the order of their ids; none is looked for where no source is one."""
    wanted = (pl.col("basis") == "control") & (pl.col("year") == year)
    if ledger.readings.filter(wanted).is_empty():
        return TABLES["lines"].empty().with_columns(purpose=pl.lit(None, pl.Int64))
    purposes = ledger.purposes.filter(wanted)["purpose"].unique().implode()
    return ledger.scan_lines.filter(pl.col("purpose").is_in(purposes)).collect().sort("line_id")


def region_population(place: Place, year: str) -> int | None:
    """Residents of the place's region in the year's mid-year estimate, where the table of facts has it."""
    name = place.facts.region.removeprefix("ENGLAND_")
    found = facts("populations").filter((pl.col("code_or_name") == name) & (pl.col("year") == year))
    found = found.filter(pl.col("level") == "region")
    return int(found["population"][0]) if found.height else None


def _authorities(bottom: pl.DataFrame, local: pl.DataFrame) -> Iterator[Test]:
    if bottom.height and local.height:
        bodies = bottom["agency"].n_unique()
        yield Test(
            "a",
            f"The region's {bodies} local authorities, their outturn against the national table's local government",
            _sum(bottom),
            _sum(local),
            "98% to 103% is expected; net current expenditure against current spend",
        )


def _local_a_head(counted: Counted, region: pl.DataFrame, place: Place, year: str) -> Iterator[Test]:
    people, all_people = place.facts.population.get(year), region_population(place, year)
    local = counted.bodies.filter(pl.col("agency_kind").is_in(LOCAL_GOVERNMENT)).select("agency")
    ours = _sum(counted.cells.filter(state="counted").join(local, on="agency", how="semi"))
    if people and all_people and region.height and ours:
        yield Test(
            "b",
            "Local government a head, the place against its region",
            per_head(ours, people),
            per_head(_sum(region), all_people),
            "pounds for each resident; the place's own and its shares of police, fire and transport",
        )


def _total_a_head(ledger: Ledger, counted: Counted, top: pl.DataFrame, place: Place, view: View) -> Iterator[Test]:
    people, all_people = place.facts.population.get(view.year), region_population(place, view.year)
    sectors = counted.cells["sector"].drop_nulls().unique().to_list()
    alike = (pl.col("economic") == "current") | pl.col("sector").is_in(sectors)
    identifiable = top.filter(pl.col("identifiable").fill_null(True) & alike)
    if people and all_people and identifiable.height:
        circular = ratio_pct(_same_file(ledger, counted, top), counted.total_pence)
        yield Test(
            "c",
            "All spend a head, the place's total against the region's identifiable spend",
            per_head(counted.total_pence, people),
            per_head(_sum(identifiable), all_people),
            f"70% to 130% is expected; {circular}% of the place's total is circular, shared out from the same file",
        )


def _same_file(ledger: Ledger, counted: Counted, top: pl.DataFrame) -> int:
    """What is counted from the very file that the control was read from."""
    files = ledger.sources.select("source_id", "sha256")
    shas = top.select("source_id").unique().join(files, on="source_id").select("sha256")
    same = files.join(shas, on="sha256", how="semi").select("source_id")
    return _sum(counted.cells.filter(state="counted").join(same, on="source_id", how="semi"))


def _in_scope(ledger: Ledger, view: View) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Keeps the lines that the scope switches let in: the yardstick is cut as the count is."""
    shut = [name for name, switch in view.scope.items() if switch != "in"]
    out = ledger.purposes.filter(pl.col("scope").is_in(shut)).select("purpose").unique()
    return lambda lines: lines.join(out, on="purpose", how="anti")


def _divisions(ledger: Ledger, bottom: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    """Test (a) by division, in pence; lines that a rule splits count by their largest part's division here."""
    if not bottom.height or not local.height:
        return pl.DataFrame(schema={"cofog": pl.String, "bottom_up": pl.Int64, "top_down": pl.Int64})
    parts = ledger.purposes.sort("purpose", "weight_num", "part", descending=[False, True, False])
    first = parts.unique("purpose", keep="first", maintain_order=True)
    codes = first.select("purpose", cofog=pl.col("cofog").str.slice(0, 2).fill_null("unmapped"))
    sides = [
        frame.join(codes, on="purpose").group_by("cofog").agg(pl.col("amount_pence").sum().alias(name))
        for frame, name in ((bottom, "bottom_up"), (local, "top_down"))
    ]
    both = sides[0].join(sides[1], on="cofog", how="full", coalesce=True).fill_null(0)
    return both.select(SPLIT).sort("cofog")


def _sum(frame: pl.DataFrame) -> int:
    return int(frame["amount_pence"].fill_null(0).sum())
