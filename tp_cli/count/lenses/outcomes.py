"""Lens "outcomes": what is spent on an aim beside what was achieved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tp_cli.count.lenses.exact import exact, percent, plain
from tp_cli.count.lenses.lens import Column, Finding, Inputs, Keys, Lens, LensTable, Row, evidence, stack

SMALLEST_SAMPLE = 30
INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Reading:
    """One value of an indicator: what was measured, on how many, and what was spent (pence, None where unknown)."""

    period: str
    value: Fraction
    n: int | None = None
    spend_pence: int | None = None
    people: int | None = None

    @property
    def a_head(self) -> Fraction | None:
        """Pence for each resident; the whole spend where the population of the period is not known."""
        return None if self.spend_pence is None else Fraction(self.spend_pence, self.people or 1)


def direction(before: Reading, after: Reading, polarity: str) -> str:
    """Better, worse or unchanged, by which way is better ("higher" or "lower")."""
    change = after.value - before.value
    if not change:
        return "unchanged"
    return "better" if (change > 0) == (polarity == "higher") else "worse"


def cost_change_pct(before: Reading, after: Reading) -> str:
    """Change of the spend a head in per cent; "" where one of them is not known, or was nought."""
    if before.a_head is None or after.a_head is None or bool(before.people) != bool(after.people):
        return ""
    return percent(after.a_head - before.a_head, before.a_head)


def quadrant(before: Reading, after: Reading, polarity: str) -> str:
    """Cheaper, dearer or same cost, and better, worse or unchanged; "insufficient" where a sample is under 30.

    Cost −5% and 61 → 68 of 120 asked, where higher is better: "cheaper and better".

    Source: docs/METHOD.md §3, lens "outcomes".
    """
    if any(reading.n is not None and reading.n < SMALLEST_SAMPLE for reading in (before, after)):
        return INSUFFICIENT
    towards = direction(before, after, polarity)
    change = cost_change_pct(before, after)
    if not change:
        return f"{towards}, cost not known"
    assert before.a_head is not None and after.a_head is not None
    cost = (after.a_head > before.a_head) - (after.a_head < before.a_head)
    return f"{('cheaper', 'same cost', 'dearer')[cost + 1]} and {towards}"


def before_of(periods: Sequence[str]) -> str | None:
    """The period to hold the last one against: the first, of the same month or quarter where there is one."""
    last = periods[-1]
    alike = [period for period in periods[:-1] if _season(period) == _season(last)]
    return next(iter(alike or periods[:-1]), None)


def _season(period: str) -> str:
    """What follows the year, "04" of "2024-04" and "Q1" of "2024-Q1"; nothing of a financial year."""
    found = re.fullmatch(r"(\d{4})-?(.*)", period)
    if not found or (found[2].isdigit() and int(found[2]) == (int(found[1]) + 1) % 100):
        return ""
    return found[2]


_AS_GIVEN = "as the register has it"
_COLUMNS = (
    Column("kind", "text"), Column("unit", "text"), Column("polarity", "text"),
    Column("before", "text"), Column("after", "text"),
    Column("value_before", "number", _AS_GIVEN), Column("value_after", "number", _AS_GIVEN),
    Column("n", "number", "the smaller of the two samples"),
    Column("spend_before", "pounds"), Column("spend_after", "pounds"),
    Column("cost_change_pct", "percent", "change of the spend a head ÷ the earlier × 100"),
    Column("outcome", "text", "by polarity"),
    Column("quadrant", "text", "cost beside outcome; a sample under 30: insufficient"),
)  # fmt: skip


def look(inputs: Inputs) -> Finding | None:
    """The first and the last reading of every indicator of this place, held against each other."""
    outcomes = inputs.register("outcomes")
    ours = outcomes.filter(pl.col("place").is_null() | (pl.col("place") == inputs.place.facts.name))
    if not ours.height:
        return None
    keys = Keys("indicator")
    ours = ours.with_columns(keys.column(ours.get_column("indicator")))
    found = [pair for _, group in ours.group_by("key", maintain_order=True) for pair in _pair(inputs, group)]
    rows = tuple(row for row, _ in found)
    words = [str(row.values[-1]) for row in rows]
    good = sum(text in ("cheaper and better", "same cost and better") for text in words)
    says = f"{len(rows)} indicators, last reading against first: {good} better at no more cost"
    rests_on = stack(frame for _, frame in found)
    table = LensTable("outcomes", "Cost beside value", _COLUMNS, rows, rests_on)
    return Finding(says, (table,), tuple(_caveats(ours, rows)))


def _pair(inputs: Inputs, rows: pl.DataFrame) -> Iterator[tuple[Row, pl.LazyFrame]]:
    """The row of one indicator and the rows of the register that it rests on; nothing where it has one reading."""
    rows = rows.sort("period", "source_id", "row").unique("period", keep="last", maintain_order=True)
    periods = rows.get_column("period").to_list()
    earlier = before_of(periods)
    if earlier is None:
        return
    two = {each["period"]: each for each in rows.iter_rows(named=True) if each["period"] in (earlier, periods[-1])}
    before, after = (_reading(inputs, two[period]) for period in (earlier, periods[-1]))
    last = two[periods[-1]]
    samples = [reading.n for reading in (before, after) if reading.n is not None]
    values = (
        last["kind"] or "", last["unit"] or "", last["polarity"], before.period, after.period,
        plain(before.value), plain(after.value), str(min(samples)) if samples else None,
        before.spend_pence, after.spend_pence, cost_change_pct(before, after) or None,
        direction(before, after, last["polarity"]), quadrant(before, after, last["polarity"]),
    )  # fmt: skip
    yield Row(last["key"], last["indicator"], values), _rests_on(rows, earlier, periods[-1])


def _reading(inputs: Inputs, row: Mapping[str, object]) -> Reading:
    people = inputs.place.facts.population.get(str(row["period"]))
    n, spend = row["n"], row["spend_pence"]
    return Reading(
        str(row["period"]),
        exact(str(row["value"])),
        n if isinstance(n, int) else None,
        spend if isinstance(spend, int) else None,
        people,
    )


def _rests_on(rows: pl.DataFrame, before: str, after: str) -> pl.LazyFrame:
    both = rows.lazy().filter(pl.col("period").is_in([before, after]))
    spend, reason = pl.col("spend_pence").fill_null(0), pl.col("period")
    one = [
        evidence(rows.lazy().filter(pl.col("period") == period), pl.col("key"), column, spend, reason=reason)
        for column, period in (("spend_before", before), ("spend_after", after))
    ]
    return stack([evidence(both, pl.col("key"), number=pl.col("value"), reason=reason), *one])


def _caveats(ours: pl.DataFrame, rows: Sequence[Row]) -> Iterator[str]:
    single = ours.get_column("key").n_unique() - len(rows)
    if single:
        yield f"{single} indicators have one reading only: nothing to hold them against."
    small = sum(row.values[-1] == INSUFFICIENT for row in rows)
    if small:
        yield f"{small} indicators rest on fewer than {SMALLEST_SAMPLE} answers: too few to say anything."
    yield "Costs are in cash: over several years, rising prices are in them."
    yield "Cost and outcome moving together does not show that one caused the other."


OUTCOMES = Lens("what was spent beside what was achieved", "a [[source]] of kind outcomes", look)
