"""The one loader of the tables of facts beside it: read as text, then typed by a schema."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from tp_cli.errors import nearest, stop

FOLDER = Path(__file__).parent

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "cofog": {"code": pl.String(), "name": pl.String()},
    "populations": {
        "code_or_name": pl.String(),
        "level": pl.String(),
        "year": pl.String(),
        "population": pl.Int64(),
    },
    "departments": {"code": pl.String(), "name": pl.String()},
    "discount_rates": {
        "rate": pl.String(),
        "from_year": pl.Int64(),
        "to_year": pl.Int64(),
        "rate_pct": pl.String(),
    },
    "transfer_payments": {"words": pl.String()},
    "least_people": {"level": pl.String(), "people": pl.Int64()},
    "public_bodies": {
        "name": pl.String(),
        "kind": pl.String(),
        "source": pl.String(),
        "date": pl.String(),
        "verified": pl.String(),
    },
    "tiers": {
        "class": pl.String(),
        "name": pl.String(),
        "needs": pl.String(),
        "services": pl.String(),
        "missing": pl.String(),
    },
    "agency_words": {"word": pl.String(), "kind": pl.String()},
    "gdp_deflator": {"year": pl.String(), "index": pl.Decimal(12, 3)},
    "control_chart": {"rule": pl.String(), "value": pl.Decimal(12, 2)},
    "authorities": {
        "e_code": pl.String(),
        "gss": pl.String(),
        "name": pl.String(),
        "class": pl.String(),
        "kind": pl.String(),
        "region": pl.String(),
        "years": pl.String(),
    },
}


@dataclass(frozen=True)
class Source:
    """Where a table of facts comes from; `verified` is true where a second source agrees."""

    title: str
    source: str
    date: str
    verified: bool
    unit: str


@cache
def table(name: str) -> pl.DataFrame:
    """A table of facts with the columns and types of `SCHEMAS`, in the order of its file.

    cofog         `code` (07, 07.1 or 07.1.1), `name`
    populations   `code_or_name`, `level` (country, region, police_force, authority), `year`, `population`
    gdp_deflator  `year`, `index`
    departments   `code`, `name`
    discount_rates  `rate` (its name), `from_year`, `to_year`, `rate_pct` (exact text)
    transfer_payments  `words`
    least_people  `level`, `people`
    public_bodies  `name`, `kind` (of agency), `source`, `date`, `verified`
    tiers         `class` (of authority), `name`, `needs` (the other tier's class), `services`, `missing` (which)
    agency_words  `word`, `kind` (of agency)
    control_chart `rule`, `value`
    authorities   `e_code`, `gss`, `name`, `class`, `kind` (of agency), `region`, `years` (parted by spaces)
    raises        TpError for a name that is no table

    Source: `source(name)`.
    """
    schema = SCHEMAS[_known(name)]
    text = pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False).fill_null("")
    return text.select(pl.col(column).cast(kind) for column, kind in schema.items())


@cache
def source(name: str) -> Source:
    """Where a table comes from; TpError for a name that is no table."""
    with (FOLDER / "sources.toml").open("rb") as file:
        return Source(**tomllib.load(file)[_known(name)])


def _known(name: str) -> str:
    if name in SCHEMAS:
        return name
    close = nearest(name, SCHEMAS) or sorted(SCHEMAS)
    raise stop("no-table", "reference", f'"{name}"', "a table of facts", f"use one of: {', '.join(close)}")
