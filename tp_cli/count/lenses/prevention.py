"""Lens "prevention": how much is spent on preventing, how much on reacting."""

from __future__ import annotations

import polars as pl

from tp_cli.count.lenses.exact import percent
from tp_cli.count.lenses.lens import Column, Finding, Inputs, Keys, Lens, LensTable, Row, Value, stack
from tp_cli.count.lenses.tagged import counted_parts, counted_sums, evidence_of
from tp_cli.money import show

TAGS = ("prevent", "early", "react")
_COLUMNS = (
    *(Column(tag, "pounds") for tag in TAGS),
    Column("untagged", "pounds"),
    Column("total", "pounds"),
    Column("prevent_pct", "percent", "prevent ÷ all of the theme × 100"),
    Column("tagged_pct", "percent", "prevent, early and react together ÷ all of the theme × 100"),
)


def prevent_pct(prevent: int, theme: int) -> str:
    """Of 96 spent on reacting and 4 on preventing, 4.0% prevents.

    Source: docs/METHOD.md §3, lens "prevention": Σ prevent / Σ theme.
    """
    return percent(prevent, theme)


def look(inputs: Inputs) -> Finding | None:
    """Counted money by theme and tag; themes of which nothing is tagged are left out."""
    said = {
        "tag": pl.when(pl.col("prevention").is_in(TAGS)).then("prevention").otherwise(pl.lit("untagged")),
        "theme": pl.col("theme").fill_null(""),
    }
    cells = counted_sums(inputs).with_columns(**said)
    sums = cells.group_by("theme", "tag").agg(pl.col("amount_pence").sum()).sort("theme", "tag")
    tagged = sums.filter(pl.col("tag") != "untagged")
    if not tagged.height:
        return None
    keys, themes = Keys("theme"), sorted(set(tagged.get_column("theme")))
    found = {theme: _pence(sums.filter(theme=theme)) for theme in themes}
    order = sorted(themes, key=lambda theme: (-sum(found[theme].values()), theme))
    rows = [Row(keys(theme), theme or "No theme", _values(found[theme])) for theme in order]
    every = {tag: sum(each[tag] for each in found.values()) for tag in (*TAGS, "untagged")}
    rows.insert(0, Row("all", "All themes with a tag", _values(every)))
    names = pl.LazyFrame(
        {"theme": order, "key": [keys(theme) for theme in order]}, schema_overrides={"theme": pl.String}
    )
    rests_on = _rests_on(counted_parts(inputs).with_columns(**said).join(names, on="theme"))
    table = LensTable("prevention", "Prevention against reaction", _COLUMNS, tuple(rows), rests_on)
    says = f"{prevent_pct(every['prevent'], sum(every.values())) or '0.0'}% of {show(sum(every.values()))} prevents"
    return Finding(says, (table,), tuple(_caveats(every)))


def _pence(sums: pl.DataFrame) -> dict[str, int]:
    by_tag = dict(sums.select("tag", "amount_pence").iter_rows())
    return {tag: int(by_tag.get(tag, 0)) for tag in (*TAGS, "untagged")}


def _values(pence: dict[str, int]) -> tuple[Value, ...]:
    total = sum(pence.values())
    tagged = total - pence["untagged"]
    return (*pence.values(), total, prevent_pct(pence["prevent"], total) or None, percent(tagged, total) or None)


def _rests_on(parts: pl.LazyFrame) -> pl.LazyFrame:
    columns = {"": pl.lit(True), "total": pl.lit(True)}
    columns |= {tag: pl.col("tag") == tag for tag in (*TAGS, "untagged")}
    return stack(
        evidence_of(parts.filter(of), key, column)
        for column, of in columns.items()
        for key in (pl.col("key"), pl.lit("all"))
    )


def _caveats(pence: dict[str, int]) -> list[str]:
    if not pence["untagged"]:
        return []
    share = percent(pence["untagged"], sum(pence.values()))
    return [f"{show(pence['untagged'])} ({share}%) of these themes is not tagged: the share that prevents is a floor."]


PREVENTION = Lens("prevention against reaction", "mapping rules that say prevent, early or react", look)
