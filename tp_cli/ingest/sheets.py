"""Sheets beside each other: one that sums up or repeats the others is left out by proof; others alike are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold, without_number
from tp_cli.ingest.marks import kinds_of_sheets
from tp_cli.ingest.summaries import KEYS
from tp_cli.ingest.summary import Sheet, sheet_left_out
from tp_cli.money import show
from tp_cli.table_files import typed

_LINE = ["payee", "date", "narrative", "amount_pence", "time"]
_FEWEST, _MOST_SHEETS, _MOST_LINES = 3, 40, 300_000


@dataclass(frozen=True)
class _Named:
    """The tables of one sheet."""

    name: str
    tables: Sequence[Sheet]

    @property
    def total_pence(self) -> int:
        return sum(table.total_pence for table in self.tables)

    @property
    def count(self) -> int:
        return sum(table.count for table in self.tables)

    @property
    def keys(self) -> set[str]:
        found = [table.table["columns"] for table in self.tables if table.table]
        return {role for columns in found if isinstance(columns, dict) for role in columns} & KEYS

    def lines(self) -> pl.DataFrame:
        """What tells its lines apart, each as often as it occurs."""
        frame = pl.concat([typed("lines", table.lines).select(_LINE[:-1]) for table in self.tables])
        return frame.with_columns(pl.int_range(pl.len()).over(_LINE[:-1]).alias("time")).collect()

    def pence(self) -> pl.Series:
        frames = [table.lines.select("amount_pence") for table in self.tables]
        return pl.concat(frames).collect().get_column("amount_pence").sort()


def without_summaries(sheets: Sequence[Sheet], grids: Sequence[Grid], file: str) -> tuple[list[Sheet], list[Problem]]:
    """The sheets with those that sum up or repeat the others left out, and a note for each.

    A sheet sums up the others where it has fewer lines and, to the penny, the total of all the others together; of
    one other only where that names payees, dates or transactions and it does not. It repeats them where its amounts
    are theirs, one by one.
    """
    named = _named(sheets)
    left = [each for each in named if _is_summary(each, [other for other in named if other is not each])]
    if len(left) != 1:
        return list(sheets), []
    (one,) = left
    grid = next(grid for grid in grids if grid.sheet == one.name)
    others = " and ".join(f'"{each.name}"' for each in named if each is not one)
    found = f"{show(one.total_pence)} on {one.count} lines, which is what {others} add up to: not counted again"
    note = Problem("sheet-sums-up", f'{file}, sheet "{one.name}"', found, "each pound on one sheet", "nothing", "note")
    kept = [sheet for sheet in sheets if sheet not in one.tables]
    at = next(place for place, sheet in enumerate(sheets) if sheet in one.tables)
    return [*kept[:at], sheet_left_out(grid, "sums up the other sheets"), *kept[at:]], [note]


def sheets_alike(sheets: Sequence[Sheet], file: str) -> Iterator[Problem]:
    """Sheets with the same total, of which one may repeat the other; sheets named after what is no spend."""
    named = _named(sheets)
    seen: dict[int, list[_Named]] = defaultdict(list)
    for each in named:
        if each.total_pence:
            seen[each.total_pence].append(each)
    for pence, same in seen.items():
        if len(same) > 1:
            names = " and ".join(f'"{each.name}"' for each in same)
            found = f"sheets {names} add up to the same {show(pence)}, and all are counted"
            fix = 'name the one to count with sheet = "..."'
            yield Problem(
                "sheets-alike", file, found, "each pound on one sheet", fix, "difference",
                amount_pence=abs(pence) * (len(same) - 1),
            )  # fmt: skip
    yield from _within(named, file)
    for each in named:
        if len(named) > 1 and without_number(fold(each.name)) in kinds_of_sheets() and each.total_pence:
            found = f"a sheet of that name is counted like the others ({show(each.total_pence)})"
            fix = 'name the one to count with sheet = "..."'
            where = f'{file}, sheet "{each.name}"'
            yield Problem(
                "sheet-of-another-kind", where, found, "what was spent", fix, amount_pence=abs(each.total_pence)
            )


def _within(named: Sequence[_Named], file: str) -> Iterator[Problem]:
    """Sheets of which every line stands on another sheet as well: months that go on from the one before."""
    if not 1 < len(named) <= _MOST_SHEETS or sum(each.count for each in named) > _MOST_LINES:
        return
    lines = {each.name: each.lines() for each in named if each.count >= _FEWEST}
    for one in named:
        larger = [each.name for each in named if each.count > one.count and {one.name, each.name} <= set(lines)]
        for other in larger:
            if not lines[one.name].join(lines[other], on=_LINE, how="anti", nulls_equal=True).height:
                both = f'every line of sheet "{one.name}" stands on sheet "{other}" too'
                found = f"{both} ({show(one.total_pence)}), and both are counted"
                fix = 'name the one to count with sheet = "..."'
                pence = abs(one.total_pence)
                yield Problem("sheets-alike", file, found, "each pound once", fix, "difference", amount_pence=pence)
                break


def _named(sheets: Sequence[Sheet]) -> list[_Named]:
    by_name: Mapping[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        if sheet.table and sheet.count:
            by_name[sheet.sheet].append(sheet)
    return [_Named(name, tables) for name, tables in by_name.items()]


def _is_summary(one: _Named, others: Sequence[_Named]) -> bool:
    total = sum(other.total_pence for other in others)
    lines = sum(other.count for other in others)
    if not others or not total or one.total_pence != total or one.count > lines:
        return False
    if one.count == lines:
        return len(others) > 1 and one.pence().equals(pl.concat([other.pence() for other in others]).sort())
    return len(others) > 1 or bool(others[0].keys and not one.keys)
