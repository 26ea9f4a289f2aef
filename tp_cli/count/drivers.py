"""Drivers of shares looked up by area: what a body serves, what of it is the place's, for the year that is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from tp_cli.agencies import fold
from tp_cli.count.kernel import Areas
from tp_cli.errors import Problem, TpError, nearest
from tp_cli.place import Facts
from tp_cli.reference import source as source_of
from tp_cli.reference import table as facts

ALL = "all"
LARGEST = 10**18  # a driver of a whole body and a remainder below it then fit into 64 bits
_POPULATION = "population"
_NAMED = 5  # areas that a message names


@dataclass(frozen=True)
class Value:
    """How much of a driver an area has in a year.

    area   as the table writes it; areas stand in the order of this text
    names  what it may be called by, folded
    where  file and row
    """

    area: str
    names: frozenset[str]
    year: str | None
    value: Decimal
    unit: str
    source: str
    where: str


@dataclass(frozen=True)
class Looked:
    """A share that was looked up: the driver of every area as whole numbers of one size, in the order of the areas."""

    year: str
    names: Sequence[str]
    areas: Areas
    source: str

    @property
    def place(self) -> int:
        return sum(self.areas.drivers[at] for at in self.areas.ours)

    @property
    def body(self) -> int:
        return sum(self.areas.drivers)


class Drivers:
    """The tables of drivers of a place, and of residents the one that `tp` carries, where the place has none."""

    def __init__(self, register: pl.DataFrame, files: Mapping[str, str]) -> None:
        """register: rows of the ledger's `drivers`; files: source id → file."""
        self._values: dict[str, list[Value]] = {}
        self._called: dict[str, str] = {}
        for row in register.iter_rows(named=True):
            where = ", ".join(filter(None, [files.get(row["source_id"], ""), row["sheet"], f"row {row['row']}"]))
            self._called.setdefault(fold(row["driver"]), row["driver"])
            self._values.setdefault(fold(row["driver"]), []).append(_value(row, where))

    def look_up(self, driver: str, areas: Sequence[str], place: Facts, year: str, where: str) -> Looked:
        """The driver of every area of a body in the year, or in the nearest year that has it, an earlier one first.

        areas   codes or names; "all" for every area of the place's own table of the driver
        where   the share, for problems
        raises  TpError with every reason why the share cannot be worked out, each with what would mend it

        Source: docs/METHOD.md §3, apportionment.
        """
        values = self._of_driver(driver, where)
        undated = [each for each in values if each.year is None]
        if undated:
            raise TpError([_undated(driver, each) for each in undated])
        every = [fold(area) for area in areas] == [ALL]
        if every and fold(driver) not in self._values:
            expected = "a table of the place's own, of which all areas can be meant"
            raise TpError([_bad("driver-areas", where, 'areas = "all"', expected, "name the areas that the body serves")])
        chosen = _chosen_year(values, [] if every else areas, year)
        of_year = [each for each in values if each.year == chosen]
        asked = list(dict.fromkeys(each.area for each in of_year)) if every else areas
        found = {name: _called(of_year, name) for name in asked}
        problems = [*_missing(driver, values, found, chosen, where), *_at_odds(driver, found.values(), where)]
        if problems:
            raise TpError(problems)
        one_each = {each[0].area: each[0] for each in found.values()}
        return _shared([one_each[area] for area in sorted(one_each)], place, every, driver, where)

    def _of_driver(self, driver: str, where: str) -> list[Value]:
        name = fold(driver)
        if name in self._values:
            return self._values[name]
        if name == _POPULATION:
            return _residents()
        known = sorted({*self._called.values(), _POPULATION})
        fix = f"did you mean {' or '.join(near)}?" if (near := nearest(driver, known)) else _HOW_TO_GIVE
        raise TpError([_bad("no-driver", where, f'"{driver}"', f"a known driver: {', '.join(known)}", fix)])


_HOW_TO_GIVE = 'add its table as a [[source]] of kind = "drivers" and run `tp ingest`'


def _value(row: Mapping[str, str], where: str) -> Value:
    names = frozenset(fold(text) for text in (row["area"], row["name"]) if text)
    return Value(row["area"], names, row["year"], Decimal(row["value"]), row["unit"] or "", row["source"], where)


def _residents() -> list[Value]:
    """Residents of authorities and regions, by code or name.

    Source: reference tables `populations` and `authorities`.
    """
    called = {row[0]: row for row in facts("authorities").select("e_code", "gss", "name").iter_rows()}
    where, source = "the table of populations", source_of("populations").source
    rows = facts("populations").filter(pl.col("level").is_in(["authority", "region"]))
    return [
        Value(code, frozenset(map(fold, called.get(code, (code,)))), year, Decimal(people), "people", source, where)
        for code, year, people in rows.select("code_or_name", "year", "population").iter_rows()
    ]


def _chosen_year(values: Sequence[Value], asked: Sequence[str], year: str) -> str:
    """The year counted where any of these areas, or of all, has it, else the last before it, else the first after it."""
    names = {fold(area) for area in asked}
    years = sorted({each.year for each in values if each.year and (not names or each.names & names)})
    earlier = [each for each in years if each <= year]
    return earlier[-1] if earlier else years[0] if years else year


def _called(values: Sequence[Value], name: str) -> list[Value]:
    """What a name stands for: rows whose area is written so, else rows that may be called so."""
    exact = [each for each in values if fold(each.area) == fold(name)]
    return exact or [each for each in values if fold(name) in each.names]


def _missing(
    driver: str, values: Sequence[Value], found: Mapping[str, Sequence[Value]], year: str, where: str
) -> Iterator[Problem]:
    lost = [name for name, rows in found.items() if not rows]
    if not lost:
        return
    known = sorted({each.area for each in values if each.year == year})
    near = [close for name in lost[:_NAMED] for close in nearest(name, known, 1)]
    fix = "add its row to the table" + (f", or did you mean {', '.join(near)}?" if near else "")
    some = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
    yield _bad("driver-area-missing", where, f"no {driver} of {year} for {some}", "one for each area served", fix)


def _at_odds(driver: str, found: Iterable[Sequence[Value]], where: str) -> Iterator[Problem]:
    """Areas that a name does not tell apart, numbers given twice, below nought, or in several units."""
    groups = dict.fromkeys(tuple(values) for values in found if values)
    for values in groups:
        areas = sorted({each.area for each in values})
        numbers = {each.value for each in values}
        listed = "; ".join(f"{each.value} ({each.where})" for each in values)
        if len(areas) > 1:
            yield _bad("driver-area-twice", where, f"{' and '.join(areas)} by one name", "one area", "give its code")
        elif len(numbers) > 1:
            fix = "keep the right row"
            yield _bad("driver-twice", where, f"{driver} of {areas[0]}: {listed}", "one number for an area and year", fix)
        elif min(numbers) < 0:
            yield _bad("driver-negative", values[0].where, str(values[0].value), "a number not below nought", "correct it")
    units = sorted({each.unit for values in groups for each in values})
    if len(units) > 1:
        words = " and ".join(unit or "no unit" for unit in units)
        yield _bad("driver-units", where, f"{driver} in {words}", "one unit for all areas", "put all areas in one unit")


def _shared(values: Sequence[Value], place: Facts, every: bool, driver: str, where: str) -> Looked:
    own = {fold(name) for name in place.own_areas}
    ours = tuple(at for at, each in enumerate(values) if each.names & own or fold(each.area) in own)
    numbers = _whole([each.value for each in values])
    problems = [*_not_ours(values, ours, place, where), *_no_sum(numbers, driver, where)]
    problems += _a_total(values, where) if every else []
    if problems:
        raise TpError(problems)
    sources = "; ".join(sorted({each.source for each in values}))
    return Looked(values[0].year or "", [each.area for each in values], Areas(tuple(numbers), ours), sources)


def _whole(values: Sequence[Decimal]) -> list[int]:
    """The numbers as whole ones in the same proportions: in the smallest decimal that any of them has."""
    finest = min(int(value.normalize().as_tuple().exponent) for value in values)
    return [int(value.scaleb(max(-finest, 0))) for value in values]


def _not_ours(values: Sequence[Value], ours: Sequence[int], place: Facts, where: str) -> Iterator[Problem]:
    if not ours:
        areas = ", ".join(each.area for each in values[:_NAMED])
        own = ", ".join(place.own_areas)
        fix = "add the place's own area to them, or say with [place] areas which areas the place is"
        yield _bad("driver-not-ours", where, f"areas {areas}", f"the place's own area among them: {own}", fix)


def _no_sum(numbers: Sequence[int], driver: str, where: str) -> Iterator[Problem]:
    whole = sum(numbers)
    if not whole:
        yield _bad("driver-nought", where, f"{driver} is nought in every area", "a sum above nought", "correct the table")
    elif whole > LARGEST:
        yield _bad("driver-too-fine", where, f"{driver} with so many digits", "18 digits in all", "round the table")


def _a_total(values: Sequence[Value], where: str) -> Iterator[Problem]:
    """A row that is the sum of all others: a total that would be shared out as an area."""
    whole = sum(each.value for each in values)
    for each in values:
        if len(values) > 2 and each.value * 2 == whole:
            found, fix = f"{each.area} is the sum of all other areas", "take the total out, or name the areas"
            yield _bad("driver-total", where, f"{found} ({each.where})", "areas only, no total", fix)


def _undated(driver: str, value: Value) -> Problem:
    found = f"{driver} of {value.area} without a year"
    fix = "fill the column year of the table, or give its [[source]] a year, and run `tp ingest`"
    return _bad("driver-without-year", value.where, found, "the year that the number is of", fix)


def _bad(code: str, where: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, where, found, expected, fix, "usage")
