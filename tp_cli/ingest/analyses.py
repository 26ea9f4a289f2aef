"""Rows of totals that stand together: parts of a total listed below it, totals of other months, one-line groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

Pence = npt.NDArray[np.int64]
_LONGEST = 200  # rows of one analysis
_OUTLINE = 5_000  # rows of a table shown in outline
_MANY = 5  # lines that no other line is the sum of by chance


def runs_of(places: Sequence[int]) -> list[list[int]]:
    """Places in order as runs of neighbours: 2, 3, 7 → [2, 3], [7]."""
    runs: list[list[int]] = [[places[0]]] if places else []
    for before, place in pairwise(places):
        if place == before + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def analysis_of_total(pence: Pence, candidates: Sequence[int] | Pence) -> list[int]:
    """Places of rows, two or more next to each other, that together make up the sum of all the lines above them.

    pence       of every line and total, in row order
    candidates  places of the rows that look like totals, in order
    """
    lines = pence.copy()
    lines[list(candidates)] = 0
    until = np.concatenate([np.zeros(1, np.int64), np.cumsum(lines)])
    found: list[int] = []
    for run in runs_of([int(place) for place in candidates]):
        target, values = int(until[run[0]]), [int(pence[place]) for place in run[:_LONGEST]]
        found += _parts(run, values, target) if target else []
    return found


def _parts(run: Sequence[int], values: Sequence[int], target: int) -> Sequence[int]:
    """The first stretch of two rows or more, none of them nought, that adds up to the target."""
    for first in range(len(values)):
        total = 0
        for last in range(first, len(values)):
            if not values[last]:
                break
            total += values[last]
            if total == target and last > first:
                return run[first : last + 1]
    return ()


def one_line_groups(rows: Pence, pence: Pence, bare: Sequence[int]) -> list[int]:
    """Bare rows that repeat the one line above them: totals of groups of one line, where all bare rows are totals.

    rows  of every line and total, in order; `bare` are among them
    """
    places = {row: int(np.searchsorted(rows, row)) for row in bare}
    return [row for row, place in places.items() if place and pence[place] == pence[place - 1]]


def whole_groups(data: pl.DataFrame, usual: int) -> list[int]:
    """Rows that say less than the lines do, where each is the sum of the lines next to it: above all of them, or below.

    One of them, the first or the last, may be the sum of all lines. Where one row fits neither, none is given.

    data   row, keys and amount_pence of every line and total; `usual` is how many keys most have
    """
    less = (data["keys"] < usual).to_numpy()
    places = np.flatnonzero(less)
    if usual < 2 or not 0 < len(places) <= _LONGEST or len(places) * 2 > len(less) or data["amount_pence"].null_count():
        return []
    pence = data["amount_pence"].to_numpy()
    until = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(less, 0, pence))])
    edges = np.concatenate([[0], places, [len(pence)]])
    sums = until[edges[1:]] - until[edges[:-1]]  # of the lines between one such row and the next
    values, every = pence[places], int(until[-1])
    fits = _are(values, sums[:-1], every) or _are(values, sums[1:], every)
    lines = len(less) - len(places)
    at_an_end = len(places) == 1 and places[0] in (0, len(less) - 1) and lines >= _MANY and _tell(pence)
    enough = at_an_end or (len(places) > 1 and lines >= 2 * len(places) and _differ(pence))
    return data["row"].gather(places.tolist()).to_list() if every and enough and fits else []


def _are(values: Pence, sums: Pence, every: int) -> bool:
    """True where each value is its sum; the first or the last may be the sum of everything."""
    right = values == sums
    first, last = right[1:].all() and values[0] == every, right[:-1].all() and values[-1] == every
    return bool(right.all() or first or last)


def sums_by_place(data: pl.DataFrame) -> list[int]:
    """Rows that are sums whatever they say: the first or last of all others, and the groups of a table in outline.

    data  row, amount_pence, named and dated of every line and total; a payment, with payee and date, is no sum
    """
    if not _MANY < data.height <= _OUTLINE or data["amount_pence"].null_count():
        return []
    if 2 * data.filter(pl.col("named") & pl.col("dated")).height > data.height:
        return []
    pence = data["amount_pence"].to_numpy()
    ends = [at for at in (0, data.height - 1) if _tell(pence) and pence[at] and 2 * pence[at] == pence.sum()]
    first, under = (_well_filled(outline_groups(each.tolist()), each) for each in (pence, pence[1:]))
    if under and pence[0] == sum(int(pence[at + 1]) for at in under):
        first = [0, *(at + 1 for at in under)]
    return data["row"].gather(first or ends[:1]).to_list()


def _well_filled(groups: list[int], pence: Pence) -> list[int]:
    """The groups where there are two or more, with two lines each or more on average."""
    return groups if len(groups) > 1 and len(pence) >= 3 * len(groups) and _differ(pence) else []


def _differ(pence: Pence) -> bool:
    """True where most amounts occur once: equal ones add up to each other by chance."""
    return 2 * len(np.unique(pence)) > len(pence)


def _tell(pence: Pence) -> bool:
    """True for amounts of which one is the sum of all others by no chance: many, unlike, and not taken back."""
    return _differ(pence) and int((~np.isin(pence, -pence)).sum()) > _MANY


def outline_groups(pence: Sequence[int]) -> list[int]:
    """Places of rows that are each the sum of the rows below it down to the next such row; none where all are not so.

    So a pivot table shows its groups: without a word for a total. Every row must be a group or a line of one.
    """
    if not pence or len(pence) > _OUTLINE:
        return []
    until = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(pence, np.int64))])
    if not (until[2:] - until[1] == pence[0]).any():
        return []
    following: dict[int, int] = {len(pence): -1}  # place of a group → place of the next, from where all is so
    for place in range(len(pence) - 2, -1, -1):
        ends = np.flatnonzero(until[place + 2 :] - until[place + 1] == pence[place]) + place + 2
        following |= next(({place: int(end)} for end in ends if int(end) in following), {})
    groups: list[int] = []
    at = 0
    while at in following and at < len(pence):
        groups.append(at)
        at = following[at]
    return groups if at == len(pence) else []


def beside_proved(totals: Mapping[int, bool], rows: pl.Series) -> set[int]:
    """Rows of totals that are off and stand next to one that is proved: they speak of other lines than these.

    totals  row → True where its sum proves it
    rows    of every line and total, in order
    """
    at = {int(place): row for place, row in zip(np.searchsorted(rows.to_numpy(), list(totals)), totals, strict=True)}
    found: set[int] = set()
    for run in runs_of(sorted(at)):
        held = [at[place] for place in run]
        found |= {row for row in held if not totals[row]} if any(totals[row] for row in held) else set()
    return found
