"""Totals held against the lines above and below them: which sums prove them, and what the others are off by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tp_cli.ingest.values import PENCE_IN

_LOOK_BACK = 2000  # starts that a total is held against
_Pence = npt.NDArray[np.int64]


@dataclass(frozen=True)
class StatedTotal:
    """A total row: what it says and whether its lines add up to it."""

    row: int
    stated_pence: int
    lines_pence: int
    proved: bool


def prove_totals(
    rows: _Pence, pence: _Pence, candidates: Mapping[int, bool], units: str = "pounds"
) -> list[StatedTotal]:
    """Hold each candidate against the lines above it since every earlier total, then against the lines below it.

    rows, pence  of every line and total, in row order
    candidates   row → True where the row says nothing else, so that it is a total even if its sum is off; False
                 where it would be a line (a supplier called "Total ...") unless the sum of two lines or more proves it
    """
    tolerance = 1 if units == "pounds" else PENCE_IN[units]
    places = {int(row): place for place, row in zip(np.searchsorted(rows, list(candidates)), candidates, strict=True)}
    upward = _held_upward(pence, [(places[row], row, sure) for row, sure in candidates.items()], tolerance)
    proved = {total.row for total in upward if total.proved}
    found = {total.row: total for total in upward}
    for _ in range(2):  # totals of groups first, then totals of those groups
        left = [(places[row], row, sure) for row, sure in candidates.items() if row not in proved]
        downward = list(_held_downward(pence, left, sorted(places[row] for row in proved), tolerance))
        proved |= {total.row for total in downward}
        found |= {total.row: total for total in downward}
    return [found[row] for row in sorted(found)]


def _held_upward(pence: _Pence, candidates: Sequence[tuple[int, int, bool]], tolerance: int) -> list[StatedTotal]:
    """Totals that stand below their lines."""
    until, lines_until = _running(pence), _running((pence != 0).astype(np.int64))
    taken_pence = taken = 0
    starts, lines_at, found = [0], [0], []
    for place, row, sure in candidates:
        running, lines = int(until[place]) - taken_pence, int(lines_until[place]) - taken
        least = 1 if sure else 2
        total = _nearest(row, int(pence[place]), running, lines, starts, lines_at, least)
        if total and (total.proved(tolerance) or sure):
            found.append(total.stated(tolerance))
            taken_pence, taken = taken_pence + int(pence[place]), taken + int(pence[place] != 0)
            starts.append(running)
            lines_at.append(lines)
    return found


@dataclass(frozen=True)
class _Beside:
    row: int
    pence: int
    lines_pence: int

    def proved(self, tolerance: int) -> bool:
        return abs(self.pence - self.lines_pence) <= tolerance

    def stated(self, tolerance: int) -> StatedTotal:
        return StatedTotal(self.row, self.pence, self.lines_pence, self.proved(tolerance))


def _nearest(
    row: int, pence: int, running: int, lines: int, starts: list[int], lines_at: list[int], least: int
) -> _Beside | None:
    """A candidate beside the sum nearest to it; None where there is no sum to hold it against."""
    sums = np.array([running, *(running - start for start in starts[: -_LOOK_BACK - 1 : -1])])
    enough = np.array([lines, *(lines - at for at in lines_at[: -_LOOK_BACK - 1 : -1])]) >= least
    if not enough.any():
        return _Beside(row, pence, running) if least == 1 else None
    gaps = np.where(enough, np.abs(sums - pence), np.iinfo(np.int64).max)
    return _Beside(row, pence, int(sums[int(gaps.argmin())]))


def _held_downward(
    pence: _Pence, candidates: Sequence[tuple[int, int, bool]], totals: Sequence[int], tolerance: int
) -> Iterator[StatedTotal]:
    """Totals that stand above their lines: each proved by the lines down to another candidate, a total or the end."""
    lines = pence.copy()
    lines[[place for place, _, sure in candidates if sure]] = 0
    lines[list(totals)] = 0
    until, lines_until = _running(lines), _running((lines != 0).astype(np.int64))
    stops = np.array(sorted({*totals, *(place for place, _, _ in candidates), len(pence)}))
    for place, row, sure in candidates:
        ends = stops[stops > place][:_LOOK_BACK]
        ends = ends[lines_until[ends] - lines_until[place + 1] >= (1 if sure else 2)]
        sums = until[ends] - until[place + 1]
        if pence[place] and (np.abs(sums - pence[place]) <= tolerance).any():
            yield StatedTotal(row, int(pence[place]), int(pence[place]), True)


def _running(values: _Pence) -> _Pence:
    """The sum of all values before each place, and of all of them at the end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
