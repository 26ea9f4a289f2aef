"""National tables: totals by authority and by region equal sums made from the raw cells by another reader."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tp_cli.agencies import AgencyFinder
from tp_cli.ingest.source import Reading, read_source
from tp_cli.place import Source, empty_place

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "outturn"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the national tables are not at hand")


def read(file: str, year: str, layout: str) -> Reading:
    source = Source(files=file, agency="*", layout=layout, year=year)
    return read_source(DATA / file, source, year, "s", AgencyFinder(empty_place("one-body")))


def sheets(file: str) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(DATA / file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def pence(value: object) -> int:
    """Thousands of pounds as a cell holds them, in pence."""
    text = repr(value) if isinstance(value, float) else str(value)
    try:
        return int((Decimal(text) * 100_000).to_integral_value(ROUND_HALF_EVEN))
    except ArithmeticError:
        return 0


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("mhclg_rs_2011-12_by_la.xls", "2011-12"),
        ("mhclg_rs_2013-14_by_la.xls", "2013-14"),
        ("mhclg_rs_2017-18_by_la.xlsx", "2017-18"),
    ],
)
def test_spend_and_levies_of_every_authority_add_up_to_its_net_current_expenditure(file: str, year: str) -> None:
    reading = read(file, year, "mhclg-rs")
    (table,) = [sheet for sheet in reading.sheets if sheet.table]
    rows = sheets(file)[table.sheet]
    lines = reading.lines.collect().filter(pl.col("role") != "memo")
    ours = dict(lines.group_by("row").agg(pl.col("amount_pence").sum()).iter_rows())
    header = next(row for row in rows if "E-code" in [str(cell).strip() for cell in row])
    named = [" ".join(str(cell).lower().split()) for cell in header]
    at = next(i for i, text in enumerate(named) if text.startswith("net current expenditure"))
    bodies = {n: row for n, row in enumerate(rows, 1) if str(row[named.index("e-code")]).startswith("E") and n in ours}
    assert len(bodies) == len(ours) > 400
    assert (
        max(abs(ours[n] - pence(row[at])) for n, row in bodies.items()) <= 300_000
    )  # units of the table: each column is rounded


@pytest.mark.parametrize("file", ["hmt_cra_2014_database.xlsx", "hmt_cra_2018_database.xlsx"])
def test_every_region_of_the_analysis_adds_up(file: str) -> None:
    for rows in sheets(file).values():
        place = next(
            (i for i, row in enumerate(rows) if "hmt function" in [str(cell).casefold() for cell in row]), None
        )
        if place is not None:
            break
    assert place is not None
    named = [" ".join(str(cell).split()) for cell in rows[place]]
    region, year = next(i for i, text in enumerate(named) if text.casefold().startswith("nuts")), "2013-14"
    at = next(i for i, text in enumerate(named) if text.startswith((year, "2013/14")))
    theirs: dict[str, int] = {}
    for row in rows[place + 1 :]:
        theirs[str(row[region])] = theirs.get(str(row[region]), 0) + pence(row[at])
    source = Source(files=file, agency="*", layout="hmt-cra", year=year)
    finder = AgencyFinder(empty_place("one-body"))
    whole = read_source(DATA / file, source, year, "s", finder)
    assert whole.total_pence == sum(theirs.values())
    for name in [name for name in sorted(theirs) if name][:12]:
        part = source.model_copy(update={"where": {"region": name}})
        assert read_source(DATA / file, part, year, "s", finder).total_pence == theirs[name], name
