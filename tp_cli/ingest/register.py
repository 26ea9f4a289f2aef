"""A register's sheet to typed rows: every row in one state, and what cannot be placed is rejected, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.columns import match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.pseudonyms import refuse_telling_keys
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, TableRead, conform
from tp_cli.ingest.register_cells import Reading, are_shares, reader
from tp_cli.ingest.tables import Header, find_header, only_a_total
from tp_cli.ingest.values import Units
from tp_cli.ledger import TABLES
from tp_cli.place import Source
from tp_cli.registers import PEOPLE, REGISTERS
from tp_cli.tables import Column, Table

_NOT_SHOWN = "a text that is not shown, because the row is of a person"
_FOUND_AT = ("source_id", "batch", "row", "sheet")


def role_of_column(column: Column) -> str:
    """What a layout and a person call a column: its name without the unit."""
    return column.name.removesuffix("_pence")


def read_register(
    grid: Grid, layout: Layout, source: Source, year: str, ids: tuple[str, str], finder: AgencyFinder, place_name: str
) -> tuple[TableRead, pl.DataFrame] | None:
    """The register on one sheet as a table and as rows of the ledger's table of that name; None where there is none.

    ids     source id and batch
    raises  TpError where a needed column is missing
    """
    header = find_header(grid, layout, year, source.columns, source.header_row)
    if header is None:
        return None
    register = REGISTERS[layout.name]
    found = match_columns(header.headings, source.columns, layout, year)
    _must_have(register, found.letters, source, f"{place_name}, header row {header.row}")
    units: Units = source.units or header.units or "pounds"  # type: ignore[assignment]
    cells = _cells(grid, register, found.letters, _outside(header, source))
    rows = _read(cells, register, Reading(finder, units, source.date_order), _defaults(source, year))
    judged = _judge(rows, register, set(found.letters.values()))
    if register is PEOPLE:
        keys = judged.filter(pl.col("idle").is_null()).get_column("text person").drop_nulls()
        heading = header.headings[found.letters["person"]]
        refuse_telling_keys(keys, heading, f"{place_name}, header row {header.row}")
    entries = judged.filter(state=DATA).with_columns(
        source_id=pl.lit(ids[0]), batch=pl.lit(ids[1]), sheet=pl.lit(grid.sheet)
    )
    findings = [
        *_rejections(judged, register, finder, place_name),
        *_not_read(header, found.letters, place_name),
        *_shares(cells, register, f"{place_name}, header row {header.row}"),
    ]
    records = _records(judged, register, found.letters)
    table = TableRead(grid.sheet, grid.height, records, header, found.headings, units, findings)
    return table, entries.select(pl.col(name).cast(kind) for name, kind in TABLES[register.name].schema.items())


def _cells(grid: Grid, register: Table, letters: Mapping[str, str], outside: pl.Expr) -> pl.DataFrame:
    """One row a row of the sheet: `row`, `filled` (cells with text), `outside`, and the register's columns as text."""
    roles = {column.name: letters.get(role_of_column(column)) for column in _own(register)}
    texts = [
        (pl.col(letter) if letter in grid.cells.columns else pl.lit(None, pl.String)).alias(f"text {name}")
        for name, letter in roles.items()
    ]
    filled = pl.sum_horizontal(pl.exclude("row").is_not_null().cast(pl.Int64))
    cells = grid.cells.select("row", outside, *texts, filled=filled)
    return cells.with_columns(pl.when(pl.col("outside").is_null()).then(pl.col("^text .*$")))


def _read(cells: pl.DataFrame, register: Table, reading: Reading, defaults: Mapping[str, object]) -> pl.DataFrame:
    """Adds each column's values under its name and what was expected of a cell that could not be read."""
    for column in _own(register):
        texts = cells.get_column(f"text {column.name}")
        read_text = reader(column, texts, reading)
        read = {text: read_text(text) for text in texts.drop_nulls().unique()}
        default = defaults.get(column.name)
        values = [read[text].value if text is not None else default for text in texts]
        expected = [read[text].expected if text is not None else "" for text in texts]
        cells = cells.with_columns(
            pl.Series(column.name, values, column.type), pl.Series(f"expected {column.name}", expected, pl.String)
        )
    return cells


def _defaults(source: Source, year: str) -> dict[str, object]:
    """What a row means that leaves a cell empty: the source's year, and its body where it has one."""
    return {"year": year or None, "agency": source.agency or None}


def _outside(header: Header, source: Source) -> pl.Expr:
    row = pl.col("row")
    beyond = row > header.row if header.last else row < header.row
    return (
        pl.when(row == header.row)
        .then(pl.lit("header"))
        .when(beyond | row.is_in(source.skip))
        .then(pl.lit("outside the table"))
        .alias("outside")
    )


def _judge(rows: pl.DataFrame, register: Table, letters: set[str]) -> pl.DataFrame:
    """Adds `state`, `reason` and `fault` (the column at fault, "" where none)."""
    own = [column.name for column in _own(register)]
    known = pl.sum_horizontal([pl.col(f"text {name}").is_not_null().cast(pl.Int64) for name in own])
    idle = (
        pl.when(pl.col("filled") == 0)
        .then(pl.lit("blank"))
        .when((known <= 1) & (len(letters) > 1))
        .then(pl.lit("note or heading"))
        .when(pl.col("row").is_in(_totals(rows, own)))
        .then(pl.lit("total"))
    )
    fault = pl.coalesce(
        *(pl.when(pl.col(f"expected {name}") != "").then(pl.lit(name)) for name in own),
        *(pl.when(pl.col(c.name).is_null()).then(pl.lit(c.name)) for c in _own(register) if c.needed),
        *_rules(register),
        pl.lit(""),
    )
    rows = rows.with_columns(fault=fault, idle=pl.coalesce("outside", idle))
    state = (
        pl.when(pl.col("idle").is_not_null())
        .then(pl.lit(NON_DATA))
        .when(pl.col("fault") != "")
        .then(pl.lit(REJECTED))
        .otherwise(pl.lit(DATA))
    )
    reason = pl.coalesce("idle", pl.when(pl.col("fault") != "").then(pl.format("{} cannot be taken", "fault")))
    return rows.with_columns(state=state, reason=reason.fill_null(""))


def _totals(rows: pl.DataFrame, own: list[str]) -> list[int]:
    """Rows of which a cell says "Total" and nothing else."""
    found: set[int] = set()
    for name in own:
        texts = rows.select("row", text=f"text {name}").drop_nulls()
        words = [text for text in texts.get_column("text").unique() if only_a_total(text)]
        found.update(texts.filter(pl.col("text").is_in(words)).get_column("row"))
    return sorted(found)


def _rules(register: Table) -> list[pl.Expr]:
    """What the columns of a row must be together."""
    rules: list[pl.Expr] = []
    if register.any_of:
        none = pl.all_horizontal(pl.col(name).is_null() for name in register.any_of)
        rules.append(pl.when(none).then(pl.lit(register.any_of[0])))
    if register.apart:
        one, other = register.apart
        rules.append(pl.when(pl.col(one) == pl.col(other)).then(pl.lit(other)))
    return rules


def _rejections(rows: pl.DataFrame, register: Table, finder: AgencyFinder, place_name: str) -> list[Problem]:
    """One problem for each column and text that could not be taken, with all of its rows."""
    problems: list[Problem] = []
    for row in rows.filter(state=REJECTED).to_dicts():
        column = next(each for each in register.columns if each.name == row["fault"])
        text, expected = row[f"text {column.name}"] or "", row[f"expected {column.name}"]
        problem = _rejection(column, text, expected or _wanted(column, register), row["row"], place_name, finder)
        hidden = register is PEOPLE and text and not column.choices and column.unit != "agency"
        problems.append(replace(problem, found=_NOT_SHOWN) if hidden else problem)
    return problems


def _rejection(column: Column, text: str, expected: str, row: int, place_name: str, finder: AgencyFinder) -> Problem:
    close = nearest(text, finder.ids() if column.unit == "agency" else column.choices) if text else []
    fix = "declare the body, or add the name to its aliases" if column.unit == "agency" else "correct the cell"
    near = f"; nearest: {', '.join(close)}" if close else ""
    where = f"{place_name}, row {row}, {role_of_column(column)}"
    found = f'"{text}"' if text else "blank"
    return Problem("row-rejected", where, found, expected, fix + near, "rejected", rows=(row,))


def _wanted(column: Column, register: Table) -> str:
    if register.apart and column.name in register.apart:
        return f"{register.apart[0]} and {register.apart[1]} that are not the same"
    if column.name in register.any_of:
        return " or ".join(name.removesuffix("_pence") for name in register.any_of)
    return column.meaning


def _not_read(header: Header, letters: Mapping[str, str], place_name: str) -> list[Problem]:
    """Columns of the sheet that the register has no place for."""
    taken = set(letters.values())
    spare = [heading for letter, heading in header.headings.items() if letter not in taken and heading.strip()]
    if not spare:
        return []
    found = f"columns that were not read: {', '.join(spare)}"
    fix = 'nothing, or name a column with columns = { role = "heading" }'
    return [Problem("columns-not-read", f"{place_name}, header row {header.row}", found, "known headings", fix, "note")]


def _shares(cells: pl.DataFrame, register: Table, where: str) -> list[Problem]:
    """A column of per cent whose numbers all lie between 0 and 1: a spreadsheet keeps 45% so."""
    columns = [column for column in _own(register) if column.unit == "percent"]
    found = [column for column in columns if are_shares(cells.get_column(f"text {column.name}"))]
    fix = "nothing, if 0.45 means 45%; otherwise write the numbers with their sign"
    return [
        Problem("percent-from-shares", f"{where}, {column.name}", "numbers from 0 to 1", "0 to 100", fix, "note")
        for column in found
    ]


def _records(rows: pl.DataFrame, register: Table, letters: Mapping[str, str]) -> pl.DataFrame:
    """The rows as the records of a sheet; the amount is the first sum of money that a row has."""
    own = [column for column in _own(register) if role_of_column(column) in letters]
    money = [column.name for column in own if column.type is pl.Int64 and "pence" in column.unit]
    at = letters[role_of_column(next((c for c in own if c.name in money), own[0]))]
    text = pl.coalesce(*(f"text {name}" for name in money)) if money else pl.lit(None, pl.String)
    pence = pl.coalesce(*money) if money else pl.lit(None, pl.Int64)
    return conform(
        rows.select(
            "row",
            "state",
            "reason",
            cell=pl.format(f"{at}{{}}", "row"),
            text=text,
            amount_pence=pence,
            amount_status=pl.when(state=DATA).then(pl.lit("supplied")),
        )  # fmt: skip
    )


def _must_have(register: Table, letters: Mapping[str, str], source: Source, where: str) -> None:
    needed = [role_of_column(c) for c in _own(register) if c.needed and not (c.name == "agency" and source.agency)]
    missing = [role for role in needed if role not in letters]
    if register.any_of and not any(name.removesuffix("_pence") in letters for name in register.any_of):
        missing.append(" or ".join(name.removesuffix("_pence") for name in register.any_of))
    if missing:
        found, expected = f"no column for {', '.join(missing)}", ", ".join(role_of_column(c) for c in _own(register))
        fix = f'name them with columns = {{ {fold(missing[0]).split()[0]} = "..." }}'
        raise TpError([Problem("no-such-column", where, found, expected, fix, "refused")])


def _own(register: Table) -> list[Column]:
    """The columns that a file has, without those that say where a row was found."""
    return [column for column in register.columns if column.name not in _FOUND_AT]
