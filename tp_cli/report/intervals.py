"""How far each hidden number of a set of tables can move while all that is published stays true: exact, no rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

FAR = 2**60  # a bound that stands for none; far beyond any public spend in pence
Steps = int | Fraction


class System:
    """Numbers that may move from what they are, tied by sums, each within bounds.

    rows  each a mapping from variable to coefficient: the moves times the coefficients add up to nought
    low   how far each variable may move down, nought or less; -FAR where nothing holds it
    high  how far it may move up, nought or more; FAR where nothing holds it

    The bounded simplex method from the point where nothing has moved. Whole numbers throughout while pivots are one
    or minus one, as in tables with their totals; exact fractions from the first pivot that is not.
    """

    def __init__(self, rows: Sequence[Mapping[int, int]], low: Sequence[int], high: Sequence[int]) -> None:
        self.size = len(low)
        self.low, self.high = np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)
        self.at: Any = np.zeros(self.size, dtype=np.int64)
        self.matrix: Any = np.zeros((len(rows), self.size), dtype=np.int64)
        for number, row in enumerate(rows):
            for variable, coefficient in row.items():
                self.matrix[number, variable] += coefficient
        self.basis: list[int] = []
        self._find_basis()

    def furthest(self, variable: int, direction: int, enough: int = FAR) -> Steps:
        """How far the variable can move up (1) or down (-1); FAR where nothing stops it, or once it is `enough`."""
        wish = np.zeros(self.size, dtype=np.int64)
        wish[variable] = direction
        if not self.improve(wish, variable, direction, enough):
            return FAR
        return self.at[variable] * direction  # type: ignore[no-any-return]

    def improve(self, wish: Any, variable: int = -1, direction: int = 1, enough: int = FAR) -> bool:
        """Move to where the moves times `wish` are largest; False where they grow without end.

        Stops early once `variable` has moved `enough` in `direction`.
        """
        while variable < 0 or self.at[variable] * direction < enough:
            gain = wish - wish[self.basis] @ self.matrix if self.basis else wish
            useful = np.flatnonzero(((gain > 0) & (self.at < self.high)) | ((gain < 0) & (self.at > self.low)))
            if not len(useful):
                return True
            if not self._step(int(useful[0]), 1 if gain[useful[0]] > 0 else -1):
                return False
        return True

    def _step(self, entering: int, direction: int) -> bool:
        """Move one free variable as far as bounds allow, the lowest of those that stop it leaving the basis."""
        change = -self.matrix[:, entering] * direction
        room = self.high[entering] - self.at[entering] if direction > 0 else self.at[entering] - self.low[entering]
        unbounded = self.high[entering] >= FAR if direction > 0 else self.low[entering] <= -FAR
        best: Steps | None = None if unbounded else room
        leaving = -1
        for row in np.flatnonzero(change):
            held, rate = self.basis[row], change[row]
            bound = self.high[held] if rate > 0 else self.low[held]
            if abs(bound) >= FAR:
                continue
            steps = _quotient(bound - self.at[held], rate)
            if best is None or steps < best or (steps == best and leaving >= 0 and held < self.basis[leaving]):
                best, leaving = steps, int(row)
        if best is None:
            return False
        if isinstance(best, Fraction):
            self._to_fractions()
        self.at[entering] += direction * best
        self.at[self.basis] += change * best
        if leaving >= 0:
            self._pivot(leaving, entering)
        return True

    def _pivot(self, row: int, column: int) -> None:
        pivot = self.matrix[row, column]
        if abs(pivot) != 1:
            self._to_fractions()
            self.matrix[row] = self.matrix[row] / Fraction(pivot)
        else:
            self.matrix[row] *= pivot
        others = np.flatnonzero(self.matrix[:, column])
        others = others[others != row]
        self.matrix[others] -= np.outer(self.matrix[others, column], self.matrix[row])
        self.basis[row] = column

    def _find_basis(self) -> None:
        """Give every row a variable of its own; rows that say nothing new go."""
        rows = list(range(len(self.matrix)))
        self.basis = [-1] * len(rows)
        for row in rows:
            filled = np.flatnonzero(self.matrix[row])
            if len(filled):
                ones = [column for column in filled if abs(self.matrix[row, column]) == 1]
                self._pivot(row, int(ones[0] if ones else filled[0]))
        kept = [row for row in rows if self.basis[row] >= 0]
        self.matrix = self.matrix[kept]
        self.basis = [self.basis[row] for row in kept]

    def _to_fractions(self) -> None:
        if self.matrix.dtype != object:
            exact = np.frompyfunc(lambda number: Fraction(int(number)), 1, 1)
            self.matrix, self.at = exact(self.matrix), exact(self.at)


def _quotient(top: Any, bottom: Any) -> Steps:
    if abs(bottom) == 1:
        return top * bottom  # type: ignore[no-any-return]
    exact = Fraction(top if isinstance(top, Fraction) else int(top)) / Fraction(
        bottom if isinstance(bottom, Fraction) else int(bottom)
    )
    return int(exact) if exact.denominator == 1 else exact
