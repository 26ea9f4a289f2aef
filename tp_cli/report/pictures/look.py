"""How every picture looks: colours, type, the space that labels take; nothing in it depends on a machine's fonts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

BLUE, TEAL, PLUM, ORANGE, INK, LILAC = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"
PALE, MIDDLE, LINE, WHITE = "#DCE5EE", "#9DB4CB", "#6F777B", "#FFFFFF"
WIDTH, ROW, SIZE = 680, 30, 14
LABELS, NUMBERS = 250, 100  # pixels at the left for labels, at the right for numbers
LABEL_LETTERS = 33
LETTER = 7.4  # pixels, a wide mean of the letters at this size

Spec = dict[str, Any]
Records = Sequence[dict[str, Any]]


def short(text: str, letters: int = LABEL_LETTERS) -> str:
    """Text that fits beside a bar; the table has it whole."""
    plain = " ".join(text.split())
    return plain if len(plain) <= letters else plain[: letters - 1].rstrip() + "…"


def in_lines(text: str, letters: int, lines: int) -> list[str]:
    """Text in a few short lines, what does not fit cut off with three dots."""
    return wrap(" ".join(text.split()), letters, max_lines=lines, placeholder="…") or [""]


def room_for(labels: Iterable[str]) -> int:
    """Pixels for the longest of some labels, by their letters: no font is asked, so every machine draws the same."""
    return min(LABELS, 16 + math.ceil(max(map(len, labels), default=0) * LETTER))


def picture(layers: list[Spec], values: Records, width: float, height: float, padding: dict[str, int]) -> Spec:
    """A chart of layers over the same rows, laid out by these numbers alone, whatever fonts there are."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": padding,
        "autosize": {"type": "none"},
        "data": {"values": list(values)},
        "layer": layers,
        "config": {
            "aria": False,
            "background": WHITE,
            "font": "Liberation Sans, Arial, sans-serif",
            "view": {"stroke": None},
            "axis": {"labelFontSize": SIZE, "labelColor": INK, "labelLimit": 0, "labelOverlap": False, "title": None},
            "text": {"fontSize": SIZE, "fill": INK, "baseline": "middle"},
        },
    }


def rows_down() -> Spec:
    """The rows of a picture one below the other by their number, so that two with one label stay two."""
    return {"field": "at", "type": "ordinal", "sort": None, "axis": None, "scale": {"padding": 0.25}}


def text(x: Spec, y: Spec, field: str, align: str, dx: int, when: str = "") -> Spec:
    """Words of a field at a place; `when` is an expression of our own field names, never of anybody's text."""
    mark = {"type": "text", "align": align, "dx": dx}
    chosen = {"transform": [{"filter": when}]} if when else {}
    return {"mark": mark, **chosen, "encoding": {"x": x, "y": y, "text": {"field": field}}}


def along(field: str, low: float, high: float) -> Spec:
    """A measure from left to right without an axis: the numbers stand at the marks."""
    scale = {"domain": [low, high], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def span(numbers: Sequence[float]) -> tuple[float, float]:
    """The lowest and highest of these with nought; never the same."""
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    return (low, high) if low < high else (low, low + 1)
