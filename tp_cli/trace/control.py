"""The figures of the two-sided test: the lines from below and from above."""

from __future__ import annotations

import polars as pl

from tp_cli.count.control import region_population
from tp_cli.division import mapped_lines
from tp_cli.money import per_head, pounds, ratio_pct
from tp_cli.trace.rests import Desk, Figure, Rests, conform
from tp_cli.words import LOCAL_GOVERNMENT

_PENCE = pl.col("amount_pence")


def control(desk: Desk, figure: Figure) -> Rests:
    """A side of a test: lines of the yardstick, or counted parts; for tests (b) and (c) for each resident."""
    if figure.column == "text":
        return Rests(how="what is expected of the test")
    if figure.column == "ratio_pct":
        return _ratio(desk, figure)
    test, below = figure.named.get("test", ""), figure.column == "bottom_up"
    if test == "a":
        return Rests(_lines(desk, _bottom() if below else _local()))
    if below:
        parts = _ours(desk) if test == "b" else _counted(desk)
        return _a_head(desk, figure, parts, desk.place.facts.population.get(desk.year))
    lines = _in_scope(desk, _identifiable(desk) if test == "c" else _region(desk))
    return _a_head(desk, figure, lines, region_population(desk.place, desk.year))


def division(desk: Desk, figure: Figure) -> Rests:
    """A side of test (a) for one division; a split line stands with its largest part."""
    if figure.column == "ratio_pct":
        return _ratio(desk, figure)
    mapped = mapped_lines(desk.store).sort("line_id", "weight_num", "part", descending=[False, True, False])
    code = pl.col("cofog").str.slice(0, 2).fill_null("unmapped")
    codes = mapped.unique("line_id", keep="first", maintain_order=True).select("line_id", code=code)
    wanted = codes.filter(pl.col("code") == figure.named.get("cofog")).select("line_id")
    side = _bottom() if figure.column == "bottom_up" else _local()
    return Rests(_as_parts(_yardstick(desk).filter(side).join(wanted, on="line_id", how="semi")))


def _ratio(desk: Desk, figure: Figure) -> Rests:
    below, above = (f"count/{figure.table}/{figure.key}/{side}" for side in ("bottom_up", "top_down"))
    value = ratio_pct(desk.pence(below), desk.pence(above))
    return Rests(how="bottom-up ÷ top-down × 100", uses=(below, above), expected=value)


def _a_head(desk: Desk, figure: Figure, parts: pl.DataFrame, people: int | None) -> Rests:
    value = pounds(per_head(int(parts["amount_pence"].sum()), people)) if people else None
    return Rests(parts, f"these rows ÷ {people or 0:,} residents", (), value)


def _yardstick(desk: Desk) -> pl.LazyFrame:
    return desk.lines.filter((pl.col("basis") == "control") & (pl.col("year") == desk.year))


def _bottom() -> pl.Expr:
    return pl.col("sector").is_null() & (pl.col("role") != "memo")


def _local() -> pl.Expr:
    return (pl.col("sector") == "LG") & (pl.col("economic") == "current")


def _region(desk: Desk) -> pl.Expr:
    """Local government of the region: its authorities' own returns where there are any."""
    own = _yardstick(desk).filter(_bottom()).select(pl.len()).collect().item()
    return _bottom() if own else _local()


def _identifiable(desk: Desk) -> pl.Expr:
    sectors = desk.store.read("lines").select("line_id", "sector")
    known = desk.parts.join(sectors, on="line_id").select(pl.col("sector").drop_nulls().unique()).collect()
    alike = (pl.col("economic") == "current") | pl.col("sector").is_in(known["sector"].to_list())
    return pl.col("sector").is_not_null() & pl.col("identifiable").fill_null(True) & alike


def _in_scope(desk: Desk, of: pl.Expr) -> pl.DataFrame:
    shut = [name for name, switch in desk.place.scope.switches().items() if switch != "in"]
    out = mapped_lines(desk.store).filter(pl.col("scope").is_in(shut)).select("line_id").unique()
    return _as_parts(_yardstick(desk).filter(of).join(out, on="line_id", how="anti"))


def _lines(desk: Desk, of: pl.Expr) -> pl.DataFrame:
    return _as_parts(_yardstick(desk).filter(of))


def _as_parts(lines: pl.LazyFrame) -> pl.DataFrame:
    said = {"state": pl.lit("control"), "reason": pl.col("words"), "counterparty": pl.lit(None, pl.String)}
    return conform(lines.with_columns(**said, amount_pence=_PENCE.fill_null(0)))


def _counted(desk: Desk) -> pl.DataFrame:
    return conform(desk.parts.filter(pl.col("state") == "counted").with_columns(reason=pl.col("words")))


def _ours(desk: Desk) -> pl.DataFrame:
    """Counted parts of local government: of the bodies whose lines are of such a kind."""
    ours = desk.lines.filter((pl.col("basis") != "control") & pl.col("agency_kind").is_in(LOCAL_GOVERNMENT))
    counted = desk.parts.filter(pl.col("state") == "counted").with_columns(reason=pl.col("words"))
    return conform(counted.join(ours.select("agency").unique(), on="agency", how="semi"))
