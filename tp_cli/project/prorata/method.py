"""Savings pro rata: what some places saved, scaled by people to a larger or other place."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tp_cli.project.outcome import Key, Outcome, Row, money, number, percent, text
from tp_cli.project.prorata.critique import caveats, warnings
from tp_cli.project.prorata.estimate import Estimate
from tp_cli.project.prorata.file import ProRata
from tp_cli.project.prorata.savings import SteadySaving, normalise
from tp_cli.project.prorata.sensitivity import sensitivity
from tp_cli.project.prorata.target import resolve
from tp_cli.project.setting import Setting


def project(scenario: ProRata, setting: Setting) -> Outcome:
    """The pro-rata estimate with its own critique attached.

    scenario  savings of places and the target, already checked
    setting   the place and its count, for a target that is the place itself
    returns   headline, inputs, sensitivity, caveats and warnings
    raises    TpError where the scenario and the place's count do not agree, saying which differ

    Source: docs/METHOD.md §5, S = (Σ sᵢ / Σ nᵢ) × N.
    """
    estimate = Estimate(scenario, normalise(scenario.savings), resolve(scenario, setting))
    rows = [*_headline(estimate), *_inputs(estimate), *sensitivity(estimate)]
    return Outcome(rows, caveats(estimate), warnings(estimate))


def _headline(estimate: Estimate) -> Iterator[Row]:
    scenario, target = estimate.scenario, estimate.target
    basis = "one-off" if scenario.one_off else "one steady-state year"
    yield money("headline", "saving", f"Saving for {target.name}, {basis}", estimate.saving)
    yield text("headline", "basis", "Time basis", basis)
    yield number("headline", "saving_per_head", "Saving a head (£)", estimate.rate / 100, places=3)
    yield money("headline", "after_optimism_bias", "Saving after optimism bias", estimate.after_bias)
    yield text("headline", "kind", "Kind of saving", scenario.savings[0].kind)
    yield text("headline", "account", "Revenue or capital", scenario.savings[0].account)
    yield text("headline", "price_base", "Price base", scenario.price_base)
    yield text("headline", "target", "Scaled to", target.name)
    yield number("headline", "target_population", f"People in {target.name}, {target.year}", target.people)
    yield from _of_the_places(estimate)
    yield from _in_the_place(estimate)


def _of_the_places(estimate: Estimate) -> Iterator[Row]:
    total = sum((place.pence for place in estimate.places), Fraction(0))
    yield number("headline", "places", "Places that the rate comes from", len(estimate.places))
    yield number("headline", "places_population", "People in those places", estimate.people)
    yield money("headline", "places_saving", "What those places save together, on the same basis", total)
    if not estimate.scenario.one_off:
        title = "The same over five years, all of them steady-state"
        yield money("headline", "places_saving_over_five_years", title, total * 5)


def _in_the_place(estimate: Estimate) -> Iterator[Row]:
    reprice, target = estimate.scenario.reprice, estimate.target
    if reprice:
        title = f"Saving in {reprice.to_year} prices"
        yield money("headline", "saving_repriced", title, estimate.saving * reprice.factor)
        yield number("headline", "price_factor", f"{reprice.source}", reprice.factor, places=4)
    if target.counted_pence is not None:
        yield money("headline", "counted_total", f"Counted in {target.name}, {target.year}, cash", target.counted_pence)
    if estimate.share_of_counted is not None:
        title = "Saving as a share of all that is counted, same prices"
        yield percent("headline", "share_of_counted", title, estimate.share_of_counted)


def _inputs(estimate: Estimate) -> Iterator[Row]:
    for saving, place in zip(estimate.scenario.savings, estimate.places, strict=True):
        key = (("place", place.place),)
        yield money("inputs", "stated", f"{place.place}: as stated, {saving.basis}", saving.amount, key)
        yield text("inputs", "basis", f"{place.place}: time basis", saving.basis, key)
        yield money("inputs", "saving", f"{place.place}: normalised", place.pence, key)
        yield number("inputs", "population", f"{place.place}: people", place.people, key)
        yield number("inputs", "saving_per_head", f"{place.place}: £ a head", place.rate / 100, key, places=3)
        yield from _evidence(place, saving.evidence_grade, key)
        yield text("inputs", "source", f"{place.place}: source", saving.source, key)


def _evidence(place: SteadySaving, grade: int | None, key: Key) -> Iterator[Row]:
    graded = str(grade) if grade else "not graded, taken as 6"
    yield text("inputs", "evidence_grade", f"{place.place}: evidence, 1 the strongest", graded, key)
    yield percent("inputs", "optimism_bias", f"{place.place}: optimism bias", place.bias, key)
