"""How far a pro-rata estimate moves with each of the choices behind it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tp_cli.project.bias import bias_ladder
from tp_cli.project.outcome import Row, decimal_text, money, number, percent, text
from tp_cli.project.prorata.estimate import Estimate, ratio
from tp_cli.project.prorata.savings import SteadySaving


def sensitivity(estimate: Estimate) -> Iterator[Row]:
    """How far the saving moves with the choices behind it; every amount is for the whole target.

    Source: docs/METHOD.md §5, "always with it".
    """
    yield from _single_places(estimate)
    yield from _leave_one_out(estimate)
    yield from _mean_of_rates(estimate)
    yield from _largest_place(estimate)
    yield from _bias_ladder(estimate)
    yield from _withheld(estimate)
    yield from _addressable(estimate)
    yield from _coverage(estimate)


def _single_places(estimate: Estimate) -> Iterator[Row]:
    for name, pick in (("lowest", min), ("highest", max)):
        place: SteadySaving = pick(estimate.places, key=lambda p: p.rate)
        key = (("test", f"{name}-single-place"), ("place", place.place))
        title = f"At the {name} rate of a single place, {place.place}"
        yield money("sensitivity", "saving", title, place.rate * estimate.target.people, key)


def _leave_one_out(estimate: Estimate) -> Iterator[Row]:
    if len(estimate.places) < 2:
        return
    for left_out in estimate.places:
        rest = [place for place in estimate.places if place is not left_out]
        key = (("test", "leave-one-out"), ("place", left_out.place))
        yield money("sensitivity", "saving", f"Without {left_out.place}", ratio(rest) * estimate.target.people, key)


def _mean_of_rates(estimate: Estimate) -> Iterator[Row]:
    mean = sum((place.rate for place in estimate.places), Fraction(0)) / len(estimate.places)
    title = "From the mean of the places' rates: wrong, it counts a small place as much as a large one"
    key = (("test", "mean-of-rates"),)
    yield money("sensitivity", "saving", title, mean * estimate.target.people, key)
    yield number("sensitivity", "saving_per_head", title, mean / 100, key, places=3)


def largest_places(estimate: Estimate) -> list[tuple[str, SteadySaving, Fraction]]:
    """The place with the most of the saving, and the one with the most people, each with its share of one."""
    saved = sum((abs(place.pence) for place in estimate.places), Fraction(0))
    most = max(estimate.places, key=lambda place: abs(place.pence))
    peopled = max(estimate.places, key=lambda place: place.people)
    return [
        ("saving", most, abs(most.pence) / saved if saved else Fraction(0)),
        ("people", peopled, Fraction(peopled.people, estimate.people)),
    ]


def _largest_place(estimate: Estimate) -> Iterator[Row]:
    for what, place, share in largest_places(estimate):
        key = (("test", f"largest-share-of-{what}"), ("place", place.place))
        yield percent("sensitivity", "share", f"{place.place}, the largest share of the {what}", share, key)


def _bias_ladder(estimate: Estimate) -> Iterator[Row]:
    size = sum((abs(place.pence) for place in estimate.places), Fraction(0)) / estimate.people * estimate.target.people
    for step in bias_ladder():
        title = f"Less {decimal_text(step.part * 100, 0)}%, evidence of grade {step.grade}: {step.evidence}"
        key = (("test", "optimism-bias"), ("grade", str(step.grade)))
        yield money("sensitivity", "saving", title, estimate.saving - size * step.part, key)


def _withheld(estimate: Estimate) -> Iterator[Row]:
    silent = sum(place.population for place in estimate.scenario.withheld)
    if not silent:
        return
    lowest = min(place.rate for place in estimate.places)
    ways = (("nought", Fraction(0)), ("lowest-rate", lowest), ("ratio-rate", estimate.rate))
    for name, rate in ways:
        saved = estimate.rate * estimate.people + rate * silent
        whole = saved / (estimate.people + silent) * estimate.target.people
        title = f"Withheld places taken at {name.replace('-', ' ')}"
        yield money("sensitivity", "saving", title, whole, (("test", "withheld"), ("at", name)))


def _by_addressable(estimate: Estimate) -> Fraction | None:
    """The saving scaled by addressable spend, in pence: (Σ sᵢ / Σ aᵢ) × A."""
    target = estimate.scenario.target.addressable
    spend = sum(place.addressable or 0 for place in estimate.places)
    if target is None:
        return None
    return sum((place.pence for place in estimate.places), Fraction(0)) / spend * target


def _addressable(estimate: Estimate) -> Iterator[Row]:
    target, saving = estimate.scenario.target.addressable, _by_addressable(estimate)
    if target is None or saving is None:
        return
    key = (("test", "addressable"),)
    yield money("sensitivity", "saving", "Scaled by addressable spend instead of people", saving, key)
    for place, share in addressable_shares(estimate):
        title = f"Saving of {place} as a share of its addressable spend"
        yield percent("sensitivity", "share", title, share, (("test", "share-of-addressable"), ("place", place)))


def addressable_shares(estimate: Estimate) -> list[tuple[str, Fraction]]:
    """The saving as a share of one of addressable spend: the target's first, then each place's."""
    target = estimate.scenario.target.addressable
    shares = [(estimate.target.name, estimate.saving / target)] if target else []
    return shares + [(place.place, place.pence / place.addressable) for place in estimate.places if place.addressable]


def _coverage(estimate: Estimate) -> Iterator[Row]:
    key = (("test", "scope-coverage"),)
    if estimate.people <= estimate.target.people:
        share = Fraction(estimate.people, estimate.target.people)
        title = f"People of the places for each 100 of {estimate.target.name}"
        yield percent("sensitivity", "share_of_people", title, share, key)
    else:
        words = f"{estimate.target.name} is smaller than the places together and is not made of them"
        yield text("sensitivity", "share_of_people", "Scope coverage", words, key)
    target = estimate.scenario.target.addressable
    if target:
        share = Fraction(sum(place.addressable or 0 for place in estimate.places), target)
        yield percent("sensitivity", "share_of_addressable", "Addressable spend of the places, likewise", share, key)
