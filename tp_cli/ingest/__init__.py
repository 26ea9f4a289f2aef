"""Stage one: agency spreadsheets in, ledger lines out.

Its names are imported when they are asked for: the process that reads workbooks needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tp_cli.ingest.book.worker import begin
    from tp_cli.ingest.fingerprints import looking_ahead
    from tp_cli.ingest.ingesting import Options, ingest, reading_states, remove_source, shown_path, stored_files
    from tp_cli.ingest.lines import year_of
    from tp_cli.ingest.outcome import FileResult, IngestResult
    from tp_cli.ingest.request import Request, from_paths, from_place

_WHERE = {
    "FileResult": "outcome",
    "IngestResult": "outcome",
    "Options": "ingesting",
    "Request": "request",
    "from_paths": "request",
    "from_place": "request",
    "begin": "book.worker",
    "ingest": "ingesting",
    "looking_ahead": "fingerprints",
    "reading_states": "ingesting",
    "remove_source": "ingesting",
    "shown_path": "ingesting",
    "stored_files": "ingesting",
    "year_of": "lines",
}
__all__ = [
    "FileResult",
    "IngestResult",
    "Options",
    "Request",
    "begin",
    "from_paths",
    "from_place",
    "ingest",
    "looking_ahead",
    "reading_states",
    "remove_source",
    "shown_path",
    "stored_files",
    "year_of",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
