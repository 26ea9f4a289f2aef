"""Tables with one amount a row: payments, ledgers, outturn by line, national databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.columns import Columns, match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, ROLES, TableRead, conform
from tp_cli.ingest.tables import Header, StatedTotal, find_header, looks_like_total, prove_totals
from tp_cli.ingest.values import PENCE_IN, Units, parse_money
from tp_cli.money import show
from tp_cli.place import Source

_KEYS = ("payee", "date", "reference", "narrative", "expense", "service", "directorate", "code")
_RULE = r"^[-=_*.·~ ]+$"


def read_long(grid: Grid, layout: Layout, source: Source, year: str, place_name: str) -> TableRead | None:
    """The table of one sheet, or None where the sheet holds none.

    place_name  file and sheet, for problems
    raises      TpError where a declared heading is missing, or two columns could be the amount
    """
    header = find_header(grid, layout, year, source.columns, source.header_row)
    if header is None:
        return None
    columns = match_columns(header.headings, source.columns, layout, year)
    _must_be_plain(columns, header, place_name)
    units: Units = source.units or header.units or layout.units or "pounds"  # type: ignore[assignment]
    frame = _with_states(_body(grid, columns, units), grid, header, columns, source)
    frame, findings = _settle_totals(frame, units, place_name)
    return TableRead(grid.sheet, grid.height, conform(frame), header, columns.headings, units, findings)


def _body(grid: Grid, columns: Columns, units: Units) -> pl.DataFrame:
    """The sheet's rows with their roles, the parsed amount, and how much else each row says."""
    letter = columns.letters["amount"]
    money = parse_money(grid.cells.get_column(letter), units)
    roles = [grid.cells.get_column(place).alias(role) for role, place in columns.letters.items() if role in ROLES]
    base = pl.DataFrame([grid.cells.get_column("row"), grid.cells.get_column(letter).alias("text"), *roles])
    others = [name for name in grid.letters if name != letter]
    labels = [_first_text(grid.cells, others), *_counts(grid.cells, [c for c in others])]
    keys = [pl.col(role).is_not_null().cast(pl.Int64) for role in _KEYS if role in base.columns]
    return (
        base.hstack(money)
        .hstack(labels)
        .with_columns(
            cell=pl.lit(letter) + pl.col("row").cast(pl.String),
            keys=pl.sum_horizontal(keys) if keys else pl.lit(0),
        )
    )


def _first_text(cells: pl.DataFrame, letters: list[str]) -> pl.Series:
    texts = pl.coalesce(letters) if letters else pl.lit(None, pl.String)
    return cells.select(texts.alias("label")).to_series()


def _counts(cells: pl.DataFrame, letters: list[str]) -> list[pl.Series]:
    filled = [pl.col(name).is_not_null().cast(pl.Int64) for name in letters]
    ruled = [pl.col(name).str.contains(_RULE).fill_null(True) for name in letters]
    return cells.select(
        others=pl.sum_horizontal(filled) if filled else pl.lit(0),
        ruled=pl.all_horizontal(ruled) if ruled else pl.lit(False),
    ).get_columns()


def _with_states(frame: pl.DataFrame, grid: Grid, header: Header, columns: Columns, source: Source) -> pl.DataFrame:
    """Each row's first state and reason; what looks like a total is decided by its sum afterwards."""
    row, text = pl.col("row"), pl.col("text")
    outside = row > header.row if header.last else row < header.row
    empty = text.is_null()
    rules: list[tuple[pl.Expr, str, str]] = [
        (row == header.row, NON_DATA, "header"),
        (empty & (pl.col("others") == 0), NON_DATA, "blank"),
        (outside, NON_DATA, "outside the table"),
        (row.is_in(source.skip), NON_DATA, "listed under skip"),
        (text == columns.headings["amount"], NON_DATA, "header repeated"),
        (pl.col("ruled") & (empty | text.str.contains(_RULE)) & (pl.col("keys") > 0), NON_DATA, "ruled line"),
        (empty & (pl.col("others") == 1), NON_DATA, "note or heading"),
        (empty, REJECTED, "no amount"),
        (pl.col("amount_status") == "", REJECTED, "no amount can be read"),
    ]
    state, reason = pl.lit(DATA), pl.lit("")
    for condition, name, why in reversed(rules):
        state = pl.when(condition).then(pl.lit(name)).otherwise(state)
        reason = pl.when(condition).then(pl.lit(why)).otherwise(reason)
    return frame.with_columns(state=state, reason=reason)


def _settle_totals(frame: pl.DataFrame, units: str, place_name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Total rows out of the data where their sum proves them, or where they can be nothing else."""
    data = frame.filter(state=DATA)
    candidates = _candidates(data)
    if not candidates:
        return frame, []
    amounts = dict(zip(data["row"], data["amount_pence"], strict=True))
    tolerance = 1 if units == "pounds" else PENCE_IN[units]
    totals = prove_totals(amounts, candidates, tolerance)
    reasons = {
        t.row: "total, proved by its sum" if t.proved else "total that its lines do not add up to" for t in totals
    }
    mark = pl.col("row").is_in(list(reasons))
    frame = frame.with_columns(
        state=pl.when(mark).then(pl.lit(NON_DATA)).otherwise("state"),
        reason=pl.when(mark).then(pl.col("row").replace_strict(reasons, default="")).otherwise("reason"),
    )
    return frame, [_differs(total, place_name) for total in totals if not total.proved]


def _candidates(data: pl.DataFrame) -> dict[int, bool]:
    """Rows that look like totals: True where the row says nothing but its label and amounts."""
    bare = data.filter(pl.col("keys") == 0)
    labels = data.filter(pl.col("label").str.contains(r"(?i)total"))
    rows = {row: True for row in bare["row"]}
    for row, label, keys in labels.select("row", "label", "keys").iter_rows():
        if looks_like_total(label):
            rows[row] = keys <= 1
    return dict(sorted(rows.items()))


def _differs(total: StatedTotal, place_name: str) -> Problem:
    return Problem(
        "stated-total-differs",
        f"{place_name}, row {total.row}",
        f"a total of {show(total.stated_pence)}; its lines add up to {show(total.lines_pence)}",
        "lines that add up to the total stated",
        "ask the agency which is right; the lines are what is counted",
        rows=(total.row,),
        amount_pence=abs(total.stated_pence - total.lines_pence),
    )


def _must_be_plain(columns: Columns, header: Header, place_name: str) -> None:
    """Stop where the amount is not plainly one column."""
    where = f"{place_name}, header row {header.row}"
    known = ", ".join(f'"{text}"' for text in header.headings.values())
    problems = [
        Problem(
            "no-such-column", where, f"no one column headed as `columns` says for {role}", f"one of {known}",
            f"correct columns.{role}" + (f"; nearest: {', '.join(close)}" if close else ""), "refused",
        )
        for role, close in (columns.missing or {}).items()
    ]  # fmt: skip
    if columns.rivals:
        both = " and ".join(f'"{text}"' for text in (columns.headings["amount"], *columns.rivals))
        problems.append(_two_amounts(where, both))
    elif "amount" not in columns.letters and not problems:
        problems.append(_no_amount(where, header.headings))
    if problems:
        raise TpError(problems)


def _two_amounts(where: str, both: str) -> Problem:
    fix = 'say which with columns = { amount = "..." } or --column amount="..."; rename one if they are alike'
    return Problem("two-amounts", where, f"two columns that could be the amount: {both}", "one", fix, "refused")


def _no_amount(where: str, headings: Mapping[str, str]) -> Problem:
    close = nearest("net amount", [fold(text) for text in headings.values()])
    hint = f" (nearest: {', '.join(close)})" if close else ""
    fix = f'name it with columns = {{ amount = "..." }} or --column amount="..."{hint}'
    return Problem("no-amount", where, "no column that is plainly the amount", "one", fix, "refused")


def with_findings(table: TableRead, findings: list[Problem]) -> TableRead:
    """The table with more to be said of it."""
    return replace(table, findings=(*table.findings, *findings))
