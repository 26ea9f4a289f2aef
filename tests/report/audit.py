"""Random tables with their totals, protected, then attacked by linear programming that shares no code with `tp`.

`python -m tests.report.audit 10000` audits ten thousand and prints what it found; `make audit` does the same.
The attacker sees what is published and nothing else: open figures, sums, signs, the threshold, which cells are hidden,
and, at the worst, which of them the threshold hid.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from tp_cli.report.suppression import Cell, Protection, Sum, protect, worth

Number = int | Fraction


@dataclass(frozen=True)
class Case:
    """One set of tables to be published."""

    cells: list[Cell]
    sums: list[Sum]
    known: frozenset[str]


def random_case(rng: random.Random) -> Case:
    """Rows in groups, columns in groups, every total; counts or pence, some negative; sometimes an earlier release."""
    k = rng.choice([3, 5, 10])
    rows = _tree(rng, "r", rng.randint(2, 7))
    columns = _tree(rng, "c", rng.randint(2, 5)) if rng.random() < 0.7 else {}
    money = rng.random() < 0.3
    leaves_r, leaves_c = _leaves(rows, "r"), _leaves(columns, "c") if columns else ["c"]
    values = {(r, c): _value(rng, money) for r in leaves_r for c in leaves_c}
    tree_c: Mapping[str, list[str]] = columns or {"c": []}
    names_r, names_c = [*rows, *leaves_r], [*columns, *leaves_c] if columns else ["c"]
    cells = []
    for r in names_r:
        for c in names_c:
            value = sum(values[a, b] for a in _under(rows, r) for b in _under(tree_c, c))
            cells.append(_cell(rng, f"{r}.{c}", value, k, money, total=r in rows or c in columns))
    sums = [Sum(f"{r}.{c}", tuple(f"{part}.{c}" for part in parts)) for r, parts in rows.items() for c in names_c]
    sums += [Sum(f"{r}.{c}", tuple(f"{r}.{part}" for part in parts)) for c, parts in columns.items() for r in names_r]
    known = frozenset(cell.id for cell in cells if rng.random() < 0.1) if rng.random() < 0.2 else frozenset()
    return Case(cells, sums, known)


def crossed_case(rng: random.Random) -> Case:
    """The same money or people in two or three tables that cut it differently; the parts behind are never published.

    The published tables are the margins of a box (bodies by function, bodies by theme, ...) and all their totals.
    """
    k, money = rng.choice([3, 5, 10]), rng.random() < 0.5
    axes = [[f"{name}{number}" for number in range(rng.randint(2, 4))] for name in "abc"]
    parts = [key for key in product(*axes) if rng.random() < 0.6]
    values = {key: _value(rng, money) or 1 for key in parts}
    cells = [replace(_cell(rng, ".".join(key), value, k, money, False), latent=True) for key, value in values.items()]
    sums: list[Sum] = []
    for kept in [(), (0,), (1,), (2,), *rng.sample([(0, 1), (0, 2), (1, 2)], rng.randint(2, 3))]:
        groups: dict[str, list[str]] = {}
        for key in parts:
            groups.setdefault(".".join(key[at] if at in kept else "*" for at in range(3)), []).append(".".join(key))
        for name, members in groups.items():
            value = sum(values[tuple(member.split("."))] for member in members)
            of_one = len(members) == 1 and any(cell.id == members[0] and cell.sensitive for cell in cells)
            cell = _cell(rng, name, value, k, money, total=len(kept) < 2)
            cells.append(replace(cell, sensitive=cell.sensitive or of_one))
            sums.append(Sum(name, tuple(members)))
    return Case(cells, sums, frozenset())


def _tree(rng: random.Random, root: str, leaves: int) -> dict[str, list[str]]:
    """A total, groups under it or not, and leaves: parent → children."""
    names = [f"{root}{number}" for number in range(leaves)]
    if leaves < 4 or rng.random() < 0.4:
        return {root: names}
    cut = rng.randint(1, leaves - 1)
    return {root: [f"{root}A", f"{root}B"], f"{root}A": names[:cut], f"{root}B": names[cut:]}


def _leaves(tree: Mapping[str, list[str]], root: str) -> list[str]:
    return _under(tree, root)


def _under(tree: Mapping[str, list[str]], name: str) -> list[str]:
    children = tree.get(name) or []
    return [leaf for child in children for leaf in _under(tree, child)] if children else [name]


def _value(rng: random.Random, money: bool) -> int:
    if money:
        return rng.choice([1, 1, 1, -1]) * rng.randint(1, 10 ** rng.randint(3, 9))
    return rng.choice([0, rng.randint(0, 9), rng.randint(0, 60)])


def _cell(rng: random.Random, name: str, value: int, k: int, money: bool, total: bool) -> Cell:
    cost = worth(value) * (4 if total else 1)
    if money:
        return Cell(name, value, not total and rng.random() < 0.2, max(1, abs(value) // 10), None, cost)
    return Cell(name, value, 0 < value < k, k, k, cost)


def violations(case: Case, answer: Protection) -> Iterator[str]:
    """Hidden cells whose interval is not as wide as it must be, as the attacker works it out."""
    spared = set(answer.exposed) | set(case.known)
    unseen = answer.hidden | {cell.id for cell in case.cells if cell.latent}
    hidden = [cell for cell in case.cells if cell.id in unseen and cell.id not in case.known]
    missed = [cell.id for cell in case.cells if cell.sensitive and cell.id not in unseen]
    yield from (f"{name} is not hidden" for name in missed)
    for threshold_known in (False, True):
        attack = Attack(case, hidden, threshold_known)
        for cell in [cell for cell in hidden if cell.sensitive or not cell.latent]:
            low, high = attack.interval(cell.id)
            needed = cell.width - threshold_known
            if cell.id not in spared and low is not None and high is not None and high - low < needed:
                yield f"{cell.id} lies between {low} and {high}, {needed} wide was asked"


class Attack:
    """The textbook two-phase simplex method on a tableau of whole numbers and fractions."""

    def __init__(self, case: Case, hidden: Sequence[Cell], threshold_known: bool) -> None:
        self.names = {cell.id: number for number, cell in enumerate(hidden)}
        self.signs = [1 if cell.value >= 0 else -1 for cell in hidden]  # the sign is public
        published = {cell.id: cell.value for cell in case.cells if cell.id not in self.names}
        rows: list[dict[int, Number]] = []
        right: list[Number] = []
        for one in case.sums:
            row: dict[int, Number] = {}
            rest: Number = 0
            for name, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
                if name in self.names:
                    number = self.names[name]
                    row[number] = row.get(number, 0) + sign * self.signs[number]
                else:
                    rest -= sign * published[name]
            if row:
                rows.append(row)
                right.append(rest)
        self.columns = len(hidden)
        if threshold_known:
            for cell in hidden:
                if cell.sensitive and cell.below is not None:  # x + slack = k - 1
                    rows.append({self.names[cell.id]: 1, self.columns: 1})
                    right.append(cell.below - 1)
                    self.columns += 1
        self._first_phase(rows, right)

    def interval(self, name: str) -> tuple[Number | None, Number | None]:
        """The lowest and highest that the cell can be; None where nothing bounds it."""
        number = self.names[name]
        top, bottom = self._best({number: 1}), self._best({number: -1})
        low, high = None if bottom is None else -bottom, top
        if self.signs[number] > 0:
            return low, high
        return (None if high is None else -high), (None if low is None else -low)

    def _first_phase(self, rows: list[dict[int, Number]], right: list[Number]) -> None:
        self.table: list[dict[int, Number]] = []
        self.right: list[Number] = []
        self.basis: list[int] = []
        first = self.columns
        for row, value in zip(rows, right, strict=True):
            sign = -1 if value < 0 else 1
            self.table.append({column: sign * number for column, number in row.items()} | {first: 1})
            self.right.append(sign * value)
            self.basis.append(first)
            first += 1
        goal: dict[int, Number] = {column: -1 for column in range(self.columns, first)}
        assert self._best(goal) == 0, "what is published contradicts itself"
        for number in range(len(self.table)):
            if self.basis[number] >= self.columns:
                own = next((c for c in sorted(self.table[number]) if c < self.columns), None)
                if own is not None:
                    self._pivot(number, own)
        kept = [number for number, column in enumerate(self.basis) if column < self.columns]
        self.table = [{c: v for c, v in self.table[n].items() if c < self.columns} for n in kept]
        self.right = [self.right[n] for n in kept]
        self.basis = [self.basis[n] for n in kept]

    def _best(self, goal: Mapping[int, Number]) -> Number | None:
        """The largest value of the goal; None where there is no end."""
        while True:
            gains = dict(goal)
            for number, column in enumerate(self.basis):
                price = goal.get(column, 0)
                if price:
                    for at, value in self.table[number].items():
                        gains[at] = gains.get(at, 0) - price * value
            entering = min((column for column, gain in gains.items() if gain > 0), default=None)
            if entering is None:
                return sum((goal.get(c, 0) * self.right[n] for n, c in enumerate(self.basis)), start=0)
            ratios = [
                (_divide(self.right[n], row[entering]), self.basis[n], n)
                for n, row in enumerate(self.table)
                if row.get(entering, 0) > 0
            ]
            if not ratios:
                return None
            self._pivot(min(ratios)[2], entering)

    def _pivot(self, number: int, column: int) -> None:
        pivot = self.table[number][column]
        row = {at: _divide(value, pivot) for at, value in self.table[number].items()}
        value = _divide(self.right[number], pivot)
        self.table[number], self.right[number], self.basis[number] = row, value, column
        for other, line in enumerate(self.table):
            times = line.get(column, 0)
            if other != number and times:
                for at, entry in row.items():
                    left = line.get(at, 0) - times * entry
                    if left:
                        line[at] = left
                    else:
                        line.pop(at, None)
                self.right[other] -= times * value


def _divide(top: Number, bottom: Number) -> Number:
    exact = Fraction(top) / bottom
    return exact.numerator if exact.denominator == 1 else exact


CROSSING = 20  # of so many sets one is of tables that cross: they take a hundred times as long


@dataclass(frozen=True)
class Audited:
    """What came of one set of tables."""

    cells: int
    hidden: int
    whole: int
    violations: tuple[str, ...]


def audited(number: int, seed: int = 2024) -> Audited:
    """One set of tables protected and attacked."""
    rng = random.Random(seed * 1_000_000 + number)
    case = crossed_case(rng) if number % CROSSING == 3 else random_case(rng)
    answer = protect(case.cells, case.sums, case.known)
    found = tuple(f"table {number}: {violation}" for violation in violations(case, answer))
    return Audited(len(case.cells), len(answer.hidden), answer.whole, found)


def main(count: int) -> int:
    """Audit `count` sets of tables on all processors; the number of violations found."""
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(audited, range(count), chunksize=20))
    found = [violation for each in results for violation in each.violations]
    print("\n".join(found))
    cells, hidden, whole = (sum(getattr(each, name) for each in results) for name in ("cells", "hidden", "whole"))
    print(f"{count:,} sets, {cells:,} cells, {hidden:,} hidden; {whole} hidden whole; {len(found)} recoverable")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000) else 0)
