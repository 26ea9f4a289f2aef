"""An Excel workbook read part by part into what the rules see."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from xml.etree.ElementTree import Element

from tp_cli.report.checking.book import BookSeen, CellSeen, SheetSeen, Style, TableSeen, address
from tp_cli.report.checking.package import Package, attribute, child, children, local, number, refused
from tp_cli.report.checking.xlsx_styles import read_styles

MAX_CELLS = 2_000_000
_ADDRESS = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
_DRAWN = {"chart": "a chart", "image": "an image", "drawing": "a drawing", "comments": "comments"}
_PARTS = {"chartsheet": "chart sheet", "dialogsheet": "dialog sheet", "macrosheet": "macro sheet"}


def read_xlsx(package: Package) -> BookSeen:
    """The workbook; TpError (exit 3) where a part that must be there is missing or damaged."""
    main = _main_part(package)
    relations = _relations(package, main)
    tree = package.tree(main)
    styles = read_styles(package, _target(relations, "styles"))
    texts = _shared_strings(package, _target(relations, "sharedStrings"))
    book = BookSeen(properties=_properties(package))
    book.macros = any("vbaproject" in name.casefold() for name in package.names)
    book.external = sorted(name for name in package.names if re.search(r"(?i)externalLink\d+\.xml$", name))
    names = child(tree, "definedNames")
    for name in children(names, "definedName") if names is not None else []:
        if attribute(name, "hidden") in ("1", "true") and "_FilterDatabase" not in attribute(name, "name"):
            book.hidden_names.append(attribute(name, "name"))
    views = child(tree, "bookViews")
    book.active = number(attribute(child(views, "workbookView"), "activeTab", "0"))
    listed = child(tree, "sheets")
    for item in children(listed, "sheet") if listed is not None else []:
        target, kind = relations.get(attribute(item, "id"), ("", ""))
        sheet = SheetSeen(attribute(item, "name"), _PARTS.get(kind.casefold(), "worksheet"))
        sheet.hidden = attribute(item, "state") in ("hidden", "veryHidden")
        book.sheets.append(sheet)
        if target and package.has(target):
            _Sheet(package, target, sheet, styles, texts, book).read()
    return book


def _main_part(package: Package) -> str:
    if package.has("_rels/.rels"):
        for item in package.tree("_rels/.rels"):
            if attribute(item, "Type").endswith("/officeDocument"):
                return posixpath.normpath(attribute(item, "Target").lstrip("/"))
    raise refused(package.path, "no workbook inside", "an .xlsx or .ods file")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id → target part and kind."""
    folder, file = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{file}.rels")
    found = {}
    for item in package.tree(name) if package.has(name) else []:
        target, kind = attribute(item, "Target"), attribute(item, "Type").rpartition("/")[2]
        outside = attribute(item, "TargetMode") == "External"
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attribute(item, "Id")] = (target if outside else path, f"external {kind}" if outside else kind)
    return found


def _target(relations: dict[str, tuple[str, str]], kind: str) -> str:
    return next((target for target, what in relations.values() if what == kind), "")


def _shared_strings(package: Package, part: str) -> list[str]:
    if not package.has(part):
        return []
    return [_text(item) for name, item in package.walk(part, "si") if name == "si"]


def _text(item: Element) -> str:
    """The text of runs, without phonetic help."""
    direct = "".join(t.text or "" for t in children(item, "t"))
    return direct + "".join(t.text or "" for run in children(item, "r") for t in children(run, "t"))


def _properties(package: Package) -> dict[str, str]:
    """Title, creator, language, keywords and what else the core properties say."""
    name = "docProps/core.xml"
    if not package.has(name):
        return {}
    return {local(item.tag): (item.text or "").strip() for item in package.tree(name) if isinstance(item.tag, str)}


class _Sheet:
    """Fills one `SheetSeen`."""

    def __init__(
        self, package: Package, part: str, sheet: SheetSeen, styles: list[Style], texts: list[str], book: BookSeen
    ) -> None:
        self.package, self.part, self.sheet, self.styles, self.texts = package, part, sheet, styles, texts
        self.book = book
        self.row = -1

    def read(self) -> None:
        for name, element in self.package.walk(self.part, "row"):
            handler = _HANDLERS.get(name)
            if handler:
                handler(self, element)
        for target, kind in _relations(self.package, self.part).values():
            self._related(target, kind)

    def _related(self, target: str, kind: str) -> None:
        if kind == "table" and self.package.has(target):
            self._table(self.package.tree(target))
        elif kind == "drawing" and self.package.has(target):
            inner = [what for _, what in _relations(self.package, target).values()]
            self.sheet.drawings += sorted({_DRAWN.get(what, "a drawing") for what in inner} or {"a drawing"})
        elif kind in ("comments", "threadedComment"):
            self.sheet.drawings.append("comments")

    def _table(self, tree: Element) -> None:
        span = _span(attribute(tree, "ref"))
        if span is None:
            return
        info, own = child(tree, "tableStyleInfo"), child(tree, "autoFilter")
        striped = attribute(info, "showRowStripes") in ("1", "true")
        name = attribute(info, "name")
        shown = own is not None and any(
            attribute(column, "hiddenButton") not in ("1", "true") for column in children(own, "filterColumn") or [own]
        )
        self.sheet.tables.append(
            TableSeen(
                attribute(tree, "displayName") or attribute(tree, "name"),
                *span,
                number(attribute(tree, "headerRowCount", "1"), 1),
                number(attribute(tree, "totalsRowCount", "0")),
                shown,
                name + (" with stripes" if striped and name else ""),
            )
        )

    def rows(self, element: Element) -> None:
        """One row: its cells, and whether it is hidden."""
        self.row = number(attribute(element, "r"), self.row + 2) - 1
        if attribute(element, "hidden") in ("1", "true"):
            self.sheet.hidden_parts.append(f"row {self.row + 1}")
        col = -1
        for cell in children(element, "c"):
            at = _point(attribute(cell, "r"))
            col = at[1] if at else col + 1
            self._cell(self.row, col, cell)
        if len(self.sheet.cells) > MAX_CELLS:
            raise refused(self.package.path, f"more than {MAX_CELLS:,} cells", "a workbook for people")

    def _cell(self, row: int, col: int, cell: Element) -> None:
        index = number(attribute(cell, "s", "0"))
        style = self.styles[index] if 0 <= index < len(self.styles) else Style()
        kind, text = attribute(cell, "t", "n"), (getattr(child(cell, "v"), "text", "") or "")
        if kind == "s":
            place = number(text, -1)
            text = self.texts[place] if 0 <= place < len(self.texts) else ""
        elif kind == "inlineStr":
            inside = child(cell, "is")
            text = _text(inside) if inside is not None else ""
        formula = child(cell, "f") is not None
        if text or formula:
            known = {"s": "text", "str": "text", "inlineStr": "text", "e": "error", "b": "bool", "d": "date"}
            what = known.get(kind, "date" if _is_date(style.number) else "number")
            self.sheet.cells[row, col] = CellSeen(what, text, style, formula)
        elif style.fill or style.border:
            self.sheet.styled[row, col] = style

    def columns(self, element: Element) -> None:
        for col in children(element, "col"):
            first, last = number(attribute(col, "min"), 1), number(attribute(col, "max"), 1)
            if attribute(col, "hidden") in ("1", "true"):
                self.sheet.hidden_parts.append(f"column {address(0, first - 1)[:-1]}")
            for at in range(first - 1, min(last, first + 500)):
                self.sheet.widths[at] = _float(attribute(col, "width"))

    def merge(self, element: Element) -> None:
        self.sheet.merged.append(attribute(element, "ref"))

    def pane(self, element: Element) -> None:
        self.sheet.frozen = attribute(element, "state") in ("frozen", "frozenSplit") or self.sheet.frozen

    def selection(self, element: Element) -> None:
        self.sheet.selected = attribute(element, "activeCell", "A1")

    def filter(self, element: Element) -> None:
        self.sheet.filtered = True

    def conditional(self, element: Element) -> None:
        self.sheet.conditional = True

    def header_footer(self, element: Element) -> None:
        self.sheet.header_footer = " ".join(part.text or "" for part in element).strip()


_HANDLERS: dict[str, Any] = {
    "row": _Sheet.rows,
    "cols": _Sheet.columns,
    "mergeCell": _Sheet.merge,
    "pane": _Sheet.pane,
    "selection": _Sheet.selection,
    "autoFilter": _Sheet.filter,
    "conditionalFormatting": _Sheet.conditional,
    "headerFooter": _Sheet.header_footer,
}


def _point(text: str) -> tuple[int, int] | None:
    match = _ADDRESS.match(text)
    if not match:
        return None
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - 64
    return int(match[2]) - 1, col - 1


def _span(text: str) -> tuple[int, int, int, int] | None:
    first, _, last = text.partition(":")
    start, end = _point(first), _point(last or first)
    return (*start, *end) if start and end else None


def _is_date(code: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code)
    return bool(re.search(r"[dy]|mmm|h:", plain, re.IGNORECASE)) and plain != "General"


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
