"""What of the files asked for is in the ledger as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tp_cli.ingest.identity import asked_ids, settings_of
from tp_cli.ingest.request import Request
from tp_cli.ledger import SOURCE_TABLES
from tp_cli.place import Place
from tp_cli.store import Store

Row = dict[str, Any]  # a row of the ledger's `sources`


def stored_rows(store: Store | None) -> dict[str, Row]:
    """Rows of `sources` by id; one whose lines are not its own batch's has no settings, so that it is read again."""
    if store is None:
        return {}
    rows = store.read("sources").collect().sort("source_id").to_dicts()
    found: dict[tuple[str, str], int] = {}
    for name in SOURCE_TABLES:
        for key, height in store.heights(name).items():
            found[key] = found.get(key, 0) + height
    for row in rows:
        if row["lines"] != found.get((row["source_id"], row["batch"]), 0):
            row["settings"] = ""
    return {row["source_id"]: row for row in rows}


def reading_states(store: Store, requests: Sequence[Request], place: Place) -> list[str]:
    """Of each request: read, in the ledger as place.toml asks; misread, under other settings; unread, not as it is."""
    stored = stored_rows(store)
    states: list[str] = []
    for request, source_id in zip(requests, asked_ids(requests), strict=True):
        row = stored.get(source_id)
        as_asked = row is not None and row["settings"] == settings_of(request, place)
        states.append("unread" if row is None else "read" if as_asked else "misread")
    return states
