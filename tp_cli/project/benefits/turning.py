"""How wrong must an input be before the answer turns, and how far does each move it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.project.benefits.file import Range
from tp_cli.project.benefits.flows import COST, PARTS, Input, Line, product
from tp_cli.project.benefits.value import FISCAL, Valued
from tp_cli.project.outcome import Key, Row, decimal_text, money, number, percent, text

MECHANICAL = Fraction(1, 10)


@dataclass(frozen=True)
class Swing:
    """What the budget impact is with one input low and high, and whether the range is stated or mechanical."""

    line: str
    input: str
    low: Fraction
    high: Fraction
    stated: bool

    @property
    def size(self) -> Fraction:
        return abs(self.high - self.low)


def impact_with(valued: Valued, line: Line, name: str, shown: Fraction) -> Fraction:
    """The budget impact where one input of one line is something else."""
    sign = -1 if line.kind == COST else 1
    others = product(item.now for key, item in line.inputs.items() if key != name)
    one = valued.unit_present(line)
    return valued.npv + sign * one * others * (line.inputs[name].effect(shown) - line.inputs[name].now)


def switching(valued: Valued) -> Iterator[Row]:
    """Switching values: of all costs, of all benefits, and of each input that counts to the budget.

    Source: docs/METHOD.md §5, uncertainty: how wrong must X be before the answer turns.
    """
    npv = valued.npv
    for kind, words in ((COST, "All costs"), (FISCAL, "All fiscal benefits")):
        whole = valued.present_of(kind)
        if whole:
            change = npv / whole if kind == COST else -npv / whole
            key: Key = (("line", "all"), ("input", kind))
            yield percent("switching", "change", f"{words}, by this much, and the answer turns", change, key)
    for line in _budget_lines(valued):
        for name, item in line.inputs.items():
            turning = _turning(valued, line, name)
            if turning is not None:
                yield from _switch(line, name, item, turning)


def _turning(valued: Valued, line: Line, name: str) -> Fraction | None:
    """The input at which the budget impact is nought; None where it has no hold on it."""
    at_nought, at_one = (impact_with(valued, line, name, Fraction(value)) for value in (0, 1))
    return None if at_nought == at_one else at_nought / (at_nought - at_one)


def _switch(line: Line, name: str, item: Input, turning: Fraction) -> Iterator[Row]:
    key = (("line", line.name), ("input", name))
    title = f"{line.name}: {name.replace('_', ' ')}"
    yield _as_stated("switching", "stated", f"{title}, as stated", name, item.shown, key)
    if _possible(name, turning):
        yield _as_stated("switching", "turns_at", f"{title}, where the answer turns", name, turning, key)
        if item.shown:
            yield percent("switching", "change", f"{title}, change until then", turning / item.shown - 1, key)
    else:
        never = f"{title}: no possible value turns the answer"
        yield text("switching", "turns_at", never, "no possible value", key)


def _possible(name: str, value: Fraction) -> bool:
    return 0 <= value <= 1 if name in PARTS else value >= 0


def _as_stated(table: str, column: str, title: str, name: str, shown: Fraction, key: Key) -> Row:
    if name == "population":
        return number(table, column, title, shown, key)
    if name == "unit_value":
        return money(table, column, title, shown * 100, key)
    return percent(table, column, title, shown, key)


def swings(valued: Valued, ranges: Sequence[Range]) -> list[Swing]:
    """Each input alone over its range, widest first; where none is stated, ten per cent either way of a line."""
    stated = {(item.line, item.input): item for item in ranges}
    made: list[Swing] = []
    for line in _budget_lines(valued):
        mine = [item for key, item in stated.items() if key[0] == line.name]
        made += [_swing(valued, line, item.input, item.low, item.high, True) for item in mine]
        if not mine:
            made.append(_by_size(valued, line))
    return sorted(made, key=lambda swing: (-swing.size, swing.line, swing.input))


def _swing(valued: Valued, line: Line, name: str, low: Fraction, high: Fraction, stated: bool) -> Swing:
    at = [impact_with(valued, line, name, value) for value in (low, high)]
    return Swing(line.name, name, at[0], at[1], stated)


def _by_size(valued: Valued, line: Line) -> Swing:
    moved = valued.present(line) * MECHANICAL * (-1 if line.kind == COST else 1)
    return Swing(line.name, "size", valued.npv - moved, valued.npv + moved, False)


def tornado(valued: Valued, ranges: Sequence[Range]) -> Iterator[Row]:
    """One input at a time, the rest as stated: the budget impact at its low and its high end."""
    mechanical = decimal_text(MECHANICAL * 100, 0)
    for swing in swings(valued, ranges):
        key = (("line", swing.line), ("input", swing.input))
        how = "over its stated range" if swing.stated else f"{mechanical}% either way, no range stated"
        title = f"{swing.line}: {swing.input.replace('_', ' ')}, {how}"
        yield money("tornado", "low", f"{title}: at the low end", swing.low, key)
        yield money("tornado", "high", f"{title}: at the high end", swing.high, key)
        yield text("tornado", "range", title, "stated" if swing.stated else "mechanical", key)


def _budget_lines(valued: Valued) -> list[Line]:
    return [line for line in valued.lines if line.kind in (COST, FISCAL)]
