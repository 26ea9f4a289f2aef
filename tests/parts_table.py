"""Parts given as rows, stored so that they are read back as they are given: every part a line of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tp_cli.division import mapping_stands_on
from tp_cli.ledger import TABLES
from tp_cli.store import Store

Rows = Sequence[Mapping[str, Any]]


def store_parts(store: Store, parts: Rows, lines: Rows = ()) -> None:
    """Leave the tables from which the ledger's parts are worked out.

    parts  rows of PARTS; those after the first of a line stand as lines of their own, named after it
    lines  what else is known of a line, by `line_id`
    """
    known = {row["line_id"]: row for row in lines}
    full = [_line(number, part, known) for number, part in enumerate(parts)]
    used = {part["line_id"] for part in parts}
    written = [*full, *(row for name, row in known.items() if name not in used)]
    store.replace("lines", _frame("lines", written), "given")
    numbered = [
        {**row, "purpose": number, "part": 1, "weight_num": 1, "weight_den": 1} for number, row in enumerate(written)
    ]
    for table in ("purposes", "settled"):
        rows = numbered if table == "purposes" else numbered[: len(full)]
        store.replace(table, _frame(table, rows), "given")
    store.replace("mapped", _frame("mapped", numbered), "given")
    lay_beside(store)
    cells = [{**row, "lines": 1, "position": number} for number, row in enumerate(full)]
    store.replace("cells", _frame("cells", cells), "given")


def lay_beside(store: Store) -> None:
    """Put `mapped` in the order of the lines as they are now, as if `tp map` had just written it."""
    lines = store.read_in_order("lines").select("line_id")
    mapped = lines.join(store.read("mapped"), on="line_id", maintain_order="left").collect()
    store.replace_beside("mapped", mapped.lazy(), store.fingerprint("mapped"), mapping_stands_on(store))


def _line(number: int, part: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    name = part["line_id"] if part.get("part", 1) == 1 else f"{part['line_id']}/{part['part']}"
    return {"apportioned": False, "row": number, **known.get(part["line_id"], {}), **part, "line_id": name}


def _frame(table: str, rows: Rows) -> pl.DataFrame:
    schema = TABLES[table].schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
