"""Figures of shares: the rows of tables of drivers that they were looked up in, or the two numbers of place.toml."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.count.driver_faults import Value
from tp_cli.count.drivers import Drivers
from tp_cli.count.shares import asked_for, looked_up
from tp_cli.errors import TpError
from tp_cli.money import ratio_pct
from tp_cli.trace.rests import Desk, Figure, Rests, conform


def share(desk: Desk, figure: Figure) -> Rests:
    """A driver in the place or in the whole body, its year and source, looked up again."""
    sources = desk.store.read("sources").collect()
    asked = next((each for each in asked_for(desk.place, sources) if each.key == figure.key), None)
    if asked is None:
        return Rests(how="a share that place.toml does not ask for any more", expected="")
    files = dict(sources.select("source_id", "file").iter_rows())
    try:
        found = looked_up(asked, Drivers(desk.store.read("drivers").collect(), files), desk.place, desk.year)
    except TpError as error:
        return Rests(how=str(error), expected="")
    if figure.column == "share_pct":
        uses = (f"count/share/{figure.key}/place", f"count/share/{figure.key}/body")
        return Rests(how="place ÷ body × 100", uses=uses, expected=ratio_pct(*found.numbers))
    again = {"place": format(found.place, "f"), "body": format(found.body, "f"), "year": found.year}
    if found.looked is None:
        return Rests(how=f"{asked.where}: given by hand", expected=again.get(figure.column))
    values = found.looked.ours if figure.column == "place" else found.looked.values
    how = "" if figure.column in ("place", "body") else "words of these rows"
    return Rests(_rows(values), how, expected=again.get(figure.column))


def _rows(values: Sequence[Value]) -> pl.DataFrame:
    rows = [
        ("register", format(each.value, "f"), each.source_id, each.sheet, each.row, f"{each.area}, {each.year}")
        for each in values
    ]
    names = ("state", "number", "source_id", "sheet", "row", "reason")
    types = {name: pl.Int64 if name == "row" else pl.String for name in names}
    return conform(pl.DataFrame(rows, schema=types, orient="row").lazy())
