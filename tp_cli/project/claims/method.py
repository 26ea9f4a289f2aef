"""The claims checker: does a published claim agree with its own arithmetic, and does it say over what time?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from tp_cli.errors import Problem
from tp_cli.project.claims.printed import Printed, read_printed
from tp_cli.project.outcome import Key, Outcome, Row, decimal_text, money, number, percent, text
from tp_cli.project.scenario import Scenario, bad
from tp_cli.project.setting import Setting
from tp_cli.project.terms import Basis, Model, Text

CAVEATS = (
    "Only the arithmetic of each claim was checked: one that agrees with itself may still be wrong.",
    "The parts are taken exactly as printed and compared to half the last printed digit of what is claimed; "
    "nothing was traced to accounts.",
    "A claim without a time basis cannot be added to, or compared with, another.",
)
PRODUCT = ("n", "unit", "total")
SHARE = ("part", "whole", "percent")


def _amount(value: object) -> Printed:
    printed = _percent(value)
    if printed.words.endswith("%"):
        raise ValueError('a number or an amount, such as "250" or "£44,000", not a percentage')
    return printed


def _percent(value: object) -> Printed:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('a number as printed, in quotes, such as "£112m" or "18%"')
    return read_printed(str(value))


Amount = Annotated[Printed, BeforeValidator(_amount)]
Percent = Annotated[Printed, BeforeValidator(_percent)]


class Claim(Model):
    """One published claim: one [[claim]], with n, unit and total, or part, whole and percent, or both."""

    text: Annotated[Text, Field(examples=['"250 offenders, £44,000 each, £112m"'])]
    source: Annotated[Text, Field(examples=['"Council press notice, March 2010"'])]
    basis: Annotated[Basis | None, Field(examples=['"annual" (or "5-year", "one-off")'])] = None
    n: Annotated[Amount | None, Field(examples=['"250"'])] = None
    unit: Annotated[Amount | None, Field(examples=['"£44,000"'])] = None
    total: Annotated[Amount | None, Field(examples=['"£112m"'])] = None
    part: Annotated[Amount | None, Field(examples=['"£800m"'])] = None
    whole: Annotated[Amount | None, Field(examples=['"£5bn"'])] = None
    percent: Annotated[Percent | None, Field(examples=['"18%"'])] = None

    @property
    def product(self) -> tuple[Printed, Printed, Printed] | None:
        """n, unit and total, where the claim gives them."""
        return (self.n, self.unit, self.total) if self.n and self.unit and self.total else None

    @property
    def share(self) -> tuple[Printed, Printed, Printed] | None:
        """Part, whole and per cent, where the claim gives them."""
        return (self.part, self.whole, self.percent) if self.part and self.whole and self.percent else None


class Claims(Scenario):
    """A scenario of method claims."""

    claims: Annotated[
        list[Claim], Field(alias="claim", min_length=1, examples=["a table [[claim]] for each published claim"])
    ]

    def mistakes(self) -> Iterator[Problem]:
        """Claims with nothing to check, or with a part missing."""
        for order, claim in enumerate(self.claims, 1):
            where = f"[[claim]] number {order} ({claim.text[:60]})"
            if not claim.product and not claim.share:
                yield _incomplete(where, claim, (*PRODUCT, *SHARE))
            elif any(getattr(claim, name) for name in PRODUCT) and not claim.product:
                yield _incomplete(where, claim, PRODUCT)
            elif any(getattr(claim, name) for name in SHARE) and not claim.share:
                yield _incomplete(where, claim, SHARE)
            elif claim.share and not claim.share[1].value:
                yield bad(f"{where}, whole", claim.share[1].words, "a whole above nought", "correct it")


def _incomplete(where: str, claim: Claim, names: Sequence[str]) -> Problem:
    found = ", ".join(name for name in names if getattr(claim, name)) or "no numbers"
    fix = 'add n = "250", unit = "£44,000", total = "£112m"; or part = "£800m", whole = "£5bn", percent = "18%"'
    return bad(where, found, "n, unit and total, or part, whole and percent", fix)


def project(scenario: Claims, setting: Setting) -> Outcome:
    """Each claim held against its own arithmetic.

    scenario  the claims, as printed
    setting   not used: a claim is checked by itself
    returns   headline (how many agree), one table `claims`, caveats, a warning for each that does not hold

    Source: docs/METHOD.md §5, claims checker.
    """
    rows: list[Row] = []
    found: list[Problem] = []
    for order, claim in enumerate(scenario.claims, 1):
        key: Key = (("claim", str(order)),)
        rows += [*_stated(claim, key), *_product_rows(claim, key), *_share_rows(claim, key)]
        found += [*_product_problem(claim), *_share_problem(claim), *_basis_problem(claim)]
    return Outcome([*_headline(scenario.claims), *rows], CAVEATS, found)


def _headline(claims: Sequence[Claim]) -> Iterator[Row]:
    wrong = sum(1 for claim in claims if any((*_product_problem(claim), *_share_problem(claim))))
    yield number("headline", "claims", "Claims checked", len(claims))
    yield number("headline", "inconsistent", "Claims that do not agree with their own arithmetic", wrong)
    yield number("headline", "without_basis", "Claims that state no time basis", sum(not c.basis for c in claims))


def _stated(claim: Claim, key: Key) -> Iterator[Row]:
    yield text("claims", "text", "Claim", claim.text, key)
    yield text("claims", "source", "Source", claim.source, key)
    yield text("claims", "basis", "Time basis", claim.basis or "not stated", key)


def _product_rows(claim: Claim, key: Key) -> Iterator[Row]:
    if claim.product:
        n, unit, total = claim.product
        product = n.value * unit.value
        title = f"{n.words} × {unit.words}, claimed as {total.words}"
        if unit.is_pounds or total.is_pounds:
            yield money("claims", "product", title, product * 100, key)
        else:
            yield number("claims", "product", title, product, key, places=2)
        yield text("claims", "product_verdict", title, _verdict(total.agrees_with(product)), key)
        if product:
            yield number("claims", "factor", "Claimed total ÷ product", total.value / product, key, places=1)


def _share_rows(claim: Claim, key: Key) -> Iterator[Row]:
    if claim.share:
        part, whole, stated = claim.share
        share = part.value / whole.value
        title = f"{part.words} ÷ {whole.words}, claimed as {stated.words}"
        yield percent("claims", "share", title, share, key, places=stated.decimals + 1)
        yield text("claims", "share_verdict", title, _verdict(stated.agrees_with(share * 100)), key)


def _verdict(agrees: bool) -> str:
    return "consistent" if agrees else "inconsistent"


def _product_problem(claim: Claim) -> Iterator[Problem]:
    if not claim.product:
        return
    n, unit, total = claim.product
    product = n.value * unit.value
    if not total.agrees_with(product):
        sign = "£" if unit.is_pounds or total.is_pounds else ""
        factor = f", a factor of {decimal_text(total.value / product, 1)}" if product else ""
        found = f'"{claim.text}": {n.words} × {unit.words} is {sign}{_shown(product)}, not {total.words}{factor}'
        yield Problem("claim-inconsistent", "", found, f"{sign}{_shown(product)}", "do not repeat it", "finding")


def _share_problem(claim: Claim) -> Iterator[Problem]:
    if not claim.share:
        return
    part, whole, stated = claim.share
    share = part.value / whole.value * 100
    if not stated.agrees_with(share):
        right = f"{decimal_text(share, stated.decimals)}%"
        found = f'"{claim.text}": {part.words} of {whole.words} is {right}, not {stated.words}'
        yield Problem("claim-inconsistent", "", found, right, "do not repeat it", "finding")


def _basis_problem(claim: Claim) -> Iterator[Problem]:
    if not claim.basis:
        found = f'"{claim.text}" states no time basis'
        fix = "ask whether it is a year, several years or once, before it is used"
        yield Problem("claim-without-basis", "", found, 'basis = "annual", "5-year" or "one-off"', fix, "finding")


def _shown(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{round(value, 2):,.2f}"
