"""What must be said beside a pro-rata estimate, and what a reader of it should look at first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tp_cli.errors import Problem
from tp_cli.project.bias import bias_ladder
from tp_cli.project.outcome import decimal_text
from tp_cli.project.prorata.estimate import Estimate
from tp_cli.project.prorata.sensitivity import addressable_shares, largest_places

LARGEST_SHARE = Fraction(40, 100)
ADDRESSABLE_SHARE = Fraction(10, 100)
FEW_PLACES = 15


def caveats(estimate: Estimate) -> list[str]:
    """The sentences that go with the figure wherever it goes."""
    count, scenario = len(estimate.places), estimate.scenario
    said = [
        f"This multiplies what {_places(count)} said they saved by the people of {estimate.target.name}. "
        "It is not a forecast, and nobody has promised it.",
        "The places are not a random sample: they came forward or were chosen, and others may differ.",
        _interval(count),
        "It takes need, prices, services and what has already been saved to be the same everywhere, a head.",
        "Each saving is taken as against business as usual, as its source says; no comparison group was checked here.",
        _footing(estimate),
        f"Price base: {scenario.price_base}.{' ' + scenario.price_base_note if scenario.price_base_note else ''}",
        f"These are {scenario.savings[0].kind} {scenario.savings[0].account} savings only; nothing says that they can "
        "be taken out of a budget, nor by whom.",
    ]
    return [*said, *_bias_caveat(), *_addressable_caveat(estimate), *_reprice_caveat(estimate)]


def warnings(estimate: Estimate) -> list[Problem]:
    """What a reader of the figure should look at first."""
    return [
        *_one_place_leads(estimate),
        *_too_much_of_addressable(estimate),
        *_not_graded(estimate),
        *_prices_not_joined(estimate),
    ]


def _one_place_leads(estimate: Estimate) -> Iterator[Problem]:
    for what, place, share in largest_places(estimate):
        if share > LARGEST_SHARE:
            found = f"{place.place} has {decimal_text(share * 100, 1)}% of the {what} that the rate comes from"
            fix = "show the saving without it beside the headline (leave-one-out)"
            yield _finding("one-place-leads", found, "no place above 40%", fix)


def _too_much_of_addressable(estimate: Estimate) -> Iterator[Problem]:
    for place, share in addressable_shares(estimate):
        if share > ADDRESSABLE_SHARE:
            found = f"{place} would save {decimal_text(share * 100, 1)}% of its addressable spend"
            fix = "look again at what the saving is of: few programmes save a tenth"
            yield _finding("saving-too-large", found, "no more than 10%", fix)


def _not_graded(estimate: Estimate) -> Iterator[Problem]:
    places = [saving.place for saving in estimate.scenario.savings if saving.evidence_grade is None]
    if places:
        found = f"No evidence grade for {', '.join(places)}; taken as the weakest"
        yield _finding("no-evidence-grade", found, "evidence_grade = 1 to 6", "add evidence_grade to each saving")


def _prices_not_joined(estimate: Estimate) -> Iterator[Problem]:
    if estimate.target.counted_pence is None or estimate.share_of_counted is not None:
        return
    if estimate.scenario.one_off:
        found, fix = "A one-off is not a share of a year's spend, so none is given", "compare it with one-off costs"
    else:
        found = "The saving and the count have different price bases, so no share of the count is given"
        fix = "add a table [reprice] with the price index of both years"
    yield _finding("no-share-of-count", found, "one time basis and one price base", fix)


def _finding(code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(code, "", found, expected, fix, "finding")


def _places(count: int) -> str:
    return "one place" if count == 1 else f"{count} places"


def _interval(count: int) -> str:
    if count <= FEW_PLACES:
        return f"With {_places(count)} (15 or fewer) no confidence interval is claimed; the ranges show what moves it."
    return "No confidence interval is claimed, because the places are not a random sample."


def _footing(estimate: Estimate) -> str:
    if estimate.scenario.one_off:
        return "These are one-off amounts and never join annual figures."
    return (
        "This is one steady-state year. A total of several years was divided by their number; "
        "real programmes start slowly, so the first years would be lower."
    )


def _bias_caveat() -> Iterator[str]:
    if not all(step.verified for step in bias_ladder()):
        yield "The optimism bias table comes from secondary reading and has not been checked against the guidance."


def _addressable_caveat(estimate: Estimate) -> Iterator[str]:
    if estimate.scenario.target.addressable is None:
        yield (
            "No addressable spend is stated, so whether this is more than a tenth of what could be saved from "
            "is not known."
        )


def _reprice_caveat(estimate: Estimate) -> Iterator[str]:
    reprice = estimate.scenario.reprice
    if reprice:
        taken = (
            ""
            if estimate.scenario.price_year
            else f" The saving is taken to be in {reprice.from_year} prices, which is an assumption."
        )
        yield f"{reprice.to_year} prices by {reprice.source}.{taken}"
