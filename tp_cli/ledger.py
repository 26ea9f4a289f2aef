"""Every stored table: its columns, their types, units and meaning, in one readable place."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.registers import REGISTERS
from tp_cli.tables import Column, Table
from tp_cli.tables import text as _text
from tp_cli.tables import whole as _whole
from tp_cli.words import BASES, KINDS, PAYEE_CLASSES, SCOPES, STATES, STATUSES


def _of(table: Table, names: Sequence[str]) -> list[Column]:
    """Columns that mean in another table what they mean in this one."""
    known = {column.name: column for column in table.columns}
    return [known[name] for name in names]


_LINES = Table(
    "lines",
    "ingest",
    "one amount from one cell of one agency's file",
    ("source_id", "sheet", "row", "cell"),
    (
        _text("line_id", "source id and cell: the same on every run and machine"),
        _text("source_id", "the source that it was read from"),
        _text("batch", "the reading that wrote it; must equal the source's own"),
        _text("agency", "id of the body in whose books it is"),
        _text("agency_name", "that body's name"),
        _text("agency_kind", "kind of that body: " + ", ".join(KINDS)),
        _text("year", "financial year", "2024-25"),
        _text("basis", ", ".join(BASES) + "; or control: a yardstick, never counted"),
        _text("layout", "how the source was read"),
        _text("status", ", ".join(STATUSES)),
        _whole("amount_pence", "cash; spend positive, income negative; null only where withheld or tbc", "pence"),
        _text("payee", "who was paid, as written"),
        _text("payee_agency", "id of the declared agency that the payee is, else null"),
        _text("payee_class", ", ".join(PAYEE_CLASSES) + "; null where no payee is named"),
        _text("payee_body", "name of the public body that the payee is, declared or not, else null"),
        Column("date", pl.Date, "", "date paid, where there is one"),
        _text("directorate", "directorate, department or division, as written"),
        _text("service", "service or function, as written"),
        _text("expense", "type of expense, as written"),
        _text("narrative", "description, as written"),
        _text("reference", "transaction number, as written"),
        _text("cofog_stated", "COFOG code that the source itself gives"),
        _text("sector", "CG, LG or PC where the source says"),
        _text("economic", "current or capital, where the source says"),
        Column("identifiable", pl.Boolean, "", "false where the source says that it serves the whole country"),
        _text("role", "spend; levy: both legs of a transfer are in the source; memo: shown, never added"),
        _text("sheet", "sheet of the workbook, empty for a text file"),
        _whole("row", "row as a spreadsheet program numbers it"),
        _text("cell", "cell of the amount"),
    ),
)

_SOURCES = Table(
    "sources",
    "ingest",
    "one file read in one way",
    ("source_id",),
    (
        _text("source_id", "from the file's sha256 and what is taken from it"),
        _text("batch", "the reading that is current"),
        _text("file", "path from the place folder"),
        _text("sha256", "of the file's bytes"),
        _text("role", "what is taken from the file: agency, basis, year, layout, measure, filter"),
        _text("origin", "place.toml or command line"),
        _text("settings", "fingerprint of everything in place.toml that the reading used"),
        _text("kind", "spend, or a register: " + ", ".join(REGISTERS)),
        _text("agency", "declared agency id, * for every body, empty where found by name"),
        _text("basis", ", ".join(BASES) + ", control"),
        _text("year", "financial year", "2024-25"),
        _text("layout", "how it was read"),
        _text("container", "csv, xlsx, xlsm, xlsb, xls, ods"),
        _text("encoding", "of a text file"),
        _text("units", "pounds, thousands or millions"),
        _text("reports", "gross, or net of what the body receives from other public bodies"),
        _text("status", "supplied or estimated"),
        _text("share_driver", "what a share of this source goes by"),
        _whole("share_place", "driver in the place"),
        _whole("share_body", "driver in the whole body"),
        _text("share_areas", "areas to look the driver up by instead, as a list in JSON"),
        _text("share_year", "year of the driver"),
        _text("share_source", "where the driver comes from"),
        _whole("lines", "lines written"),
        _whole("rows_read", "rows of the file"),
        _whole("rows_accepted", "rows with an amount taken"),
        _whole("rows_rejected", "rows that should have had one"),
        _whole("rejected_pence", "sum of what was rejected, where an amount could be read", "pence"),
        _whole("rejected_unread", "amounts that were rejected because, or although, none could be read"),
        _whole("rows_non_data", "headers, blanks, totals, notes, other bodies"),
        _whole("total_pence", "sum of its lines", "pence"),
        _whole("control_pence", "control total given for it", "pence"),
        _text("detail", "the file's part of `tp ingest --json`"),
    ),
)

_PROBLEM_COLUMNS = (
    _text("code", "stable short name"),
    _text("kind", "what --fail-on goes by"),
    _text("where", "file, sheet, cell or key"),
    _text("found", "what was there"),
    _text("expected", "what should be there"),
    _text("fix", "what to do"),
    _text("rows", "spreadsheet row numbers, comma separated"),
    _whole("amount_pence", "money in doubt", "pence"),
)

_PROBLEMS = Table(
    "problems",
    "ingest",
    "what a person should know of the sources",
    ("source_id", "code", "where", "found"),
    (
        _text("source_id", "the source concerned"),
        _text("batch", "the reading that found it"),
        *_PROBLEM_COLUMNS,
    ),
)

_MAPPED = Table(
    "mapped",
    "map",
    "the purpose of each line, in the order in which the lines were written",
    (),
    (_text("line_id", "the line"), _whole("purpose", "its purpose, in table purposes")),
)

FACTS = ("source_id", "batch", "sheet", "agency", "agency_name", "agency_kind", "year", "basis", "status", "role",
         "sector", "payee_agency")  # fmt: skip

_PURPOSES = Table(
    "purposes",
    "map",
    "lines that are alike: the facts that they share and what they are for, in several parts where a rule splits them",
    ("purpose", "part"),
    (
        _whole("purpose", "0, 1, ..."),
        _whole("part", "1, 2, ... in the order of the rule"),
        _whole("weight_num", "share of the line, numerator"),
        _whole("weight_den", "share of the line, denominator: one for all parts of a line"),
        _text("cofog", "division 07, group 07.1 or class 07.1.1; null where unmapped"),
        _text("theme", "partnership theme"),
        _text("client_group", "whom it serves"),
        _text("area", "part of the place that it serves: a ward, locality or neighbourhood"),
        _text("outcome", "outcomes that it is tied to, with their shares: name = 7/20; ...; the rest is unaligned"),
        _text("prevention", "prevent, early or react"),
        _text("nature", "pay, running costs, third-party, benefits, grant, capital"),
        _text("control", "1 local discretion ... 6 apportioned national"),
        _text("ring_fence", "grant or account that it may only be spent under"),
        _text("department", "department that answers to Parliament for it"),
        _text("scope", "scope switch that it falls under: " + ", ".join(SCOPES)),
        _text("rule", "the rule that decided"),
        _text("how", "stated, exact, prefix, keyword, agency; or unmapped"),
        *_of(_LINES, FACTS),
    ),
)

_NOT_AXES = ("purpose", "part", "weight_num", "weight_den", "rule", "how", *FACTS)
AXES = tuple(column.name for column in _PURPOSES.columns if column.name not in _NOT_AXES)  # what a part is for

PARTS = Table(
    "parts",
    "count",
    "each line of the stored count divided: every part in exactly one state; worked out as it is read",
    ("agency", "line_id", "part"),
    (
        _text("line_id", "the line"),
        _whole("part", "1, 2, ..."),
        _text("source_id", "the line's source"),
        _text("agency", "in whose books"),
        _text("year", "financial year", "2024-25"),
        _text("basis", "of the line"),
        _text("state", ", ".join(STATES)),
        _whole("amount_pence", "the parts of a line add up to it", "pence"),
        _text("counterparty", "agency on the other side of an elimination"),
        _text("reason", "why it is in this state"),
        Column("apportioned", pl.Boolean, "", "true where a share decided how much of it is the place's"),
        *_of(_PURPOSES, AXES),
    ),
)

_SETTLED = Table(
    "settled",
    "count",
    "the state of each purpose's parts but for what is taken off, and the place's share of them",
    ("purpose", "part"),
    (
        _whole("purpose", "of table purposes"),
        _whole("part", "its part"),
        _whole("share_num", "driver in the place; null where all is the place's"),
        _whole("share_den", "driver in the body"),
        _text("share_over", "drivers of the areas that lines are settled over, and which are the place's, as JSON"),
        _text("state", ", ".join(STATES)),
        _text("reason", "why it is in this state"),
    ),
)

_TAKEN = Table(
    "taken",
    "count",
    "what was taken off parts as paid between bodies",
    ("line_id", "map_part", "order"),
    (
        _text("line_id", "the line"),
        _whole("map_part", "part of its purpose"),
        _whole("order", "2, 3, ... in the order of taking"),
        _whole("pence", "taken off", "pence"),
        _text("counterparty", "agency on the other side"),
        _text("why", "in words"),
    ),
)

_CELLS = Table(
    "cells",
    "count",
    "the counted place in sums: lines of one file, sheet and body that are for the same, in one state",
    ("position",),
    (
        *_of(_LINES, ("source_id", "sheet", "agency", "year", "basis", "status", "role", "sector")),
        *_of(_PURPOSES, AXES),
        *_of(_SETTLED, ("share_num", "share_den")),
        _text("best_basis", "the best basis of the body's lines"),
        *_of(PARTS, ("state", "counterparty", "reason", "apportioned")),
        _whole("amount_pence", "sum", "pence"),
        _whole("lines", "lines that begin here: a line in several parts counts in its first"),
        _whole("position", "order"),
    ),
)

_FIGURES = Table(
    "figures",
    "count",
    "every figure of the count, tidy",
    ("position",),
    (
        _text("id", "count/<table>/<key>/<column>: the reference that stands under a figure"),
        _text("table", "spend, agency, cofog, agency_cofog, states, ledger, payments, control, coverage, share, title"),
        _text("key", "name=value,... that says which row"),
        _text("column", "which column of the row"),
        _text("title", "the row in words"),
        _text("value", "exact: decimal string in pounds, per cent or number, or text"),
        _text("unit", "pounds, percent, number or text"),
        _whole("position", "place in the order of the count"),
    ),
)

_LENS_FIGURES = Table(
    "lens_figures",
    "count",
    "what the lenses find in the stored count, as figures; their positions go on from those of the count",
    ("position",),
    _FIGURES.columns,
)

_CAVEATS = Table(
    "caveats",
    "count",
    "what must be said beside the figures",
    ("position",),
    (_text("code", "stable short name"), _text("text", "the sentence"), _whole("position", "order")),
)

_COUNT_PROBLEMS = Table(
    "count_problems",
    "count",
    "what a person should know of the count",
    ("code", "where", "found"),
    _PROBLEM_COLUMNS,
)

_PROJECTIONS = Table(
    "projections",
    "project",
    "every figure of every scenario, tidy",
    ("scenario", "position"),
    (
        _text("id", "project/<scenario>/<table>/<key>/<column>: the reference that stands under a figure"),
        _text("scenario", "name of the scenario"),
        _text(
            "method",
            "pro-rata, baseline, cost-benefit, ..., or refused",
        ),
        _text("file", "the scenario's file"),
        _text("table", "headline, by_agency, by_year, agency_year, inputs, sensitivity, ..., caveats, warnings"),
        _text("key", "name=value,... that says which row; %2C, %2F, %3D, %25 for , / = % in a value"),
        _text("column", "which column"),
        _text("title", "the row in words"),
        _text("value", "exact decimal string or text"),
        _text("unit", "pounds, percent, number or text"),
        _whole("people", "how many persons are behind the figure; null where it is not of persons", "people"),
        _whole("position", "order within the scenario"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _LINES,
        _SOURCES,
        *REGISTERS.values(),
        _PROBLEMS,
        _MAPPED,
        _PURPOSES,
        _SETTLED,
        _TAKEN,
        _CELLS,
        _FIGURES,
        _LENS_FIGURES,
        _CAVEATS,
        _COUNT_PROBLEMS,
        _PROJECTIONS,
    )
}

SOURCE_TABLES = ("lines", *REGISTERS)  # what a source's rows go to
