"""An OpenDocument spreadsheet read into what the rules see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tp_cli.report.checking.book import BookSeen, CellSeen, SheetSeen, TableSeen, address
from tp_cli.report.checking.ods_styles import Styles
from tp_cli.report.checking.package import Package, attribute, child, children, local, number, refused
from tp_cli.report.checking.xlsx import MAX_CELLS

_KINDS = {"float": "number", "percentage": "number", "currency": "number", "date": "date", "boolean": "bool"}
_RANGE = re.compile(
    r"^(?:'((?:[^']|'')*)'|([^.']*))\.\$?([A-Z]+)\$?(\d+):(?:'(?:[^']|'')*'|[^.']*)?\.\$?([A-Z]+)\$?(\d+)$"
)
_CHARACTER = 0.085  # inches that a character of 12 point text takes
_UNITS = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}


def read_ods(package: Package) -> BookSeen:
    """The spreadsheet; TpError (exit 3) where a part that must be there is missing or damaged."""
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise refused(package.path, "a file with a password", "an .xlsx or .ods file without password")
    tree = package.tree("content.xml")
    styles = Styles(package, tree)
    book = BookSeen(properties=_properties(package))
    book.macros = any(name.startswith(("Basic/", "Scripts/")) and name.endswith(".xml") for name in package.names)
    body = child(child(tree, "body"), "spreadsheet")
    for item in children(body, "table") if body is not None else []:
        book.sheets.append(_Sheet(package, item, styles).read())
    for item in _all(body, "database-range"):
        _mark_up(book, item)
    _settings(package, book)
    return book


def _all(tree: Element | None, name: str) -> Iterator[Element]:
    for item in tree.iter() if tree is not None else ():
        if isinstance(item.tag, str) and local(item.tag) == name:
            yield item


def _properties(package: Package) -> dict[str, str]:
    names = {"initial-creator": "creator", "keyword": "keywords"}
    found: dict[str, str] = {}
    for item in package.tree("meta.xml").iter() if package.has("meta.xml") else ():
        if isinstance(item.tag, str) and (item.text or "").strip():
            name = names.get(local(item.tag), local(item.tag))
            found[name] = ", ".join(filter(None, [found.get(name, ""), (item.text or "").strip()]))
    return found


def _mark_up(book: BookSeen, item: Element) -> None:
    """A named database range with a header is a marked-up table."""
    match = _RANGE.match(attribute(item, "target-range-address"))
    if not match:
        return
    name = (match[1] or match[2] or "").replace("''", "'")
    for sheet in book.sheets:
        if sheet.name == name:
            first, last = (int(match[4]) - 1, _column(match[3])), (int(match[6]) - 1, _column(match[5]))
            headed = attribute(item, "contains-header", "true") != "false"
            buttons = attribute(item, "display-filter-buttons") == "true"
            sheet.tables.append(TableSeen(attribute(item, "name"), *first, *last, int(headed), 0, buttons))


def _column(letters: str) -> int:
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - 64
    return col - 1


def _settings(package: Package, book: BookSeen) -> None:
    """Frozen panes, the sheet that is shown first, the cursor."""
    if not package.has("settings.xml"):
        return
    for entry in _all(package.tree("settings.xml"), "config-item-map-entry"):
        values = {attribute(item, "name"): item.text or "" for item in children(entry, "config-item")}
        sheet = next((sheet for sheet in book.sheets if sheet.name == attribute(entry, "name")), None)
        if sheet is not None:
            modes = (values.get("HorizontalSplitMode"), values.get("VerticalSplitMode"))
            sheet.frozen = "2" in modes
            at = (number(values.get("CursorPositionY", "0")), number(values.get("CursorPositionX", "0")))
            sheet.selected = address(*at)
        elif "ActiveTable" in values:
            names = [sheet.name for sheet in book.sheets]
            book.active = names.index(values["ActiveTable"]) if values["ActiveTable"] in names else 0


class _Sheet:
    """Reads one table element, repeated rows and columns laid out as far as they hold anything."""

    def __init__(self, package: Package, item: Element, styles: Styles) -> None:
        self.package, self.item, self.styles = package, item, styles
        self.sheet = SheetSeen(attribute(item, "name"))
        self.defaults: list[str] = []

    def read(self) -> SheetSeen:
        self.sheet.hidden = not self.styles.shown(attribute(self.item, "style-name"))
        row = 0
        for element in self.item.iter():
            name = local(element.tag) if isinstance(element.tag, str) else ""
            if name == "table-column":
                self._columns(element)
            elif name == "table-row":
                row = self._row(element, row)
            elif name in ("frame", "shapes", "custom-shape", "annotation"):
                self.sheet.drawings.append("comments" if name == "annotation" else "a drawing")
        self.sheet.drawings = sorted(set(self.sheet.drawings))
        return self.sheet

    def _columns(self, element: Element) -> None:
        times = min(number(attribute(element, "number-columns-repeated", "1"), 1), 500)
        first = len(self.defaults)
        for col in range(first, first + times):
            self.sheet.widths[col] = _inches(self.styles.width(attribute(element, "style-name"))) / _CHARACTER
            if attribute(element, "visibility") in ("collapse", "filter"):
                self.sheet.hidden_parts.append(f"column {address(0, col)[:-1]}")
        self.defaults += [attribute(element, "default-cell-style-name")] * times

    def _row(self, element: Element, row: int) -> int:
        times = max(1, number(attribute(element, "number-rows-repeated", "1"), 1))
        cells = [cell for cell in element if isinstance(cell.tag, str) and local(cell.tag).endswith("table-cell")]
        filled = any(self._text(cell) or attribute(cell, "formula") for cell in cells)
        if attribute(element, "visibility") in ("collapse", "filter") and (filled or times < 1000):
            self.sheet.hidden_parts.append(f"row {row + 1}")
        for at in range(row, row + times) if filled else ():
            self._cells(cells, at)
            if len(self.sheet.cells) > MAX_CELLS:
                raise refused(self.package.path, f"more than {MAX_CELLS:,} cells", "a workbook for people")
        return row + times

    def _cells(self, cells: list[Element], row: int) -> None:
        col = 0
        for cell in cells:
            times = max(1, number(attribute(cell, "number-columns-repeated", "1"), 1))
            if number(attribute(cell, "number-columns-spanned", "1"), 1) > 1 or (
                number(attribute(cell, "number-rows-spanned", "1"), 1) > 1
            ):
                self.sheet.merged.append(address(row, col))
            text, formula = self._text(cell), bool(attribute(cell, "formula"))
            if text or formula:
                for at in range(col, col + min(times, 16_384)):
                    self.sheet.cells[row, at] = self._seen(cell, text, formula, at)
            col += times

    def _seen(self, cell: Element, text: str, formula: bool, col: int) -> CellSeen:
        own = attribute(cell, "style-name") or (self.defaults[col] if col < len(self.defaults) else "")
        kind = _KINDS.get(attribute(cell, "value-type"), "text")
        kind = "error" if text.startswith(("#", "Err:")) and formula else kind
        return CellSeen(kind, text, self.styles.cell(own), formula)

    @staticmethod
    def _text(cell: Element) -> str:
        return "\n".join("".join(part.itertext()) for part in children(cell, "p"))


def _inches(text: str) -> float:
    match = re.fullmatch(r"([\d.]+)(in|cm|mm|pt)", text)
    return float(match[1]) * _UNITS[match[2]] if match else 0.889
