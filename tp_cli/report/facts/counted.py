"""The rows of what was counted: totals, bodies, functions, steps, transfers, tests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text

STATE_WORDS = {
    "counted": "Counted",
    "eliminated": "Paid to another counted body",
    "apportioned_out": "Belongs to other places",
    "out_of_scope": "Outside the scope",
    "memo": "Shown, not added",
    "superseded": "Superseded by a better basis",
    "unresolved": "Amount not known",
}
SCOPE_WORDS = {
    "benefits": "Benefits and pensions",
    "schools": "Schools",
    "housing_revenue_account": "Housing revenue account",
    "capital": "Capital",
    "apportioned": "Apportioned money",
    "non_identifiable": "Spending for the whole country",
}


@dataclass(frozen=True)
class PlaceFacts:
    """`place`: what the report is about."""

    name: str = _text("the place's name")
    code: str = _text("its official code")
    region: str = _text("its region, where given")
    year: str = _text('financial year, "2024-25"')
    title: str = _text("title of the total: place, year, price base, scope")


@dataclass(frozen=True)
class Spend:
    """`spend`: the headline. Pounds are whole pence here, as everywhere in a template."""

    amount: int = _pounds("all public spend in the place, each pound once")
    low: int = _pounds("low end of the range with withheld bodies")
    high: int = _pounds("high end of that range")
    per_head: int | None = _pounds("for each resident")
    population: int | None = _number("residents")
    reported: int = _pounds("what the bodies reported, before anything is taken out")
    supplied_pct: Decimal | None = _percent("of the money, counted or withheld, supplied by its body")
    with_estimates_pct: Decimal | None = _percent("the same with estimates")
    apportioned_pct: Decimal | None = _percent("of the count that rests on a share")
    references: dict[str, str] = _field("reference", "the id of each of these, by name")


@dataclass(frozen=True)
class Agency:
    """One row of `agencies`."""

    key: str = _text("agency=<id>")
    id: str = _text("id in place.toml")
    name: str = _text("name of the body")
    amount: int = _pounds("counted")
    per_head: int | None = _pounds("counted, for each resident")
    share: Decimal | None = _percent("of the count")
    by_function: dict[str, int] = _pounds("counted by COFOG division: by_function.10; nought where none")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Function:
    """One row of `functions` (COFOG divisions) or `groups` (COFOG groups)."""

    key: str = _text("cofog=<code>")
    code: str = _text('"10", "10.2" or "unmapped"')
    name: str = _text("Social protection")
    label: str = _text("code and name")
    amount: int = _pounds("counted")
    per_head: int | None = _pounds("counted, for each resident")
    share: Decimal | None = _percent("of the count")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Step:
    """One row of `steps`: from what was reported to what is counted; a step of nought is left out."""

    key: str = _text("reported, a state, counted")
    title: str = _text("the step in words")
    amount: int = _pounds("reported, taken out, or counted")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Bridge:
    """One row of `bridge`: an agency's money from control total to counted."""

    key: str = _text("agency=<id>")
    name: str = _text("name of the body")
    control_total: int | None = _pounds("control total given for its sources")
    ingested: int = _pounds("read from its files")
    rejected: int = _pounds("what could be read of rows that were rejected")
    superseded: int = _pounds("on a lesser basis than the one counted")
    out_of_scope: int = _pounds("left out by the scope")
    memo: int = _pounds("shown, not added")
    apportioned_out: int = _pounds("the share of other places")
    eliminated: int = _pounds("paid to other counted bodies")
    counted: int = _pounds("in the count")
    unresolved_lines: int = _number("lines without an amount, withheld or to be confirmed")
    cause: str = _text("what explains a control total that differs")
    reference: str = _reference("counted")


@dataclass(frozen=True)
class Elimination:
    """One row of `eliminations`: a transfer between counted bodies."""

    key: str = _text("payer, payee and label")
    payer: str = _text("name of the payer")
    payee: str = _text("name of the payee")
    label: str = _text("what it is for")
    paid: int | None = _pounds("as the payer says")
    received: int | None = _pounds("as the payee says")
    eliminated: int | None = _pounds("taken out of the count")
    unreconciled: int | None = _pounds("difference between both sides")
    note: str = _text("how it was treated")
    reference: str = _reference("eliminated")


@dataclass(frozen=True)
class Payment:
    """One row of `payments`: who pays whom, as seen in payments files and lines."""

    key: str = _text("payer and payee")
    payer: str = _text("name of the payer")
    payee: str = _text("name of the payee")
    amount: int = _pounds("paid")
    lines: int = _number("lines")
    basis: str = _text("basis of those lines")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Control:
    """One row of `controls`, the two-sided test, or of `control_divisions`, its first test by COFOG division."""

    key: str = _text("test=<letter>")
    title: str = _text("the test in words")
    bottom_up: int | None = _pounds("from the bodies")
    top_down: int | None = _pounds("from the national table")
    ratio: Decimal | None = _percent("bottom-up of top-down")
    text: str = _text("reading")
    reference: str = _reference("ratio")


@dataclass(frozen=True)
class Withheld:
    """One row of `withheld`: a body that does not give its figures."""

    key: str = _text("agency=<id>")
    name: str = _text("name of the body")
    benchmark: int | None = _pounds("the most that it may add, where known")
    reason: str = _text("why")
    reference: str = _reference("benchmark")


@dataclass(frozen=True)
class Check:
    """One row of `checks`: what the count proved."""

    key: str = _text("check=<name>")
    title: str = _text("the check in words")
    holds: bool = _text("true where it holds")
    detail: str = _text("what was compared")
    reference: str = _reference("the check")


@dataclass(frozen=True)
class Exclusion:
    """One row of `exclusions`: money read and not counted."""

    key: str = _text("agency, state and reason")
    name: str = _text("name of the body")
    state: str = _text("the state in words")
    reason: str = _text("why")
    lines: int = _number("line parts")
    amount: int = _pounds("not counted; the sign of the lines")
    reference: str = _reference("the agency's sum in this state")


@dataclass(frozen=True)
class Cell:
    """One row of `matrix`: what one body pays another, each pair once."""

    key: str = _text("payer and payee")
    payer: str = _text("who pays")
    payee: str = _text("who receives")
    amount: int = _pounds("paid")
    reference: str = _reference("the first of the payments that it adds up")
