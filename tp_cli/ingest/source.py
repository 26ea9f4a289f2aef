"""One file to ledger lines: what it is, its sheets, their tables, and every row accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError
from tp_cli.ingest.bodies import assign_agencies, keep_where
from tp_cli.ingest.container import Container, identify
from tp_cli.ingest.counter import Seen, count_again, counting
from tp_cli.ingest.doubts import doubts
from tp_cli.ingest.grid import Grid, read_grids
from tp_cli.ingest.identity import role_of, source_id_of
from tp_cli.ingest.layout import Layout, fold, layouts, named, recognised
from tp_cli.ingest.lines import Ids, to_lines
from tp_cli.ingest.long import read_long
from tp_cli.ingest.nil import nil_return
from tp_cli.ingest.notes import vat_unknown
from tp_cli.ingest.payees import PayeeReader
from tp_cli.ingest.records import TableRead
from tp_cli.ingest.register import read_register
from tp_cli.ingest.scan import NotPlain, Scanned, grids_of
from tp_cli.ingest.sheets import without_summaries
from tp_cli.ingest.summary import Sheet, sheet_left_out, summarise
from tp_cli.ingest.tables import find_header
from tp_cli.ingest.text_doubts import text_doubts
from tp_cli.ingest.timing import outside_period, stated_period
from tp_cli.ingest.wide import measure_of, read_wide
from tp_cli.ledger import TABLES
from tp_cli.place import Source
from tp_cli.registers import REGISTERS
from tp_cli.table_files import typed


@dataclass(frozen=True)
class Reading:
    """What one file gave.

    kind      spend, or the register that it is
    lines     rows of the ledger's `lines`, `count` of them, none of a register; made when they are collected, with
              codes for texts where each is stored once
    large     true where the lines are best not held in memory
    entries   rows of the ledger's table of the register, none of spend
    sheets    one summary a sheet, for `tp ingest --json`
    problems  what is to be said, all of the file's at once
    """

    source_id: str
    batch: str
    container: Container
    layout: Layout
    reports: str
    units: str
    kind: str
    lines: pl.LazyFrame
    count: int
    large: bool
    entries: pl.DataFrame
    sheets: Sequence[Sheet]
    problems: Sequence[Problem]

    @property
    def total_pence(self) -> int:
        return sum(sheet.total_pence for sheet in self.sheets)


def read_source(path: Path, source: Source, year: str, settings: str, finder: AgencyFinder) -> Reading:
    """Read one file as `source` says; TpError (exit 3) where it cannot be read so.

    settings  fingerprint of what the reading depends on beside the file's bytes
    """
    container = identify(path, source.encoding)
    source_id = source_id_of(container.sha256, role_of(source, year))
    ids = (source_id, hashlib.sha256(f"{source_id}{settings}".encode()).hexdigest()[:12])
    with counting(container) as seen:
        try:
            return _read(container, grids_of(container), source, year, ids, finder, seen)
        except NotPlain:
            return _read(container, read_grids(container), source, year, ids, finder, seen)


def _read(
    container: Container,
    grids: Sequence[Grid],
    source: Source,
    year: str,
    ids: tuple[str, str],
    finder: AgencyFinder,
    seen: Seen,
) -> Reading:
    """The reading of a file whose cells are at hand; NotPlain where they turn out not to be."""
    file = container.path.name
    layout = _choose_layout(grids, source)
    reader = _Reader(file, layout, source, year, ids, finder)
    sheets = [table for number, grid in enumerate(grids, 1) for table in reader.read(number, grid)]
    if not any(sheet.table for sheet in sheets):
        sheets = nil_return(grids, file) if source.kind == "spend" and not source.sheet else []
    if not sheets:
        raise TpError([_no_table(file, grids, source)])
    container.must_be_unchanged()
    sheets, summed_up = without_summaries(sheets, grids, file) if layout.shape == "long" else (sheets, [])
    problems = [*(problem for sheet in sheets for problem in sheet.problems), *summed_up]
    return Reading(
        ids[0],
        ids[1],
        container,
        layout,
        source.reports or layout.reports,
        next((sheet.units for sheet in sheets if sheet.table), ""),
        source.kind,
        _one_after_another(sheets),
        sum(sheet.count for sheet in sheets),
        any(isinstance(grid, Scanned) for grid in grids),
        _stack([sheet.entries for sheet in sheets], _empty_entries(source.kind)),
        sheets,
        [
            *problems,
            *(problem for grid in grids for problem in grid.said),
            *_nothing(sheets, file),
            *doubts(sheets, grids, source, file),
            *text_doubts(container),
            *count_again(container, grids, seen),
            *_vat(sheets, source, file),
        ],
    )


class _Reader:
    """Reads the sheets of one file in one way."""

    def __init__(
        self, file: str, layout: Layout, source: Source, year: str, ids: tuple[str, str], finder: AgencyFinder
    ) -> None:
        self.file, self.layout, self.source, self.year, self.ids, self.finder = file, layout, source, year, ids, finder
        self.payees = PayeeReader(finder)

    def read(self, number: int, grid: Grid) -> list[Sheet]:
        """One summary for each table of the sheet, or one for the sheet where nothing is taken from it."""
        where = f'{self.file}, sheet "{grid.sheet}"' if grid.sheet else self.file
        if self.source.sheet and grid.sheet != self.source.sheet:
            return [sheet_left_out(grid, "another sheet was chosen")]
        if self.layout.shape == "register":
            found = read_register(grid.whole(), self.layout, self.source, self.year, self.ids, self.finder, where)
            return [summarise(found[0], where, entries=found[1]) if found else sheet_left_out(grid, "no table")]
        tables = self._tables(grid, where)
        if isinstance(tables, str):
            return [sheet_left_out(grid, tables)]
        return [self._lines(number, table, where, grid) for table in tables]

    def _tables(self, grid: Grid, where: str) -> list[TableRead] | str:
        """The sheet's tables, or why it has none."""
        if self.layout.shape != "wide":
            return read_long(grid, self.layout, self.source, self._year(grid), where) or "no table"
        whole = grid.whole()
        measure = measure_of(whole, self.layout)
        wanted = fold(self.source.measure or self.layout.measure)
        if measure is None:
            return "no table by authority"
        if wanted not in measure:
            return f"another measure: {measure}"
        return [read_wide(whole, self.layout, self.source, where)]

    def _year(self, grid: Grid) -> str:
        """The source's year, or the one that the sheet's or the file's name states."""
        stated = stated_period(Path(self.file).stem, grid, 0)
        return self.year or (stated.year if stated else "")

    def _lines(self, number: int, table: TableRead, where: str, grid: Grid) -> Sheet:
        table = keep_where(table, self.source, where)
        table = assign_agencies(table, self.layout, self.source, self.finder, where)
        period = stated_period(Path(self.file).stem, grid, table.header.row) if self.layout.shape == "long" else None
        year = self.year if table.has("date") else self._year(grid)
        lines, table = to_lines(
            replace(table, period=period), self.source, self.layout, year, Ids(*self.ids, number), self.payees, where
        )
        if period is not None:
            said = outside_period(table, period, self.year, where)
            table = replace(table, findings=(*table.findings, *said))
        return summarise(table, where, lines if isinstance(grid, Scanned) else lines.collect().lazy())


def _choose_layout(grids: Sequence[Grid], source: Source) -> Layout:
    """The layout declared, the one whose tell-tale headings are there, or the plain one."""
    if source.layout:
        return named(source.layout)
    if source.kind in REGISTERS:
        return named(source.kind)
    for grid in grids:
        for number in range(1, min(grid.height, 20) + 1):
            found = recognised(fold(text) for text in grid.row(number).values() if text)
            if found:
                return found
    return named("spend")


def _nothing(sheets: Sequence[Sheet], file: str) -> Iterator[Problem]:
    said = any(problem.code == "nil-return" for sheet in sheets for problem in sheet.problems)
    if not said and not any(sheet.count or sheet.entries.height for sheet in sheets):
        fix = "nothing, if it is a nil return; otherwise ask the agency for its figures"
        yield Problem("no-lines", file, "a header and no row with an amount", "at least one amount", fix)


def _vat(sheets: Sequence[Sheet], source: Source, file: str) -> Iterator[Problem]:
    columns = [sheet.table["columns"] for sheet in sheets if sheet.table and sheet.count]
    headings = [str(each.get("amount", "")) for each in columns if isinstance(each, dict)]
    yield from vat_unknown(headings, source, file)


def _no_table(file: str, grids: Sequence[Grid], source: Source) -> Problem:
    sheets = ", ".join(f'"{grid.sheet}"' for grid in grids if grid.sheet)
    if source.sheet and source.sheet not in [grid.sheet for grid in grids]:
        return Problem("no-sheet", file, f'no sheet "{source.sheet}"', f"one of {sheets}", "correct `sheet`", "refused")
    blank = all(find_header(grid, named("spend"), "", {}, None) is None for grid in grids)
    found = "no row that could be a header with an amount" if blank else "no table of the layout asked for"
    fix = 'name the header with header_row = N, or the amount with columns = { amount = "..." }'
    return Problem("no-table", file, found, f"a table with an amount (layouts: {', '.join(layouts())})", fix, "refused")


def _one_after_another(sheets: Sequence[Sheet]) -> pl.LazyFrame:
    """The lines of all sheets; codes are those of one sheet alone."""
    lines = [sheet.lines for sheet in sheets if sheet.count] or [TABLES["lines"].empty().lazy()]
    return lines[0] if len(lines) == 1 else pl.concat([typed("lines", each) for each in lines])


def _stack(frames: Sequence[pl.DataFrame], empty: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([empty, *(frame for frame in frames if frame.height)])


def _empty_entries(kind: str) -> pl.DataFrame:
    return REGISTERS[kind].empty() if kind in REGISTERS else pl.DataFrame()
