"""Which reading a file is: what is taken from it, its id, and the settings that it hangs on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from tp_cli.errors import TpError
from tp_cli.folders import code_of
from tp_cli.ingest.fingerprints import sha256_of
from tp_cli.ingest.request import Request
from tp_cli.place import Place, Source


def role_of(source: Source, year: str) -> str:
    """What is taken from a file, as text: two sources with the same role take the same lines from it."""
    parts = [source.kind, source.agency, source.basis, year, source.layout, source.measure, source.sheet]
    where = {role: [value] if isinstance(value, str) else sorted(value) for role, value in source.where.items()}
    which = [source.columns.get("amount", ""), str(source.header_row or "")]
    return "|".join([*parts, json.dumps(where, sort_keys=True), *which])


def source_id_of(sha256: str, role: str) -> str:
    """Names a reading by the file's bytes and what is taken from it: the same on every machine."""
    return hashlib.sha256(f"{sha256}|{role}".encode()).hexdigest()[:12]


def asked_ids(requests: Sequence[Request]) -> list[str]:
    """The source id of each request, "" where its file cannot be read."""
    ids: list[str] = []
    for request in requests:
        try:
            ids.append(source_id_of(sha256_of(request.path), role_of(request.source, request.year)))
        except TpError:
            ids.append("")
    return ids


def settings_of(request: Request, place: Place) -> str:
    """Changes when anything changes that the lines depend on beside the file's bytes."""
    agencies = [agency.model_dump_json() for agency in place.agencies]
    parts = [
        code_of("ingest"),
        request.year,
        request.origin,
        request.source.model_dump_json(exclude={"files"}),
        *agencies,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
