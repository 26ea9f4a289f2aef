"""How the styles of an OpenDocument spreadsheet look, each with what it takes from its parents."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tp_cli.report.checking.book import Style
from tp_cli.report.checking.package import Package, attribute, local

_BLACK = ("#000000", "", "transparent")
_SIDES = ("start", "left")


class Styles:
    """All styles of a spreadsheet, by family and name."""

    def __init__(self, package: Package, content: Element) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._defaults: dict[str, Element] = {}
        self._made: dict[str, Style] = {}
        trees = [package.tree("styles.xml")] if package.has("styles.xml") else []
        self._faces: dict[str, str] = {}
        for item in (item for tree in (*trees, content) for item in tree.iter() if isinstance(item.tag, str)):
            name = local(item.tag)
            if name == "style":
                self._styles[attribute(item, "family"), attribute(item, "name")] = item
            elif name == "default-style":
                self._defaults[attribute(item, "family")] = item
            elif name == "font-face":
                self._faces[attribute(item, "name")] = attribute(item, "font-family").strip("'\"")

    def shown(self, table_style: str) -> bool:
        """False for a hidden sheet."""
        return self._value("table", table_style, "display", "true") != "false"

    def width(self, column_style: str) -> str:
        return self._value("table-column", column_style, "column-width", "")

    def cell(self, name: str) -> Style:
        """How cells of this style look."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Style:
        def value(key: str, default: str = "") -> str:
            return self._value("table-cell", name, key, default)

        face = value("font-name")
        align = value("text-align")
        borders = [
            value(key, "none") for key in ("border", "border-left", "border-right", "border-top", "border-bottom")
        ]
        return Style(
            value("font-family").strip("'\"") or self._faces.get(face, face),
            _points(value("font-size")),
            value("color") not in _BLACK and value("use-window-font-color") != "true",
            value("background-color") not in ("", "transparent"),
            any(border not in ("", "none") and not border.startswith("0") for border in borders),
            "left" if align in _SIDES else "right" if align == "end" else align,
            value("wrap-option") == "wrap",
            self._named(name),
        )

    def _named(self, name: str) -> str:
        """The style's own name if it is a common one, else that of its parent: Heading_20_1 → Heading 1."""
        for item in self._chain("table-cell", name):
            shown = attribute(item, "display-name") or attribute(item, "name").replace("_20_", " ")
            if shown.startswith(("Heading", "Title")):
                return shown
        return ""

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            item = self._styles[family, name]
            yield item
            name = attribute(item, "parent-style-name")
        if family in self._defaults:
            yield self._defaults[family]

    def _value(self, family: str, name: str, key: str, default: str) -> str:
        for item in self._chain(family, name):
            for part in item:
                found = attribute(part, key)
                if found:
                    return found
        return default


def _points(text: str) -> float:
    try:
        return float(text.removesuffix("pt"))
    except ValueError:
        return 0.0
