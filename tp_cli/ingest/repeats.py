"""The same payment in two files of a body, and files of the same month: said with their money, never dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from tp_cli.errors import Problem
from tp_cli.money import show

_KEY = ("payee", "date", "amount_pence", "reference", "expense", "narrative", "service", "directorate")
_NAMED = ("payee", "date", "reference", "narrative")
_SHARE = 0.25  # of a file's lines that are of one month, for the file to be of that month
_FEWEST = 3  # equal lines without a transaction number that are no accident


@dataclass(frozen=True)
class Payments:
    """One file's lines.

    agency, basis  whose they are and what they are: only files alike in both can hold the same payment
    lines          columns of the ledger's `lines`
    """

    file: str
    sha256: str
    agency: str
    basis: str
    lines: pl.LazyFrame


def repeats(files: Sequence[Payments]) -> Iterator[Problem]:
    """Findings for every two files with equal lines, and notes for those of one month without any."""
    groups: dict[tuple[str, str], list[Payments]] = defaultdict(list)
    for each in files:
        if each.basis != "control":
            groups[each.agency, each.basis].append(each)
    for group in groups.values():
        if len(group) > 1:
            yield from _in_group(group)


def _in_group(group: Sequence[Payments]) -> Iterator[Problem]:
    lines = pl.concat([_keys(number, each.lines) for number, each in enumerate(group)]).collect()
    months = _months(lines)
    held = lines.group_by("file", "key").agg(pl.len().alias("times"), pl.first("pence"), pl.first("sure"))
    several = held.filter(pl.col("key").is_duplicated())
    for one, other in combinations(range(len(group)), 2):
        if group[one].sha256 == group[other].sha256:
            continue  # said elsewhere
        same = several.filter(file=one).join(several.filter(file=other), on="key")
        times = pl.min_horizontal("times", "times_right")
        found = same.select(
            lines=times.sum(), pence=(times * pl.col("pence")).abs().sum(), sure=(times * pl.col("sure")).sum()
        ).row(0, named=True)
        files = (group[one].file, group[other].file)
        if found["sure"] or found["lines"] >= _FEWEST:
            yield _same(files, int(found["lines"]), int(found["pence"]))
        elif months[one] & months[other]:
            yield _overlap(files, sorted(months[one] & months[other]))


def _keys(number: int, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Of lines that name a payment: file, key, pence, month, and `sure` with a transaction number."""
    named = pl.sum_horizontal(pl.col(name).is_not_null() for name in _NAMED) >= 2
    payment = named & (pl.col("amount_pence") != 0)
    return lines.filter(payment).select(
        file=pl.lit(number, pl.UInt32),
        key=pl.struct(_KEY).hash(),
        pence="amount_pence",
        month=pl.col("date").dt.strftime("%Y-%m"),
        sure=pl.col("reference").is_not_null().cast(pl.Int64),
    )


def _months(lines: pl.DataFrame) -> dict[int, set[str]]:
    """For each file the months that a good part of its lines are of."""
    found: dict[int, set[str]] = defaultdict(set)
    counted = lines.group_by("file", "month").len().with_columns(whole=pl.col("len").sum().over("file"))
    for file, month in counted.filter(pl.col("len") >= _SHARE * pl.col("whole")).select("file", "month").iter_rows():
        if month:
            found[file].add(month)
    return found


def _same(files: tuple[str, str], lines: int, pence: int) -> Problem:
    return Problem(
        "same-payments",
        files[1],
        f"{lines} line{'s' if lines > 1 else ''} equal to lines of {files[0]}, with {show(pence)}; both are counted",
        "each payment in one file",
        "ask the agency which file is right; take the other out of place.toml, or list its rows under `skip`",
        amount_pence=pence,
    )


def _overlap(files: tuple[str, str], months: Sequence[str]) -> Problem:
    return Problem(
        "same-month",
        files[1],
        f"payments of {', '.join(months)}, as in {files[0]}; no two lines are equal",
        "a file a month",
        "nothing, if both are parts of the month",
        "note",
    )
