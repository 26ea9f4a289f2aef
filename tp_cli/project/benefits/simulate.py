"""Monte Carlo over the stated ranges: many draws with a fixed seed, and whether there were enough of them.

The only sums of money held as floating-point numbers are here, inside a draw; what is shown is rounded to the pound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tp_cli.project.benefits.file import Range
from tp_cli.project.benefits.flows import COST, Line
from tp_cli.project.benefits.value import FISCAL, Valued
from tp_cli.project.outcome import Key, Row, decimal_text, money, number, percent, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Draws = NDArray[np.float64]

ENDS = (5, 50, 95)
SETTLED = Fraction(2, 100)
STEPS = (10, 4, 2, 1)


@dataclass(frozen=True)
class Simulation:
    """The budget impact of every draw in pence, and each body's position in every draw."""

    npv: Draws
    positions: Mapping[str, Draws]
    seed: int


def simulate(valued: Valued, ranges: Sequence[Range], draws: int, seed: int) -> Simulation:
    """Draw every input that has a range, all others as stated.

    Each input draws from a stream of its own, set by the seed, its line and its name: another line changes nothing.
    """
    import numpy as np

    net = np.zeros(draws)
    positions = {agency: np.zeros(draws) for agency in valued.agencies}
    for line in valued.lines:
        if line.kind not in (COST, FISCAL):
            continue
        worth = _worth(valued, line, [item for item in ranges if item.line == line.name], draws, seed)
        net += worth
        for agency, share in line.shares.items():
            positions[agency] += worth * float(share)
    return Simulation(net, positions, seed)


def _worth(valued: Valued, line: Line, ranges: Sequence[Range], draws: int, seed: int) -> Any:
    """What one line adds to the budget impact in every draw, in pence."""
    import numpy as np

    sign = -1 if line.kind == COST else 1
    drawn = {item.input: item for item in ranges}
    fixed = valued.unit_present(line) * sign
    made: Any = np.ones(draws)
    for name, item in line.inputs.items():
        if name not in drawn:
            fixed *= item.now
            continue
        values = _draw(drawn[name], float(item.shown), draws, seed)
        made *= (1 + item.sign * values) if item.sign else values * item.per_shown
    return made * float(fixed)


def _draw(item: Range, mode: float, draws: int, seed: int) -> Any:
    """Values of one input between low and high; triangular with its top at what is stated."""
    import numpy as np

    words = f"{item.line}\0{item.input}".encode()
    stream = np.random.default_rng([seed, *words]).random(draws)
    low, high = float(item.low), float(item.high)
    if item.shape == "uniform":
        return low + (high - low) * stream
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(stream * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - stream) * (high - low) * (high - mode))
    return np.where(stream < turn, rising, falling)


def simulation_rows(
    valued: Valued, ranges: Sequence[Range], draws: int, seed: int, names: Mapping[str, str]
) -> Iterator[Row]:
    """The spread of the draws, each body's chance to lose, and how the figures settled."""
    made = simulate(valued, ranges, draws, seed)
    yield from _spread(made.npv, "simulation", "Net present budget impact", (("of", "all"),))
    yield number("simulation", "draws", "Draws", draws, (("of", "all"),))
    yield number("simulation", "seed", "Seed of the draws", seed, (("of", "all"),))
    for agency, position in made.positions.items():
        yield from _spread(position, "simulation", f"Position of {names.get(agency, agency)}", (("of", agency),))
    yield from _convergence(made.npv)


def _spread(draws: Draws, table: str, title: str, key: Key) -> Iterator[Row]:
    import numpy as np

    yield _pounds(table, "mean", f"{title}: mean of the draws", float(draws.mean()), key)
    for end, value in zip(ENDS, np.percentile(draws, ENDS), strict=True):
        yield _pounds(table, f"p{end:02d}", f"{title}: {end} draws of 100 are below", float(value), key)
    loses = Fraction(int((draws < 0).sum()), len(draws))
    yield percent(table, "loses", f"{title}: draws below nought", loses, key)


def _convergence(draws: Draws) -> Iterator[Row]:
    """The same figures from the first tenth, quarter and half of the draws, and from all."""
    import numpy as np

    spread = float(np.ptp(np.percentile(draws, (5, 95)))) or 1.0
    shown: list[list[float]] = []
    for part in STEPS:
        some = draws[: len(draws) // part]
        figures = [float(some.mean()), *(float(value) for value in np.percentile(some, (5, 95)))]
        shown.append(figures)
        key = (("draws", str(len(some))),)
        for column, value in zip(("mean", "p05", "p95"), figures, strict=True):
            yield _pounds("convergence", column, f"After {len(some)} draws: {column}", value, key)
    error = float(draws.std(ddof=1)) / len(draws) ** 0.5
    key = (("draws", str(len(draws))),)
    yield _pounds("convergence", "standard_error", "Standard error of the mean of the draws", error, key)
    moved = max(abs(half - whole) for half, whole in zip(shown[-2], shown[-1], strict=True)) / spread
    limit = decimal_text(SETTLED * 100, 0)
    enough = "yes" if moved <= SETTLED else "no"
    said = f"{enough}: moved by {moved:.1%} of the spread from half the draws to all, limit {limit}%"
    yield text("convergence", "settled", "Were there enough draws?", said, key)


def _pounds(table: str, column: str, title: str, pence: float, key: Key) -> Row:
    return money(table, column, title, round(pence / 100) * 100, key)
