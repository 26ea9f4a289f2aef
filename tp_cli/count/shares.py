"""The share of each source and body: how much of a body larger than the place is the place's."""

from __future__ import annotations

import polars as pl

from tp_cli.count.ledger_read import Ledger
from tp_cli.place import Place

SHARES = {"source_id": pl.String, "agency": pl.String, "share_num": pl.Int64, "share_den": pl.Int64}


def shares(ledger: Ledger, place: Place) -> pl.DataFrame:
    """`SHARES` for every source and body that has one: the source's own where it has one, else the agency's."""
    declared = [(agency.id, agency.share) for agency in place.agencies if agency.share]
    own = pl.DataFrame(
        [(agency, share.place, share.body) for agency, share in declared],
        schema={"agency": pl.String, "own_num": pl.Int64, "own_den": pl.Int64},
        orient="row",
    )
    pairs = ledger.readings.select("source_id", "agency").unique()
    joined = pairs.join(ledger.sources.select("source_id", "share_place", "share_body"), on="source_id", how="left")
    found = joined.join(own, on="agency", how="left").select(
        "source_id",
        "agency",
        share_num=pl.coalesce("share_place", "own_num"),
        share_den=pl.coalesce("share_body", "own_den"),
    )
    return found.drop_nulls("share_num").sort("source_id", "agency")
