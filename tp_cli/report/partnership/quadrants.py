"""What became of cost and of outcome: by the figures of the lens "outcomes", else worked out from the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from tp_cli.report.figures import Figures
from tp_cli.report.partnership import xmr
from tp_cli.report.partnership.facts import Quadrant
from tp_cli.report.partnership.monitoring import by_indicator, fault_of
from tp_cli.report.partnership.rounding import decimal_of
from tp_cli.report.partnership.rows import Row, Rows, refer

INSUFFICIENT = "insufficient"


def of_lens(figures: Figures) -> Iterator[Quadrant]:
    """Every indicator that the stored lens found a cost and an outcome for, in its words and with its references."""
    for row in figures.table("outcomes"):
        cost, first, last = (row.decimal(name) for name in ("cost_change_pct", "value_before", "value_after"))
        gain = _gain(first, last, row.text("polarity"))
        if cost is not None and first is not None and last is not None and gain is not None:
            yield Quadrant(
                key=row.key,
                indicator=row.title,
                since=row.text("before"),
                until=row.text("after"),
                cost_change=cost,
                outcome_change=decimal_of(gain * 100, 1),
                first=first,
                last=last,
                fewest=row.pence("n"),
                verdict=row.text("quadrant"),
                reference=row.reference("cost_change_pct"),
            )


def of_register(rows: Rows, place: str, population: Mapping[str, int]) -> Iterator[Quadrant]:
    """The first and the last period of each indicator that have both a value and a spend.

    population  residents by period: where both periods have one, cost is spend a head
    Source: docs/METHOD.md, lens "outcomes": −5% cost, 61 → 68, n = 120 → cheaper and better; n < 30 → insufficient.
    """
    for name, series in by_indicator(rows, place).items():
        known = [row for row in series if row["spend_pence"] is not None]
        if len(known) < 2 or fault_of(series):
            continue
        first, last = known[0], known[-1]
        cost = _change(*_costs(first, last, population))
        gain = _gain(Decimal(first["value"]), Decimal(last["value"]), last["polarity"])
        if cost is None or gain is None:
            rows.note("outcomes", f'"{name}" has no place in the quadrant: a change from nought has no percentage.')
        else:
            yield _quadrant(name, first, last, cost, gain)


def verdict_of(cost: Fraction, gain: Fraction) -> str:
    """Cheaper or dearer, and better or worse; "same cost" and "unchanged" where nothing moved."""
    spent = "same cost" if cost == 0 else "cheaper" if cost < 0 else "dearer"
    won = "unchanged" if gain == 0 else "better" if gain > 0 else "worse"
    return f"{spent} and {won}"


def _quadrant(name: str, first: Row, last: Row, cost: Fraction, gain: Fraction) -> Quadrant:
    fewest = min((row["n"] for row in (first, last) if row["n"] is not None), default=None)
    thin = fewest is not None and fewest < xmr.rule("fewest_cases")
    return Quadrant(
        key=f"indicator={name}",
        indicator=name,
        since=first["period"],
        until=last["period"],
        cost_change=decimal_of(cost * 100, 1),
        outcome_change=decimal_of(gain * 100, 1),
        first=Decimal(first["value"]),
        last=Decimal(last["value"]),
        fewest=fewest,
        verdict=INSUFFICIENT if thin else verdict_of(cost, gain),
        reference=refer("outcomes", "value", indicator=name),
    )


def _costs(first: Row, last: Row, population: Mapping[str, int]) -> tuple[Fraction, Fraction]:
    """What was spent at first and at last: for each resident where both years' residents are known."""
    then, now = population.get(first["period"]), population.get(last["period"])
    if then is None or now is None:
        return Fraction(first["spend_pence"]), Fraction(last["spend_pence"])
    return Fraction(first["spend_pence"], then), Fraction(last["spend_pence"], now)


def _gain(first: Decimal | None, last: Decimal | None, polarity: str) -> Fraction | None:
    """By what part of what it was an outcome got better; negative where worse."""
    if first is None or last is None:
        return None
    change = _change(Fraction(first), Fraction(last))
    return change if change is None or polarity == "higher" else -change


def _change(before: Fraction, after: Fraction) -> Fraction | None:
    return (after - before) / abs(before) if before else None
