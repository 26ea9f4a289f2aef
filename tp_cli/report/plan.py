"""A sheet plan: what a workbook template may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tp_cli.cells import sheet_name_fault

Format = Literal["text", "pounds", "pence", "millions", "percent", "number", "decimal", "reference", "by_row"]
_SOURCES = ("field", "text", "link", "link_total", "share_of", "add", "subtract", "divide", "left_after")
_LINE_SOURCES = ("text", "figure", "link", "divide")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _one_of(item: BaseModel, names: Sequence[str]) -> str:
    given = [name for name in names if getattr(item, name)]
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(names)}; found {', '.join(given) or 'none'}")
    return given[0]


class Column(_Model):
    """A column of a table: its header, where its cells come from, how they look.

    field        a field of the rows, or by_function.10 for one key of a field that holds several
    text         the same words in every row
    link         "block.column": the cell of the row with the same key in another block
    link_total   "block": the total of that block's column whose id is this row's key
    share_of     a column of this block: this row's part of its total
    add          columns of this block, added up along the row
    subtract     columns of this block: the first less the others
    divide       a column of this block and a "block.line" to divide it by
    left_after   a column of this block: its first row less the rows down to this one
    """

    head: str
    id: str = ""
    field: str = ""
    text: str = ""
    link: str = ""
    link_total: str = ""
    share_of: str = ""
    add: list[str] = Field(default_factory=list)
    subtract: list[str] = Field(default_factory=list)
    divide: list[str] = Field(default_factory=list, min_length=2, max_length=2)
    left_after: str = ""
    format: Format | None = None
    total: bool = False
    missing: str = "–"
    width: float | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Column:
        _one_of(self, _SOURCES)
        return self

    @cached_property
    def source(self) -> str:
        return _one_of(self, _SOURCES)

    @property
    def name(self) -> str:
        return self.id or self.field or self.head


class Line(_Model):
    """One labelled value: a text, a figure by its id, a linked cell, or one line divided by another."""

    label: str
    id: str = ""
    text: str = ""
    figure: str = ""
    link: str = ""
    divide: list[str] = Field(default_factory=list)
    format: Format | None = None
    reference: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> Line:
        _one_of(self, _LINE_SOURCES)
        return self

    @property
    def source(self) -> str:
        return _one_of(self, _LINE_SOURCES)


class Chart(_Model):
    """A chart beside its table; the title states the finding, `alt` says it to those who cannot see it."""

    kind: Literal["bar", "stacked"] = "bar"
    title: str
    alt: str
    label: str
    values: list[str] = Field(min_length=1)


class Block(_Model):
    """Part of a sheet: a named table, lines, or the list of all checks."""

    id: str = ""
    heading: str = ""
    table: str = ""
    columns: list[Column] = Field(default_factory=list, alias="column")
    total: str = ""
    empty: str = "Nothing to list."
    lines: list[Line] = Field(default_factory=list, alias="line")
    checks: bool = False
    chart: Chart | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Block:
        if _one_of(self, ("table", "lines", "checks")) == "table" and not self.columns:
            raise ValueError("a table with at least one [[sheet.block.column]]")
        return self

    @property
    def name(self) -> str:
        return self.id or self.table or ("checks" if self.checks else "")


class Check(_Model):
    """What a sheet proves: both sides the same, a column of noughts, a column filled, or all checks at once."""

    says: str
    left: list[str] = Field(default_factory=list)
    right: list[str] = Field(default_factory=list)
    nought: str = ""
    filled: str = ""
    master: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Check:
        if _one_of(self, ("left", "nought", "filled", "master")) == "left" and not self.right:
            raise ValueError("`right` beside `left`")
        return self


class SheetPlan(_Model):
    """One sheet, from top to bottom: title, check, notes, blocks."""

    name: str
    title: str
    notes: list[str] = Field(default_factory=list)
    one_page: bool = False
    check: Check
    blocks: list[Block] = Field(default_factory=list, alias="block")

    @model_validator(mode="after")
    def _nameable(self) -> SheetPlan:
        fault = sheet_name_fault(self.name)
        if fault:
            raise ValueError(f"a sheet name with {fault}" if not fault.startswith(("not", "no ")) else fault)
        return self


class Plan(_Model):
    """A whole workbook."""

    title: str
    subject: str = ""
    sheets: list[SheetPlan] = Field(min_length=1, alias="sheet")
