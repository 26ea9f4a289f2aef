"""The words and patterns that the rules for published spreadsheets look for."""

from __future__ import annotations

import re

COVERS = ("coversheet", "cover", "about", "front", "frontpage", "readme", "information", "introduction", "title")
CONTENTS = ("tableofcontents", "contents", "index", "toc", "listoftables")
NOTES = ("notes", "note", "footnotes", "notesanddefinitions")
PROGRAMS = ("openpyxl", "xlsxwriter", "microsoft office user", "python", "user", "author", "unknown", "administrator")
_SANS = (
    "arial", "helvetica", "calibri", "verdana", "tahoma", "trebuchet ms", "segoe ui", "open sans", "roboto", "lato",
    "noto sans", "liberation sans", "dejavu sans", "gill sans", "gill sans mt", "century gothic",
    "franklin gothic book",
    "aptos", "aptos narrow", "source sans pro", "inter", "gds transport", "carlito", "candara", "corbel", "univers",
    "ubuntu", "fira sans", "nunito", "montserrat", "arial narrow", "arial unicode ms", "microsoft sans serif",
)  # fmt: skip

DEFAULT_SHEET = re.compile(r"(?i)(sheet|worksheet|tabelle|feuil)\s*\d*")
DEFAULT_TABLE = re.compile(r"(?i)(table|tabelle|tableau)\s*_?\d*|__Anonymous.*")
GENERATED_HEADER = re.compile(r"column\s?\d+")
PERIOD = re.compile(r"\b(?:1[6-9]|20|21)\d\d\b")
SHORT_YEAR = re.compile(r"(?<![\d/])(?:\d{2}/\d{2}|\d{4}/\d{2,4}|'\d{2})(?![\d/])")
SHORT_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
DATE_FORMAT = re.compile(r"(?i)mmm")
CONTAINS = re.compile(r"(?i)this (?:work)?sheet contains (?:one|two|three|four|five|\d+) tables?")
UNIT = re.compile(r"\([^)]+\)|%|£|€|\$")
CODE_COLUMN = re.compile(r"(?i)\b(?:code|year|id|number|no\.?|rank|reference|group|division)\b")
NOTE_NUMBER = re.compile(r"(?i)\[?note\s*(\d+)\]?|(?<!.)(\d+)")
LOOSE_NOTE = re.compile(r"(?i)\(note \d+\)|\bsee note \d+|\[\d+\]|[¹²³⁴⁵⁶⁷⁸⁹†‡]|(?<=\w)\*+$")
NO_ANSWER = re.compile(r"(?i)n/?a|n\.a\.?|#n/a|null|none|nil|-+|–|—|\.{1,3}|\?+|tbc|tbd|\*+|:|x|z")
SHORTHAND = re.compile(r"\[[A-Za-z]{1,4}\]")
KNOWN_SHORTHAND = ("[c]", "[x]", "[z]", "[low]", "[e]", "[f]", "[p]", "[r]", "[b]", "[u]", "[w]", "[d]", "[er]", "[t]")
NUMBER = re.compile(r"[-(]?[£€$]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?[%)]?")
_NOTE = re.compile(r"\[note (\d+)\]")


def plain(name: str) -> str:
    """A sheet's name without blanks, underscores, digits and case."""
    return re.sub(r"[\W\d_]+", "", name).casefold()


def note_marks(text: str) -> list[str]:
    """The numbers of `[note n]` in a text."""
    return _NOTE.findall(text) if "[note" in text else []


def is_sans(font: str) -> bool:
    """True for a font that is known to have no serifs."""
    name = font.strip().casefold()
    return (
        name in _SANS or "sans" in name.replace("sans-serif", "sans") and "serif" not in name.replace("sans serif", "")
    )
