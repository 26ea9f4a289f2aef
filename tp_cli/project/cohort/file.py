"""What a cohort scenario is made of: two groups before and after, or the register of people; personal budgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.place import AgencyId
from tp_cli.project.footing import Priced, Sourced, named_twice, not_whole, off_footing
from tp_cli.project.parties import Party
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Model, Owed, Part, Text

SAME_USE = "same prior use"
CHOSEN = Field(examples=[f'"{SAME_USE}" (or "other", "none")'])
SPREAD = Field(examples=['"2400.00" (standard deviation of the change a person)'])


class Comparison(Model):
    """Whom the people served are compared with: table [comparison]."""

    selected_on: Annotated[Literal["same prior use", "other", "none"], CHOSEN]
    how: Annotated[Text, Field(examples=['"people with three admissions or more in the year before, not yet served"'])]
    source: Annotated[Text, Field(examples=['"evaluation plan, section 3"'])]


class Windows(Model):
    """How long was looked at before and after: table [windows]."""

    before_months: Annotated[int, Field(gt=0, examples=["12"])]
    after_months: Annotated[int, Field(gt=0, examples=["12"])]


class Groups(Model):
    """How many people: table [people], where they are not counted in the register."""

    treated: Annotated[int, Field(gt=0, examples=["240"])]
    comparison: Annotated[int, Field(ge=0, examples=["240"])] = 0


class Spread(Model):
    """How much the change of all bodies together varies from person to person: table [spread]."""

    treated: Annotated[Owed, SPREAD]
    comparison: Annotated[Owed, SPREAD]


class BodyCost(Sourced):
    """What one body spent a person, before and after, in both groups: one [[cost]]."""

    agency: Annotated[AgencyId, Field(examples=['"nhs"'])]
    unit: Annotated[Literal["a person"], Field(examples=['"a person" (the mean of the group)'])]
    treated_before: Annotated[Owed, Field(examples=['"10000.00"'])]
    treated_after: Annotated[Owed, Field(examples=['"7000.00"'])]
    comparison_before: Annotated[Owed | None, Field(examples=['"10000.00"'])] = None
    comparison_after: Annotated[Owed | None, Field(examples=['"8500.00"'])] = None
    treated_spread: Annotated[Owed | None, SPREAD] = None
    comparison_spread: Annotated[Owed | None, SPREAD] = None


class Register(Model):
    """The people come from the register that was read with `kind = "people"`: table [register]."""

    least_before: Annotated[
        Owed | None, Field(examples=['"5000.00" (high users only: least cost before, of all bodies)'])
    ] = None
    area: Annotated[str, Field(examples=['"North"'])] = ""


class PersonalBudget(Sourced):
    """Budgets that people hold, paid by several bodies: one [[personal_budget]]."""

    name: Annotated[Text, Field(examples=['"Health and care budgets"'])]
    people: Annotated[int, Field(gt=0, examples=["12"])]
    basis: Annotated[Literal["annual", "one-off"], Field(examples=['"annual"'])]
    contributions: Annotated[
        dict[AgencyId, Owed], Field(min_length=1, examples=['{ nhs = "3000.00", council = "5000.00" }'])
    ]
    spent: Annotated[Owed, Field(examples=['"7200.00"'])]
    share: Annotated[dict[AgencyId, Part], Field(examples=['{ nhs = "40%", council = "60%" }'])] = Field(
        default_factory=dict
    )


class Cohort(Priced):
    """A scenario of method cohort."""

    comparison: Annotated[Comparison | None, Field(examples=["a table [comparison]"])] = None
    windows: Annotated[Windows | None, Field(examples=["a table [windows]"])] = None
    people: Annotated[Groups | None, Field(examples=["a table [people] with treated and comparison"])] = None
    spread: Annotated[Spread | None, Field(examples=["a table [spread]"])] = None
    register_of: Annotated[Register | None, Field(alias="register", examples=["a table [register]"])] = None
    costs: Annotated[list[BodyCost], Field(alias="cost", examples=["a table [[cost]] for each body"])] = Field(
        default_factory=list
    )
    budgets: Annotated[
        list[PersonalBudget], Field(alias="personal_budget", examples=["a table [[personal_budget]]"])
    ] = Field(default_factory=list)
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)

    def mistakes(self) -> Iterator[Problem]:
        """What may not be compared, and what is lacking."""
        yield from off_footing(self, "cost", self.costs)
        yield from off_footing(self, "personal_budget", self.budgets)
        yield from named_twice("[[cost]], agency", [cost.agency for cost in self.costs])
        yield from named_twice("[[personal_budget]], name", [budget.name for budget in self.budgets])
        if self.costs and self.register_of:
            yield bad("[register]", "both a [register] and [[cost]]", "the figures from one of them", "remove one")
        if self.costs or self.register_of:
            yield from self._effect()
        elif not self.budgets:
            yield bad("[[cost]]", "nothing", "[[cost]], [register] or [[personal_budget]]", "add one of them")
        for budget in self.budgets:
            yield from _budget(budget)

    def _effect(self) -> Iterator[Problem]:
        for name in ("comparison", "windows"):
            if getattr(self, name) is None:
                example = str((Cohort.model_fields[name].examples or [""])[0])
                yield bad(f"[{name}]", "nothing", example, f"add {example}")
        if self.costs and self.people is None:
            yield bad("[people]", "nothing", "treated = 240", "add a table [people] with treated = 240")
        if self.windows and self.windows.before_months != self.windows.after_months:
            found = f"{self.windows.before_months} months before, {self.windows.after_months} after"
            yield bad("[windows]", found, "two spans of one length", "bring both to one length")
        if self.comparison and self.comparison.selected_on != "none" and self.costs:
            yield from self._comparison_figures()

    def _comparison_figures(self) -> Iterator[Problem]:
        for cost in self.costs:
            for name in ("comparison_before", "comparison_after"):
                if getattr(cost, name) is None:
                    right = f'{name} = "10000.00"'
                    yield bad(f"[[cost]] ({cost.agency}), {name}", "nothing", right, f"add {right}")
        if self.people and not self.people.comparison:
            yield bad("[people], comparison", "nobody", "comparison = 240", "add comparison = 240")

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        yield from ((f"[[cost]] ({cost.agency}), agency", cost.agency) for cost in self.costs)
        for budget in self.budgets:
            yield from (
                (f"[[personal_budget]] ({budget.name})", body) for body in (*budget.contributions, *budget.share)
            )


def _budget(budget: PersonalBudget) -> Iterator[Problem]:
    where = f"[[personal_budget]] ({budget.name})"
    if budget.share:
        yield from not_whole(f"{where}, share", budget.share.values(), '{ nhs = "40%", council = "60%" }')
        for body in budget.share:
            if body not in budget.contributions:
                yield bad(f"{where}, share", f'"{body}"', "a body that contributes", "correct it")
    elif not sum(budget.contributions.values()):
        yield bad(f"{where}, contributions", "nought in all", "an amount, or a share", "correct it")
