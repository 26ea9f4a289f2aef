"""The share of each source and body: how much of a body larger than the place is the place's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from tp_cli.count.drivers import Drivers, Looked
from tp_cli.count.ledger_read import Ledger
from tp_cli.division.kernel import Areas
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
    areas   what it is to be looked up by; empty for two numbers given by hand
    looked  what was found
    """

    key: str
    title: str
    where: str
    driver: str
    place: Decimal
    body: Decimal
    year: str
    source: str
    areas: Sequence[str]
    looked: Looked | None = None

    @property
    def over(self) -> Areas | None:
        return self.looked.areas if self.looked else None

    @property
    def numbers(self) -> tuple[int, int]:
        """Driver in the place and in the body, as whole numbers in the same proportion."""
        over = self.over
        if over is None:
            return int(self.place), int(self.body)
        return sum(over.drivers[at] for at in over.ours), sum(over.drivers)


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
        (source_id, agency, *each.numbers, over.index(each.over) if each.over else None)
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


def asked_for(place: Place, sources: pl.DataFrame) -> list[Share]:
    """Every share that place.toml asks for, nothing looked up yet: bodies' first, then those of files of their own."""
    return [*_of_bodies(place), *_of_sources(sources)]


def _found(ledger: Ledger, place: Place, year: str, used: set[str]) -> Iterator[Share]:
    """The shares in use; TpError where any cannot be looked up."""
    drivers = Drivers(ledger.drivers, dict(ledger.sources.select("source_id", "file").iter_rows()))
    problems: list[Problem] = []
    for asked in asked_for(place, ledger.sources):
        if asked.key in used:
            try:
                yield looked_up(asked, drivers, place, year)
            except TpError as error:
                problems += error.problems
    if problems:
        raise TpError(list(dict.fromkeys(problems)))


def looked_up(asked: Share, drivers: Drivers, place: Place, year: str) -> Share:
    """The share with its numbers for the year; as it is where they were given by hand."""
    if not asked.areas:
        return asked
    looked = drivers.look_up(asked.driver, asked.areas, place.facts, year, asked.where)
    ours, whole = (sum((each.value for each in values), Decimal(0)) for values in (looked.ours, looked.values))
    return replace(asked, place=ours, body=whole, year=looked.year, source=looked.source, looked=looked)


def _of_bodies(place: Place) -> Iterator[Share]:
    for agency in place.agencies:
        if agency.share:
            said = agency.share
            numbers = (Decimal(said.place or 0), Decimal(said.body or 1), said.year or "", said.source)
            where = f"place.toml, [[agency]] {agency.id}, share"
            yield Share(f"agency={agency.id}", agency.name, where, said.driver, *numbers, said.areas or ())


def _of_sources(sources: pl.DataFrame) -> Iterator[Share]:
    for row in sources.filter(_HAS_OWN).sort("file", "source_id").to_dicts():
        areas: Sequence[str] = json.loads(row["share_areas"]) if row["share_areas"] else ()
        numbers = (Decimal(row["share_place"] or 0), Decimal(row["share_body"] or 1))
        said = (row["share_year"] or "", row["share_source"] or "")
        where = f"place.toml, [[source]] of {row['file']}, share"
        yield Share(
            f"source={row['source_id']}", row["file"] or "", where, row["share_driver"] or "", *numbers, *said, areas
        )
