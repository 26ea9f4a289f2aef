"""Other people's text made safe for a terminal, a cell, HTML or a file name."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BREAKS = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]+")
_BLANKS = " \t\r\n\u00a0\ufeff\u200b\ufffd\"'"
_FORMULA = ("=", "+", "-", "@", "|", "%")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}


def for_terminal(text: str) -> str:
    """One line without control, escape, surrogate or direction-changing characters."""
    line = _BREAKS.sub(" ", text)
    return "".join(ch if _harmless(ch) else "\ufffd" for ch in line)


def for_cell(text: str) -> str:
    """Text that a workbook can hold: line breaks stay, control characters and lone surrogates go."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(ch if ch == "\n" or _harmless(ch) else "\ufffd" for ch in text.replace("\r\n", "\n"))


def for_chart(text: str) -> str:
    """Text for a chart's title: XlsxWriter takes `anything!A1` for a link to a cell, so that a blank breaks it up."""
    return re.sub(r"!(?=[$A-Z])", "! ", for_terminal(text))


def for_csv(text: str) -> str:
    """Text for a CSV file that people will open in a spreadsheet program: never taken for a formula.

    What starts like one, in plain or full-width characters and after any blanks, gets an apostrophe in front.
    """
    clean = for_cell(text)
    start = unicodedata.normalize("NFKC", clean).lstrip(_BLANKS)[:1]
    formula = start in _FORMULA if start else clean.startswith("\n")
    return f"'{clean}" if formula else clean


def for_markdown(text: str) -> str:
    """Text for Markdown, in a table cell or at the start of a line: no markup, list, link or line break of its own."""
    line = re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", for_terminal(text)).replace("://", "\\://")
    line = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line)
    return re.sub(r"^(?=[-+=](?:[-+=\s]|$))", r"\\", line)


def for_html(text: str) -> str:
    """Text for HTML, in an element or a quoted attribute."""
    return html.escape(for_terminal(text), quote=True)


def slug(text: str, limit: int = 60) -> str:
    """A lower-case name of letters, digits and hyphens; a hash keeps cut or emptied names apart."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if name and len(name) <= limit and name not in _RESERVED:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: limit - 9].rstrip('-')}-{digest}".strip("-")


def _harmless(ch: str) -> bool:
    return ch not in _BIDI and unicodedata.category(ch) not in ("Cc", "Cs")
