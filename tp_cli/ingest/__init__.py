"""Stage one: agency spreadsheets in, ledger lines out."""

from tp_cli.ingest.ingesting import Options, ingest, reading_states, remove_source, shown_path, stored_files
from tp_cli.ingest.lines import year_of
from tp_cli.ingest.outcome import FileResult, IngestResult
from tp_cli.ingest.request import Request, from_paths, from_place

__all__ = [
    "FileResult",
    "IngestResult",
    "Options",
    "Request",
    "from_paths",
    "from_place",
    "ingest",
    "reading_states",
    "remove_source",
    "shown_path",
    "stored_files",
    "year_of",
]
