"""Figures raised behind a number in a text of an xlsx file: marks of footnotes, which its reader takes for digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from tp_cli.ingest.archive import Parts
from tp_cli.ingest.book.facts import Marks

_RAISED = b"superscript"
_TEXT = re.compile(rb"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_WORDS = re.compile(rb"<(?:\w+:)?t[^>]*>([^<]*)<")
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')


def raised_texts(parts: Parts, part: str) -> dict[int, str]:
    """Number → text of the shared texts in which a raised figure stands behind a figure, put between brackets."""
    if not _holds(parts.chunks(part)):
        return {}
    texts = enumerate(match.group(1) or b"" for match in _TEXT.finditer(parts.read(part)))
    found = {number: _text(xml) for number, xml in texts if _RAISED in xml}
    return {number: text for number, text in found.items() if " [" in text}


def mark_raised(xml: bytes, texts: Mapping[int, str], marks: Marks) -> None:
    """Add the cells of a piece of a sheet that hold one of the texts."""
    for letters, row, number in _CELL.findall(xml) if texts else ():
        if int(number) in texts:
            marks.setdefault(letters.decode(), {})[int(row)] = texts[int(number)]


def _holds(chunks: Iterator[bytes]) -> bool:
    rest = b""
    for chunk in chunks:
        rest = rest[-len(_RAISED) :] + chunk
        if _RAISED in rest:
            return True
    return False


def _text(xml: bytes) -> str:
    text = ""
    for run in _RUN.findall(xml):
        words = unescape("".join(each.decode("utf-8", "replace") for each in _WORDS.findall(run)))
        behind = _RAISED in run and text[-1:].isdigit() and words[:1].isdigit()
        text += f" [{words}]" if behind else words
    return text
