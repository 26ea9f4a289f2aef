"""Stage one: agency spreadsheets in, ledger lines out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tp_cli.lazily import names_of

if TYPE_CHECKING:
    from tp_cli.ingest.book.process import begin
    from tp_cli.ingest.fingerprints import looking_ahead
    from tp_cli.ingest.ingesting import Options, ingest
    from tp_cli.ingest.keeping import remove_source, shown_path, stored_files
    from tp_cli.ingest.outcome import FileResult, IngestResult
    from tp_cli.ingest.periods import year_of
    from tp_cli.ingest.request import Request, from_paths, from_place
    from tp_cli.ingest.states import reading_states

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
__getattr__ = names_of(
    __name__,
    {
        "FileResult": "outcome",
        "IngestResult": "outcome",
        "Options": "ingesting",
        "Request": "request",
        "from_paths": "request",
        "begin": "book.process",
        "from_place": "request",
        "ingest": "ingesting",
        "looking_ahead": "fingerprints",
        "reading_states": "states",
        "remove_source": "keeping",
        "shown_path": "keeping",
        "stored_files": "keeping",
        "year_of": "periods",
    },
)
