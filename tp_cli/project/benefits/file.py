"""What a cost-benefit scenario is made of: costs and benefits of each body, their ranges, what may be saved from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tp_cli.errors import Problem
from tp_cli.place import AgencyId, Year
from tp_cli.project.footing import GRADE, Priced, Sourced
from tp_cli.project.leaning import FromCount
from tp_cli.project.parties import Party
from tp_cli.project.terms import BASIS, Account, Kind, Model, Owed, Part, Percent, Text

LONGEST = 60
BY_YEAR = "by-year"


def _flow_basis(value: object) -> str:
    if value != BY_YEAR and (not isinstance(value, str) or not BASIS.fullmatch(value)):
        raise ValueError('"by-year" (amounts, one a year), "annual", "5-year" or "one-off"')
    return str(value)


FlowBasis = Annotated[str, BeforeValidator(_flow_basis)]
BASIS_EXAMPLE = Field(examples=['"annual" (or "by-year" with amounts, one a year, "5-year", "one-off")'])


class Flow(Sourced):
    """Money over years: amounts by year, or one amount and when it falls."""

    name: Annotated[Text, Field(examples=['"Falls team"'])]
    basis: Annotated[FlowBasis, BASIS_EXAMPLE]
    amounts: Annotated[list[Owed], Field(examples=['["100000.00", "10000.00"] (one a year)'])] = Field(
        default_factory=list
    )
    amount: Annotated[Owed | None, Field(examples=['"100000.00"'])] = None
    starts: Annotated[Year | None, Field(examples=['"2025-26" (the first year, where it is later)'])] = None
    account: Annotated[Account, Field(examples=['"revenue" (or "capital")'])] = "revenue"
    evidence_grade: Annotated[int | None, GRADE] = None


class Cost(Flow):
    """What it costs a body: one [[cost]]."""

    agency: Annotated[AgencyId, Field(examples=['"council"'])]
    already_spent: Annotated[str, Field(examples=['"paid in 2023-24 whatever is decided"'])] = ""


class Benefit(Flow):
    """What it brings: one [[benefit]], as amounts, or as people × how many × how much × what one is worth."""

    outcome: Annotated[Text, Field(examples=['"hospital admissions avoided"'])]
    kind: Annotated[Kind, Field(examples=['"fiscal" (or "economic", "social")'])]
    impact_is: Annotated[
        Literal["gross", "net"], Field(examples=['"gross" (or "net") of what would have happened anyway'])
    ]
    theme: Annotated[Text, Field(examples=['"older people"'])]
    agencies: Annotated[dict[AgencyId, Part], Field(examples=['{ nhs = "70%", council = "30%" }'])] = Field(
        default_factory=dict
    )
    deadweight: Annotated[Part | None, Field(examples=['"20%"'])] = None
    cashable: Annotated[Part | None, Field(examples=['"40%"'])] = None
    population: Annotated[int | None, Field(gt=0, examples=["2000"])] = None
    prevalence: Annotated[Part | None, Field(examples=['"10%"'])] = None
    engagement: Annotated[Part | None, Field(examples=['"50%"'])] = None
    impact: Annotated[Part | None, Field(examples=['"30%"'])] = None
    unit_value: Annotated[Owed | None, Field(examples=['"4000.00"'])] = None
    unit: Annotated[str, Field(examples=['"an admission"'])] = ""
    kept: Annotated[Part | None, Field(examples=['"90%" (of each year\'s effect, kept in the next)'])] = None
    phase: Annotated[list[Part], Field(examples=['["0%", "50%", "100%", "100%"] (one a year)'])] = Field(
        default_factory=list
    )
    lag: Annotated[int, Field(ge=0, le=LONGEST, examples=["1 (years)"])] = 0
    transfer: Annotated[bool | None, Field(examples=["true (a payment such as a benefit), or false"])] = None
    net_of_fiscal: Annotated[bool | None, Field(examples=["true (the fiscal part is not in it)"])] = None
    separate_from: Annotated[dict[str, Text], Field(examples=['{ "Fewer care packages" = "other people" }'])] = Field(
        default_factory=dict
    )

    @property
    def factors(self) -> dict[str, Fraction | None]:
        """What the formula multiplies, for a benefit that is not given as amounts."""
        value = None if self.unit_value is None else Fraction(self.unit_value)
        people = None if self.population is None else Fraction(self.population)
        return {
            "population": people,
            "prevalence": self.prevalence,
            "engagement": self.engagement,
            "impact": self.impact,
            "unit_value": value,
        }

    @property
    def by_formula(self) -> bool:
        return any(value is not None for value in self.factors.values())


def _number(value: object) -> Fraction:
    match = re.fullmatch(r"£?(-?[\d,]{1,20}(?:\.\d{1,9})?)(%?)", value) if isinstance(value, str) else None
    if not match or not match[1].strip(",-"):
        raise ValueError('a number, a percentage or pounds in quotes, such as "30%", "2000" or "4000.00"')
    number = Fraction(match[1].replace(",", ""))
    return number / 100 if match[2] else number


class Range(Model):
    """How far an input may be off: one [[range]]."""

    line: Annotated[Text, Field(examples=['"Fewer admissions" (the name of a cost or benefit)'])]
    input: Annotated[Text, Field(examples=['"impact" (or "size" for the whole line)'])]
    low: Annotated[Fraction, BeforeValidator(_number), Field(examples=['"10%"'])]
    high: Annotated[Fraction, BeforeValidator(_number), Field(examples=['"40%"'])]
    source: Annotated[Text, Field(examples=['"three evaluations, lowest and highest"'])]
    shape: Annotated[Literal["triangular", "uniform"], Field(examples=['"triangular" (or "uniform")'])] = "triangular"


class Addressable(Sourced):
    """What a body spends a year on what could be saved from: one [[addressable]]."""

    agency: Annotated[AgencyId, Field(examples=['"nhs"'])]
    amount: Annotated[Owed, Field(gt=0, examples=['"60000000.00"'])]
    basis: Annotated[Literal["annual"], Field(examples=['"annual"'])]


class CostBenefit(Priced):
    """A scenario of method cost-benefit."""

    first_year: Annotated[Year, Field(examples=['"2025-26"'])]
    years: Annotated[int, Field(ge=1, le=LONGEST, examples=["5"])]
    discount_rate: Annotated[Percent, Field(examples=['"3.5%"'])]
    against: Annotated[Text, Field(examples=['"today\'s service, its staff and prices going on as they are"'])]
    costs: Annotated[list[Cost], Field(alias="cost", min_length=1, examples=["a table [[cost]] for each cost"])]
    benefits: Annotated[list[Benefit], Field(alias="benefit", examples=["a table [[benefit]] for each benefit"])]
    discount_note: Annotated[str, Field(examples=['"the funder asks for this rate"'])] = ""
    count: Annotated[FromCount | None, Field(examples=["a table [count]"])] = None
    addressable: Annotated[list[Addressable], Field(examples=["a table [[addressable]] for each body"])] = Field(
        default_factory=list
    )
    ranges: Annotated[list[Range], Field(alias="range", examples=["a table [[range]]"])] = Field(default_factory=list)
    business_as_usual: Annotated[str, Field(examples=['"as-usual" (the name of a baseline scenario)'])] = ""
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)
    draws: Annotated[int, Field(ge=1000, le=100_000, examples=["10000"])] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, examples=["2010"])] = 2010

    def mistakes(self) -> Iterator[Problem]:
        """Everything that may not be joined or does not hang together."""
        from tp_cli.project.benefits.guards import mistakes

        yield from mistakes(self)

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        yield from ((f"[[cost]] ({cost.name}), agency", cost.agency) for cost in self.costs)
        for benefit in self.benefits:
            yield from ((f"[[benefit]] ({benefit.name}), agencies", agency) for agency in benefit.agencies)
        yield from (("[[addressable]], agency", row.agency) for row in self.addressable)

    @property
    def by_name(self) -> Mapping[str, Flow]:
        return {flow.name: flow for flow in (*self.costs, *self.benefits)}
