"""The example B-1 of the method as a scenario file, to be changed a key at a time."""

from __future__ import annotations

from typing import Any

from tests.project.case import PARTIES, q, toml

COST: dict[str, Any] = {
    "name": q("Team"),
    "agency": q("council"),
    "basis": q("by-year"),
    "amounts": '["100000", "10000", "10000", "10000"]',
    "evidence_grade": 3,
    "source": q("a plan"),
}
BENEFIT: dict[str, Any] = {
    "name": q("Admissions"),
    "outcome": q("admissions avoided"),
    "theme": q("older people"),
    "kind": q("fiscal"),
    "impact_is": q("net"),
    "basis": q("by-year"),
    "amounts": '["0", "50000", "80000", "80000"]',
    "agencies": '{ nhs = "70%", council = "30%" }',
    "cashable": q("40%"),
    "evidence_grade": 4,
    "source": q("a pilot"),
}
TOP: dict[str, Any] = {
    "name": q("case"),
    "method": q("cost-benefit"),
    "title": q("A case"),
    "price_base": q("2024-25 prices"),
    "first_year": q("2024-25"),
    "years": 4,
    "discount_rate": q("3.5%"),
    "against": q("what is done today"),
}
ADDRESSABLE = "".join(
    f'[[addressable]]\nagency = "{body}"\namount = "9000000"\nbasis = "annual"\nsource = "accounts"\n'
    for body in ("nhs", "council")
)


def b1(
    top: dict[str, Any] | None = None,
    cost: dict[str, Any] | None = None,
    benefit: dict[str, Any] | None = None,
    more: str = "",
) -> str:
    """B-1 with keys changed, added, or left out where None."""
    return (
        toml(**(TOP | (top or {})))
        + "[[cost]]\n" + toml(**(COST | (cost or {})))
        + "[[benefit]]\n" + toml(**(BENEFIT | (benefit or {})))
        + more + ADDRESSABLE + PARTIES
    )  # fmt: skip


def another(**keys: Any) -> str:
    """A second benefit, like the first but for the keys given."""
    return "[[benefit]]\n" + toml(**(BENEFIT | {"name": q("Second")} | keys))
