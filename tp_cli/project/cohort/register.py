"""The groups of a cohort from the register of people: sums of persons, never a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.project.cohort.effect import BodyMeans, Groups
from tp_cli.project.cohort.file import Cohort
from tp_cli.project.scenario import bad

GROUPS, PERIODS = ("treated", "comparison"), ("pre", "post")


@dataclass(frozen=True)
class FromRegister:
    """Groups made from the register, and how many people were left out, by reason."""

    groups: Groups
    left_out: dict[str, int]


def groups_of(scenario: Cohort, people: pl.LazyFrame | None) -> FromRegister:
    """Both groups as the register has them; TpError where it cannot tell them.

    people  rows of the register: person, agency, cost_pence, group, period, area

    A person without a row in a period cost nothing in it. A person with an amount that is not known is left out of
    both periods, and said. High users are chosen by the same least cost before in both groups.
    """
    if people is None:
        found, fix = "no register of people was read", 'add a [[source]] with kind = "people", then run `tp ingest`'
        raise TpError([bad("[register]", found, "people in the ledger", fix)])
    asked = scenario.register_of
    if asked and asked.area:
        people = people.filter(pl.col("area") == asked.area)
    rows = people.select("person", "agency", "cost_pence", "group", "period").collect()
    problems = [*_problems(rows)]
    if problems:
        raise TpError(problems)
    kept, left_out = _known(rows)
    if asked and asked.least_before is not None:
        kept, left_out["under the least cost before"] = _high_users(kept, asked.least_before)
    if {*kept["group"].unique()} != {*GROUPS}:
        fix = "correct the group column, the area or the least cost before"
        raise TpError([bad("[register]", "nobody in one of the groups", "treated and comparison", fix)])
    return FromRegister(_groups(kept), left_out)


def _problems(rows: pl.DataFrame) -> Iterator[Problem]:
    if not rows.height:
        yield bad("[register]", "no rows", "rows of people", "correct area, or read the register again")
    grouped = rows.filter(pl.col("group").is_in(GROUPS))
    both = grouped.group_by("person").agg(pl.col("group").n_unique().alias("n")).filter(pl.col("n") > 1).height
    if both:
        yield bad("[register]", f"{both} people in both groups", "each person in one group", "correct the group column")
    odd = grouped.filter(~pl.col("period").is_in(PERIODS) | pl.col("period").is_null()).height
    if odd:
        yield bad("[register]", f"{odd} rows of a group without pre or post", "a period in each", "correct the column")


def _known(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    grouped = rows.filter(pl.col("group").is_in(GROUPS))
    unknown = grouped.filter(pl.col("cost_pence").is_null())["person"].unique()
    ungrouped = rows.filter(~pl.col("person").is_in(grouped["person"].unique().implode()))["person"].n_unique()
    kept = grouped.filter(~pl.col("person").is_in(unknown.implode()))
    return kept, {"in neither group": ungrouped, "with an amount not known": unknown.len()}


def _high_users(rows: pl.DataFrame, least: int) -> tuple[pl.DataFrame, int]:
    before = pl.col("cost_pence").filter(pl.col("period") == "pre").sum()
    high = rows.group_by("person").agg(before.alias("before")).filter(pl.col("before") >= least)["person"]
    kept = rows.filter(pl.col("person").is_in(high.implode()))
    return kept, rows["person"].n_unique() - kept["person"].n_unique()


def _groups(rows: pl.DataFrame) -> Groups:
    numbers = {str(g): int(n) for g, n in rows.group_by("group").agg(pl.col("person").n_unique()).iter_rows()}
    treated, others = numbers["treated"], numbers["comparison"]
    sums = {
        (str(agency), str(group), str(period)): int(pence)
        for agency, group, period, pence in rows.group_by("agency", "group", "period")
        .agg(pl.col("cost_pence").sum())
        .iter_rows()
    }

    def mean(agency: str, group: str, period: str) -> Fraction:
        return Fraction(sums.get((agency, group, period), 0), numbers[group])

    agencies = sorted({agency for agency, _, _ in sums})
    bodies = {
        agency: BodyMeans(
            mean(agency, "treated", "pre"),
            mean(agency, "treated", "post"),
            mean(agency, "comparison", "pre"),
            mean(agency, "comparison", "post"),
            _spread(rows.filter(pl.col("agency") == agency), numbers),
        )
        for agency in agencies
    }
    return Groups(treated, others, bodies, _spread(rows, numbers))


def _spread(rows: pl.DataFrame, numbers: dict[str, int]) -> tuple[Fraction, Fraction] | None:
    """Standard deviation of each person's change, by group; people without a row changed by nought."""
    change = pl.col("cost_pence") * pl.when(pl.col("period") == "post").then(1).otherwise(-1)
    each = rows.group_by("group", "person").agg(change.sum().alias("change"))
    if min(numbers.values()) < 2:
        return None
    treated, others = (
        _deviation([int(value) for value in each.filter(pl.col("group") == group)["change"]], numbers[group])
        for group in GROUPS
    )
    return treated, others


def _deviation(changes: list[int], people: int) -> Fraction:
    from decimal import Decimal

    total, squares = sum(changes), sum(change * change for change in changes)
    variance = Fraction(squares * people - total * total, people * (people - 1))
    return Fraction((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt())
