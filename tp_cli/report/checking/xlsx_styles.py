"""How every cell format of an Excel workbook looks, colours, fills and named styles worked out."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tp_cli.report.checking.book import Style
from tp_cli.report.checking.package import Package, attribute, child, children, number

_BUILT_IN = {16: "Heading 1", 17: "Heading 2", 18: "Heading 3", 19: "Heading 4", 15: "Title", 8: "Hyperlink"}
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BLACK = {"FF000000", "00000000", "000000"}


def read_styles(package: Package, part: str) -> list[Style]:
    """One `Style` a cell format, in the order of their numbers."""
    if not package.has(part):
        return []
    tree = package.tree(part)
    named = _named(tree)
    codes = {number(attribute(item, "numFmtId")): attribute(item, "formatCode") for item in _all(tree, "numFmts")}
    parts = {name: _all(tree, name) for name in ("fonts", "fills", "borders")}
    return [_style(item, parts, codes, named) for item in _all(tree, "cellXfs")]


def _all(tree: Element, name: str) -> list[Element]:
    group = child(tree, name)
    return list(group) if group is not None else []


def _named(tree: Element) -> dict[int, str]:
    found = {}
    for item in _all(tree, "cellStyles"):
        name = _BUILT_IN.get(number(attribute(item, "builtinId", "-1"), -1), attribute(item, "name"))
        found[number(attribute(item, "xfId"))] = "" if name == "Normal" else name
    return found


def _style(item: Element, parts: dict[str, list[Element]], codes: dict[int, str], named: dict[int, str]) -> Style:
    font, fill, border = (_nth(parts[f"{what}s"], attribute(item, f"{what}Id")) for what in ("font", "fill", "border"))
    code = number(attribute(item, "numFmtId"))
    align = child(item, "alignment")
    return Style(
        attribute(child(font, "name"), "val"),
        _size(attribute(child(font, "sz"), "val")),
        _coloured(child(font, "color")),
        _filled(fill),
        _bordered(border),
        attribute(align, "horizontal"),
        attribute(align, "wrapText") in ("1", "true"),
        named.get(number(attribute(item, "xfId")), ""),
        codes.get(code, "yyyy-mm-dd" if code in _DATES else "General"),
    )


def _nth(items: list[Element], index: str) -> Element | None:
    at = number(index)
    return items[at] if 0 <= at < len(items) else None


def _size(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _coloured(color: Element | None) -> bool:
    """True for a colour that does not follow the reader's own: neither automatic, nor the theme's text, nor black."""
    if color is None or attribute(color, "auto") in ("1", "true"):
        return False
    if attribute(color, "theme"):
        return attribute(color, "theme") != "1"
    if attribute(color, "indexed"):
        return attribute(color, "indexed") not in ("8", "64")
    return attribute(color, "rgb").upper() not in _BLACK


def _filled(fill: Element | None) -> bool:
    pattern = child(fill, "patternFill")
    if fill is not None and child(fill, "gradientFill") is not None:
        return True
    return attribute(pattern, "patternType", "none") not in ("none", "")


def _bordered(border: Element | None) -> bool:
    sides = ("left", "right", "top", "bottom", "diagonal")
    return border is not None and any(
        attribute(side, "style", "none") not in ("none", "") for name in sides for side in children(border, name)
    )
