"""Tables with one amount a row: payments, ledgers, outturn by line, national databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.accounts import collected, is_rule, look_closer, take_accounts
from tp_cli.ingest.columns import Columns, match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.held import texts_to_keep
from tp_cli.ingest.layout import Layout, fold, roles
from tp_cli.ingest.notes import notes
from tp_cli.ingest.records import DATA, NON_DATA, PAID, REJECTED, ROLES, STATE, TableRead
from tp_cli.ingest.shifted import beside, shifted
from tp_cli.ingest.tables import Header, Vocabulary, find_headers, is_second_header_row, more_headers
from tp_cli.ingest.totals import settle_totals
from tp_cli.ingest.values import Units
from tp_cli.place import Source


@dataclass(frozen=True)
class _Part:
    """One table of a sheet: where it is, which column means what, its accounts, and the texts that are kept of it."""

    grid: Grid
    header: Header
    columns: Columns
    span: tuple[int, int]
    units: Units
    accounts: pl.DataFrame
    texts: pl.DataFrame
    source: Source


def read_long(grid: Grid, layout: Layout, source: Source, year: str, place_name: str) -> list[TableRead]:
    """The tables of one sheet, one below the other, each with columns of its own; none where the sheet holds none.

    place_name  file and sheet, for problems
    raises      TpError where a declared heading is missing, or two columns could be the amount
    """
    words = Vocabulary(layout, year, source.columns)
    headers = find_headers(grid, words, source.header_row)
    if not headers:
        return []
    parts = _parts(grid, headers, layout, source, year, place_name)
    if source.header_row is None and len(parts) == 1 and not layout.columns:
        more = [each for each in more_headers(headers[0], _unread(parts[0]), words) if each.row > headers[-1].row]
        parts = _parts(grid, [*headers, *more], layout, source, year, place_name) if more else parts
    return [_read(part, place_name) for part in parts]


def _parts(
    grid: Grid, headers: Sequence[Header], layout: Layout, source: Source, year: str, place_name: str
) -> list[_Part]:
    """The tables under the headers; a header that says what the one above it says begins none."""
    kept: list[Header] = []
    for header in headers:
        if not kept or _folded(header) != _folded(kept[-1]):
            kept.append(header)
    ends = [*(header.row - 1 for header in kept[1:]), grid.height]
    starts = [1, *(header.row for header in kept[1:])]
    parts = []
    for header, span in zip(kept, zip(starts, ends, strict=True), strict=True):
        columns = match_columns(header.headings, source.columns, layout, year)
        _must_be_plain(columns, header, place_name)
        units: Units = source.units or header.units or layout.units or "pounds"  # type: ignore[assignment]
        wanted = texts_to_keep(grid, columns.letters)
        accounts, texts = take_accounts(grid, columns.letters, units, span, columns.also, wanted)
        parts.append(_Part(grid, header, columns, span, units, accounts, texts, source))
    return parts


def _folded(header: Header) -> dict[str, str]:
    return {letter: fold(text) for letter, text in header.headings.items()}


def _unread(part: _Part) -> dict[int, dict[str, str | None]]:
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


def _read(part: _Part, place_name: str) -> TableRead:
    accounts, closer = _with_states(part)
    accounts, findings = settle_totals(accounts, closer, part.units, place_name)
    accounts, besides = beside(part.grid, part.columns, accounts, part.units, place_name)
    if "payee" in part.columns.letters:
        accounts = accounts.with_columns(part.texts[part.columns.letters["payee"]].alias(PAID))
    return TableRead(
        part.grid.sheet,
        part.span[1] - part.span[0] + 1,
        accounts.drop("filled", "keys", "totalish", "mark", "moved", "named"),  # they have done their part
        part.header,
        part.columns.headings,
        part.units,
        [*findings, *besides, *notes(accounts, part.columns, part.source, place_name)],
        texts=_texts(part),
        letter=part.columns.letters.get("amount", ""),
    )


def _texts(part: _Part) -> pl.LazyFrame | None:
    """The text of each role, a row an account; None where there is none."""
    letters = {role: letter for role, letter in part.columns.letters.items() if role in ROLES}
    if not letters:
        return None
    if set(letters.values()) <= set(part.texts.columns):
        rows = part.texts.lazy()
    else:
        rows = part.grid.scan()
        rows = rows if part.span == (1, part.grid.height) else rows.filter(pl.col("row").is_between(*part.span))
    return rows.select(pl.col(letter).cast(pl.String).alias(role) for role, letter in letters.items())


def _with_states(part: _Part) -> tuple[pl.DataFrame, pl.DataFrame]:
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
    moved = shifted(part.grid, part.header, part.columns, part.accounts)
    odd = odd | outside | row.is_in([part.header.row, *part.source.skip, *moved])
    few = part.accounts.filter(odd)
    closer = look_closer(part.grid, part.columns.letters, few["row"].to_list())
    few = few.select("row", "amount_status", "filled", "keys").join(closer, on="row", maintain_order="left")
    judged = _judge(few, part, outside, moved, usual)
    return _with_judged(part, judged), closer


def _with_judged(part: _Part, judged: pl.DataFrame) -> pl.DataFrame:
    """The accounts with `text`, `state` and `reason`: as judged, and data where nothing is odd."""
    height = part.accounts.height
    usual = (("text", None, pl.Categorical), ("state", DATA, STATE), ("reason", "", pl.Categorical))
    at = judged["row"] - part.span[0]
    columns = (
        pl.repeat(value, height, dtype=kind, eager=True).scatter(at, judged[name].cast(kind)).alias(name)
        for name, value, kind in usual
    )
    return part.accounts.with_columns(*columns)


def _has_lines_above(part: _Part, usual: int) -> bool:
    """True where lines stand above the header: it is the last row, or most rows above it are like those below."""
    if part.header.last:
        return True
    above = part.accounts.filter((pl.col("row") < part.header.row) & (pl.col("filled") > 0))
    alike = above.filter((pl.col("amount_status") == "supplied") & (pl.col("keys") * 2 >= usual))
    return usual >= 2 and alike.height >= 3 and alike.height * 5 >= above.height * 4


def _judge(few: pl.DataFrame, part: _Part, outside: pl.Expr, moved: Sequence[int], usual: int) -> pl.DataFrame:
    """Adds `state` and `reason`: the first rule that fits."""
    row, text, keys = pl.col("row"), pl.col("text"), pl.col("keys")
    empty = pl.col("amount_status").is_null()
    alone = empty & (pl.col("filled") == 1)
    line_above = outside & (pl.col("amount_status") == "supplied") & (keys >= 2) & (usual >= 2)
    rules: list[tuple[pl.Expr, str, str]] = [
        (row.is_in(_header_rows(part)), NON_DATA, "header"),
        (empty & (pl.col("filled") == 0), NON_DATA, "blank"),
        (line_above, REJECTED, "a line above the header"),
        (outside, NON_DATA, "outside the table"),
        (row.is_in(part.source.skip), NON_DATA, "listed under skip"),
        (text == part.columns.headings.get("amount", ""), NON_DATA, "header repeated"),
        (pl.col("ruled") & (empty | is_rule(text, keys)), NON_DATA, "ruled line"),
        (alone & row.is_in(_between_lines(few, part)), REJECTED, "no amount"),
        (alone, NON_DATA, "note or heading"),
        (row.is_in(moved), REJECTED, "more cells than the header: a separator inside a text?"),
        (empty, REJECTED, "no amount"),
        (pl.col("amount_status") == "", REJECTED, "no amount can be read"),
    ]
    state, reason = pl.lit(DATA), pl.lit("")
    for condition, name, why in reversed(rules):
        state = pl.when(condition).then(pl.lit(name)).otherwise(state)
        reason = pl.when(condition).then(pl.lit(why)).otherwise(reason)
    return few.with_columns(state=state, reason=reason)


def _header_rows(part: _Part) -> list[int]:
    """The header's row, and the next where it holds nothing but units and headings."""
    second = part.header.row + 1
    if (
        part.header.last
        or second > part.span[1]
        or not is_second_header_row(part.grid.row(second), part.columns.letters)
    ):
        return [part.header.row]
    return [part.header.row, second]


def _between_lines(few: pl.DataFrame, part: _Part) -> list[int]:
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
    elif not {"amount", "debit"} & set(columns.letters) and not problems:
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
