"""What may be wrong with a table of drivers where a share is looked up in it, each with what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tp_cli.errors import Problem, nearest
from tp_cli.place import Facts

LARGEST = 10**18  # a driver of a whole body and a remainder below it then fit into 64 bits
_NAMED = 5  # areas that a message names
_HOW_TO_GIVE = 'add its table as a [[source]] of kind = "drivers" and run `tp ingest`'


@dataclass(frozen=True)
class Value:
    """How much of a driver an area has in a year.

    area       as the table writes it; areas stand in the order of this text
    names      what it may be called by, folded
    source_id  where it was read, with file, sheet and row; for a table of `tp` its name
    """

    area: str
    names: frozenset[str]
    year: str | None
    value: Decimal
    unit: str
    source: str
    source_id: str
    file: str = ""
    sheet: str = ""
    row: int | None = None

    @property
    def where(self) -> str:
        return ", ".join(filter(None, [self.file, self.sheet, f"row {self.row}" if self.row else ""]))


def unknown(driver: str, known: Sequence[str], where: str) -> Problem:
    """A driver that no table has."""
    near = nearest(driver, known)
    fix = f"did you mean {' or '.join(near)}?" if near else _HOW_TO_GIVE
    return bad("no-driver", where, f'"{driver}"', f"a known driver: {', '.join(known)}", fix)


def undated(driver: str, values: Iterable[Value]) -> Iterator[Problem]:
    """Numbers without a year."""
    for each in values:
        if each.year is None:
            found = f"{driver} of {each.area} without a year"
            fix = "fill the column year of the table, or give its [[source]] a year, and run `tp ingest`"
            yield bad("driver-without-year", each.where, found, "the year that the number is of", fix)


def missing(
    driver: str, values: Sequence[Value], found: Mapping[str, Sequence[Value]], year: str, where: str
) -> Iterator[Problem]:
    """Areas that have no number in the year."""
    lost = [name for name, rows in found.items() if not rows]
    if lost:
        known = sorted({each.area for each in values if each.year == year})
        near = [close for name in lost[:_NAMED] for close in nearest(name, known, 1)]
        fix = "add its row to the table" + (f", or did you mean {', '.join(near)}?" if near else "")
        some = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
        tables = " and ".join(sorted({each.file or f"the {each.source_id}" for each in values}))
        said = f"no {driver} of {year} for {some} in {tables}"
        yield bad("driver-area-missing", where, said, "one for each area served", fix)


def at_odds(driver: str, found: Iterable[Sequence[Value]], where: str) -> Iterator[Problem]:
    """Areas that a name does not tell apart, numbers given twice, below nought, or in several units."""
    groups = dict.fromkeys(tuple(values) for values in found if values)
    for values in groups:
        areas = sorted({each.area for each in values})
        numbers = {each.value for each in values}
        if len(areas) > 1:
            yield bad("driver-area-twice", where, f"{' and '.join(areas)} by one name", "one area", "give its code")
        elif len(numbers) > 1:
            listed = "; ".join(f"{each.value} ({each.where})" for each in values)
            said = f"{driver} of {areas[0]}: {listed}"
            yield bad("driver-twice", where, said, "one number for an area and year", "keep the right row")
        elif min(numbers) < 0:
            said = str(values[0].value)
            yield bad("driver-negative", values[0].where, said, "a number not below nought", "correct the cell")
    units = sorted({each.unit for values in groups for each in values})
    if len(units) > 1:
        words = " and ".join(unit or "no unit" for unit in units)
        yield bad("driver-units", where, f"{driver} in {words}", "one unit for all areas", "put all areas in one unit")


def not_shared(
    values: Sequence[Value], numbers: Sequence[int], ours: Sequence[int], place: Facts, driver: str, where: str
) -> Iterator[Problem]:
    """Areas of which none is the place's, a driver that is nought, or one with more digits than can be worked with."""
    if not ours:
        areas = ", ".join(each.area for each in values[:_NAMED])
        own = ", ".join(place.own_areas)
        fix = "add the place's own area to them, or say with [place] areas which areas the place is"
        yield bad("driver-not-ours", where, f"areas {areas}", f"the place's own area among them: {own}", fix)
    if not sum(numbers):
        said = f"{driver} is nought in every area"
        yield bad("driver-nought", where, said, "a sum above nought", "correct the table")
    elif sum(numbers) > LARGEST:
        yield bad("driver-too-fine", where, f"{driver} with so many digits", "18 digits in all", "round the table")


def a_total(values: Sequence[Value], where: str) -> Iterator[Problem]:
    """A row that is the sum of all others: a total that would be shared out to as an area."""
    whole = sum(each.value for each in values)
    for each in values:
        if len(values) > 2 and each.value and each.value * 2 == whole:
            found, fix = f"{each.area} is the sum of all other areas", "take the total out, or name the areas"
            yield bad("driver-total", where, f"{found} ({each.where})", "areas only, no total", fix)


def bad(code: str, where: str, found: str, expected: str, fix: str) -> Problem:
    """A problem that stops the count."""
    return Problem(code, where, found, expected, fix, "usage")
