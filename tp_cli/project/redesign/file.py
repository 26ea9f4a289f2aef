"""What a redesign scenario is made of: services, a percentage off them, protection, knock-on, a plan of measures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.place import AgencyId, Year
from tp_cli.project.choosing import Selector
from tp_cli.project.footing import (
    GRADE,
    Amount,
    Priced,
    Sourced,
    folded,
    mixed_amounts,
    named_twice,
    not_a_year_of_revenue,
    off_footing,
)
from tp_cli.project.leaning import FromCount
from tp_cli.project.parties import Party
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Measure, Owed, Part, Text


class Service(Amount):
    """What is spent on something, where it is not taken from the count: one [[service]]."""

    name: Annotated[Text, Field(examples=['"Home visits"'])]
    agency: Annotated[AgencyId, Field(examples=['"council"'])]
    controllable: Annotated[bool, Field(examples=["true"])] = True
    protected: Annotated[bool, Field(examples=["true"])] = False


class Taken(Selector):
    """Money of the count that cannot be cut, or is protected: one [[not_controllable]] or [[protect]]."""

    reason: Annotated[Text, Field(examples=['"paid to people by national rules"'])]


class KnockOn(Amount):
    """What cutting something costs another body: one [[knock_on]]; its amount is what is spent on what is cut."""

    name: Annotated[Text, Field(examples=['"Home visits for older people"'])]
    bears: Annotated[AgencyId, Field(examples=['"nhs" (who pays more when it is cut)'])]
    per_pound: Annotated[Measure, Field(examples=['"1.50" (for each £ cut)'])]
    prevention: Annotated[bool, Field(examples=["true"])] = True


class Step(Sourced):
    """One measure of the redesign: one [[measure]]."""

    name: Annotated[Text, Field(examples=['"One front door for families"'])]
    agency: Annotated[AgencyId, Field(examples=['"council" (who saves)'])]
    saves: Annotated[Owed, Field(examples=['"4000000.00" (a year, once it is steady)'])]
    basis: Annotated[str, Field(pattern=r"^annual$", examples=['"annual"'])]
    of: Annotated[Owed, Field(gt=0, examples=['"60000000.00" (a year, what it is saved from)'])]
    theme: Annotated[Text, Field(examples=['"families"'])]
    one_off_cost: Annotated[Owed, Field(examples=['"1500000.00", and who pays it is the agency'])] = 0
    costs_others: Annotated[dict[AgencyId, Owed], Field(examples=['{ nhs = "500000.00" } (a year)'])] = Field(
        default_factory=dict
    )
    evidence_grade: Annotated[int | None, GRADE] = None
    separate_from: Annotated[dict[str, Text], Field(examples=['{ "Front door" = "other families" }'])] = Field(
        default_factory=dict
    )


class Redesign(Priced):
    """A scenario of method redesign."""

    year: Annotated[Year, Field(examples=['"2024-25"'])]
    cut: Annotated[Part, Field(examples=['"10%" (off everything that can be controlled)'])]
    first_year: Annotated[Year, Field(examples=['"2025-26" (of the plan)'])]
    ramp: Annotated[list[Part], Field(min_length=1, examples=['["0%", "25%", "60%", "100%", "100%"] (one a year)'])]
    count: Annotated[FromCount | None, Field(examples=["a table [count]"])] = None
    not_controllable: Annotated[list[Taken], Field(examples=["a table [[not_controllable]]"])] = Field(
        default_factory=list
    )
    protect: Annotated[list[Taken], Field(examples=["a table [[protect]]"])] = Field(default_factory=list)
    services: Annotated[list[Service], Field(alias="service", examples=["a table [[service]]"])] = Field(
        default_factory=list
    )
    knock_ons: Annotated[list[KnockOn], Field(alias="knock_on", examples=["a table [[knock_on]]"])] = Field(
        default_factory=list
    )
    measures: Annotated[list[Step], Field(alias="measure", examples=["a table [[measure]]"])] = Field(
        default_factory=list
    )
    business_as_usual: Annotated[str, Field(examples=['"as-usual" (the name of a baseline scenario)'])] = ""
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)

    def mistakes(self) -> Iterator[Problem]:
        """What may not be joined, and knock-on of services that are not there."""
        if not self.count and not self.services:
            yield bad("[count]", "no money", "a table [count], or [[service]]", "add one of them")
        if self.count and self.services:
            fix = "remove one; [[not_controllable]] and [[protect]] choose within the count"
            yield bad("[[service]]", "both a [count] and [[service]]", "the money from one of them", fix)
        if self.services and (self.not_controllable or self.protect):
            found = "a rule for the count, beside [[service]]"
            yield bad("[[protect]]", found, "controllable and protected in each [[service]]", "say it there")
        if not self.price_base.real:
            right = f'"{self.price_base.year} prices": years of cash do not add up'
            yield bad("price_base", f'"{self.price_base}"', right, "state all amounts in constant prices")
        tables: tuple[tuple[str, list[Sourced]], ...] = (
            ("service", [*self.services]),
            ("knock_on", [*self.knock_ons]),
            ("measure", [*self.measures]),
        )
        for table, rows in tables:
            yield from off_footing(self, table, rows, self.year)
            yield from named_twice(f"[[{table}]], name", [row.called for row in rows])
        yield from mixed_amounts("service", self.services, ())
        yield from not_a_year_of_revenue("service", self.services)
        yield from not_a_year_of_revenue("knock_on", self.knock_ons)
        yield from self._overlaps()

    def _overlaps(self) -> Iterator[Problem]:
        for one, other in combinations(self.measures, 2):
            same = folded(one.theme) == folded(other.theme) and one.agency == other.agency
            if same and other.name not in one.separate_from and one.name not in other.separate_from:
                found = f'"{one.name}" and "{other.name}" both save on "{one.theme}" at {one.agency}'
                fix = f'join them, or add separate_from = {{ "{one.name}" = "why no pound is in both" }}'
                yield bad(f"[[measure]] ({other.name}), theme", found, "themes that do not overlap", fix)

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        yield from ((f"[[service]] ({row.name}), agency", row.agency) for row in self.services)
        yield from ((f"[[knock_on]] ({row.name}), bears", row.bears) for row in self.knock_ons)
        for row in self.measures:
            yield from ((f"[[measure]] ({row.name})", body) for body in (row.agency, *row.costs_others))
