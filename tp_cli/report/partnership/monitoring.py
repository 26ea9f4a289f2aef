"""The indicators of a place as a template uses them: every series against its own ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tp_cli.report.partnership import facts as f
from tp_cli.report.partnership import xmr
from tp_cli.report.partnership.rounding import decimal_of
from tp_cli.report.partnership.rows import Row, Rows, doubles, refer

ORDINARY = "ordinary variation"
PLACES = 3  # decimals of a limit


def monitoring(rows: Rows, place: str) -> tuple[tuple[f.Indicator, ...], tuple[f.ReadingFact, ...]]:
    """Every indicator of this place with its latest reading, and every value of each."""
    indicators: list[f.Indicator] = []
    readings: list[f.ReadingFact] = []
    for name, series in by_indicator(rows, place).items():
        fault = fault_of(series)
        if fault:
            rows.note("outcomes", f'"{name}" is not judged: {fault}.')
        limits = None if fault else _limits(series)
        marks = {mark.at: mark for mark in xmr.signals(_values(series), limits)} if limits else {}
        indicators.append(_indicator(name, series, limits, marks, fault))
        readings += [_reading(row, limits, marks.get(at)) for at, row in enumerate(series)]
    return tuple(indicators), tuple(readings)


def by_indicator(rows: Rows, place: str) -> dict[str, list[Row]]:
    """The place's own rows of `outcomes` by indicator, in the order of time; another place's are comparators."""
    found: dict[str, list[Row]] = {}
    for row in rows.of("outcomes", any_year=True):
        if (row["place"] or place).strip().lower() == place.strip().lower():
            found.setdefault(row["indicator"], []).append(row)
    return {name: sorted(series, key=lambda row: str(row["period"])) for name, series in found.items()}


def fault_of(series: Sequence[Row]) -> str:
    """Why a series cannot be judged; nothing where it can."""
    twice = doubles(str(row["period"]) for row in series)
    if twice:
        return f"two values for {twice[0]}"
    if len({row["polarity"] for row in series}) > 1:
        return "its rows disagree on which way is better"
    if len({row["kind"] for row in series if row["kind"]}) > 1:
        return "its rows disagree on its kind"
    if len({len(str(row["period"])) for row in series}) > 1:
        return "its periods are written in more than one way"
    return ""


def _values(series: Sequence[Row]) -> list[Decimal]:
    return [Decimal(row["value"]) for row in series]


def _limits(series: Sequence[Row]) -> xmr.Limits | None:
    """From the periods marked as the baseline; where none is, from the first twelve, never the latest."""
    marked = [row for row in series if row["baseline"]]
    return xmr.limits_of(_values(marked or series[: xmr.base_points(len(series))]))


def _indicator(
    name: str, series: Sequence[Row], limits: xmr.Limits | None, marks: dict[int, xmr.Signal], fault: str
) -> f.Indicator:
    last = series[-1]
    mark = marks.get(len(series) - 1)
    unjudged = f"not judged: {fault}" if fault else "not judged: too few points"
    reading = mark.reading(last["polarity"]) if mark else (ORDINARY if limits else unjudged)
    local, central = _latest(series, "owner_local"), _latest(series, "owner_central")
    return f.Indicator(
        key=f"indicator={name}",
        indicator=name,
        kind=_latest(series, "kind"),
        unit=_latest(series, "unit"),
        better=last["polarity"],
        points=len(series),
        period=last["period"],
        latest=Decimal(last["value"]),
        mean=_shown(limits.mean if limits else None),
        moving_range=_shown(limits.moving_range if limits else None),
        lower=_shown(limits.lower if limits else None),
        upper=_shown(limits.upper if limits else None),
        provisional=bool(limits and limits.provisional),
        reading=reading,
        rules=", ".join(mark.rules) if mark else "",
        target=Decimal(last["target"]) if last["target"] else None,
        owner_local=local,
        owner_central=central,
        owners=_owners(local, central),
        fewest=min((row["n"] for row in series if row["n"] is not None), default=None),
        reference=refer("outcomes", "value", indicator=name),
    )


def _owners(local: str, central: str) -> str:
    missing = [side for side, owner in (("local", local), ("central", central)) if not owner]
    return f"no {' and no '.join(missing)} owner" if missing else "both"


def _reading(row: Row, limits: xmr.Limits | None, mark: xmr.Signal | None) -> f.ReadingFact:
    return f.ReadingFact(
        key=f"indicator={row['indicator']},period={row['period']}",
        indicator=row["indicator"],
        period=row["period"],
        value=Decimal(row["value"]),
        n=row["n"],
        mean=_shown(limits.mean if limits else None),
        lower=_shown(limits.lower if limits else None),
        upper=_shown(limits.upper if limits else None),
        mark=mark.reading(row["polarity"]) if mark else "",
        rules=", ".join(mark.rules) if mark else "",
        reference=refer("outcomes", "value", indicator=row["indicator"], period=row["period"]),
    )


def _latest(series: Sequence[Row], column: str) -> str:
    """The last word of the series on this; nothing where no row says."""
    return next((str(row[column]) for row in reversed(series) if row[column]), "")


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else _trimmed(decimal_of(value, PLACES))


def _trimmed(value: Decimal) -> Decimal:
    """15.224 stays, 11.500 is 11.5."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()
