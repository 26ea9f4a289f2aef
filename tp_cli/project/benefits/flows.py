"""A cost or benefit as a line: what it multiplies, and how much of that falls in each year, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tp_cli.project.bias import bias_of
from tp_cli.project.terms import steps_between, years_of

if TYPE_CHECKING:
    from tp_cli.project.benefits.file import Benefit, Cost, CostBenefit, Flow

COST = "cost"
ONE = Fraction(1)
PARTS = ("prevalence", "engagement", "impact", "deadweight")  # inputs that are a part of one


@dataclass(frozen=True)
class Input:
    """One number that a line is multiplied by: `sign` 0 as it is, -1 as what is left of one, 1 as what is added to it.

    per_shown  how many of its own units make one as a file states it: 100 for pounds, which are pence inside
    """

    stated: Fraction
    sign: int = 0
    per_shown: int = 1

    @property
    def shown(self) -> Fraction:
        """As a file states it."""
        return self.stated / self.per_shown

    def effect(self, shown: Fraction) -> Fraction:
        """What the line is multiplied by where the input is this much, as a file states it."""
        value = shown * self.per_shown
        return 1 + self.sign * value if self.sign else value

    @property
    def now(self) -> Fraction:
        return self.effect(self.shown)


@dataclass(frozen=True)
class Line:
    """One cost or benefit; amounts are in pence and never below nought.

    kind      cost, fiscal, economic or social
    shares    agency → part of it; none for what is society's
    inputs    what it is multiplied by
    profile   for each year, what falls in it where every input's effect is one
    cashable  part of it that can be taken out of a budget
    """

    name: str
    kind: str
    account: str
    shares: Mapping[str, Fraction]
    inputs: Mapping[str, Input]
    profile: Sequence[Fraction]
    cashable: Fraction = Fraction(0)
    transfer: bool = False
    theme: str = ""

    @property
    def size(self) -> Fraction:
        """The effects of all inputs together."""
        return product(item.now for item in self.inputs.values())

    @property
    def flow(self) -> list[Fraction]:
        """Pence in each year."""
        size = self.size
        return [part * size for part in self.profile]


def product(effects: object) -> Fraction:
    """All of them multiplied."""
    made = ONE
    for effect in effects:  # type: ignore[attr-defined]
        made *= effect
    return made


def line_of(flow: Flow, scenario: CostBenefit) -> Line:
    """A cost or benefit of the file as a line.

    Source: docs/METHOD.md §5: cost × (1 + bias); benefit × (1 − deadweight) × (1 − bias) × kept(t) × phase(t).
    """
    return _cost_line(flow, scenario) if hasattr(flow, "agency") else _benefit_line(flow, scenario)  # type: ignore[arg-type]


def first_paid(line: Line) -> int:
    """The first year with money in it; past the last where there is none."""
    return next((year for year, part in enumerate(line.flow) if part), len(line.profile))


def _cost_line(cost: Cost, scenario: CostBenefit) -> Line:
    inputs = {"size": Input(ONE), "optimism_bias": Input(bias_of(cost.evidence_grade), 1)}
    return Line(cost.name, COST, cost.account, {cost.agency: ONE}, inputs, _profile(cost, scenario))


def _benefit_line(benefit: Benefit, scenario: CostBenefit) -> Line:
    inputs: dict[str, Input] = {}
    if benefit.by_formula:
        for name, value in benefit.factors.items():
            inputs[name] = Input(value or Fraction(0), 0, 100 if name == "unit_value" else 1)
    else:
        inputs["size"] = Input(ONE)
    if benefit.impact_is == "gross":
        inputs["deadweight"] = Input(benefit.deadweight or Fraction(0), -1)
    inputs["optimism_bias"] = Input(bias_of(benefit.evidence_grade), -1)
    return Line(
        benefit.name,
        benefit.kind,
        benefit.account,
        dict(benefit.agencies),
        inputs,
        _shaped(benefit, _profile(benefit, scenario), scenario.years),
        benefit.cashable or Fraction(0),
        bool(benefit.transfer),
        benefit.theme,
    )


def _profile(flow: Flow, scenario: CostBenefit) -> list[Fraction]:
    """What falls in each year: amounts by year, one amount a year, once, or spread over so many years."""
    if flow.basis == "by-year":
        return [Fraction(amount) for amount in flow.amounts]
    start = steps_between(scenario.first_year, flow.starts or scenario.first_year)
    length = years_of(flow.basis) if flow.basis != "annual" else scenario.years - start
    amount = ONE if getattr(flow, "by_formula", False) else Fraction(flow.amount or 0)
    each = amount if flow.basis == "annual" else amount / length
    return [each if start <= year < start + length else Fraction(0) for year in range(scenario.years)]


def _shaped(benefit: Benefit, profile: Sequence[Fraction], years: int) -> list[Fraction]:
    """The profile after lag, phase and what is kept of each year's effect in the next."""
    late = [Fraction(0)] * min(benefit.lag, years) + list(profile)[: max(years - benefit.lag, 0)]
    phase = benefit.phase or [ONE] * years
    began = next((year for year, part in enumerate(late) if part * phase[year]), years)
    kept = [ONE if benefit.kept is None else benefit.kept ** max(year - began, 0) for year in range(years)]
    return [late[year] * phase[year] * kept[year] for year in range(years)]
