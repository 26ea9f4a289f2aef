"""Figures of registers: the rows that hold what a reference names, ingest/stances/stance=signed/amount."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

import polars as pl

from tp_cli.errors import nearest, stop
from tp_cli.money import pounds
from tp_cli.registers import REGISTERS
from tp_cli.tables import Column, Table
from tp_cli.trace.rests import Desk, Figure, Rests, conform

PREFIX = "ingest/"
_FOUND_AT = 4  # columns of every register that say where a row was found


def traced(desk: Desk, words: str) -> tuple[Figure, Rests]:
    """The figure that a reference names, worked out now, and its rows.

    words   ingest/<register>/<column>=<value>,.../<column>; of several values that will do, parted by |, an empty one
            is an empty cell
    raises  TpError (exit 2) for a register, a column or a value that is not there, with the nearest
    """
    name, _, rest = words.removeprefix(PREFIX).partition("/")
    key, _, asked = rest.rpartition("/")
    register = REGISTERS[_known("register", name, list(REGISTERS))]
    column = _column(register, asked)
    rows = desk.store.read(name)
    for pair in filter(None, key.split(",")):
        rows = rows.filter(_holds(register, pair))
    rests = _rests(rows, register, column)
    if rests.parts.is_empty():
        raise stop("no-such-figure", "tp trace FIGURE", f'"{words}"', f"rows of {name}", "run `tp report` again")
    value, unit = _value(rests.parts, column)
    title = f"{column.meaning}, {name}{' of ' + key if key else ''}"
    return Figure(words, name, key, asked, title, value, unit), rests


def _holds(register: Table, pair: str) -> pl.Expr:
    named, _, values = pair.partition("=")
    column = _column(register, named)
    wanted = [unquote(value) for value in values.split("|")]
    return pl.col(column.name).cast(pl.String).fill_null("").is_in(wanted)


def _rests(rows: pl.LazyFrame, register: Table, column: Column) -> Rests:
    texts = [one.name for one in register.columns[_FOUND_AT:] if one.type == pl.String and not one.unit]
    reason = pl.concat_str([pl.col(name) for name in texts], separator="; ", ignore_nulls=True)
    marked = rows.with_columns(state=pl.lit(register.name), reason=reason)
    if column.type == pl.Int64 and column.unit.endswith("pence"):
        return Rests(conform(marked.with_columns(amount_pence=column.name)))
    if column.unit in ("decimal", "number"):
        return Rests(conform(marked.with_columns(number=pl.col(column.name).cast(pl.String))), _LISTED)
    says = pl.col(column.name).cast(pl.String)
    return Rests(conform(marked.with_columns(reason=says)), _LISTED)


_LISTED = "the rows of the register themselves: they are not added up"


def _value(parts: pl.DataFrame, column: Column) -> tuple[str, str]:
    if column.unit.endswith("pence"):
        return pounds(int(parts["amount_pence"].sum() or 0)), "pounds"
    said = parts["number"] if column.unit in ("decimal", "number") else parts["reason"]
    return ", ".join(text for text in said.to_list() if text), "text"


def _column(register: Table, asked: str) -> Column:
    """A column by its name, or by its name without the unit."""
    known = {column.name.removesuffix("_pence"): column for column in register.columns[_FOUND_AT:]}
    return known[_known(f"column of {register.name}", asked.removesuffix("_pence"), list(known))]


def _known(what: str, asked: str, known: Sequence[str]) -> str:
    if asked in known:
        return asked
    close = nearest(asked, known) or known
    raise stop(
        "no-such-figure", f"tp trace FIGURE, {what}", f'"{asked}"', ", ".join(known), f"nearest: {', '.join(close)}"
    )
