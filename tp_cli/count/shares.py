"""The share of each source and body: how much of a body larger than the place is the place's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from tp_cli.count import kernel
from tp_cli.count.drivers import Drivers, Looked
from tp_cli.count.kernel import Areas
from tp_cli.count.ledger_read import Ledger
from tp_cli.errors import Problem, TpError
from tp_cli.place import Place

SHARES = {
    "source_id": pl.String, "agency": pl.String, "share_num": pl.Int64, "share_den": pl.Int64, "share_over": pl.Int64,
}  # fmt: skip
_HAS_OWN = pl.col("share_body").is_not_null() | pl.col("share_areas").is_not_null()


@dataclass(frozen=True)
class Share:
    """One share in use, of a body or of a file of its own.

    key     agency=police, or source=...
    where   where it was asked for
    areas   the areas that it was looked up by, in their order; empty for two numbers given by hand
    """

    key: str
    title: str
    where: str
    driver: str
    place: int
    body: int
    year: str
    source: str
    areas: Sequence[str]
    over: Areas | None


@dataclass(frozen=True)
class Shares:
    """Every share of a year's count.

    frame   `SHARES`: the share of each source and body that has one; `share_over` is its place in `over`, or null
    over    the areas that lines are settled over
    listed  the shares themselves, in the order of their keys
    """

    frame: pl.DataFrame
    over: Sequence[Areas]
    listed: Sequence[Share]

    def apportion(self, lines: pl.LazyFrame) -> pl.LazyFrame:
        """Lines with `SHARES` but for `share_over`, `in_pence`, `out_pence`, `apportioned`: see `kernel.apportion`."""
        joined = lines.join(self.frame.lazy(), on=["source_id", "agency"], how="left")
        shared: pl.LazyFrame = kernel.apportion(nw.from_native(joined), self.over).to_native()
        return shared.drop("share_over")


def shares(ledger: Ledger, place: Place, year: str) -> Shares:
    """The shares of all sources and bodies with lines in the year: the source's own where it has one, else the body's.

    raises  TpError with every share that cannot be looked up
    """
    wanted = (pl.col("basis") != "control") & (pl.col("year") == year)
    pairs = ledger.readings.filter(wanted).select("source_id", "agency").unique().sort("source_id", "agency")
    own = set(ledger.sources.filter(_HAS_OWN)["source_id"])
    bodies = {agency.id for agency in place.agencies if agency.share}
    keys = [
        (source_id, agency, f"source={source_id}" if source_id in own else f"agency={agency}")
        for source_id, agency in pairs.iter_rows()
        if source_id in own or agency in bodies
    ]
    found = {each.key: each for each in _found(ledger, place, year, {key for _, _, key in keys})}
    over = list(dict.fromkeys(each.over for each in found.values() if each.over))
    rows = [
        (source_id, agency, each.place, each.body, over.index(each.over) if each.over else None)
        for source_id, agency, key in keys
        for each in [found[key]]
    ]
    return Shares(pl.DataFrame(rows, schema=SHARES, orient="row"), over, list(found.values()))


def old_drivers(listed: Sequence[Share], year: str) -> list[Problem]:
    """A finding for each share whose driver is of another year than the one counted."""
    return [
        Problem(
            "driver-old" if each.year < year else "driver-later",
            each.where,
            f"a driver of {each.year}",
            f"a driver of {year}, the year counted",
            "give the driver of the year counted, or keep it and say so",
        )
        for each in listed
        if each.year < year or (each.areas and each.year > year)
    ]


def _found(ledger: Ledger, place: Place, year: str, used: set[str]) -> Iterator[Share]:
    """The shares in use, bodies' first; TpError where any cannot be looked up."""
    files = dict(ledger.sources.select("source_id", "file").iter_rows())
    drivers = Drivers(ledger.drivers, files)
    problems: list[Problem] = []
    for asked in (*_of_bodies(place), *_of_sources(ledger)):
        if asked.key not in used:
            continue
        if not asked.areas:
            yield asked
            continue
        try:
            looked = drivers.look_up(asked.driver, asked.areas, place.facts, year, asked.where)
        except TpError as error:
            problems += error.problems
        else:
            yield _with(asked, looked)
    if problems:
        raise TpError(list(dict.fromkeys(problems)))


def _with(asked: Share, looked: Looked) -> Share:
    numbers = (looked.place, looked.body, looked.year, looked.source, looked.names, looked.areas)
    return Share(asked.key, asked.title, asked.where, asked.driver, *numbers)


def _of_bodies(place: Place) -> Iterator[Share]:
    for agency in place.agencies:
        if agency.share:
            said = agency.share
            numbers = (said.place or 0, said.body or 1, said.year or "", said.source, said.areas or (), None)
            where = f"place.toml, [[agency]] {agency.id}, share"
            yield Share(f"agency={agency.id}", agency.name, where, said.driver, *numbers)


def _of_sources(ledger: Ledger) -> Iterator[Share]:
    for row in ledger.sources.filter(_HAS_OWN).sort("file", "source_id").to_dicts():
        areas = tuple(json.loads(row["share_areas"])) if row["share_areas"] else ()
        numbers = (row["share_place"] or 0, row["share_body"] or 1)
        said = (row["share_year"] or "", row["share_source"] or "", areas, None)
        where = f"place.toml, [[source]] of {row['file']}, share"
        yield Share(f"source={row['source_id']}", row["file"] or "", where, row["share_driver"] or "", *numbers, *said)
