"""The parts of the stored count, worked out from its lines, their purposes and what the count settled."""

from __future__ import annotations

import polars as pl

from tp_cli.division.pieces import in_parts, pieces_of
from tp_cli.division.purposes import beside_lines
from tp_cli.ledger import PARTS
from tp_cli.store import Store


def read_parts(store: Store) -> pl.LazyFrame:
    """The ledger's PARTS of the stored count, in no particular order; none where none is stored or lines changed since.

    Nothing is worked out before it is asked for.
    """
    settled = store.read("settled").rename({"part": "map_part"}).collect()
    lines = beside_lines(store)
    if not settled.height or lines is None:
        return PARTS.empty().lazy()
    purposes = store.read("purposes").rename({"part": "map_part"}).collect()
    known = settled.join(purposes, on=["purpose", "map_part"])
    parts = in_parts(lines.scan().select("line_id", "amount_pence", "purpose"), known)
    shared = known["share_num"].null_count() < known.height
    found = pieces_of(parts, store.read("taken").collect(), shared)
    return pl.concat([rows.cast(dict(PARTS.schema)) for rows in found])  # type: ignore[arg-type]
