"""Drivers of shares looked up by area: what a body serves, what of it is the place's, for the year that is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from tp_cli.agencies import fold
from tp_cli.count import driver_faults as faults
from tp_cli.count.driver_faults import Value
from tp_cli.division.kernel import Areas
from tp_cli.errors import Problem, TpError
from tp_cli.place import Facts
from tp_cli.reference import source as source_of
from tp_cli.reference import table as facts

ALL = "all"
_POPULATION = "population"


@dataclass(frozen=True)
class Looked:
    """A share that was looked up: the value of every area in the order of the areas, and which are the place's.

    areas  the same as whole numbers in the same proportions
    """

    values: Sequence[Value]
    areas: Areas

    @property
    def year(self) -> str:
        return self.values[0].year or ""

    @property
    def source(self) -> str:
        return "; ".join(sorted({each.source for each in self.values}))

    @property
    def ours(self) -> list[Value]:
        return [self.values[at] for at in self.areas.ours]


class Drivers:
    """The tables of drivers of a place, and of residents the one that `tp` carries, where the place has none."""

    def __init__(self, register: pl.DataFrame, files: Mapping[str, str]) -> None:
        """register: rows of the ledger's `drivers`; files: source id → file."""
        self._values: dict[str, list[Value]] = {}
        self._called: dict[str, str] = {}
        for row in register.iter_rows(named=True):
            self._called.setdefault(fold(row["driver"]), row["driver"])
            self._values.setdefault(fold(row["driver"]), []).append(_value(row, files.get(row["source_id"], "")))

    def look_up(self, driver: str, areas: Sequence[str], place: Facts, year: str, where: str) -> Looked:
        """The driver of every area of a body in the year, or in the nearest year that has it, an earlier one first.

        areas   codes or names; "all" for every area of the place's own table of the driver
        where   the share, for problems
        raises  TpError with every reason why the share cannot be worked out, each with what would mend it

        Source: docs/METHOD.md §3, apportionment.
        """
        values = self._of_driver(driver, where)
        every = [fold(area) for area in areas] == [ALL]
        if every and fold(driver) not in self._values:
            expected = "a table of the place's own, of which all areas can be meant"
            fix = "name the areas that the body serves"
            raise TpError([faults.bad("driver-areas", where, 'areas = "all"', expected, fix)])
        _refuse(faults.undated(driver, values))
        chosen = _chosen_year(values, [] if every else areas, year)
        of_year = [each for each in values if each.year == chosen]
        asked = list(dict.fromkeys(each.area for each in of_year)) if every else areas
        found = {name: _called(of_year, name) for name in asked}
        missing = faults.missing(driver, values, found, chosen, where)
        _refuse([*missing, *faults.at_odds(driver, found.values(), where)])
        one_each = {each[0].area: each[0] for each in found.values()}
        listed = [one_each[area] for area in sorted(one_each)]
        _refuse(faults.a_total(listed, where) if every else [])
        return _shared(listed, place, driver, where)

    def _of_driver(self, driver: str, where: str) -> list[Value]:
        name = fold(driver)
        if name in self._values:
            return self._values[name]
        if name == _POPULATION:
            return _residents()
        raise TpError([faults.unknown(driver, sorted({*self._called.values(), _POPULATION}), where)])


def _value(row: Mapping[str, Any], file: str) -> Value:
    names = frozenset(fold(text) for text in (row["area"], row["name"]) if text)
    read_at = (row["source_id"], file, row["sheet"] or "", row["row"])
    return Value(row["area"], names, row["year"], Decimal(row["value"]), row["unit"] or "", row["source"], *read_at)


def _residents() -> list[Value]:
    """Residents of authorities and regions, by code or name.

    Source: reference tables `populations` and `authorities`.
    """
    called = {row[0]: row for row in facts("authorities").select("e_code", "gss", "name").iter_rows()}
    title, source = "table of populations", source_of("populations").source
    rows = facts("populations").filter(pl.col("level").is_in(["authority", "region"]))
    return [
        Value(code, frozenset(map(fold, called.get(code, (code,)))), year, Decimal(people), "people", source, title)
        for code, year, people in rows.select("code_or_name", "year", "population").iter_rows()
    ]


def _chosen_year(values: Sequence[Value], asked: Sequence[str], year: str) -> str:
    """The year counted where any of these areas (or any area) has it, else the last before it, else the first after."""
    names = {fold(area) for area in asked}
    years = sorted({each.year for each in values if each.year and (not names or each.names & names)})
    earlier = [each for each in years if each <= year]
    return earlier[-1] if earlier else years[0] if years else year


def _called(values: Sequence[Value], name: str) -> list[Value]:
    """What a name stands for: rows whose area is written so, else rows that may be called so."""
    exact = [each for each in values if fold(each.area) == fold(name)]
    return exact or [each for each in values if fold(name) in each.names]


def _shared(values: Sequence[Value], place: Facts, driver: str, where: str) -> Looked:
    own = {fold(name) for name in place.own_areas}
    ours = tuple(at for at, each in enumerate(values) if each.names & own)
    numbers = _whole([each.value for each in values])
    _refuse(faults.not_shared(values, numbers, ours, place, driver, where))
    return Looked(values, Areas(tuple(numbers), ours))


def _whole(values: Sequence[Decimal]) -> list[int]:
    """The numbers as whole ones in the same proportions: in the smallest decimal that any of them has."""
    finest = min(int(value.normalize().as_tuple().exponent) for value in values)
    return [int(value.scaleb(max(-finest, 0))) for value in values]


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise TpError(found)
