"""The Monte Carlo of a cost-benefit case: 10,000 draws of 200 lines, time and peak memory, in a process of its own.

`python -m bench.run project` prints them; the goal is two seconds and 500 MB.
"""

from __future__ import annotations

import resource
import time
from fractions import Fraction

from tp_cli.project.benefits.file import Range
from tp_cli.project.benefits.flows import COST, Input, Line
from tp_cli.project.benefits.simulate import simulate
from tp_cli.project.benefits.value import FISCAL, Valued
from tp_cli.project.discounting import factors

LINES, DRAWS, YEARS = 200, 10_000, 10
RANGED = ("population", "prevalence", "engagement", "impact", "deadweight")
SHARES = {"nhs": Fraction(7, 10), "council": Fraction(2, 10), "dwp": Fraction(1, 10)}


def line(number: int) -> Line:
    """One benefit of the formula with every input ranged, or one cost."""
    profile = [Fraction(100_000 + number + year) for year in range(YEARS)]
    if number % 4 == 0:
        return Line(f"l{number}", COST, "revenue", {"council": Fraction(1)}, {"size": Input(Fraction(1))}, profile)
    inputs = {name: Input(Fraction(1, 2), -1 if name == "deadweight" else 0) for name in RANGED}
    return Line(f"l{number}", FISCAL, "revenue", SHARES, inputs, profile)


def ranges(held: Line) -> list[Range]:
    """A triangular range for each input."""
    return [
        Range(line=held.name, input=name, low="10%", high="120%", source="bench")  # type: ignore[arg-type]
        for name in held.inputs
    ]


def main() -> None:
    """Print how long it took and how much memory it needed at most."""
    lines = [line(number) for number in range(LINES)]
    stated = [item for held in lines for item in ranges(held)]
    valued = Valued(lines, factors(Fraction(35, 1000), YEARS))
    started = time.perf_counter()
    made = simulate(valued, stated, DRAWS, 2010)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"monte carlo: {DRAWS:,} draws x {LINES} lines x {len(stated) / LINES:.1f} ranged inputs")
    print(f"seconds {seconds:.2f} (goal 2.0)   peak MB {peak:.0f} (goal 500)   mean {made.npv.mean() / 100:,.0f}")


if __name__ == "__main__":
    main()
