"""Lens "overlap": where several agencies do the same thing for the same people in the same area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.lenses.decisions import read_decisions
from tp_cli.count.lenses.lens import Column, Finding, Inputs, Keys, Lens, LensTable, Row, Value, stack
from tp_cli.count.lenses.tagged import counted_parts, counted_sums, evidence_of
from tp_cli.money import show

FILE = "overlap.csv"
TAGS = ("confirmed", "complementary")
_BY = ("function", "client_group", "area")
_GROUP_COLUMNS = (
    Column("client_group", "text"), Column("area", "text"),
    Column("agencies", "number", "agencies that spend on it"), Column("spenders", "text"),
    Column("total", "pounds"), Column("largest", "pounds"), Column("at_risk", "pounds"),
    Column("tag", "text", "what a person decided in maps/overlap.csv"), Column("note", "text", "the same"),
)  # fmt: skip
_SUMS = ("at_risk", "confirmed", "complementary", "unjudged")


@dataclass(frozen=True)
class Overlap:
    """Spending of several agencies on the same: pence by agency, spenders only."""

    spent: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.spent.values())

    @property
    def largest(self) -> str:
        """The agency that spends most; of equals the first by name."""
        return min(self.spent, key=lambda agency: (-self.spent[agency], agency))

    @property
    def at_risk(self) -> int:
        """Σ − max: 300k, 120k and 80k leave 200k at risk. An upper bound: some of it may be complementary.

        Source: docs/METHOD.md §3, lens "overlap".
        """
        return self.total - self.spent[self.largest]


def overlap_of(spent: Mapping[str, int]) -> Overlap | None:
    """The overlap of what agencies spend on the same; None with fewer than two spenders. Credits are no spending."""
    spenders = {agency: pence for agency, pence in spent.items() if pence > 0}
    return Overlap(spenders) if len(spenders) > 1 else None


def look(inputs: Inputs) -> Finding | None:
    """Every function, client group and area on which two agencies or more spend."""
    cells = _known(counted_sums(inputs).lazy())
    sums = cells.group_by(*_BY, "agency").agg(pl.col("amount_pence").sum()).sort(*_BY, "agency").collect()
    if not sums.height:
        return None
    groups = _groups(sums)
    said = read_decisions(inputs.decisions / FILE, ("function", "client_group", "area", "tag", "note"), {"tag": TAGS})
    table, chosen = _table(inputs, groups, _decided(said), _known(counted_parts(inputs)))
    spent_on_known = int(sums.get_column("amount_pence").sum())
    total = _totals(table)
    says = (
        f"{len(groups)} services that several agencies pay for: at most {show(total.get('at_risk', 0))} at risk,"
        f" {show(total.get('complementary', 0))} of it found to be complementary"
    )
    return Finding(says, (table, _sum_table(total, chosen)), tuple(_caveats(inputs, spent_on_known, said, groups)))


def _known(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Counted money whose function and client group are known, with `function`."""
    known = rows.with_columns(function=pl.col("cofog").str.slice(0, 4), area=pl.col("area").fill_null(""))
    return known.filter(pl.col("function").is_not_null() & pl.col("client_group").is_not_null())


def _groups(sums: pl.DataFrame) -> list[tuple[tuple[str, str, str], Overlap]]:
    """Groups with an overlap, the most at risk first."""
    found = []
    for names, rows in sums.group_by(*_BY, maintain_order=True):
        overlap = overlap_of(dict(rows.select("agency", "amount_pence").iter_rows()))
        if overlap:
            found.append(((str(names[0]), str(names[1]), str(names[2])), overlap))
    return sorted(found, key=lambda pair: (-pair[1].at_risk, pair[0]))


def _decided(said: Sequence[Mapping[str, str]]) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (each["function"], each["client_group"].casefold(), each["area"].casefold()): (each["tag"], each["note"])
        for each in said
    }


def _table(
    inputs: Inputs,
    groups: Sequence[tuple[tuple[str, str, str], Overlap]],
    decided: Mapping[tuple[str, str, str], tuple[str, str]],
    parts: pl.LazyFrame,
) -> tuple[LensTable, pl.LazyFrame]:
    """The table, and the parts of its groups with `key`, `tag` and the group's `largest` agency."""
    from tp_cli.count.answer import cofog_names

    keys, functions = (Keys("group"), Keys("area")), cofog_names()
    rows, chosen = [], []
    for (function, group, area), overlap in groups:
        tag, note = decided.get((function, group.casefold(), area.casefold()), ("", ""))
        key = f"function={function},{keys[0](group)}" + (f",{keys[1](area)}" if area else "")
        spenders = ", ".join(
            inputs.name_of(agency) for agency in sorted(overlap.spent, key=lambda a: -overlap.spent[a])
        )
        values: tuple[Value, ...] = (
            group, area, str(len(overlap.spent)), spenders, overlap.total, overlap.spent[overlap.largest],
            overlap.at_risk, tag, note,
        )  # fmt: skip
        rows.append(Row(key, f"{functions.get(function, function)}, {group}" + (f", {area}" if area else ""), values))
        chosen += [(function, group, area, agency, key, tag, agency == overlap.largest) for agency in overlap.spent]
    columns = [*_BY, "agency", "key", "tag"]
    marks = pl.LazyFrame(chosen, schema={**dict.fromkeys(columns, pl.String), "largest": pl.Boolean}, orient="row")
    held = parts.join(marks, on=[*_BY, "agency"])
    return LensTable("overlap", "Where agencies do the same", _GROUP_COLUMNS, tuple(rows), _rests_on(held)), held


def _rests_on(held: pl.LazyFrame) -> pl.LazyFrame:
    key = pl.col("key")
    return stack(
        [
            evidence_of(held, key),
            evidence_of(held, key, "total"),
            evidence_of(held.filter("largest"), key, "largest"),
            evidence_of(held.filter(~pl.col("largest")), key, "at_risk"),
        ]
    )


def _totals(table: LensTable) -> dict[str, int]:
    """Pence at risk in all groups, and of it by what was decided."""
    names = [column.name for column in table.columns]
    found = dict.fromkeys(_SUMS, 0)
    for row in table.rows:
        said = dict(zip(names, row.values, strict=True))
        found["at_risk"] += int(said["at_risk"] or 0)
        found[str(said["tag"] or "unjudged")] += int(said["at_risk"] or 0)
    return found


def _sum_table(total: Mapping[str, int], held: pl.LazyFrame) -> LensTable:
    columns = tuple(Column(name, "pounds") for name in _SUMS)
    rest = held.filter(~pl.col("largest"))
    tags = {"at_risk": pl.lit(True), "unjudged": pl.col("tag") == ""}
    tags |= {tag: pl.col("tag") == tag for tag in TAGS}
    rests_on = stack(evidence_of(rest.filter(of), pl.lit("all"), column) for column, of in tags.items())
    row = Row("all", "All overlaps", tuple(total[name] for name in _SUMS))
    return LensTable("overlap_total", "Overlaps together", columns, (row,), rests_on)


def _caveats(
    inputs: Inputs,
    known: int,
    said: Sequence[Mapping[str, str]],
    groups: Sequence[tuple[tuple[str, str, str], Overlap]],
) -> list[str]:
    rest = int(inputs.counted["amount_pence"].sum()) - known
    texts = ["At risk is an upper bound: agencies that do the same may each do a needed part of it."]
    if rest:
        texts.append(f"{show(rest)} of the count has no function or client group and is not compared.")
    there = {(function, group.casefold(), area.casefold()) for (function, group, area), _ in groups}
    for key in _decided(said):
        if key not in there:
            texts.append(f"maps/{FILE} speaks of {', '.join(filter(None, key))}, where nothing overlaps now.")
    return texts


OVERLAP = Lens("where agencies do the same thing", "mapping rules that say which client group a line serves", look)
