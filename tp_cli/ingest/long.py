"""Tables with one amount a row: payments, ledgers, outturn by line, national databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.columns import Columns, match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, ROLES, TableRead, conform
from tp_cli.ingest.tables import TOTAL_WORDS, Header, StatedTotal, find_header, only_a_total, prove_totals
from tp_cli.ingest.values import PENCE_IN, Units, parse_money, read_money
from tp_cli.money import show
from tp_cli.place import Source

_KEYS = ("payee", "date", "reference", "narrative", "expense", "service", "directorate", "code")
_RULE, _LONG_RULE = r"^[-=_*.·~ ]+$", r"^[-=_*.·~ ]{3,}$"


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
    labels = [_label(grid.cells, others), *_counts(grid.cells, [c for c in others])]
    keys = [pl.col(role).is_not_null().cast(pl.Int64) for role in _KEYS if role in base.columns]
    return (
        base.hstack(money)
        .hstack(labels)
        .with_columns(
            cell=pl.lit(letter) + pl.col("row").cast(pl.String),
            keys=pl.sum_horizontal(keys) if keys else pl.lit(0),
        )
    )


def _label(cells: pl.DataFrame, letters: list[str]) -> pl.Series:
    """What a row calls itself: the first cell that reads like a total, else the first with a word in it."""
    texts = [
        pl.when(pl.col(name).str.contains(pattern)).then(name)
        for pattern in (TOTAL_WORDS, r"\p{L}")
        for name in letters
    ]
    return cells.select((pl.coalesce(texts) if texts else pl.lit(None, pl.String)).alias("label")).to_series()


def _counts(cells: pl.DataFrame, letters: list[str]) -> list[pl.Series]:
    filled = [pl.col(name).is_not_null().cast(pl.Int64) for name in letters]
    ruled = [pl.col(name).str.contains(_RULE).fill_null(True) for name in letters]
    worded = [pl.col(name).str.contains(r"\p{L}").fill_null(False) for name in letters]
    return cells.select(
        others=pl.sum_horizontal(filled) if filled else pl.lit(0),
        ruled=pl.all_horizontal(ruled) if ruled else pl.lit(True),
        worded=pl.any_horizontal(worded) if worded else pl.lit(False),
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
        (_ruled(text), NON_DATA, "ruled line"),
        (empty & (pl.col("others") == 1), NON_DATA, "note or heading"),
        (
            row.is_in(_shifted(grid, header, columns.letters["amount"])),
            REJECTED,
            "more cells than the header: a separator inside a text?",
        ),
        (empty, REJECTED, "no amount"),
        (pl.col("amount_status") == "", REJECTED, "no amount can be read"),
    ]
    state, reason = pl.lit(DATA), pl.lit("")
    for condition, name, why in reversed(rules):
        state = pl.when(condition).then(pl.lit(name)).otherwise(state)
        reason = pl.when(condition).then(pl.lit(why)).otherwise(reason)
    return frame.with_columns(state=state, reason=reason)


def _ruled(text: pl.Expr) -> pl.Expr:
    """Rows of dashes and the like; a lone dash in the amount is a rule only where others stand beside it."""
    rule = text.str.contains(_LONG_RULE) | (text.str.contains(_RULE) & (pl.col("keys") > 0))
    return pl.col("ruled") & (text.is_null() | rule)


def _shifted(grid: Grid, header: Header, amount: str) -> list[int]:
    """Rows of a text file with more cells than its header and an amount as many cells to the right of the amount's.

    A note beside a row has no amount there; where most rows are wider than the header, that is how they are.
    """
    if not grid.widths or header.last:
        return []
    width, at = grid.widths[header.row - 1], grid.letters.index(amount)
    filled = pl.any_horizontal(pl.lit(False), *(pl.col(letter).is_not_null() for letter in grid.letters[width:]))
    wide = grid.cells.filter(filled & (pl.col("row") > header.row)).get_column("row").to_list()
    moved = ((row, grid.letters[at + grid.widths[row - 1] - width :]) for row in wide)
    rows = [row for row, right in moved if right and _is_amount(grid.row(row)[right[0]])]
    return rows if len(wide) * 2 < grid.height - header.row else []


def _is_amount(text: str | None) -> bool:
    return bool(text) and read_money(text or "", "pounds").status == "supplied"


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
    findings = [_differs(total, place_name) for total in totals if not total.proved]
    return frame, [*findings, *_kept(data, [row for row in candidates if row not in reasons], place_name)]


def _candidates(data: pl.DataFrame) -> dict[int, bool]:
    """Rows that look like totals: True where a row can be nothing else, False where only its sum can show it.

    A row without a key is a total if most rows have one, and surely so if no word stands in it and the lines end
    there: between lines it may go on with the group above. A row labelled as a
    total surely is one if it has no key but the label, unless that is the one thing that its table says: a supplier.
    """
    usual = int(data["keys"].median() or 0)  # type: ignore[arg-type]
    bare = data.filter(pl.col("keys") == 0) if usual else data.clear()
    ends = pl.col("row").is_in(_before_a_gap(data))
    rows = {row: sure for row, sure in bare.select("row", ~pl.col("worded") & ends).iter_rows()}
    supplier = pl.col("payee").is_not_null() if "payee" in data.columns else pl.lit(False)
    labels = data.filter(pl.col("label").str.contains(TOTAL_WORDS)).select("row", "label", "keys", supplier=supplier)
    for row, label, keys, is_supplier in labels.iter_rows():
        rows[row] = keys <= 1 and (usual > 1 or only_a_total(label) or not is_supplier)
    return dict(sorted(rows.items()))


def _before_a_gap(data: pl.DataFrame) -> list[int]:
    """Rows after which there is no line in the next row, or one that is labelled as a total."""
    lines = set(data.filter(~pl.col("label").str.contains(TOTAL_WORDS).fill_null(False))["row"])
    return sorted(row for row in data["row"] if row + 1 not in lines)


def _kept(data: pl.DataFrame, rows: list[int], place_name: str) -> Iterator[Problem]:
    """A finding for rows that look like totals, are not proved to be, and have next to nothing else to say."""
    kept = data.filter(pl.col("row").is_in(rows) & (pl.col("keys") <= 1))
    if kept.height:
        yield Problem(
            "looks-like-total",
            f"{place_name}, row {kept['row'][0]}" + (f" and {kept.height - 1} more" if kept.height > 1 else ""),
            f'"{kept["label"][0] or ""}": kept as a line, for the lines above do not add up to it',
            "lines with a supplier, service or date",
            "list the row under `skip` for this source in place.toml if it is a total",
            rows=tuple(kept["row"]),
            amount_pence=int(kept["amount_pence"].fill_null(0).sum()),
        )


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
