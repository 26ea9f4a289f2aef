"""What a pro-rata scenario is made of: savings of places, places that withhold theirs, the target, a price index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from tp_cli.place import People, Switch, Year
from tp_cli.project.bias import bias_of
from tp_cli.project.terms import Basis, Index, Model, Pence, Text, years_of

SOURCE = Field(examples=['"National Audit Office, HC 1040, 2013"'])
PEOPLE = Field(examples=["2682500"])


class Saving(Model):
    """What one place says it saved: one [[saving]]."""

    place: Annotated[Text, Field(examples=['"Essex"'])]
    amount: Annotated[Pence, Field(examples=['"414000000.00"'])]
    basis: Annotated[Basis, Field(examples=['"annual" (or "5-year", the total of so many years, or "one-off")'])]
    population: Annotated[People, PEOPLE]
    net_of_delivery_cost: Annotated[bool, Field(examples=["true"])]
    kind: Annotated[Literal["fiscal", "economic", "social"], Field(examples=['"fiscal" (or "economic", "social")'])]
    account: Annotated[Literal["revenue", "capital"], Field(examples=['"revenue" (or "capital")'])]
    source: Annotated[Text, SOURCE]
    delivery_cost: Annotated[Pence | None, Field(examples=['"1500000.00"'])] = None
    evidence_grade: Annotated[int | None, Field(ge=1, le=6, examples=["5"])] = None
    addressable: Annotated[Pence | None, Field(gt=0, examples=['"900000000.00" (a year)'])] = None
    price_base: Annotated[str, Field(examples=['"2010-11 cash"'])] = ""

    @property
    def years(self) -> int:
        """How many years the amount is the total of."""
        return years_of(self.basis)

    def net_pence(self) -> Fraction:
        """One steady-state year of it (a one-off: all of it), less what it cost to deliver."""
        return Fraction(self.amount - (self.delivery_cost or 0), self.years)


class WithheldPlace(Model):
    """A place of the same programme that does not give its saving: one [[withheld]]."""

    place: Annotated[Text, Field(examples=['"Wrenshire"'])]
    population: Annotated[People, PEOPLE]
    reason: Annotated[Text, Field(examples=['"not agreed for release"'])]
    source: Annotated[Text, SOURCE]


class Target(Model):
    """Whom the savings are scaled to: table [target]. `place = true` takes people and spend from the place's count."""

    year: Annotated[Text, Field(examples=['"2011"'])]
    place: Annotated[bool, Field(examples=["true"])] = False
    name: Annotated[str, Field(examples=['"England"'])] = ""
    population: Annotated[People | None, Field(examples=["53012500"])] = None
    source: Annotated[str, Field(examples=['"2011 census"'])] = ""
    addressable: Annotated[Pence | None, Field(gt=0, examples=['"900000000.00" (a year)'])] = None
    scope: Annotated[dict[str, Switch], Field(examples=['{ benefits = "in", capital = "out" }'])] = Field(
        default_factory=dict
    )


class Reprice(Model):
    """From one year's prices to another's by a price index: table [reprice]."""

    from_year: Annotated[Year, Field(examples=['"2012-13"'])]
    to_year: Annotated[Year, Field(examples=['"2024-25"'])]
    from_index: Annotated[Index, Field(examples=['"89.3"'])]
    to_index: Annotated[Index, Field(examples=['"122.2865"'])]
    source: Annotated[Text, Field(examples=['"HM Treasury GDP deflators, June 2025"'])]

    @property
    def factor(self) -> Fraction:
        return self.to_index / self.from_index


@dataclass(frozen=True)
class SteadySaving:
    """One place's saving after normalising: pence in one steady-state year (or once, for one-offs)."""

    place: str
    pence: Fraction
    people: int
    bias: Fraction
    addressable: int | None

    @property
    def rate(self) -> Fraction:
        """Pence a head."""
        return self.pence / self.people


def normalise(savings: Sequence[Saving]) -> list[SteadySaving]:
    """Every saving on one footing, in the order of the file.

    Source: docs/METHOD.md §5: net of delivery cost, one steady-state year.
    """
    return [
        SteadySaving(s.place, s.net_pence(), s.population, bias_of(s.evidence_grade), s.addressable) for s in savings
    ]
