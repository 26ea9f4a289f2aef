"""How cells look: the board's house style, and the plain one of published tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INK, BLUE, GREY, PALE = "#0B0C0C", "#12436D", "#505A5F", "#E8EEF4"
Style = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """The styles of one kind of workbook.

    base    of every cell, and of the workbook itself
    ink     added to every styled cell
    styles  by name
    named   those that are real cell styles of the workbook, such as Heading 1, for readers that go by them
    """

    base: Style
    ink: Style
    styles: Mapping[str, Style]
    named: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


_POUNDS = "£#,##0;[Red]-£#,##0"
_TOTAL: Style = {"bold": True, "top": 1, "bottom": 1, "bg_color": PALE}
_RIGHT: Style = {"align": "right"}
_APART: Style = {"left": 1, "right": 1, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}
_HEAD: Style = {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, **_APART}
_CELLS: dict[str, Style] = {
    "text": {"text_wrap": True, "align": "left", "indent": 1},
    "missing": {"font_color": GREY, **_RIGHT},
    "pounds": {"num_format": _POUNDS, **_RIGHT},
    "pence": {"num_format": "£#,##0.00;[Red]-£#,##0.00", **_RIGHT},
    "millions": {"num_format": "£#,##0.0,,;[Red]-£#,##0.0,,", **_RIGHT},
    "percent": {"num_format": "0.0%", **_RIGHT},
    "number": {"num_format": "#,##0;[Red]-#,##0", **_RIGHT},
    "decimal": {"num_format": "#,##0.0##;[Red]-#,##0.0##", **_RIGHT},
    "date": {"num_format": "d mmm yyyy"},
    "reference": {"font_size": 7, "font_color": GREY, "text_wrap": True, "align": "left", "indent": 1},
}
_STYLES: dict[str, Style] = {
    **_CELLS,
    **{f"{name}_total": {**look, **_TOTAL} for name, look in _CELLS.items()},
    "title": {"bold": True, "font_size": 16, "font_color": BLUE, "text_wrap": True, "align": "left", "indent": 1},
    "heading": {"bold": True, "font_size": 12, "font_color": BLUE, "align": "left", "indent": 1},
    "note": {"text_wrap": True, "font_color": GREY, "align": "left", "indent": 1},
    "label": {"bold": True, "text_wrap": True, "align": "left", "indent": 1},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head_number": {**_HEAD, **_RIGHT},
    "check": {"bold": True, "font_color": "#005A30", "align": "left", "indent": 1},
    "check_fails": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#942514"},
}
BOARD = Look({"font_name": "Arial", "font_size": 10, "valign": "top"}, {"font_color": INK}, _STYLES)

_WRAPPED: Style = {"text_wrap": True, "align": "left"}
_ASIDE: Style = {"align": "right", "indent": 2}  # figures keep clear of the text to their right
_PLAIN: dict[str, Style] = {
    "title": {"bold": True, "font_size": 16, "align": "left"},
    "heading": {"bold": True, "font_size": 14, "align": "left"},
    "text": {**_WRAPPED, "indent": 1},
    "above": {"align": "left"},
    "link": {"align": "left", "underline": 1},
    "head": {**_WRAPPED, "bold": True, "indent": 1},
    "head_number": {"text_wrap": True, "bold": True, **_ASIDE},
    "shorthand": _ASIDE,
    "pence": {"num_format": "#,##0.00", **_ASIDE},
    "percent": {"num_format": "0.0", **_ASIDE},
    "number": {"num_format": "#,##0", **_ASIDE},
    "decimal": {"num_format": "General", **_ASIDE},
}
PLAIN = Look(
    {"font_name": "Arial", "font_size": 12, "valign": "top"},
    {},
    _PLAIN,
    {"title": "Heading 1", "heading": "Heading 2"},
    "en-GB",
)
