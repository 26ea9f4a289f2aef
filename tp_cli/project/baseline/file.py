"""What a baseline scenario is made of: lines of spend, their prices and demand, people by age, settled policy."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem, nearest
from tp_cli.place import AgencyId, Year
from tp_cli.project.choosing import Selector
from tp_cli.project.footing import Amount, Priced, Sourced, named_twice, not_a_year_of_revenue, off_footing
from tp_cli.project.leaning import FromCount
from tp_cli.project.parties import Party
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Basis, Measure, Model, Pence, Percent, Text, steps_between, year_after

VARIANTS = ("low", "central", "high")
LEAST_HISTORY = 5
PEOPLE = Field(min_length=1, examples=["[9800, 9950, 10120] (the base year first, one a year)"])


class ThreeRates(Model):
    """A yearly rise in cash: low, central, high."""

    low: Annotated[Percent, Field(examples=['"1.5%"'])]
    central: Annotated[Percent, Field(examples=['"2.5%"'])]
    high: Annotated[Percent, Field(examples=['"3.5%"'])]
    source: Annotated[Text, Field(examples=['"pay settlement and forecast"'])]

    def of(self, variant: str) -> Fraction:
        return Fraction(getattr(self, variant))


class AgeGroup(Sourced):
    """People of some ages, year by year: one [[age_group]]."""

    name: Annotated[Text, Field(examples=['"85 and over"'])]
    central: Annotated[list[Annotated[int, Field(ge=0)]], PEOPLE]
    low: Annotated[list[Annotated[int, Field(ge=0)]], PEOPLE] = Field(default_factory=list)
    high: Annotated[list[Annotated[int, Field(ge=0)]], PEOPLE] = Field(default_factory=list)

    def people(self, variant: str, step: int) -> int:
        """People in a year so many after the base; the central ones where a variant is not given."""
        return int((getattr(self, variant) or self.central)[step])


class History(Sourced):
    """Past years of what a service is used for, from which a damped trend goes on: `history` of a line."""

    unit: Annotated[Text, Field(examples=['"children looked after"'])]
    values: Annotated[
        dict[Year, Measure], Field(min_length=1, examples=['{ "2019-20" = "410", "2020-21" = "431" } (every year)'])
    ]


class SpendLine(Sourced):
    """One line of spend: one [[line]]; its base from the count, or stated."""

    name: Annotated[Text, Field(examples=['"Adult social care"'])]
    agency: Annotated[AgencyId, Field(examples=['"council"'])]
    amount: Annotated[Pence | None, Field(examples=['"100000000.00"'])] = None
    basis: Annotated[Basis | None, Field(examples=['"annual"'])] = None
    of_count: Annotated[Selector | None, Field(examples=['{ cofog = "10.2" }'])] = None
    price_rise: Annotated[
        ThreeRates | None, Field(examples=['{ low = "1%", central = "2%", high = "3%", source = "..." }'])
    ] = None
    use: Annotated[dict[str, Measure], Field(examples=['{ "85 and over" = "4.1" } (for each person)'])] = Field(
        default_factory=dict
    )
    history: Annotated[History | None, Field(examples=["a table [line.history]"])] = None


class Policy(Amount):
    """What is settled already and will change spend: one [[policy]]."""

    name: Annotated[Text, Field(examples=['"New entitlement to childcare"'])]
    agency: Annotated[AgencyId, Field(examples=['"council"'])]
    starts: Annotated[Year, Field(examples=['"2026-27"'])]
    low: Annotated[Pence | None, Field(examples=['"1500000.00"'])] = None
    high: Annotated[Pence | None, Field(examples=['"2500000.00"'])] = None

    def pence(self, variant: str) -> int:
        given = getattr(self, variant, None) if variant != "central" else None
        return self.amount if given is None else int(given)


class Baseline(Priced):
    """A scenario of method baseline."""

    base_year: Annotated[Year, Field(examples=['"2024-25"'])]
    years: Annotated[int, Field(ge=1, le=30, examples=["5 (after the base year)"])]
    lines: Annotated[list[SpendLine], Field(alias="line", min_length=1, examples=["a table [[line]]"])]
    count: Annotated[FromCount | None, Field(examples=["a table [count]"])] = None
    deflator: Annotated[ThreeRates | None, Field(examples=["a table [deflator]"])] = None
    age_groups: Annotated[list[AgeGroup], Field(alias="age_group", examples=["a table [[age_group]]"])] = Field(
        default_factory=list
    )
    policies: Annotated[list[Policy], Field(alias="policy", examples=["a table [[policy]]"])] = Field(
        default_factory=list
    )
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)

    def year(self, step: int) -> str:
        return year_after(self.base_year, step)

    def mistakes(self) -> Iterator[Problem]:
        """What may not be joined, and what is lacking."""
        if self.price_base.year != self.base_year:
            found = f'price_base = "{self.price_base}", base_year = "{self.base_year}"'
            yield bad("price_base", found, "prices of the base year", "make them agree")
        for table, rows in (("line", self.lines), ("age_group", self.age_groups), ("policy", self.policies)):
            yield from off_footing(self, table, rows)
            yield from named_twice(f"[[{table}]], name", [row.called for row in rows])
        for line in self.lines:
            yield from self._base_of(line)
            yield from self._demand_of(line)
        yield from self._lengths()
        yield from self._policies()

    def _base_of(self, line: SpendLine) -> Iterator[Problem]:
        where = f"[[line]] ({line.name})"
        if (line.amount is None) == (line.of_count is None):
            right = 'amount = "100000000.00" with basis = "annual", or of_count beside a table [count]'
            yield bad(where, "both or neither of amount and of_count", right, "give one of them")
        if line.amount is not None and line.basis != "annual":
            found = line.basis or "nothing"
            yield bad(f"{where}, basis", found, 'basis = "annual": one-offs never join', 'add basis = "annual"')
        if (line.of_count is None) != (self.count is None):
            found = "a line of the count, and no [count]" if line.of_count else "a [count], and a line beside it"
            yield bad(where, found, "all lines of the count, or none", "add of_count and [count], or remove them")

    def _demand_of(self, line: SpendLine) -> Iterator[Problem]:
        where = f"[[line]] ({line.name})"
        names = [group.name for group in self.age_groups]
        for group in line.use:
            if group not in names:
                close = " or ".join(nearest(group, names)) or ", ".join(names) or "none declared"
                yield bad(f"{where}, use", f'"{group}"', "the name of an [[age_group]]", f"nearest: {close}")
        if line.use and not any(line.use[g.name] * g.central[0] for g in self.age_groups if g.name in line.use):
            yield bad(f"{where}, use", "no use at all in the base year", "a use above nought", "correct it")
        if line.use and line.history:
            yield bad(where, "both use by age and a history", "one way to work out demand", "remove one")
        if line.history:
            yield from self._history_of(line.history, where)

    def _history_of(self, history: History, where: str) -> Iterator[Problem]:
        years = sorted(history.values)
        gaps = [year for one, year in zip(years, years[1:], strict=False) if steps_between(one, year) != 1]
        if len(years) < LEAST_HISTORY or gaps:
            found = f"{len(years)} years" + (f", a gap before {gaps[0]}" if gaps else "")
            yield bad(f"{where}, history", found, f"{LEAST_HISTORY} years or more, one after the other", "add years")
        elif steps_between(years[-1], self.base_year) not in (0, 1):
            fix = "bring it up to the base year"
            yield bad(f"{where}, history", f"ends in {years[-1]}", f"{self.base_year}, or the year before", fix)
        if not history.values[years[-1]]:
            yield bad(f"{where}, history", "nought in the last year", "a number above nought", "correct it")

    def _lengths(self) -> Iterator[Problem]:
        for group in self.age_groups:
            for variant in VARIANTS:
                given = getattr(group, variant)
                if given and len(given) != self.years + 1:
                    found = f"{len(given)} numbers for {self.base_year} and {self.years} years after it"
                    yield bad(
                        f"[[age_group]] ({group.name}), {variant}", found, "one for each year", "add or remove some"
                    )

    def _policies(self) -> Iterator[Problem]:
        yield from not_a_year_of_revenue("policy", [row for row in self.policies if row.basis != "one-off"])
        for row in self.policies:
            if not 1 <= steps_between(self.base_year, row.starts) <= self.years:
                last = f"{self.year(1)} to {self.year(self.years)}"
                yield bad(f"[[policy]] ({row.name}), starts", f'"{row.starts}"', last, "correct it")

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        yield from ((f"[[line]] ({row.name}), agency", row.agency) for row in self.lines)
        yield from ((f"[[policy]] ({row.name}), agency", row.agency) for row in self.policies)
