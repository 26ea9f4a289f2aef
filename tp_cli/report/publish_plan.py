"""The plan of published tables: what its template may ask for, every mistake named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tp_cli.cells import sheet_name_fault
from tp_cli.errors import Problem, TpError
from tp_cli.report.plan_reading import bad_plan, read_as

FIELDS: dict[str, tuple[str, ...]] = {
    "agencies": ("agency", "amount", "per_head", "share", "reference"),
    "functions": ("code", "function", "amount", "per_head", "share", "reference"),
    "groups": ("code", "group", "division", "amount", "per_head", "share", "reference"),
    "matrix": ("agency", "amount", "reference"),
    "steps": ("step", "amount", "reference"),
    "bridge": (
        "agency", "ingested", "superseded", "out_of_scope", "memo", "apportioned_out", "eliminated", "counted",
        "reference",
    ),
    "transfers": ("payer", "payee", "label", "paid", "received", "amount", "unreconciled", "reference"),
    "payments": ("payer", "payee", "basis", "lines", "amount", "reference"),
    "suppliers": ("supplier", "class", "agencies", "lines", "amount", "share", "reference"),
    "funding": (
        "title", "streams", "total", "ring_fenced", "entitlement", "tied", "flexible", "share", "reference",
    ),
    "funding_control": (
        "title", "streams", "total", "ring_fenced", "entitlement", "tied", "flexible", "share", "reference",
    ),
    "funding_streams": (
        "stream", "agency", "department", "theme", "amount", "ring_fenced", "entitlement", "ends", "reference",
    ),
    "prevention": ("theme", "prevent", "early", "react", "untagged", "total", "share", "reference"),
    "resources": (
        "agency", "counted", "fte", "headcount", "pay", "per_fte", "buildings", "floor_m2", "used_m2", "running",
        "per_m2", "value", "receipt", "reference",
    ),
    "staff": ("function", "agencies", "fte", "headcount", "pay", "per_fte", "reference"),
    "buildings": (
        "building", "agency", "area", "floor_m2", "occupancy", "used_m2", "running", "per_m2", "value", "receipt",
        "reference",
    ),
    "outcomes": (
        "indicator", "unit", "polarity", "before", "value_before", "after", "value_after", "n", "spend_before",
        "spend_after", "cost_change", "outcome", "quadrant", "reference",
    ),
    "scenarios": ("scenario", "figure", "amount", "percent", "number", "words", "reference"),
    "scenario_notes": ("scenario", "text", "reference"),
}  # fmt: skip
OWN_SHEETS = ("Cover_sheet", "Table_of_contents", "Notes")
_TABLE_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,60}$")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PublicColumn(_Model):
    """A column: its header, units in round brackets and notes in square ones; a field of the table's rows.

    role  what the column is to a fiscal data package, such as functional-classification:cofog:code
    """

    head: str = Field(min_length=1)
    field: str
    format: Literal["text", "pence", "percent", "number", "decimal"] = "text"
    role: str = ""


class PublicTablePlan(_Model):
    """One table on one sheet: names that stay the same from release to release."""

    name: str
    sheet: str
    title: str
    table: str
    source: str
    columns: list[PublicColumn] = Field(alias="column", min_length=1)

    @field_validator("name")
    @classmethod
    def _nameable(cls, name: str) -> str:
        if not _TABLE_NAME.match(name):
            raise ValueError("a table name of letters, digits and _ that starts with a letter")
        return name

    @field_validator("sheet")
    @classmethod
    def _sheet(cls, name: str) -> str:
        fault = sheet_name_fault(name, {own.casefold() for own in OWN_SHEETS})
        if fault or name != name.strip():
            raise ValueError(f"a sheet name: {fault or 'no blank at either end'}")
        return name


class PublicPlan(_Model):
    """A whole set of published tables."""

    title: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    keywords: list[str] = Field(min_length=1)
    about: list[str] = Field(min_length=1)
    notes: list[str] = Field(default_factory=list)
    tables: list[PublicTablePlan] = Field(alias="table", min_length=1)


def read_public_plan(text: str, where: str, fields: Mapping[str, Sequence[str]]) -> PublicPlan:
    """The plan that a rendered template holds; TpError (exit 2) with a problem for every mistake.

    fields  what each table's rows hold
    """
    plan = read_as(PublicPlan, text, where, _MODELS)
    problems = list(_cross_check(plan, where, fields))
    if problems:
        raise TpError(problems)
    return plan


_MODELS: dict[str, type[BaseModel]] = {"table": PublicTablePlan, "column": PublicColumn}


def _cross_check(plan: PublicPlan, where: str, fields: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for what, names in (
        ("table name", [table.name for table in plan.tables]),
        ("sheet name", [table.sheet for table in plan.tables]),
    ):
        folded = [name.casefold() for name in names]
        for name in sorted({name for name in names if folded.count(name.casefold()) > 1}):
            yield Problem("bad-plan", where, f'{what} "{name}" twice', f"one {what} of a name", "rename one", "usage")
    for table in plan.tables:
        here = f'{where}, table "{table.name}"'
        if table.table not in fields:
            yield bad_plan(here, table.table, list(fields), "a public table")
            continue
        heads = [column.head.casefold() for column in table.columns]
        for column in table.columns:
            if column.field not in fields[table.table]:
                yield bad_plan(here, column.field, list(fields[table.table]), "a field of its rows")
            if heads.count(column.head.casefold()) > 1:
                found = f'header "{column.head}" twice'
                yield Problem("bad-plan", here, found, "unique headers", "word one of them anew", "usage")
