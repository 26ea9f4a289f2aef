"""Which further cells must be hidden so that no hidden cell can be worked out from what is published."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tp_cli.report.intervals import FAR, System


@dataclass(frozen=True)
class Cell:
    """One published figure, or one that others could be subtracted to.

    value      pence, or a number of people or things
    sensitive  a primary rule hides it
    width      how wide its interval must stay to a reader who knows everything published, once it is hidden
    below      published threshold that a sensitive cell is known to lie under; None where it tells nothing
    cost       what it costs the reader to lose it; cheap ones are hidden first
    fixed      everybody knows it, such as the nought of a body that has no such duty: never hidden, never moves
    latent     stands behind the figures and is never published: hidden from the start, protected where sensitive
    """

    id: str
    value: int
    sensitive: bool = False
    width: int = 1
    below: int | None = None
    cost: int = 1
    fixed: bool = False
    latent: bool = False


def worth(value: int) -> int:
    """What a reader loses with a figure: eight times its binary logarithm, so that small figures are hidden first."""
    return ((1 + abs(value)) ** 8).bit_length()


@dataclass(frozen=True)
class Sum:
    """A total and the parts that add up to it, by cell id."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Protection:
    """What is to be hidden.

    primary    by a rule on the cell itself, latent cells left out
    secondary  so that the primary ones, latent ones too, cannot be worked out
    whole      True where no smaller choice could be proved safe, so that all that is tied to a cell is hidden
    exposed    sensitive cells that stay open to being worked out even so, because an earlier release gave them away
    """

    primary: frozenset[str] = frozenset()
    secondary: frozenset[str] = frozenset()
    whole: bool = False
    exposed: tuple[str, ...] = ()

    @property
    def hidden(self) -> frozenset[str]:
        return self.primary | self.secondary


@dataclass
class _Work:
    cells: Mapping[str, Cell]
    sums: Sequence[Sum]
    known: Collection[str]
    hidden: dict[str, None] = field(default_factory=dict)  # in the order hidden

    def moves(self, cell: Cell) -> bool:
        """True where a reader does not know the cell once it is hidden."""
        return not cell.fixed and cell.id not in self.known


def protect(cells: Iterable[Cell], sums: Iterable[Sum], known: Collection[str] = ()) -> Protection:
    """Hide the sensitive cells, and others until each hidden one's interval is proved wide enough.

    cells  every figure that is to be published, and parts that stand behind them, in a stated order
    sums   all that adds up among them
    known  ids whose present value an earlier release gave away
    returns  what to hide; the same cells and sums always give the same answer

    A reader is taken to know every figure left open, every sum, the sign of every hidden cell, the threshold, and
    which hidden cells it hid. A hidden number must then still have an interval as wide as asked, and in
    `below - 1` steps where the threshold is known. Source: docs/METHOD.md §6, "disclosure control".
    """
    by_id = {cell.id: cell for cell in cells}
    work = _Work(by_id, [_checked(one, by_id) for one in sums], known)
    work.hidden = {cell.id: None for cell in by_id.values() if cell.sensitive or cell.latent}
    latent = frozenset(cell.id for cell in by_id.values() if cell.latent)
    primary = frozenset(work.hidden) - latent
    whole = not _widen(work)
    exposed: list[str] = []
    if whole:
        exposed = [name for name in work.hidden if _needs_width(by_id[name]) and not _wide_enough(work, by_id[name])]
    given_away = [name for name in sorted(primary) if name in known]
    secondary = frozenset(work.hidden) - primary - latent
    return Protection(primary, secondary, whole, tuple(dict.fromkeys([*given_away, *exposed])))


def _needs_width(cell: Cell) -> bool:
    """False for what is never published and would say nothing of anybody."""
    return cell.sensitive or not cell.latent


def _checked(one: Sum, cells: Mapping[str, Cell]) -> Sum:
    parts = sum(cells[part].value for part in one.parts)
    if parts != cells[one.total].value:
        raise ValueError(f"{one.total} is {cells[one.total].value}, its parts add up to {parts}")
    return one


def _widen(work: _Work) -> bool:
    """Hide more cells until every hidden one is safe; False where all that is tied to one of them had to be hidden."""
    queue = deque(name for name in work.hidden if _needs_width(work.cells[name]))
    given_up: set[str] = set()
    while queue:
        cell = work.cells[queue.popleft()]
        if cell.id in work.known or cell.id in given_up:
            continue
        more = _widen_one(work, cell)
        if more is None:
            tied = _linked(work, cell.id, [name for name, one in work.cells.items() if not one.fixed])
            given_up |= set(tied)
            work.hidden |= dict.fromkeys(tied)
        else:
            queue.extend(more)
    return not given_up


def _widen_one(work: _Work, cell: Cell) -> list[str] | None:
    """Hide more cells until this one is safe, and say which; None where no choice makes it so."""
    hidden: list[str] = []
    for threshold_known in (False, True):
        while not _wide(work, cell, threshold_known):
            more = _reach(work, cell, threshold_known)
            if not more:
                return None
            work.hidden |= dict.fromkeys(more)
            hidden += more
    return hidden


def _wide_enough(work: _Work, cell: Cell) -> bool:
    return cell.id in work.known or all(_wide(work, cell, known) for known in (False, True))


def _needed(cell: Cell, threshold_known: bool) -> int:
    """From 0 to k-1 are k values: to who knows the threshold a small count may be any of them."""
    return cell.width - 1 if threshold_known else cell.width


def _wide(work: _Work, cell: Cell, threshold_known: bool) -> bool:
    if threshold_known and not any(work.cells[name].below is not None for name in work.hidden):
        return True
    names = _linked(work, cell.id, [name for name in work.hidden if work.moves(work.cells[name])])
    index = {name: number for number, name in enumerate(names)}
    low, high = zip(*(_bounds(work.cells[name], threshold_known) for name in names), strict=True)
    system = System(_rows(work, index), low, high)
    needed = _needed(cell, threshold_known)
    up = system.furthest(index[cell.id], 1, needed)
    return up >= needed or up + system.furthest(index[cell.id], -1, needed) >= needed


def _bounds(cell: Cell, threshold_known: bool) -> tuple[int, int]:
    """How far a hidden cell may move: its sign is known, and where the threshold is, its place under it."""
    low, high = (-cell.value, FAR) if cell.value >= 0 else (-FAR, -cell.value)
    if threshold_known and cell.sensitive and cell.below is not None and 0 <= cell.value < cell.below:
        high = cell.below - 1 - cell.value
    return low, high


def _rows(work: _Work, index: Mapping[str, int]) -> list[dict[int, int]]:
    rows = []
    for one in work.sums:
        row: dict[int, int] = {}
        for name, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if name in index:
                row[index[name]] = row.get(index[name], 0) + sign
        if row:
            rows.append(row)
    return rows


def _linked(work: _Work, start: str, names: Sequence[str]) -> list[str]:
    """Those of these cells that sums tie to the first, directly or through others."""
    left, found, queue = dict.fromkeys(names), {start: None}, [start]
    in_sums: dict[str, list[Sum]] = {}
    for one in work.sums:
        for name in (one.total, *one.parts):
            in_sums.setdefault(name, []).append(one)
    while queue:
        for one in in_sums.get(queue.pop(), []):
            for name in (one.total, *one.parts):
                if name in left and name not in found:
                    found[name] = None
                    queue.append(name)
    return list(found)


def _reach(work: _Work, cell: Cell, threshold_known: bool) -> list[str]:
    """The cheapest open cells whose hiding lets this one move as far as it must; none where nothing would."""
    needed = _needed(cell, threshold_known)
    ways = [_path(work, cell, threshold_known, direction, needed) for direction in (1, -1)]
    whole = [way for way in ways if way[0] >= needed]
    if whole:
        return min(whole, key=lambda way: (sum(work.cells[name].cost for name in way[1]), way[1]))[1]
    if sum(way[0] for way in ways) >= needed:
        return list(dict.fromkeys([*ways[0][1], *ways[1][1]]))
    return []


def _path(work: _Work, cell: Cell, threshold_known: bool, direction: int, needed: int) -> tuple[int, list[str]]:
    """How far the cell can move this way at most, and the open cells that must move with it, at the least cost."""
    names = _linked(work, cell.id, [one.id for one in work.cells.values() if work.moves(one)])
    opened = [name for name in names if name not in work.hidden]
    index = {name: number for number, name in enumerate(names)}
    bounds = [_bounds(work.cells[name], threshold_known and name in work.hidden) for name in names]
    target = index[cell.id]
    bounds[target] = _capped(bounds[target], direction, needed)
    low, high = [list(side) for side in zip(*bounds, strict=True)]
    wish = [0] * len(names)
    rows = _rows(work, index)
    for name in opened:  # an open cell's move is one up and one down, so that either costs
        up, down = index[name], len(low)
        low.append(0), high.append(-low[up])  # type: ignore[func-returns-value]
        low[up] = 0
        wish[up] = -work.cells[name].cost
        wish.append(-work.cells[name].cost)
        for row in rows:
            if up in row:
                row[down] = -row[up]
    wish[target] = direction * (1 - sum(wish))
    system = System(rows, low, high)
    system.improve(np.array(wish, dtype=np.int64))
    downs = {name: len(names) + number for number, name in enumerate(opened)}
    moved = [name for name in opened if system.at[index[name]] != system.at[downs[name]]]
    return int(system.at[target] * direction), moved


def _capped(bounds: tuple[int, int], direction: int, needed: int) -> tuple[int, int]:
    low, high = bounds
    return (0, min(high, needed)) if direction > 0 else (max(low, -needed), 0)
