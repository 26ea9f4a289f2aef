"""The tables of facts: typed, sourced, and equal to what was published."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tp_cli.errors import TpError
from tp_cli.reference import source, table
from tp_cli.reference.loader import FOLDER, SCHEMAS

OUTTURN = Path(__file__).parents[2] / "../shared/data/outturn/mhclg_rs_2011-12_by_la.xls"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_table_has_its_schema_and_its_source(name: str) -> None:
    facts = table(name)
    assert facts.height > 0
    assert dict(facts.schema) == SCHEMAS[name]
    assert all(facts.get_column(column).null_count() == 0 for column in facts.columns)
    assert source(name).title
    assert source(name).unit


def test_no_table_is_without_a_loader() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SCHEMAS)


def test_an_unknown_table_is_a_problem_that_names_the_nearest() -> None:
    with pytest.raises(TpError) as error:
        table("population")
    assert "populations" in error.value.problems[0].fix


def test_a_year_takes_the_estimate_of_the_year_it_starts_in() -> None:
    people = {(name, year): count for name, _, year, count in table("populations").rows()}
    assert people["E4704", "2011-12"] == 750683
    assert people["Yorkshire and the Humber", "2011-12"] == 5288212
    assert people["West Yorkshire", "2011-12"] == 2227371


def test_regions_and_police_forces_add_up_to_the_country() -> None:
    people = table("populations").filter(year="2011-12")
    by_level = dict(people.group_by("level").agg(pl.col("population").sum()).rows())
    assert by_level["region"] == by_level["country"]


def test_prices_are_exact_decimals() -> None:
    index = dict(table("gdp_deflator").rows())
    assert index["2011-12"] == Decimal("87.675")


def test_every_authority_is_in_one_of_nine_regions() -> None:
    authorities = table("authorities")
    assert authorities.get_column("e_code").is_unique().all()
    assert authorities.get_column("region").n_unique() == 9
    assert set(authorities.get_column("region")) == set(
        table("populations").filter(level="region").get_column("code_or_name")
    )


def test_yorkshire_and_the_humber_has_34_authorities_that_spent_10992_1_million() -> None:
    spent = _net_current_expenditure()
    bodies = table("authorities").filter(pl.col("years").str.contains("2011-12", literal=True))
    assert set(bodies.get_column("e_code")) == set(spent)
    region = bodies.filter(region="Yorkshire and the Humber").get_column("e_code")
    assert len(region) == 34
    assert round(Decimal(sum(spent[code] for code in region)) / 1000, 1) == Decimal("10992.1")
    assert sum(spent.values()) == 115_213_419


def _net_current_expenditure() -> dict[str, int]:
    """£ thousand by MHCLG code, from the published table."""
    if not OUTTURN.exists():
        pytest.skip("the Revenue Outturn Summary 2011-12 is not at hand in ../shared/data")
    import fastexcel

    sheet = fastexcel.read_excel(OUTTURN).load_sheet("RS LA Data 2011-12 (1)", header_row=None, dtypes="string")
    rows = sheet.to_polars().rows()
    header = next(row for row in rows if row[0] == "E-code")
    column = next(i for i, text in enumerate(header) if text and text.startswith("NET CURRENT EXPENDITURE"))
    return {row[0]: int(row[column]) for row in rows if row[0] and row[0][:2] in {f"E{n}" for n in range(10)}}
