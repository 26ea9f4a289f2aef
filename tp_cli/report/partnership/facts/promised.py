"""The rows of what was promised, asked, accounted for and stood in the way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tp_cli.report.units import number as _number
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text


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
