"""Lens "people": who uses several services, what the dearest few cost; never one person, never a small number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import polars as pl

from tp_cli.count.lenses.exact import percent, rounded, whole_pence
from tp_cli.count.lenses.lens import Column, Finding, Inputs, Keys, Lens, LensTable, Level, Row, Value, evidence, stack
from tp_cli.money import show

SMALLEST: dict[Level, int] = {"partner": 2, "board": 5, "public": 10}  # the fewest people a figure may be about
HIDDEN = "[c]"
TOPS = (1, 5, 10, 20, 50)
HEADLINE_TOP = 20


@dataclass(frozen=True)
class Person:
    """What one person cost all agencies, in pence, and which agencies; the key stays inside."""

    cost_pence: int
    agencies: frozenset[str]
    repeats: bool


def top_count(people: int, top_pct: int) -> int:
    """How many the dearest so many per cent are: at least one, a part of a person counted whole."""
    return -(-people * top_pct // 100)


def top_pence(costs: Sequence[int], top_pct: int) -> int:
    """What the dearest so many per cent of people cost: of 500, 300 and 8 × 25 the top 20% are 800.

    Source: docs/METHOD.md §3, lens "people".
    """
    return sum(sorted(costs, reverse=True)[: top_count(len(costs), top_pct)])


def top_share_pct(costs: Sequence[int], top_pct: int) -> str:
    """The same as a share of all: 80.0."""
    return percent(top_pence(costs, top_pct), sum(costs))


def look(inputs: Inputs) -> Finding | None:
    """Concentration, agencies for each person, who shares whom; under a level everything small is left out."""
    register = inputs.register("people")
    rows = register.filter(pl.col("period").is_null() & pl.col("group").is_null())
    if not rows.height:
        return None
    people, smallest = _people(rows), SMALLEST[inputs.level]
    open_tables = all(_is_open(count, smallest) for count in _counts(people))
    tables = (
        _headline(rows, people, smallest, open_tables),
        _tops(rows, people, smallest),
        _distribution(people, smallest),
        *((_by_agency(inputs, rows, people), _pairs(inputs, people)) if open_tables else ()),
    )
    caveats = tuple(_caveats(inputs, register.height - rows.height, open_tables, smallest))
    return Finding(_says(people, smallest), tables, caveats)


def _people(rows: pl.DataFrame) -> list[Person]:
    again = rows.with_columns(times=pl.max_horizontal(pl.col("contacts").fill_null(1), pl.lit(1)))
    same = again.group_by("person", "agency", "service").agg(pl.col("times").sum())
    repeated = set(same.filter(pl.col("times") > 1).get_column("person"))
    each = rows.group_by("person").agg(pl.col("cost_pence").sum(), pl.col("agency").unique())
    return [
        Person(cost, frozenset(agencies), person in repeated)
        for person, cost, agencies in each.sort("cost_pence", "person", descending=[True, False]).iter_rows()
    ]


def _is_open(people: int, smallest: int) -> bool:
    """True where such a number may be shown: nought, or not small."""
    return people == 0 or people >= smallest


def _counts(people: Sequence[Person]) -> Iterator[int]:
    """Every number of people that the full tables show, or let a reader work out by taking one from another."""
    agencies = sorted({agency for person in people for agency in person.agencies})
    of = {agency: sum(agency in person.agencies for person in people) for agency in agencies}
    for agency in agencies:
        yield from (of[agency], len(people) - of[agency])
    for one, other in combinations(agencies, 2):
        both = sum(one in person.agencies and other in person.agencies for person in people)
        yield from (both, of[one] - both, of[other] - both)
    for number in range(1, len(agencies) + 1):
        yield sum(len(person.agencies) == number for person in people)
    repeats = sum(person.repeats for person in people)
    yield from (repeats, len(people) - repeats)


def _says(people: Sequence[Person], smallest: int) -> str:
    if len(people) < smallest:
        return f"Fewer than {smallest} people: nothing is shown"
    costs = [person.cost_pence for person in people]
    if top_count(len(people), HEADLINE_TOP) < smallest:
        return f"{len(people):,} people cost {show(sum(costs))}"
    share = top_share_pct(costs, HEADLINE_TOP) or "none"
    return f"{len(people):,} people cost {show(sum(costs))}; the dearest {HEADLINE_TOP}% of them take {share}% of it"


def _headline(rows: pl.DataFrame, people: Sequence[Person], smallest: int, is_open: bool) -> LensTable:
    columns = (
        Column("people", "number", "number of different persons"), Column("cost", "pounds"),
        Column("top_20_pct", "percent", "cost of the dearest 20% of persons ÷ cost of all × 100"),
        Column("agencies_each", "number", "Σ agencies of each person ÷ persons"),
        Column("several", "number", "persons with two agencies or more"),
        Column("several_cost", "pounds", "what they cost all agencies"),
        Column("repeats", "number", "persons with more than one contact with the same service"),
    )  # fmt: skip
    costs = [person.cost_pence for person in people]
    several = [person for person in people if len(person.agencies) > 1]
    shown = len(people) >= smallest
    top_open = top_count(len(people), HEADLINE_TOP) >= smallest
    finer: tuple[Value, ...] = (
        rounded(Fraction(sum(len(person.agencies) for person in people), len(people)), 2),
        str(len(several)),
        sum(person.cost_pence for person in several),
        str(sum(person.repeats for person in people)),
    )
    values: tuple[Value, ...] = (
        str(len(people)) if shown else HIDDEN,
        sum(costs) if shown else HIDDEN,
        (top_share_pct(costs, HEADLINE_TOP) or None) if shown and top_open else HIDDEN,
        *(finer if shown and is_open else (HIDDEN,) * len(finer)),
    )
    return LensTable(
        "people", "People and what they cost", columns, (Row("all", "All people", values),), _files(rows, "all")
    )


def _tops(rows: pl.DataFrame, people: Sequence[Person], smallest: int) -> LensTable:
    """The dearest few: a step is shown where it, and what it adds to the last one shown, is not small."""
    columns = (
        Column("people", "number", "persons in it, a part of one counted whole"),
        Column("cost", "pounds", "what they cost all agencies"),
        Column("share_pct", "percent", "their cost ÷ cost of all × 100"),
    )
    costs, made, last = [person.cost_pence for person in people], [], 0
    for top in TOPS:
        number = top_count(len(people), top)
        if min(number, number - last or smallest, len(people) - number or smallest) >= smallest:
            share = top_share_pct(costs, top) or None
            made.append(Row(f"top={top}", f"The dearest {top}%", (str(number), top_pence(costs, top), share)))
            last = number
    rests_on = stack(_files(rows, row.key) for row in made)
    return LensTable("people_top", "What the dearest cost", columns, tuple(made), rests_on)


def _distribution(people: Sequence[Person], smallest: int) -> LensTable:
    """How many agencies people have; steps that are small are put together with the next."""
    columns = (
        Column("people", "number", "persons with so many agencies"),
        Column("cost", "pounds", "what they cost all agencies"),
    )
    steps: list[tuple[int, int, list[Person]]] = []
    for number in sorted({len(person.agencies) for person in people}):
        group = [person for person in people if len(person.agencies) == number]
        if steps and len(steps[-1][2]) < smallest:
            first, _, before = steps.pop()
            steps.append((first, number, before + group))
        else:
            steps.append((number, number, group))
    if len(steps) > 1 and len(steps[-1][2]) < smallest:
        _, last, tail = steps.pop()
        first, _, before = steps.pop()
        steps.append((first, last, before + tail))
    shown = [step for step in steps if len(step[2]) >= smallest]
    rows = tuple(
        Row(
            f"agencies={first}" if first == last else f"agencies={first}-{last}",
            _words(first, last),
            (str(len(group)), sum(person.cost_pence for person in group)),
        )
        for first, last, group in shown
    )
    return LensTable("people_agencies", "How many agencies people have", columns, rows)


def _words(first: int, last: int) -> str:
    if first != last:
        return f"{first} to {last} agencies"
    return "1 agency" if first == 1 else f"{first} agencies"


def _by_agency(inputs: Inputs, rows: pl.DataFrame, people: Sequence[Person]) -> LensTable:
    columns = (
        Column("people", "number", "its persons"), Column("cost", "pounds"),
        Column("each", "pounds", "cost ÷ persons"),
        Column("shared_pct", "percent", "its persons with another agency too ÷ its persons × 100"),
    )  # fmt: skip
    keys = Keys("agency")
    keyed = rows.with_columns(keys.column(rows.get_column("agency")))
    made = []
    for (agency,), group in sorted(keyed.group_by("agency"), key=lambda pair: str(pair[0])):
        own = [person for person in people if str(agency) in person.agencies]
        shared = sum(len(person.agencies) > 1 for person in own)
        cost = int(group.get_column("cost_pence").sum())
        values = (str(len(own)), cost, whole_pence(Fraction(cost, len(own))), percent(shared, len(own)))
        made.append(Row(keys(str(agency)), inputs.name_of(str(agency)), values))
    rests_on = stack(_files(keyed.filter(key=row.key), row.key) for row in made)
    return LensTable("people_agency", "People by agency", columns, tuple(made), rests_on)


def _pairs(inputs: Inputs, people: Sequence[Person]) -> LensTable:
    agencies, keys = sorted({agency for person in people for agency in person.agencies}), Keys("pair")
    rows = []
    for one, other in combinations(agencies, 2):
        both = [person for person in people if one in person.agencies and other in person.agencies]
        title = f"{inputs.name_of(one)} and {inputs.name_of(other)}"
        rows.append(Row(keys(f"{one}+{other}"), title, (str(len(both)), sum(person.cost_pence for person in both))))
    columns = (Column("people", "number", "persons of both"), Column("cost", "pounds", "what they cost all agencies"))
    return LensTable("people_pairs", "People whom two agencies share", columns, tuple(rows))


def _files(rows: pl.DataFrame, key: str) -> pl.LazyFrame:
    """Evidence by file and sheet: people are never listed one by one, in a trace neither."""
    sums = rows.lazy().group_by("source_id", "sheet").agg(pl.col("cost_pence").sum(), people=pl.len())
    sums = sums.sort("source_id", "sheet").with_columns(row=pl.lit(None, pl.Int64))
    reason = pl.format("{} rows; people are not shown one by one", "people")
    return stack(evidence(sums, pl.lit(key), column, pl.col("cost_pence"), reason=reason) for column in ("", "cost"))


def _caveats(inputs: Inputs, left_out: int, open_tables: bool, smallest: int) -> Iterator[str]:
    if left_out:
        yield f"{left_out:,} rows belong to a comparison before and after, and are left out here."
    if not open_tables:
        yield (
            f"For {inputs.level} no figure is about fewer than {smallest} people, nor lets such a number be worked out:"
            " numbers by agency and by pair of agencies are left out, small steps are put together."
        )
    yield "High cost in one year is no forecast: most people who cost much in one year cost less in the next."


PEOPLE = Lens("who uses several services", "a [[source]] of kind people", look)
