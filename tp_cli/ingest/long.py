"""Tables with one amount a row: payments, ledgers, outturn by line, national databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_cli.errors import Problem, TpError
from tp_cli.ingest.accounts import collected, is_rule, look_closer
from tp_cli.ingest.documents import repeated_totals
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.headless import NO_HEADING, header_by_cells
from tp_cli.ingest.layout import Layout, roles
from tp_cli.ingest.marks import doubtful_marks
from tp_cli.ingest.notes import notes
from tp_cli.ingest.parts import Asked, Part, parts_of, second_header_row
from tp_cli.ingest.records import DATA, MOVED, NON_DATA, PAID, REJECTED, ROLES, STATE, TableRead
from tp_cli.ingest.sections import sections
from tp_cli.ingest.shifted import beside, shifted
from tp_cli.ingest.side_by_side import are_tables, bands, said_of
from tp_cli.ingest.spread import spread_records
from tp_cli.ingest.summaries import without_summaries
from tp_cli.ingest.tables import Header, Vocabulary, find_headers, more_headers
from tp_cli.ingest.totals import settle_totals
from tp_cli.place import Source

_FOOT = 15  # rows at the end of a table that are always looked at
_FEW = 2_000  # rows that are looked at one by one, beside those that look odd


def read_long(grid: Grid, layout: Layout, source: Source, year: str, place_name: str) -> list[TableRead]:
    """The tables of one sheet, each with columns of its own; none where the sheet holds none.

    They stand one below the other, or side by side; then each accounts for every row of the sheet.

    place_name  file and sheet, for problems
    raises      TpError where a declared heading is missing, or two columns could be the amount
    """
    asked = Asked(layout, source, year, place_name)
    beside = _beside(grid, asked)
    if beside:
        first, *rest = (_read(part, place_name) for part in beside)
        return [replace(first, findings=[*first.findings, said_of(beside, place_name)]), *rest]
    return without_summaries([_read(part, place_name) for part in _below(grid, asked)], place_name)


def _below(grid: Grid, asked: Asked) -> list[Part]:
    """The tables one below the other."""
    layout, source = asked.layout, asked.source
    words = Vocabulary(layout, asked.year, source.columns)
    headers = find_headers(grid, words, source.header_row)
    if not headers and not layout.columns:
        headers = [header for header in (header_by_cells(grid),) if header]
    if not headers:
        return []
    parts = parts_of(grid, headers, asked)
    if source.header_row is None and len(parts) == 1 and not layout.columns:
        more = [each for each in more_headers(headers[0], _unread(parts[0]), words) if each.row > headers[-1].row]
        parts = parts_of(grid, [*headers, *more], asked) if more else parts
    return parts


def _beside(grid: Grid, asked: Asked) -> list[Part]:
    """The tables side by side; none where a person said what the columns are, or it is not plain that they are such."""
    source = asked.source
    if asked.layout.columns or source.columns or source.header_row is not None:
        return []
    words = Vocabulary(asked.layout, asked.year, source.columns)
    found: list[list[Part]] = []
    others: list[Grid] = []
    for band in bands(grid):
        headers = find_headers(band, words, None) if len(band.letters) > 1 else []
        try:
            found += [parts_of(band, headers, asked)] if headers else []
            others += [] if headers else [band]
        except TpError:
            return []
    return [part for parts in found for part in parts] if are_tables(found, others) else []


def _unread(part: Part) -> dict[int, dict[str, str | None]]:
    """Rows below the header without an amount or a date that hold a word for an amount: headers may be among them."""
    blank_or_text = pl.col("amount_status").is_null() | (pl.col("amount_status") == "")
    dated = pl.col("dmy").is_not_null() | pl.col("mdy").is_not_null()
    below = part.accounts.filter(blank_or_text & (pl.col("filled") > 0) & ~dated & (pl.col("row") > part.header.row))
    if not below.height:
        return {}
    words = sorted({word for heading in roles()["amount"].headings for word in heading.split() if len(word) > 2})
    named = [pl.col(name).str.contains_any(words, ascii_case_insensitive=True) for name in part.grid.letters]
    rows = part.grid.some(below["row"]).filter(pl.any_horizontal(named))
    return {row.pop("row"): row for row in collected(rows).to_dicts()}


def _read(part: Part, place_name: str) -> TableRead:
    accounts, closer = _with_states(part)
    accounts, findings = settle_totals(accounts, closer, part.units, place_name)
    accounts, besides = beside(part.grid, part.columns, accounts, part.units, place_name)
    said = [
        *_in_doubt(part.said, accounts),
        *findings,
        *besides,
        *repeated_totals(part.grid, part.header, part.columns, accounts, part.units, place_name),
        *doubtful_marks(part.grid, part.header, part.columns, accounts, place_name),
        *sections(part.grid, part.header, accounts, closer, place_name),
        *notes(accounts, place_name),
    ]
    height = part.span[1] - part.span[0] + 1
    if part.spread:
        records = spread_records(part.grid, part.columns, part.spread, accounts, part.units)
        return TableRead(part.grid.sheet, height, records, part.header, part.columns.headings, part.units, said, True)
    if "payee" in part.columns.letters:
        accounts = accounts.with_columns(part.texts[part.columns.letters["payee"]].alias(PAID))
    return TableRead(
        part.grid.sheet,
        height,
        accounts.drop("filled", "keys", "totalish", "mark", "moved", "named"),  # they have done their part
        part.header,
        part.columns.headings,
        part.units,
        said,
        texts=_texts(part),
        letter=part.columns.letters.get("amount", ""),
    )


def _in_doubt(said: Sequence[Problem], accounts: pl.DataFrame) -> list[Problem]:
    """What is said of the columns, with the whole total in doubt where no heading names the amount."""
    if not any(each.code == NO_HEADING for each in said):
        return list(said)
    total = int(accounts.filter(pl.col("state") == DATA)["amount_pence"].fill_null(0).sum())
    return [replace(each, amount_pence=abs(total)) if each.code == NO_HEADING else each for each in said]


def _texts(part: Part) -> pl.LazyFrame | None:
    """The text of each role, or its code, a row an account; None where there is none."""
    letters = {role: letter for role, letter in part.columns.letters.items() if role in ROLES}
    if not letters:
        return None
    if set(letters.values()) <= set(part.texts.columns):
        rows = part.texts.lazy()
    else:
        rows = part.grid.scan()
        rows = rows if part.span == (1, part.grid.height) else rows.filter(pl.col("row").is_between(*part.span))
    return rows.select(pl.col(letter).alias(role) for role, letter in letters.items())


def _with_states(part: Part) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each row's first state and reason, and what the texts of the odd rows say.

    What looks like a total is decided by its sum afterwards.
    """
    supplied = part.accounts.select(pl.col("keys").filter(pl.col("amount_status") == "supplied").median())
    usual = int(supplied.item() or 0)
    above = _has_lines_above(part, usual)
    row, odd = pl.col("row"), pl.col("amount_status") != "supplied"
    odd = odd.fill_null(True) | pl.col("totalish") | (pl.col("keys") == 0) | (pl.col("keys") * 2 < usual)
    outside = (
        (row > part.header.row) if above and part.header.last else pl.lit(False) if above else row < part.header.row
    )
    odd = odd | row.is_in(_saying_less(part, usual))
    moved = shifted(part.grid, part.header, part.columns, part.accounts)
    odd = odd | outside | row.is_in([*range(part.header.top, part.header.row + 1), *part.source.skip, *moved])
    few = part.accounts.filter(odd)
    closer = look_closer(part.grid, part.columns.letters, few["row"].to_list())
    few = few.select("row", "amount_status", "filled", "keys").join(closer, on="row", maintain_order="left")
    judged = _judge(few, part, outside, moved, usual)
    return _with_judged(part, judged), closer


def _saying_less(part: Part, usual: int) -> list[int]:
    """Rows that say less than most, where these are few, and the last: totals by other words may be among them.

    Of a small table, every row.
    """
    rows = part.accounts["row"]
    if len(rows) <= _FEW:
        return rows.to_list()
    less = part.accounts.filter(pl.col("keys") < usual)["row"]
    return [*rows.tail(_FOOT), *(less if len(less) <= _FEW else ())]


def _with_judged(part: Part, judged: pl.DataFrame) -> pl.DataFrame:
    """The accounts with `text`, `state` and `reason`: as judged, and data where nothing is odd."""
    height = part.accounts.height
    usual = (("text", None, pl.Categorical), ("state", DATA, STATE), ("reason", "", pl.Categorical))
    at = judged["row"] - part.span[0]
    columns = (
        pl.repeat(value, height, dtype=kind, eager=True).scatter(at, judged[name].cast(kind)).alias(name)
        for name, value, kind in usual
    )
    return part.accounts.with_columns(*columns)


def _has_lines_above(part: Part, usual: int) -> bool:
    """True where lines stand above the header: it is the last row, or most rows above it are like those below."""
    if part.header.last:
        return True
    above = part.accounts.filter((pl.col("row") < part.header.row) & (pl.col("filled") > 0))
    alike = above.filter((pl.col("amount_status") == "supplied") & (pl.col("keys") * 2 >= usual))
    return usual >= 2 and alike.height >= 3 and alike.height * 5 >= above.height * 4


def _judge(few: pl.DataFrame, part: Part, outside: pl.Expr, moved: Sequence[int], usual: int) -> pl.DataFrame:
    """Adds `state` and `reason`: the first rule that fits."""
    row, text, keys = pl.col("row"), pl.col("text"), pl.col("keys")
    empty = pl.col("amount_status").is_null()
    little = (pl.col("filled") == 2) & (keys * 2 < usual) & (usual >= 3)
    alone = empty & ((pl.col("filled") == 1) | little)
    line_above = outside & (pl.col("amount_status") == "supplied") & (keys >= 2) & (usual >= 2)
    rules: list[tuple[pl.Expr, str, str]] = [
        (row.is_in(_header_rows(part)), NON_DATA, "header"),
        (empty & (pl.col("filled") == 0), NON_DATA, "blank"),
        (line_above, REJECTED, "a line above the header"),
        (outside, NON_DATA, "outside the table"),
        (row.is_in(part.source.skip), NON_DATA, "listed under skip"),
        (text == part.columns.headings.get("amount", ""), NON_DATA, "header repeated"),
        (pl.col("ruled") & (empty | is_rule(text, keys)), NON_DATA, "ruled line"),
        (alone & _is_whole_line(part.header), REJECTED, "a whole line in one cell"),
        (alone & row.is_in(_between_lines(few, part)), REJECTED, "no amount"),
        (alone, NON_DATA, "note or heading"),
        (row.is_in(moved), REJECTED, MOVED),
        (empty, REJECTED, "no amount"),
        (pl.col("amount_status") == "", REJECTED, "no amount can be read"),
    ]
    state, reason = pl.lit(DATA), pl.lit("")
    for condition, name, why in reversed(rules):
        state = pl.when(condition).then(pl.lit(name)).otherwise(state)
        reason = pl.when(condition).then(pl.lit(why)).otherwise(reason)
    return few.with_columns(state=state, reason=reason)


def _is_whole_line(header: Header) -> pl.Expr:
    """True for a cell that holds what the whole row should: as many separators, and a figure between two of them."""
    least, label = max(2, len(header.headings) - 1), pl.col("label")
    found = []
    for mark in ",;\t|":
        edge = f'"?\\s*[{mark}]\\s*"?'
        figure = label.str.contains(rf"(^|{edge})[-(£]*\d[\d.]*[)-]?({edge}|$)")
        found.append((label.str.count_matches(mark, literal=True) >= least) & figure)
    return pl.any_horizontal(found).fill_null(False)


def _header_rows(part: Part) -> list[int]:
    """The header's rows, and the next where it holds nothing but units and headings."""
    second = second_header_row(part.grid, part.header, part.columns.letters, part.span[1])
    return [*range(part.header.top, part.header.row + 1), *([second] if second else [])]


def _between_lines(few: pl.DataFrame, part: Part) -> list[int]:
    """Rows with a name and no amount in a table of two columns without totals: a line whose amount is missing.

    A heading of a group stands alone in its row as well; there the group's total shows that it is one.
    """
    if len(part.columns.letters) != 2 or len(part.header.headings) != 2 or part.accounts["totalish"].any():
        return []
    lines = part.accounts.select(pl.col("row").filter(pl.col("amount_status") == "supplied")).to_series()
    if not len(lines):
        return []
    first, last = max(int(lines.min()), part.header.row), int(lines.max())  # type: ignore[arg-type]
    return few.filter(pl.col("row").is_between(first, last))["row"].to_list()
