"""What makes a reading doubtful as a whole: sheets alike, hidden or in other units, rows skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.mangled import mangled
from tp_cli.ingest.sheets import sheets_alike
from tp_cli.ingest.summary import Sheet
from tp_cli.ingest.unseen import unseen
from tp_cli.money import show
from tp_cli.place import Source


def doubts(sheets: Sequence[Sheet], grids: Sequence[Grid], source: Source, file: str) -> Iterator[Problem]:
    """What is to be said of the sheets of one file together.

    raises  TpError (exit 3) where sheets are in different units and nobody says which is right
    """
    tables = [sheet for sheet in sheets if sheet.table]
    units = sorted({sheet.units for sheet in tables})
    if len(units) > 1 and source.units is None:
        found = f"one sheet in {' and another in '.join(units)}"
        fix = "give `units` if they are one, or a [[source]] with `sheet` and `units` for each"
        raise TpError([Problem("units-differ", file, found, "one unit in all sheets", fix, "refused")])
    yield from sheets_alike(tables, file)
    yield from dict.fromkeys([*unseen(tables, grids, file), *mangled(tables, grids, file)])  # each once
    yield from _skipped(tables, file)


def _skipped(tables: Sequence[Sheet], file: str) -> Iterator[Problem]:
    for sheet in tables:
        for reason, rows, pence in sheet.left_out:
            if reason == "listed under skip" and pence:
                where = f'{file}, sheet "{sheet.sheet}"' if sheet.sheet else file
                found = f"{rows} rows listed under `skip`, with {show(pence)}"
                fix = "nothing, if that is what you meant"
                yield Problem("rows-skipped", where, found, "rows without money", fix, amount_pence=abs(pence))
