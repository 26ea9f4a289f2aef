"""What a template may use of the partnership's registers: their tables, fields, units and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text


@dataclass(frozen=True)
class Totals:
    """`partnership`: the sums and verdicts of the registers; nought or empty where a register has no rows."""

    date: str = _text("the day that the report speaks of: 30 September 2025")
    promised: int = _pounds("money promised, withdrawn or not: to withdraw is not to honour")
    honoured: int = _pounds("money of it that has come")
    honoured_pct: Decimal | None = _percent("of the money promised")
    one_sided: int = _number("commitments without their other half")
    overdue: int = _number("commitments past the day they were due")
    readiness: str = _text("not yet, disputed, one side only or agreed")
    accounted_before: int = _pounds("money that posts account for before pooling")
    accounted_after: int = _pounds("money that posts account for after pooling")
    asked: int = _pounds("money that Whitehall was asked for or to free")
    blocked: int = _pounds("money that obstacles still block")
    references: dict[str, str] = _field("reference", "the id of each of these, by name")


@dataclass(frozen=True)
class Promise:
    """One row of `commitments`: a promise of the agreement."""

    key: str = _text("commitment=<number>")
    commitment: str = _text("number or short name")
    party: str = _text("who promises")
    side: str = _text("local or central")
    kind: str = _text("action, funding, freedom or outcome")
    text: str = _text("the promise in words")
    amount: int | None = _pounds("promised")
    honoured: int | None = _pounds("that has come")
    outstanding: int = _pounds("promised and not come")
    condition: str = _text("on what it depends")
    due: str = _text("by when")
    status: str = _text("open, met, late, broken or withdrawn")
    standing: str = _text("two-sided, one-sided, supporting or withdrawn")
    answers: str = _text("the commitments of the other side that stand against it")
    overdue_days: int = _number("days past due on the day of the report; nought where not")
    evidence: str = _text("what shows it")
    faults: str = _text("what does not add up in it")
    reference: str = _reference("the amount promised")


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


@dataclass(frozen=True)
class OfficerFact:
    """One row of `officers`: what one post accounts for before and after pooling."""

    key: str = _text("officer=<post>")
    officer: str = _text("the post")
    before: int = _pounds("before")
    after: int = _pounds("after")
    change: int = _pounds("after less before")
    reference: str = _reference("its money")


@dataclass(frozen=True)
class ChargeFact:
    """One row of `charges`: money that one post accounts for."""

    key: str = _text("number")
    officer: str = _text("the post")
    agency: str = _text("id of the body")
    name: str = _text("name of the body")
    fund: str = _text("pool or budget; everything else of the body")
    when: str = _text("before or after")
    amount: int = _pounds("accounted for")
    ring_fenced: bool = _text("true where it may be spent on one thing only")
    reference: str = _reference("the amount")


@dataclass(frozen=True)
class AccountFact:
    """One row of `accounts`: one thing that must hold so that every pound has one accounting officer."""

    key: str = _text("what is held against what")
    title: str = _text("the test in words")
    agency: str = _text("id of the body, where it is about one")
    expected: int | None = _pounds("what should be accounted for")
    found: int | None = _pounds("what is")
    difference: int | None = _pounds("found less expected")
    holds: bool = _text("true where it holds")
    detail: str = _text("what it means")
    reference: str = _reference("what is accounted for")


@dataclass(frozen=True)
class StanceFact:
    """One row of `stances`: money asked of Whitehall, by how it was answered."""

    key: str = _text("stance=<word>")
    stance: str = _text("refused, talking or signed")
    asks: int = _number("asks")
    amount: int = _pounds("asked for")
    share: Decimal | None = _percent("of all that was asked for")
    reference: str = _reference("the amount")


@dataclass(frozen=True)
class AskFact:
    """One row of `asks`: one ask of one department."""

    key: str = _text("number")
    department: str = _text("which department")
    ask: str = _text("what it was asked")
    stance: str = _text("refused, talking or signed")
    amount: int = _pounds("asked for")
    reference: str = _reference("the amount")


@dataclass(frozen=True)
class ObstacleFact:
    """One row of `obstacles`: what stands in the way, most money first."""

    key: str = _text("obstacle=<number>")
    obstacle: str = _text("number or short name")
    text: str = _text("what it is")
    kind: str = _text("law, rule, data, money, people")
    owner: str = _text("who can remove it")
    amount: int = _pounds("that it blocks, or blocked")
    status: str = _text("open, escalated or resolved")
    raised: str = _text("since when")
    days: int | None = _number("days since then, on the day of the report")
    reference: str = _reference("the amount")


@dataclass(frozen=True)
class RegisterNote:
    """One row of `register_notes`: what a reader must know of a register, such as rows left out."""

    key: str = _text("number")
    register: str = _text("which register")
    text: str = _text("the sentence")


@dataclass(frozen=True)
class MissingRegister:
    """One row of `missing_registers`: a register without rows, and how to supply it."""

    key: str = _text("its kind")
    register: str = _text("what it holds")
    text: str = _text("which file is missing and how to supply it")


@dataclass(frozen=True)
class Registers:
    """Everything that the registers give: the scalars and the tables."""

    partnership: Totals
    commitments: tuple[Promise, ...]
    answers: tuple[Answer, ...]
    flags: tuple[Flag, ...]
    actors: tuple[ActorFact, ...]
    scores: tuple[ScoreFact, ...]
    indicators: tuple[Indicator, ...]
    readings: tuple[ReadingFact, ...]
    quadrant: tuple[Quadrant, ...]
    domains: tuple[DomainFact, ...]
    officers: tuple[OfficerFact, ...]
    charges: tuple[ChargeFact, ...]
    accounts: tuple[AccountFact, ...]
    stances: tuple[StanceFact, ...]
    asks: tuple[AskFact, ...]
    obstacles: tuple[ObstacleFact, ...]
    register_notes: tuple[RegisterNote, ...]
    missing_registers: tuple[MissingRegister, ...]

    def table(self, name: str) -> tuple[Any, ...]:
        """The rows of a named table."""
        rows = getattr(self, name)
        assert isinstance(rows, tuple)
        return rows


TABLES: dict[str, type] = {
    "commitments": Promise,
    "answers": Answer,
    "flags": Flag,
    "actors": ActorFact,
    "scores": ScoreFact,
    "indicators": Indicator,
    "readings": ReadingFact,
    "quadrant": Quadrant,
    "domains": DomainFact,
    "officers": OfficerFact,
    "charges": ChargeFact,
    "accounts": AccountFact,
    "stances": StanceFact,
    "asks": AskFact,
    "obstacles": ObstacleFact,
    "register_notes": RegisterNote,
    "missing_registers": MissingRegister,
}
