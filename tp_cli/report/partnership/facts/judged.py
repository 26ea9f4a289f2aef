"""The rows of how things stand: answers, flags, scores, series, readiness."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text


@dataclass(frozen=True)
class Answer:
    """One row of `answers`: the narrative answer to one question of the assessment."""

    key: str = _text("number")
    question: str = _text("the question")
    text: str = _text("the answer")


@dataclass(frozen=True)
class Flag:
    """One row of `flags`: a green or red flag. A place has flags and never a score."""

    key: str = _text("number")
    colour: str = _text("green or red")
    question: str = _text("which question it belongs to")
    text: str = _text("what it says")
    about: str = _text("the function or theme that it is about")
    agency: str = _text("id of the body that is named to act, where one is")
    named: str = _text("name of that body")
    first: str = _text("the body with the largest share of the spending that it is about")
    first_share: Decimal | None = _percent("of that spending, which is that body's")
    reference: str = _reference("the flag's row")


@dataclass(frozen=True)
class ActorFact:
    """One row of `actors`: a body that spends on what a red flag is about."""

    key: str = _text("flag and agency")
    flag: str = _text("what the flag says")
    agency: str = _text("id of the body")
    name: str = _text("name of the body")
    amount: int = _pounds("counted spend on it")
    share: Decimal | None = _percent("of what all bodies spend on it")
    reference: str = _reference("that spend")


@dataclass(frozen=True)
class ScoreFact:
    """One row of `scores`: an organisation's score, 1 to 4."""

    key: str = _text("agency=<id>")
    agency: str = _text("id of the organisation")
    name: str = _text("its name")
    by_theme: dict[str, str] = _field("text", "its score by theme: by_theme.<theme>; a dash where not scored")
    mean: Decimal = _number("of its themes")
    score: int = _number("the mean rounded half to even, never more than one above its weakest theme")
    capped: bool = _text("true where that cap took something off")
    words: str = _text("the score in words")
    missing: str = _text("themes that others are scored on and it is not")
    reference: str = _reference("its scores")


@dataclass(frozen=True)
class Indicator:
    """One row of `indicators`: a series and what its XmR chart says of its latest value."""

    key: str = _text("indicator=<name>")
    indicator: str = _text("what is measured")
    kind: str = _text("outcome, capacity, partnership, or empty where not said")
    unit: str = _text("what it is measured in")
    better: str = _text("higher or lower")
    points: int = _number("values")
    period: str = _text("the latest period")
    latest: Decimal | None = _number("the latest value")
    mean: Decimal | None = _number("of the points that the limits rest on")
    moving_range: Decimal | None = _number("mean moving range of them")
    lower: Decimal | None = _number("lower limit")
    upper: Decimal | None = _number("upper limit")
    provisional: bool = _text("true where the limits rest on fewer than twelve points")
    reading: str = _text("regression, improvement, ordinary variation, or why it is not judged")
    rules: str = _text("the rules that mark the latest value")
    target: Decimal | None = _number("what was aimed at")
    owner_local: str = _text("who answers for it here, by post")
    owner_central: str = _text("who answers for it in Whitehall, by post")
    owners: str = _text("both, or which is missing")
    fewest: int | None = _number("cases that its thinnest value rests on")
    reference: str = _reference("its values")


@dataclass(frozen=True)
class ReadingFact:
    """One row of `readings`: one value of one indicator against its limits."""

    key: str = _text("indicator and period")
    indicator: str = _text("what is measured")
    period: str = _text("when")
    value: Decimal = _number("the value")
    n: int | None = _number("cases that it rests on")
    mean: Decimal | None = _number("of the points that the limits rest on")
    lower: Decimal | None = _number("lower limit")
    upper: Decimal | None = _number("upper limit")
    mark: str = _text("regression, improvement or nothing")
    rules: str = _text("the rules that mark it")
    reference: str = _reference("the value")


@dataclass(frozen=True)
class Quadrant:
    """One row of `quadrant`: what became of cost and of outcome between two periods."""

    key: str = _text("indicator=<name>")
    indicator: str = _text("what is measured")
    since: str = _text("first period with both")
    until: str = _text("last period with both")
    cost_change: Decimal = _percent("by which spending on it rose")
    outcome_change: Decimal = _percent("by which the outcome got better; negative where worse")
    first: Decimal = _number("the outcome at first")
    last: Decimal = _number("the outcome at last")
    fewest: int | None = _number("cases that the thinner of the two values rests on")
    verdict: str = _text("cheaper and better, dearer and worse, ..., or insufficient")
    reference: str = _reference("its values")


@dataclass(frozen=True)
class DomainFact:
    """One row of `domains`: both sides' view of one domain of readiness."""

    key: str = _text("domain=<name>")
    domain: str = _text("what must be ready")
    own: int | None = _number("the place's own score, 1 to 4")
    government: int | None = _number("the government's score, 1 to 4")
    gap: int | None = _number("how far they are apart")
    verdict: str = _text("not yet, disputed, one side only or agreed")
    gate: bool = _text("true where it must be passed before anything starts")
    gate_state: str = _text("passed, shut, or empty where it is no gate")
    own_evidence: str = _text("what the place shows")
    government_evidence: str = _text("what the government shows")
    reference: str = _reference("its scores")
