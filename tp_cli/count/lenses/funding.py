"""Lens "funding": how many strings are attached to the money that comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from tp_cli.count.lenses.exact import herfindahl, percent, rounded
from tp_cli.count.lenses.lens import (
    Column,
    Finding,
    Inputs,
    Keys,
    Lens,
    LensTable,
    Row,
    Value,
    distinct,
    evidence,
    stack,
)
from tp_cli.money import show

_AMOUNT = pl.col("amount_pence")
_FENCED = pl.col("ring_fenced").fill_null(False)
_ENTITLED = pl.col("entitlement").fill_null(False)
_SUMS: dict[str, pl.Expr] = {  # column → the streams that it adds up
    "total": pl.lit(True),
    "ring_fenced": _FENCED,
    "entitlement": _ENTITLED,
    "tied": _FENCED | _ENTITLED,
    "flexible": ~(_FENCED | _ENTITLED),
}
_COLUMNS = (
    Column("streams", "number", "streams with money in them"),
    *(Column(name, "pounds") for name in _SUMS),
    Column("flexible_pct", "percent", "flexible ÷ total × 100"),
    Column("herfindahl", "number", "Σ (stream ÷ total)², a half-even rounding to two places"),
)
_TIERS = {
    "1": "local discretion",
    "2": "local ring-fenced",
    "3": "local delivery of a national entitlement",
    "4": "locally managed arm of a national body",
    "5": "nationally directed in the place",
    "6": "apportioned national",
}


@dataclass(frozen=True)
class Strings:
    """What is tied in a group of streams, in pence; what is both ring-fenced and an entitlement is tied once."""

    streams: int
    total: int
    ring_fenced: int
    entitlement: int
    tied: int
    herfindahl: Fraction | None

    @property
    def flexible(self) -> int:
        return self.total - self.tied


def strings_of(streams: pl.DataFrame) -> Strings:
    """The strings on streams.

    streams  `amount_pence`, `ring_fenced`, `entitlement` (null where it was not said, which ties nothing)

    Source: docs/METHOD.md §3, lens "funding": flexible = total − (entitlement ∪ ring-fenced).
    """
    sums = {name: int(streams.filter(of).get_column("amount_pence").sum()) for name, of in _SUMS.items()}
    sums.pop("flexible")
    amounts = streams.get_column("amount_pence")
    return Strings(int((amounts > 0).sum()), **sums, herfindahl=herfindahl(amounts))


def look(inputs: Inputs) -> Finding | None:
    """Streams by theme, by control tier and one by one."""
    streams = inputs.register("streams")
    if not streams.height:
        return None
    everything = _table(
        "funding", "Funding streams by theme", streams, pl.lit("all"), [("all", "All streams", streams)]
    )
    themes = _grouped("funding", "", streams, "theme", Keys("theme"), lambda text: text or "No theme")
    by_theme = replace(
        everything, rows=everything.rows + themes.rows, evidence=stack([everything.evidence, themes.evidence])
    )
    by_tier = _grouped("funding_control", "Funding by who decides", streams, "control", Keys("control"), _tier_in_words)
    found = strings_of(streams)
    index = rounded(found.herfindahl, 2) if found.herfindahl is not None else "none"
    says = (
        f"{found.streams} streams bring {show(found.total)}, {show(found.flexible)} of it without strings;"
        f" Herfindahl index {index}"
    )
    return Finding(says, (by_theme, by_tier, _streams(inputs, streams)), tuple(_caveats(streams)))


def _grouped(
    name: str, title: str, streams: pl.DataFrame, by: str, keys: Keys, words: Callable[[str], str]
) -> LensTable:
    values = sorted(streams.get_column(by).fill_null("").unique())
    groups = [(keys(value), words(value), streams.filter(pl.col(by).fill_null("") == value)) for value in values]
    groups.sort(key=lambda group: (-int(group[2].get_column("amount_pence").sum()), group[0]))
    return _table(name, title, streams.with_columns(keys.column(streams.get_column(by))), pl.col("key"), groups)


def _table(
    name: str, title: str, streams: pl.DataFrame, key: pl.Expr, groups: list[tuple[str, str, pl.DataFrame]]
) -> LensTable:
    rows = tuple(Row(group_key, words, _values(strings_of(group))) for group_key, words, group in groups)
    rests_on = [
        evidence(streams.lazy().filter(of), key, column, _AMOUNT, reason=pl.col("stream"))
        for column, of in {"": pl.lit(True), **_SUMS}.items()
    ]
    return LensTable(name, title, _COLUMNS, rows, stack(rests_on))


def _values(found: Strings) -> tuple[Value, ...]:
    return (
        str(found.streams),
        found.total,
        found.ring_fenced,
        found.entitlement,
        found.tied,
        found.flexible,
        percent(found.flexible, found.total),
        rounded(found.herfindahl, 2) if found.herfindahl is not None else None,
    )


def _tier_in_words(tier: str) -> str:
    return f"{tier} {_TIERS[tier]}" if tier in _TIERS else "Not said"


def _streams(inputs: Inputs, streams: pl.DataFrame) -> LensTable:
    """Every stream, largest first."""
    listed = streams.sort("amount_pence", "stream", "source_id", "row", descending=[True, False, False, False])
    keys = Keys("stream")
    names = [f"{stream} ({agency})" for stream, agency in listed.select("stream", "agency").iter_rows()]
    listed = listed.with_columns(keys.column(distinct(names)))
    rows = tuple(
        Row(each["key"], each["stream"], _stream_values(inputs, each)) for each in listed.iter_rows(named=True)
    )
    columns = (
        Column("agency", "text"),
        Column("department", "text"),
        Column("theme", "text"),
        Column("amount", "pounds"),
        Column("ring_fenced", "text"),
        Column("entitlement", "text"),
        Column("ends", "text"),
    )
    rests_on = stack(evidence(listed.lazy(), pl.col("key"), column, _AMOUNT) for column in ("", "amount"))
    return LensTable("funding_streams", "Every stream", columns, rows, rests_on, kept=100)


def _stream_values(inputs: Inputs, stream: dict[str, object]) -> tuple[Value, ...]:
    def said(name: str) -> str:
        return {True: "yes", False: "no"}.get(stream[name], "")  # type: ignore[call-overload, no-any-return]

    return (
        inputs.name_of(str(stream["agency"] or "")),
        str(stream["department"] or ""),
        str(stream["theme"] or ""),
        int(stream["amount_pence"] or 0),  # type: ignore[call-overload]
        said("ring_fenced"),
        said("entitlement"),
        str(stream["ends"] or ""),
    )


def _caveats(streams: pl.DataFrame) -> list[str]:
    unsaid = streams.filter(pl.col("ring_fenced").is_null() & pl.col("entitlement").is_null())
    if not unsaid.height:
        return []
    pence = int(unsaid.get_column("amount_pence").sum())
    return [f"Of {unsaid.height} streams ({show(pence)}) it is not said whether they are tied: they are taken as free."]


FUNDING = Lens("how many strings are attached", "a [[source]] of kind streams", look)
