"""Which rows are totals: by their sums, or because they can be nothing else; and what the file states that is off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from tp_cli.errors import Problem
from tp_cli.ingest.analyses import (
    Pence,
    analysis_of_total,
    beside_proved,
    one_line_groups,
    outline_groups,
    sums_by_place,
    whole_groups,
)
from tp_cli.ingest.proof import StatedTotal, prove_totals
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED
from tp_cli.ingest.tables import TOTAL_WORDS, only_a_total
from tp_cli.money import show

PROVED, OFF, ALONE = "total, proved by its sum", "total that its lines do not add up to", "an amount and nothing else"
PART, OTHER = "part of a total, proved by their sum", "total of other lines, beside one that is proved"
# "Carried forward", "c/f", "Balance brought fwd": what a page hands on to the next
_FORWARD = (
    r"(?i)^\s*(balance|total)?\s*(carried|brought)[\s-]+(f(or)?wd?|forward|down)\b"
    r"|^\s*(balance\s+)?[cb]\s*/\s*(f|d|fwd)\b"
)
# "Average payment:": what is said of the lines and is none
_STATISTIC = (
    r"(?i)^\s*(average|mean|median|max(imum)?|min(imum)?|highest|lowest)\s*(payment|amount|value|spend)?s?\s*:?\s*$"
)
_PART = r"(?i)^\s*[(]?of\s+which\b"
_BELOW, _PART_OF = "stands below the total of the lines", "part of the line above"
_FEW = 3  # rows that say less than the others are told from them in any table


def settle_totals(
    accounts: pl.DataFrame, closer: pl.DataFrame, units: str, place_name: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Total rows out of the data where their sum proves them, or where they can be nothing else.

    accounts  with `state` and `reason`
    closer    `label` and `worded` of every row that could be a total
    """
    needed = accounts.select("row", "amount_pence", "keys", "filled", "totalish", "named", "dated", "state")
    data = needed.filter(pl.col("state") == DATA)
    of_which = _said_of(_of_which(data, closer), place_name, "part-of-a-line", _PART_OF)
    usual = int(data["keys"].median() or 0)  # type: ignore[arg-type]
    by_sums = whole_groups(data, usual) or sums_by_place(data)
    candidates = dict(sorted((_candidates(data, closer, usual) | dict.fromkeys(by_sums, True)).items()))
    if not candidates:
        return accounts, list(of_which)
    totals, parts = _held(data, candidates, closer, units)
    off = [total.row for total in totals if not total.proved]
    others = beside_proved({total.row: total.proved for total in totals}, data["row"])
    reasons = {total.row: PROVED if total.proved else OFF for total in totals} | dict.fromkeys(parts, PART)
    reasons |= dict.fromkeys(others, OTHER)
    alone = _alone(data, [row for row in candidates if row not in reasons], usual)
    accounts = _marked(
        accounts, {row: (NON_DATA, why) for row, why in reasons.items()} | dict.fromkeys(alone, (REJECTED, ALONE))
    )
    findings = [_differs(total, place_name, total.row in others) for total in totals if total.row in off]
    below = _below(data, closer, reasons, usual)
    rest = [row for row in candidates if row not in reasons and row not in alone and row not in below["row"]]
    said = _said_of(below, place_name, "line-below-total", _BELOW)
    return accounts, [*findings, *_kept(data, closer, rest, usual, place_name), *said, *of_which]


def _held(
    data: pl.DataFrame, candidates: Mapping[int, bool], closer: pl.DataFrame, units: str
) -> tuple[list[StatedTotal], list[int]]:
    """The totals among the candidates, and the rows that are parts of a total listed below the lines."""
    known, rows = _known(data, candidates), data["row"].to_numpy()
    pence = data.get_column("amount_pence").fill_null(0).to_numpy()
    parts = set(rows[analysis_of_total(pence, np.searchsorted(rows, list(known)))].tolist())
    data, known = data.filter(~pl.col("row").is_in(list(parts))), {r: s for r, s in known.items() if r not in parts}
    rows, pence = data["row"].to_numpy(), data.get_column("amount_pence").fill_null(0).to_numpy()
    bare = data.filter(pl.col("row").is_in(list(known)) & (pl.col("keys") == 0))["row"].to_list()
    single = one_line_groups(rows, pence, bare)
    named = [row for row in _only_totals(closer) if row in known]
    for all_of, sure in ((bare, single), (named, named)):  # proved only if all of them are
        if sure and len(all_of) > 1:
            totals = prove_totals(rows, pence, known | dict.fromkeys(sure, True), units)
            if {total.row for total in totals if total.proved}.issuperset(all_of):
                return totals, sorted(parts)
    totals = prove_totals(rows, pence, known, units)
    return _outline(rows, pence, totals) or totals, sorted(parts)


def _outline(rows: Pence, pence: Pence, totals: Sequence[StatedTotal]) -> list[StatedTotal]:
    """The totals of a table in outline, whose lines and groups together are twice its one total; none of any other."""
    if len(totals) != 1 or totals[0].proved or totals[0].lines_pence != 2 * totals[0].stated_pence:
        return []
    (total,) = totals
    above = int(np.searchsorted(rows, total.row))
    groups = [(int(rows[at]), int(pence[at])) for at in outline_groups(pence[:above].tolist())]
    held = [*groups, (total.row, total.stated_pence)] if groups else []
    return [StatedTotal(row, stated, stated, True) for row, stated in held]


def _only_totals(closer: pl.DataFrame) -> list[int]:
    """Rows of which a cell says "Total" and nothing else."""
    labels = closer.filter(pl.col("label").str.contains(TOTAL_WORDS)).select("row", "label")
    return [row for row, label in labels.iter_rows() if only_a_total(label)]


def _known(data: pl.DataFrame, candidates: Mapping[int, bool]) -> dict[int, bool]:
    """The candidates with an amount."""
    known = data.filter(pl.col("row").is_in(list(candidates)) & pl.col("amount_pence").is_not_null())["row"]
    return {row: candidates[row] for row in known}


def _candidates(data: pl.DataFrame, closer: pl.DataFrame, usual: int) -> dict[int, bool]:
    """Rows that look like totals: True where a row can be nothing else, False where only its sum can show it.

    A row without a key is a total if most rows have one, and surely so if no word stands in it and the lines end
    there: between lines it may go on with the group above. A row labelled as a total surely is one if it has no key
    but the label, unless that is the one thing that its table says: a supplier. A row that names far less than the
    others may be a total by another word; one that names as much as they do is a line, whatever its words.
    """
    looked_at = pl.col("row").is_in(closer["row"].implode())
    odd = data.filter(looked_at | (pl.col("keys") == 0) | pl.col("totalish") | (pl.col("keys") * 2 < usual))
    odd = odd.join(closer.select("row", "label", "worded"), on="row", how="left", maintain_order="left")
    rows: dict[int, bool] = {}
    if usual:
        ends = _ends(data, closer, odd["row"].to_list())
        rows |= {row: False for row in odd.filter((pl.col("keys") * 2 < usual) & (pl.col("amount_pence") != 0))["row"]}
        bare = odd.filter(pl.col("keys") == 0)
        rows |= {row: not worded and row in ends for row, worded in bare.select("row", "worded").iter_rows()}
    rows |= {row: False for row in odd.filter(pl.col("label").str.contains(_FORWARD))["row"]}
    labels = odd.filter(pl.col("label").str.contains(TOTAL_WORDS))
    for row, label, keys, supplier in labels.select("row", "label", "keys", "named").iter_rows():
        if usual <= 1 and not re.search(r"\w", label):  # stars in place of a supplier's name
            continue
        if keys < usual or usual <= 1 or only_a_total(label):
            rows[row] = keys <= 1 and (usual > 1 or only_a_total(label) or not supplier)
    return dict(sorted(rows.items()))


def _ends(data: pl.DataFrame, closer: pl.DataFrame, rows: Sequence[int]) -> set[int]:
    """Those of `rows` after which there is no line in the next row, or one that is labelled as a total."""
    labelled = closer.filter(pl.col("label").str.contains(TOTAL_WORDS))["row"]
    after = pl.Series([row + 1 for row in rows], dtype=pl.Int64)
    lines = data.filter(pl.col("row").is_in(after.implode()) & ~pl.col("row").is_in(labelled.implode()))["row"]
    following = set(lines)
    return {row for row in rows if row + 1 not in following}


def _alone(data: pl.DataFrame, rows: Sequence[int], usual: int) -> list[int]:
    """Rows with an amount and nothing else, in a table where next to every line says much more: nobody's money."""
    bare = data.filter(pl.col("row").is_in(list(rows)) & (pl.col("filled") == 0))
    rare = bare.height * 50 <= data.height
    return bare["row"].to_list() if rare and usual >= 3 else []


def _marked(accounts: pl.DataFrame, marks: Mapping[int, tuple[str, str]]) -> pl.DataFrame:
    """The accounts with the state and reason of some rows changed."""
    at = accounts["row"].search_sorted(pl.Series(list(marks), dtype=pl.Int64))
    columns = accounts.select("state", "reason").get_columns()
    return accounts.with_columns(
        column.clone().scatter(at, pl.Series([mark[place] for mark in marks.values()], dtype=column.dtype))
        for place, column in enumerate(columns)
    )


def _kept(
    data: pl.DataFrame, closer: pl.DataFrame, rows: Sequence[int], usual: int, place_name: str
) -> Iterator[Problem]:
    """A finding for rows labelled or left bare like totals that are not proved to be and say next to nothing else."""
    kept = data.filter(pl.col("row").is_in(list(rows)) & (pl.col("keys") <= 1))
    kept = kept.join(closer.select("row", "label"), on="row", how="left", maintain_order="left")
    like = (pl.col("keys") == 0) | pl.col("label").str.contains(TOTAL_WORDS).fill_null(False)
    rare = usual >= 3 and kept.height <= max(_FEW, data.height // 50)
    kept = kept if rare else kept.filter(like)
    if kept.height:
        yield Problem(
            "looks-like-total",
            f"{place_name}, row {kept['row'][0]}" + (f" and {kept.height - 1} more" if kept.height > 1 else ""),
            f'"{kept["label"][0] or ""}": kept as a line, though it says less than they do and is not their sum',
            "lines with a supplier, service or date",
            "list the row under `skip` for this source in place.toml if it is a total",
            rows=tuple(kept["row"]),
            amount_pence=int(kept["amount_pence"].fill_null(0).sum()),
        )


def _below(data: pl.DataFrame, closer: pl.DataFrame, totals: Mapping[int, str], usual: int) -> pl.DataFrame:
    """Rows below the total at the end that say less than the lines do, or name a statistic: `row`, `label`, pence."""
    labels = closer.filter(~pl.col("row").is_in(list(totals))).select("row", "label")
    statistics = labels.filter(pl.col("label").str.contains(_STATISTIC))["row"].to_list()
    others = {*totals, *statistics}
    full = data.filter(pl.col("keys") >= usual)["row"].tail(len(others) + 1) if usual else data["row"].clear()
    last = max((row for row in full if row not in others), default=0)
    ends = [row for row, why in totals.items() if why in (PROVED, OFF) and row > last]
    less = ((pl.col("keys") < usual) & (usual > 1)) | pl.col("row").is_in(statistics)
    rows = data.filter(less & (pl.col("row") > min(ends)) & (pl.col("amount_pence") != 0)) if ends else data.clear()
    return rows.join(labels, on="row", how="inner", maintain_order="left")


def _of_which(data: pl.DataFrame, closer: pl.DataFrame) -> pl.DataFrame:
    """Rows that name a part of the line above them: `row`, `label`, pence."""
    labels = closer.filter(pl.col("label").str.contains(_PART)).select("row", "label")
    if not labels.height:
        return data.clear().with_columns(label=pl.lit(None, pl.String))
    return data.filter(pl.col("amount_pence") != 0).join(labels, on="row", how="inner", maintain_order="left")


def _said_of(rows: pl.DataFrame, place_name: str, code: str, found: str) -> Iterator[Problem]:
    """A finding for some rows, with their money."""
    if rows.height:
        yield Problem(
            code,
            f"{place_name}, row {rows['row'][0]}" + (f" and {rows.height - 1} more" if rows.height > 1 else ""),
            f'"{rows["label"][0] or ""}": {found}, and is counted like a line of its own',
            "lines, and their totals below them",
            "list the row under `skip` for this source in place.toml if it is none",
            rows=tuple(rows["row"]),
            amount_pence=int(rows["amount_pence"].abs().sum()),
        )


def _differs(total: StatedTotal, place_name: str, of_others: bool) -> Problem:
    """A total that is off: a finding with its money, a note where it stands beside one that the lines do add up to."""
    if of_others:
        found = f"the file says {show(total.stated_pence)} beside a total that is proved: of other lines than these"
        where = f"{place_name}, row {total.row}"
        return Problem("stated-total-other", where, found, "a total of the lines", "nothing", "note", rows=(total.row,))
    return Problem(
        "stated-total-differs",
        f"{place_name}, row {total.row}",
        f"the file says {show(total.stated_pence)}, its lines add up to {show(total.lines_pence)}",
        "lines that add up to the total stated",
        "ask the agency which is right; the lines are what is counted",
        rows=(total.row,),
        amount_pence=abs(total.stated_pence - total.lines_pence),
    )
