"""The methods that a scenario may name, each with the model of its file, its arithmetic, its formula and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tp_cli.project import baseline, benefits, claims, cohort, grant, places, pool, prorata, redesign
from tp_cli.project.outcome import Outcome
from tp_cli.project.scenario import Scenario
from tp_cli.project.setting import Setting


@dataclass(frozen=True)
class Method:
    """What a method is.

    asks     the question that it answers
    formula  the arithmetic in words and signs, a line each
    source   where the rule comes from
    """

    model: type[Scenario]
    project: Callable[[Any, Setting], Outcome]
    asks: str
    formula: tuple[str, ...]
    source: str


_BOOK = "HM Treasury and others, Supporting public service transformation: cost benefit analysis guidance, 2014"

METHODS: Mapping[str, Method] = {
    "pro-rata": Method(
        prorata.ProRata,
        prorata.project,
        "What would a larger or other place save at the rate of places that did it?",
        (
            "S = (Σ sᵢ / Σ nᵢ) × N",
            "sᵢ saving of place i in one steady-state year, nᵢ its people, N people of the target",
        ),
        "ratio estimator; docs/METHOD.md §5, savings pro rata",
    ),
    "baseline": Method(
        baseline.Baseline,
        baseline.project,
        "What would be spent if nothing but prices, people and settled policy changed?",
        (
            "spend(t) = base × demand(t) × price(t) + policy(t)",
            "demand(t) = Σ people(age, t) × use(age) / the same in the base year; or a damped trend of past years",
        ),
        "docs/METHOD.md §5, baseline; damped trend after Gardner and McKenzie, 1985",
    ),
    "cost-benefit": Method(
        benefits.CostBenefit,
        benefits.project,
        "Does it pay back, to whom, and what would the losers need?",
        (
            "benefit = population × prevalence × engagement × impact × (1 − deadweight) × unit value × share "
            "× (1 − bias) × kept(t) × phase(t)",
            "cost × (1 + bias); present value at the discount rate, the first year undiscounted",
        ),
        f"{_BOOK}; docs/METHOD.md §5, cost-benefit",
    ),
    "cohort": Method(
        cohort.Cohort,
        cohort.project,
        "What did a service change for the people it served, and who gained or lost by it?",
        ("Δ(agency) = (after − before, treated) − (after − before, comparison), a person",),
        "difference in differences; docs/METHOD.md §5, cohort and cost-shunting",
    ),
    "pool": Method(
        pool.Pools,
        pool.project,
        "What happens to money that bodies put together, and to what is left or lacking?",
        ("variance = contributions − spent, split by risk share; a pool is counted once, by what it spends",),
        "docs/METHOD.md §5, pooled budget",
    ),
    "block-grant": Method(
        grant.BlockGrant,
        grant.project,
        "Which money would one grant to the place hold, and does each entitlement keep its floor?",
        (
            "grant = Σ streams answered in; multiple = grant / money devolved today",
            "allocation = floors, then the rest by weights, pennies by largest remainder",
        ),
        "docs/METHOD.md §5, block grant",
    ),
    "redesign": Method(
        redesign.Redesign,
        redesign.project,
        "Is a redesign better than the same percentage off everything?",
        (
            "cut = x% × what can be controlled; net = cut − what it costs other bodies",
            "with protection: x / (1 − protected share) off the rest; saving(t) = steady saving × ramp(t)",
        ),
        "docs/METHOD.md §5, redesign and salami",
    ),
    "claims": Method(
        claims.Claims,
        claims.project,
        "Does a published claim agree with its own arithmetic?",
        ("n × unit = total, part / whole = per cent, each to half the last digit printed",),
        "docs/METHOD.md §5, claims checker",
    ),
    "places": Method(
        places.Places,
        places.project,
        "How does a place stand beside others, if they are counted alike?",
        ("median and median absolute deviation of £ a head; ranked only where scope, year and prices are equal",),
        "docs/METHOD.md §5, several places",
    ),
}
