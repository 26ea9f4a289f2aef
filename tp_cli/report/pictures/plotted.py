"""Pictures on two axes: who pays whom, cost against outcome, a series against its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tp_cli.report.pictures.look import (
    BLUE,
    INK,
    LINE,
    MIDDLE,
    ORANGE,
    PALE,
    ROW,
    SIZE,
    WHITE,
    WIDTH,
    Spec,
    in_lines,
    picture,
    room_for,
    rows_down,
    short,
    span,
    text,
)

Row = Any
Fields = Mapping[str, str]
Read = Callable[[Row, str], Any]
Show = Callable[[Any], str]
MOST = 8  # bodies on one side of the matrix
CELL = 104
HEAD_LINES, HEAD_HEIGHT = 3, SIZE + 2


def matrix(rows: Sequence[Row], fields: Fields, read: Read, show: Show) -> Spec:
    """What each row of bodies pays each column of bodies, darker for more. Fields: from, to, value."""
    found = [(str(read(r, fields["from"])), str(read(r, fields["to"])), read(r, fields["value"])) for r in rows]
    down, across = _largest(found, 0), _largest(found, 1)
    shown = [(payer, payee, amount) for payer, payee, amount in found if payer in down and payee in across]
    highest = max((float(amount) for *_, amount in shown), default=1.0) or 1.0
    values: list[dict[str, Any]] = [
        {"at": down.index(payer), "column": across.index(payee), "shown": show(amount)} | _shade(amount, highest)
        for payer, payee, amount in shown
    ]
    heads = [{"column": n, "lines": _at_the_foot(in_lines(name, 13, HEAD_LINES))} for n, name in enumerate(across)]
    names: list[dict[str, Any]] = [{"at": n, "label": short(name)} for n, name in enumerate(down)]
    x = {"field": "column", "type": "ordinal", "axis": None, "scale": _places(len(across))}
    y = {**rows_down(), "scale": _places(len(down))}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    number = text(x, y, "shown", "center", 0)
    number["encoding"]["color"] = {"field": "ink", "type": "nominal", "scale": None}
    above = {"mark": {"type": "text", "lineHeight": HEAD_HEIGHT}, "data": {"values": heads}}
    at = -HEAD_HEIGHT * (HEAD_LINES - 0.5) - 4
    layers = [
        {"mark": {"type": "rect", "stroke": LINE}, "encoding": {"x": x, "y": y, "color": fill}},
        number,
        above | {"encoding": {"x": x, "y": {"value": at}, "text": {"field": "lines"}}},
        text({"value": -8}, y, "label", "right", 0) | {"data": {"values": names}},
    ]
    padding = {
        "left": room_for(name["label"] for name in names),
        "right": 8,
        "top": HEAD_HEIGHT * HEAD_LINES + 8,
        "bottom": 4,
    }
    return picture(layers, values, CELL * len(across), (ROW + 6) * len(down), padding)


def _largest(found: Sequence[tuple[str, str, Any]], side: int) -> list[str]:
    """The bodies with the most money on one side, the most first."""
    sums: dict[str, int] = {}
    for row in found:
        sums[row[side]] = sums.get(row[side], 0) + abs(row[2] or 0)
    return sorted(sums, key=lambda name: (-sums[name], name))[:MOST]


def _at_the_foot(lines: list[str]) -> list[str]:
    """Lines of a heading with empty ones above, so that all headings end at the same height."""
    return [" "] * (HEAD_LINES - len(lines)) + lines


def _places(count: int) -> Spec:
    return {"domain": list(range(count)), "paddingInner": 0.06, "paddingOuter": 0}


def _shade(amount: Any, highest: float) -> dict[str, str]:
    part = float(amount) / highest
    if part > 0.5:
        return {"fill": BLUE, "ink": WHITE}
    return {"fill": MIDDLE if part > 0.1 else PALE, "ink": INK}


def quadrant(rows: Sequence[Row], fields: Fields, read: Read, show: Show) -> Spec:
    """Each row at its change in cost and in outcome; a ring where there are too few cases to say.

    Fields: label, cost, outcome (better is up), thin (a word that is "insufficient" where there are too few cases).
    """
    values: list[dict[str, Any]] = [
        {"label": short(str(read(row, fields["label"])), 28)}
        | {name: float(read(row, fields[name])) for name in ("cost", "outcome")}
        | {"thin": read(row, fields["thin"]) == "insufficient"}
        for row in rows
    ]
    reach = {name: max((abs(row[name]) for row in values), default=1.0) * 1.25 or 1.0 for name in ("cost", "outcome")}
    height, width = 380, WIDTH - 80
    _keep_apart(values, reach["outcome"], height)
    x, y = _both_ways("cost", reach["cost"]), _both_ways("outcome", reach["outcome"])
    x["axis"] |= {"title": "Cost: per cent more or less than at first"}
    y["axis"] |= {"title": "Outcome: per cent better or worse"}
    corners: list[dict[str, Any]] = [
        {"x": -reach["cost"], "y": 0.93 * reach["outcome"], "label": "Cheaper and better", "side": 1},
        {"x": reach["cost"], "y": 0.93 * reach["outcome"], "label": "Dearer and better", "side": -1},
        {"x": -reach["cost"], "y": -0.93 * reach["outcome"], "label": "Cheaper and worse", "side": 1},
        {"x": reach["cost"], "y": -0.93 * reach["outcome"], "label": "Dearer and worse", "side": -1},
    ]
    layers = [
        {"mark": {"type": "rule", "color": LINE}, "encoding": {"x": {"datum": 0}}},
        {"mark": {"type": "rule", "color": LINE}, "encoding": {"y": {"datum": 0}}},
        *_corners(corners, x, y),
        _points(x, y, BLUE, "!datum.thin"),
        _points(x, y, WHITE, "datum.thin"),
        text(x, {**y, "field": "label_at"}, "label", "left", 12, "datum.cost < 0"),
        text(x, {**y, "field": "label_at"}, "label", "right", -12, "datum.cost >= 0"),
    ]
    return picture(layers, values, width, height, {"left": 66, "right": 14, "top": 8, "bottom": 58})


def _both_ways(field: str, reach: float) -> Spec:
    axis = {"format": "+.1~f", "grid": False, "tickCount": 5, "titleFontSize": SIZE, "titleColor": INK, "title": None}
    scale = {"domain": [-reach, reach], "nice": False}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": scale}


def _points(x: Spec, y: Spec, fill: str, when: str) -> Spec:
    mark = {"type": "point", "filled": True, "fill": fill, "stroke": BLUE, "strokeWidth": 2, "size": 130, "opacity": 1}
    return {"mark": mark, "transform": [{"filter": when}], "encoding": {"x": x, "y": y}}


def _corners(corners: Sequence[dict[str, Any]], x: Spec, y: Spec) -> list[Spec]:
    words: Spec = {"data": {"values": list(corners)}}
    layers = []
    for align, dx, when in (("left", 6, "datum.side > 0"), ("right", -6, "datum.side < 0")):
        layer = words | text({**x, "field": "x"}, {**y, "field": "y"}, "label", align, dx, when)
        layer["mark"] |= {"fontWeight": "bold", "fill": TEAL_TEXT}
        layers.append(layer)
    return layers


TEAL_TEXT = "#1B6F68"  # the palette's teal, dark enough for words


def _keep_apart(values: Sequence[dict[str, Any]], reach: float, height: int) -> None:
    """Move the words of points that lie close to each other apart, up or down."""
    least = 2 * reach * (SIZE + 4) / height
    above = reach * 9
    for row in sorted(values, key=lambda row: -row["outcome"]):
        row["label_at"] = above = min(row["outcome"], above - least)


_MEASURED = ("value", "mean", "lower", "upper")


def xmr(rows: Sequence[Row], fields: Fields, read: Read, show: Show) -> Spec:
    """A series with its mean and limits; a value that is no ordinary variation is a diamond with a word beside it.

    Fields: period, value, mean, lower, upper, mark.
    """
    values = _series(rows, fields, read)
    low, high = _room([row[name] for row in values for name in _MEASURED if row[name] is not None])
    x = {"field": "at", "type": "quantitative", "axis": None, "scale": {"domain": [-0.4, len(values) - 0.6]}}
    axis = {"grid": False, "tickCount": 5, "domain": False, "labelPadding": 6}
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [low, high], "zero": False, "nice": False}}
    y["axis"] = axis
    last = {"transform": [{"filter": f"datum.at == {len(values) - 1}"}]}
    height = 240
    layers = [
        *(_level(x, y, name, rows[-1], fields, read, show, last) for name in ("mean", "lower", "upper")),
        {"mark": {"type": "line", "color": BLUE, "strokeWidth": 2}, "encoding": {"x": x, "y": y}},
        _dots(x, y, "circle", BLUE, 70, "datum.mark == ''"),
        _dots(x, y, "diamond", ORANGE, 220, "datum.mark != ''"),
        _words(x, y, -16, "datum.mark != '' && datum.above"),
        _words(x, y, 18, "datum.mark != '' && !datum.above"),
        text(x, {"value": height + 14}, "named", "center", 0),
    ]
    return picture(_flat(layers), values, WIDTH - 70 - 110, height, {"left": 70, "right": 110, "top": 14, "bottom": 28})


def _series(rows: Sequence[Row], fields: Fields, read: Read) -> list[dict[str, Any]]:
    """The rows of a series: at most eight periods are named, and a mark has its word where it begins."""
    values: list[dict[str, Any]] = [
        {"at": number, "period": str(read(row, fields["period"]))}
        | {name: _float(read(row, fields[name])) for name in _MEASURED}
        | {"mark": str(read(row, fields["mark"]) or "")}
        for number, row in enumerate(rows)
    ]
    every = -(-len(values) // 8)
    for row in values:
        row["named"] = row["period"] if row["at"] % every == 0 else ""
        row["above"] = row["mean"] is None or row["value"] >= row["mean"]
        before = values[row["at"] - 1]["mark"] if row["at"] else ""
        row["word"] = row["mark"] if row["mark"] != before else ""
    return values


def _level(x: Spec, y: Spec, name: str, row: Row, fields: Fields, read: Read, show: Show, last: Spec) -> list[Spec]:
    """A level line with its name and number at its right end; dashed for a limit."""
    value = read(row, fields[name])
    if value is None:
        return []
    dash = {} if name == "mean" else {"strokeDash": [6, 4]}
    here = {**y, "field": name}
    words = {"type": "text", "align": "left", "dx": 8, "text": f"{name.capitalize()} {show(value)}"}
    return [
        {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **dash}, "encoding": {"x": x, "y": here}},
        {"mark": words, **last, "encoding": {"x": x, "y": here}},
    ]


def _dots(x: Spec, y: Spec, shape: str, fill: str, size: int, when: str) -> Spec:
    mark = {"type": "point", "shape": shape, "filled": True, "fill": fill, "stroke": INK, "size": size, "opacity": 1}
    return {"mark": mark, "transform": [{"filter": when}], "encoding": {"x": x, "y": y}}


def _words(x: Spec, y: Spec, dy: int, when: str) -> Spec:
    layer = text(x, y, "word", "center", 0, when)
    layer["mark"] |= {"dy": dy, "fontWeight": "bold"}
    return layer


def _room(known: Sequence[float]) -> tuple[float, float]:
    """From lowest to highest with a little room at both ends."""
    low, high = (min(known), max(known)) if known else span([])
    room = (high - low or abs(high) or 1.0) * 0.18
    return low - room, high + room


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _flat(layers: Sequence[Any]) -> list[Spec]:
    return [spec for layer in layers for spec in (layer if isinstance(layer, list) else [layer])]
