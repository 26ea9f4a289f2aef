"""The figures of the spend count: which parts of which lines each of them adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from tp_cli.ledger import AXES
from tp_cli.money import per_head, pounds, ratio_pct
from tp_cli.trace.rests import PARTS, Desk, Figure, Rests, conform, declared

REPORTED = ("counted", "eliminated", "apportioned_out", "out_of_scope", "memo")
TOTAL = "count/spend/total/amount"
_IN_TOTAL = ("counted", "eliminated", "apportioned_out")
_WIDTHS = {"cofog": ("cofog", 2), "cofog_group": ("cofog", 4)}
_PENCE = pl.col("amount_pence")


def cut_of(table: str, named: dict[str, str]) -> pl.Expr | None:
    """The parts that a key speaks of: agency=council,cofog=10; None where it names something that parts do not have."""
    found = pl.lit(True)
    for name, value in named.items():
        column, width = _WIDTHS.get(table if name == "cofog" and table in _WIDTHS else name, (name, 0))
        if column not in ("agency", "basis", "year", *AXES):
            return None
        text = pl.col(column).str.slice(0, width) if width else pl.col(column)
        found &= text.is_null() if value in ("unmapped", "") else text == value
    return found


def counted_rows(desk: Desk, of: pl.Expr) -> pl.DataFrame:
    """Lines with what they report, then what is taken off them again: together what is counted.

    Source: docs/METHOD.md §6, trace: seven lines of 728 and four adjustments, −40, −8, −88, −38.
    """
    inside = desk.parts.filter(of & pl.col("state").is_in(_IN_TOTAL))
    by = ["line_id", "source_id", "sheet", "row", "words"]
    lines = inside.group_by(by).agg(_PENCE.sum()).sort("source_id", "sheet", "row")
    reported = conform(lines.with_columns(state=pl.lit("reported"), reason=pl.col("words")))
    taken = inside.filter(pl.col("state") != "counted").with_columns(amount_pence=-_PENCE)
    return pl.concat([reported, conform(taken)])


def in_states(desk: Desk, of: pl.Expr, states: tuple[str, ...]) -> pl.DataFrame:
    """Parts in these states as they are."""
    rows = desk.parts.filter(of & pl.col("state").is_in(states))
    reason = pl.when(pl.col("reason") == "").then("words").otherwise("reason")
    return conform(rows.with_columns(reason=pl.coalesce(reason, "words")))


def spend(desk: Desk, figure: Figure) -> Rests:
    """The total, its range, and what it is for each resident."""
    everything = counted_rows(desk, pl.lit(True))
    if figure.column in ("amount", "low"):
        return Rests(everything)
    if figure.column == "high":
        return Rests(pl.concat([everything, *_benchmarks(desk)]))
    return derived(desk, figure, pl.lit(True), TOTAL)


def cut(desk: Desk, figure: Figure) -> Rests | None:
    """A figure of the count cut by what parts are: by agency, function, theme, ..."""
    of = cut_of(figure.table, figure.named)
    if of is None:
        return None
    if figure.column == "amount":
        return Rests(counted_rows(desk, of))
    return derived(desk, figure, of, f"count/{figure.table}/{figure.key}/amount")


def derived(desk: Desk, figure: Figure, of: pl.Expr, amount_id: str) -> Rests:
    """A figure that is worked out from the amount of its row."""
    parts = counted_rows(desk, of)
    pence, people = int(parts["amount_pence"].sum()), desk.place.facts.population.get(desk.year)
    if figure.column == "per_head" and people:
        how = f"amount ÷ {people:,} residents (place.toml, population of {desk.year})"
        return Rests(parts, how, (amount_id,), pounds(per_head(pence, people)))
    if figure.column == "share_pct":
        return Rests(parts, "amount ÷ total × 100", (amount_id, TOTAL), ratio_pct(pence, desk.pence(TOTAL)))
    if figure.column == "apportioned_pct":
        how = "what a share decided ÷ amount × 100"
        return Rests(parts, how, (amount_id,), ratio_pct(_shared(desk, of), pence))
    if figure.column == "population":
        return Rests(how=f"place.toml, population of {desk.year}", expected=str(people))
    if figure.column == "year":
        return Rests(how="the last of `years` in place.toml")
    return Rests(parts, "worked out by the count from these rows", (amount_id,))


def _shared(desk: Desk, of: pl.Expr) -> int:
    rows = desk.parts.filter(of & (pl.col("state") == "counted") & pl.col("apportioned"))
    return int(rows.select(_PENCE.sum()).collect().item() or 0)


def states(desk: Desk, figure: Figure) -> Rests:
    """All money in one state, or all that was reported."""
    state = figure.named.get("state", "")
    return Rests(in_states(desk, pl.lit(True), REPORTED if state == "reported" else (state,)))


def bridge(desk: Desk, figure: Figure) -> Rests:
    """An agency's money from control total to counted."""
    agency = figure.named.get("agency", "")
    of = pl.col("agency") == agency
    if figure.column == "control_total":
        return Rests(pl.concat([pl.DataFrame(schema=PARTS), *_control_totals(desk, agency)]))
    if figure.column == "unresolved_lines":
        rows = in_states(desk, of, ("unresolved",))
        return Rests(rows, "lines without an amount", expected=str(rows.height))
    if figure.column in ("rejected", "rejected_rows", "unread_rows"):
        return Rests(how="rows rejected of the body's files: `tp ingest --json` lists them with their reasons")
    if figure.column == "difference":
        rests_on = [f"count/bridge/{figure.key}/{name}" for name in ("control_total", "ingested", "rejected")]
        given = rests_on[0] in desk.figures and desk.figures[rests_on[0]].value
        left = desk.pence(rests_on[0]) - desk.pence(rests_on[1]) - desk.pence(rests_on[2]) if given else 0
        return Rests(how="control total less what was read and rejected", uses=tuple(rests_on), expected=pounds(left))
    if figure.column == "ingested":
        return Rests(in_states(desk, of, (*REPORTED, "superseded")))
    return Rests(in_states(desk, of, (figure.column,)))


def _control_totals(desk: Desk, agency: str) -> Iterator[pl.DataFrame]:
    for number, source in enumerate(desk.place.sources, 1):
        ours = source.agency == agency and source.kind == "spend" and source.basis != "control"
        if ours and source.control_total is not None and (source.year or desk.year) == desk.year:
            yield declared(source.control_total, f"control_total of [[source]] number {number}")


def payments(desk: Desk, figure: Figure) -> Rests:
    """Payments between two bodies that lines show, on one basis."""
    named = figure.named
    rows = desk.lines.filter(
        (pl.col("agency") == named.get("payer"))
        & (pl.col("payee_agency") == named.get("payee"))
        & (pl.col("basis") == named.get("basis"))
        & (pl.col("year") == desk.year)
    )
    paid = {"state": pl.lit("paid"), "counterparty": pl.col("payee_agency"), "reason": pl.col("words")}
    parts = conform(rows.with_columns(**paid, amount_pence=_PENCE.fill_null(0)))
    if figure.column == "lines":
        return Rests(parts, "number of lines", expected=str(parts.height))
    return Rests(parts) if figure.column == "amount" else Rests(parts, "words of the place or its files")


def files(desk: Desk, figure: Figure) -> Rests:
    """Where the money of one body in one sheet of a file has gone."""
    named = figure.named
    if figure.column == "sheet":
        return Rests(how="the sheet's name")
    sheet = desk.figures.get(f"count/files/{figure.key}/sheet")
    of = (pl.col("source_id") == named.get("source")) & (pl.col("agency") == named.get("agency"))
    of &= pl.col("sheet").fill_null("") == (sheet.value if sheet else "")
    states_of = (*REPORTED, "superseded") if figure.column == "ingested" else (figure.column,)
    return Rests(in_states(desk, of, states_of))


def explained(desk: Desk, figure: Figure) -> Rests:
    """What payments explain of a body's outturn: lines on the basis that is counted, or the superseded payments."""
    row, agency = f"count/explained/{figure.key}", pl.col("agency") == figure.named.get("agency")
    if figure.column == "share_pct":
        value = ratio_pct(desk.pence(f"{row}/payments"), desk.pence(f"{row}/outturn"))
        return Rests(how="payments ÷ outturn × 100", uses=(f"{row}/payments", f"{row}/outturn"), expected=value)
    paid = pl.col("basis") == "payments"
    known = (*REPORTED, "superseded")
    of = paid if figure.column == "payments" else ~paid & (pl.col("state") != "superseded")
    return Rests(in_states(desk, agency & of, known))


def coverage(desk: Desk, figure: Figure) -> Rests:
    """How much was supplied, estimated, apportioned; the benchmarks of bodies that withhold."""
    if figure.column == "benchmark":
        of = figure.named.get("agency")
        found = [_benchmark(each.agency, each.benchmark) for each in desk.place.withheld if each.agency == of]
        return Rests(pl.concat([pl.DataFrame(schema=PARTS), *found]))
    if figure.unit == "text":
        return Rests(how="place.toml, [[withheld]]")
    total, high = desk.pence(TOTAL), desk.pence("count/spend/total/high")
    states_of = desk.store.read("lines").select("line_id", "status")
    counted = desk.parts.filter(pl.col("state") == "counted").join(states_of, on="line_id")
    estimated = conform(counted.filter(pl.col("status") == "estimated"))
    shared = conform(counted.filter("apportioned"))
    high_id = "count/spend/total/high"
    if figure.column == "apportioned_pct":
        how = "these rows, counted by a share of a larger body, ÷ total × 100"
        return Rests(shared, how, (TOTAL,), ratio_pct(int(shared["amount_pence"].sum()), total))
    if figure.column == "with_estimates_pct":
        return Rests(how="total ÷ high end of the range × 100", uses=(TOTAL, high_id), expected=ratio_pct(total, high))
    how = "total less these estimated rows ÷ high end of the range × 100"
    supplied = ratio_pct(total - int(estimated["amount_pence"].sum()), high)
    return Rests(estimated, how, (TOTAL, high_id), supplied if figure.column == "supplied_pct" else None)


def _benchmark(agency: str, pence: int | None) -> pl.DataFrame:
    return declared(pence or 0, f"benchmark of [[withheld]] {agency}")


def _benchmarks(desk: Desk) -> Iterator[pl.DataFrame]:
    for each in desk.place.withheld:
        if each.year == desk.year and each.benchmark:
            yield _benchmark(each.agency, each.benchmark).with_columns(state=pl.lit("withheld"))


def words(desk: Desk, figure: Figure) -> Rests:
    """A sentence, or a check that holds or not."""
    return Rests(how="words that the count puts together from place.toml and its figures")


TABLES: dict[str, Callable[[Desk, Figure], Rests]] = {
    "spend": spend,
    "states": states,
    "bridge": bridge,
    "payments": payments,
    "files": files,
    "explained": explained,
    "coverage": coverage,
    "title": words,
    "checks": words,
}
