"""XML gone through element by element, without document types and with nothing fetched or expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.parsers import expat

from tp_cli.ingest.book.facts import NotAllowed

Start = Callable[[str, Mapping[str, str]], None]


def walk(chunks: Iterable[bytes], start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Call back for each element and text; names and attributes come without their prefixes.

    raises  NotAllowed for a document type declaration or XML that is damaged
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, found: start(_local(name), {_local(key): found[key] for key in found})
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise NotAllowed(f"XML that is damaged at line {error.lineno}") from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*declared: Any) -> None:
    raise NotAllowed("a document type declaration")
