"""The stored count read back: its parts, worked out from lines, purposes and what was settled, and its figures."""

from __future__ import annotations

import json

import polars as pl

from tp_cli.division.kernel import Areas
from tp_cli.division.pieces import in_parts, pieces_of
from tp_cli.division.purposes import beside_lines
from tp_cli.ledger import PARTS
from tp_cli.store import Store


def stored_parts(store: Store) -> pl.LazyFrame:
    """The ledger's PARTS of the stored count, in no particular order; none where none is stored or lines changed since.

    Nothing is worked out before it is asked for.
    """
    settled = store.read("settled").rename({"part": "map_part"}).collect()
    lines = beside_lines(store)
    if not settled.height or lines is None:
        return PARTS.empty().lazy()
    purposes = store.read("purposes").rename({"part": "map_part"}).collect()
    texts = settled["share_over"].drop_nulls().unique().sort().to_list()
    places = {text: number for number, text in enumerate(texts)}
    over = pl.col("share_over").replace_strict(places, default=None, return_dtype=pl.Int64)
    known = settled.with_columns(share_over=over).join(purposes, on=["purpose", "map_part"])
    rows = lines.scan().select("line_id", "amount_pence", "purpose")
    return pieces_of(in_parts(rows, known, [_areas(text) for text in texts]), store.read("taken").collect())


def stored_figures(store: Store) -> pl.DataFrame:
    """The figures of the stored count, and those of its lenses where a report has looked through them since."""
    tables = ["figures"]
    if store.fingerprint("lens_figures") == store.fingerprint("figures"):
        tables.append("lens_figures")
    return pl.concat([store.read(table) for table in tables]).sort("position").collect()


def areas_as_text(areas: Areas) -> str:
    """Areas as table `settled` holds them."""
    return json.dumps([areas.drivers, areas.ours])


def _areas(text: str) -> Areas:
    drivers, ours = json.loads(text)
    return Areas(tuple(drivers), tuple(ours))
