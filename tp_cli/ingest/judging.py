"""Which state each row of a table is in before its totals are proved: the first rule that fits, and why."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_cli.ingest.accounts import is_rule, look_closer
from tp_cli.ingest.parts import Part, second_header_row
from tp_cli.ingest.records import DATA, MOVED, NON_DATA, REJECTED, STATE
from tp_cli.ingest.shifted import shifted
from tp_cli.ingest.tables import Header

_PAGE = r"(?i)^page( no\.?)?\s*:?\s*\d+(\s*(of|/)\s*\d+)?$"  # a page's number where an amount would be
_FOOT = 15  # rows at the end of a table that are always looked at
_FEW = 2_000  # rows that are looked at one by one, beside those that look odd


def with_states(part: Part) -> tuple[pl.DataFrame, pl.DataFrame]:
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
        ((pl.col("amount_status") == "") & text.str.contains(_PAGE), NON_DATA, "note or heading"),
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
