"""Pictures with one row a bar: bars, the waterfall of a reconciliation, the tornado of a scenario, pairs of scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tp_cli.report.pictures.look import (
    BLUE,
    INK,
    LINE,
    NUMBERS,
    ORANGE,
    ROW,
    WIDTH,
    Records,
    Spec,
    along,
    picture,
    room_for,
    rows_down,
    short,
    span,
    text,
)

Row = Any
Fields = Mapping[str, str]
Show = Callable[[Any], str]


def bars(rows: Sequence[Row], fields: Fields, read: Callable[[Row, str], Any], show: Show) -> Spec:
    """One bar a row: its label, its length, its number at the end. Fields: label, value."""
    values: list[dict[str, Any]] = [
        {"at": number, "label": short(str(read(row, fields["label"]))), "value": _float(read(row, fields["value"]))}
        | {"shown": show(read(row, fields["value"]))}
        for number, row in enumerate(rows)
    ]
    low, high = span([row["value"] for row in values])
    x = along("value", low, high)
    layers = [
        {"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x, "y": rows_down(), "x2": {"datum": 0}}},
        *_numbers(x, "value"),
    ]
    return _ranked(layers, values, left=70 if low < 0 else 0)


def waterfall(rows: Sequence[Row], fields: Fields, read: Callable[[Row, str], Any], show: Show) -> Spec:
    """From the first row's amount, less every row between, to the last row's. Fields: label, value."""
    values: list[dict[str, Any]] = []
    standing = 0.0
    for number, row in enumerate(rows):
        amount = read(row, fields["value"])
        whole = number in (0, len(rows) - 1)
        start, end = (0.0, _float(amount)) if whole else (standing, standing - _float(amount))
        standing = end
        values.append(
            {"at": number, "label": short(str(read(row, fields["label"]))), "start": start, "end": end}
            | {"shown": show(amount) if whole else show(-amount), "whole": whole, "right": max(start, end)}
        )
    low, high = span([end for row in values for end in (row["start"], row["end"])])
    x = along("start", low, high)
    colour = {"condition": {"test": "datum.whole", "value": BLUE}, "value": ORANGE}
    layers = [
        {"mark": {"type": "bar"}, "encoding": {"x": x, "x2": {"field": "end"}, "y": rows_down(), "color": colour}},
        *_numbers({**x, "field": "right"}, "right"),
    ]
    return _ranked(layers, values, left=70 if low < 0 else 0)


def tornado(rows: Sequence[Row], fields: Fields, read: Callable[[Row, str], Any], show: Show) -> Spec:
    """How far each row moves a base, its two ends in numbers. Fields: label, low, high, base."""
    values: list[dict[str, Any]] = [
        {"at": number, "label": short(str(read(row, fields["label"])))}
        | {name: _float(read(row, fields[name])) for name in ("low", "high", "base")}
        | {f"{name}_shown": show(read(row, fields[name])) for name in ("low", "high")}
        for number, row in enumerate(rows)
    ]
    ends = [row[name] for row in values for name in ("low", "high", "base")]
    low, high = min(ends), max(ends)
    x, y = along("low", low, high if high > low else low + 1), rows_down()
    base = {"mark": {"type": "rule", "color": INK, "strokeWidth": 2}, "encoding": {"x": {**x, "field": "base"}}}
    layers = [
        {
            "mark": {"type": "bar", "color": ORANGE},
            "encoding": {"x": x, "x2": {"field": "base"}, "y": y},
        },
        {
            "mark": {"type": "bar", "color": BLUE},
            "encoding": {"x": {**x, "field": "base"}, "x2": {"field": "high"}, "y": y},
        },
        base,
        text(x, y, "low_shown", "right", -6, "datum.low < datum.base"),
        text({**x, "field": "high"}, y, "high_shown", "left", 6, "datum.high > datum.base"),
    ]
    return _ranked(layers, values, left=90)


def pairs(rows: Sequence[Row], fields: Fields, read: Callable[[Row, str], Any], show: Show) -> Spec:
    """Two scores of 1 to 4 a row, a ring for the first and a square for the second. Fields: label, first, second."""
    values: list[dict[str, Any]] = [
        {"at": number, "label": short(str(read(row, fields["label"])))}
        | {name: read(row, fields[name]) for name in ("first", "second")}
        for number, row in enumerate(rows)
    ]
    x, y = along("first", 0.6, 4.4), rows_down()
    x["axis"] = {"values": [1, 2, 3, 4], "format": "d", "grid": True, "gridColor": "#D9D9D9", "domain": False}
    both = "isValid(datum.first) && isValid(datum.second)"
    line = {"mark": {"type": "rule", "color": LINE, "strokeWidth": 3}, "transform": [{"filter": both}]}
    first = {"type": "point", "shape": "circle", "filled": False, "stroke": BLUE, "strokeWidth": 3, "size": 260}
    second = {"type": "point", "shape": "square", "filled": True, "fill": ORANGE, "size": 90, "opacity": 1}
    layers = [
        line | {"encoding": {"x": x, "x2": {"field": "second"}, "y": y}},
        {"mark": first, "transform": [{"filter": "isValid(datum.first)"}], "encoding": {"x": x, "y": y}},
        {
            "mark": second,
            "transform": [{"filter": "isValid(datum.second)"}],
            "encoding": {"x": {**x, "field": "second"}, "y": y},
        },
    ]
    return _ranked(layers, values, left=0, bottom=28)


def _float(value: Any) -> float:
    """Length of a mark: the one place where an amount is not exact, a picture being no finer than its pixels."""
    return float(value or 0)


def _numbers(x: Spec, field: str) -> list[Spec]:
    y = rows_down()
    return [
        text(x, y, "shown", "left", 6, f"datum.{field} >= 0"),
        text(x, y, "shown", "right", -6, f"datum.{field} < 0"),
    ]


def _ranked(layers: list[Spec], values: Records, left: int, bottom: int = 4) -> Spec:
    """Labels at the left, then the bars with `left` pixels for numbers before them, then numbers."""
    labels = room_for(row["label"] for row in values)
    width = WIDTH - labels - NUMBERS - left
    padding = {"left": labels + left, "right": NUMBERS, "top": 4, "bottom": bottom}
    names = text({"value": -8 - left}, rows_down(), "label", "right", 0)
    return picture([*layers, names], values, width, ROW * len(values), padding)
