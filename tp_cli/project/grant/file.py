"""What a block-grant scenario is made of: streams, answers in, out or negotiable, floors, fences and an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.place import AgencyId, Year
from tp_cli.project.choosing import Selector
from tp_cli.project.footing import Amount, Priced, Sourced, mixed_amounts, named_twice, off_footing
from tp_cli.project.leaning import FromCount
from tp_cli.project.parties import Party
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Owed, Text

Verdict = Literal["in", "out", "negotiable"]
VERDICT = Field(examples=['"out" (or "in", "negotiable")'])


class GivenStream(Amount):
    """One stream of public money, where it is not taken from the count: one [[stream]]."""

    name: Annotated[Text, Field(examples=['"Supporting families"'])]
    agency: Annotated[AgencyId, Field(examples=['"council"'])]
    department: Annotated[str, Field(examples=['"MHCLG"'])] = ""
    control: Annotated[str, Field(pattern=r"^[1-6]?$", examples=['"2" (1 local discretion ... 6 national)'])] = ""
    cofog: Annotated[str, Field(pattern=r"^(\d\d(\.\d){0,2})?$", examples=['"10.4"'])] = ""
    nature: Annotated[str, Field(examples=['"grant"'])] = ""
    theme: Annotated[str, Field(examples=['"families"'])] = ""


class Answer(Selector):
    """What is asked of some money: one [[answer]]; the first that holds decides."""

    verdict: Annotated[Verdict, VERDICT]
    reason: Annotated[Text, Field(examples=['"paid to people by national rules"'])]


class Devolved(Amount):
    """What the place decides on today: table [devolved_today]."""


class Floor(Sourced):
    """An entitlement that must be met: one [[floor]]."""

    name: Annotated[Text, Field(examples=['"Disabled facilities"'])]
    people: Annotated[int, Field(gt=0, examples=["2000"])]
    unit_cost: Annotated[Owed, Field(gt=0, examples=['"1500.00"'])]
    basis: Annotated[Literal["annual"], Field(examples=['"annual"'])]
    allocation: Annotated[Owed | None, Field(examples=['"2800000.00" (what it is to get)'])] = None


class Share(Sourced):
    """What an amount is shared out to: one [[share]]."""

    name: Annotated[Text, Field(examples=['"Families"'])]
    weight: Annotated[int, Field(ge=0, examples=["1 (by outcome)"])]
    floor: Annotated[Owed, Field(examples=['"20000000.00"'])] = 0


class BlockGrant(Priced):
    """A scenario of method block-grant."""

    year: Annotated[Year, Field(examples=['"2024-25"'])]
    otherwise: Annotated[Verdict | None, Field(examples=['"in" (what no answer is about; or "out", "negotiable")'])] = (
        None
    )
    count: Annotated[FromCount | None, Field(examples=["a table [count]"])] = None
    streams: Annotated[list[GivenStream], Field(alias="stream", examples=["a table [[stream]]"])] = Field(
        default_factory=list
    )
    answers: Annotated[list[Answer], Field(alias="answer", examples=["a table [[answer]]"])] = Field(
        default_factory=list
    )
    devolved_today: Annotated[Devolved | None, Field(examples=["a table [devolved_today]"])] = None
    floors: Annotated[list[Floor], Field(alias="floor", examples=["a table [[floor]]"])] = Field(default_factory=list)
    allocate: Annotated[Owed | None, Field(examples=['"100000000.00"'])] = None
    shares: Annotated[list[Share], Field(alias="share", examples=["a table [[share]]"])] = Field(default_factory=list)
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)

    def mistakes(self) -> Iterator[Problem]:
        """What may not be joined, and what is asked without what it needs."""
        yield from self._what_it_is_of()
        yield from off_footing(self, "stream", self.streams, self.year)
        yield from off_footing(self, "floor", self.floors, self.year)
        yield from off_footing(self, "share", self.shares, self.year)
        yield from named_twice("[[stream]], name", [stream.name for stream in self.streams])
        yield from named_twice("[[floor]], name", [floor.name for floor in self.floors])
        yield from named_twice("[[share]], name", [share.name for share in self.shares])
        yield from mixed_amounts("stream", self.streams, ())
        for stream in self.streams:
            if stream.basis != "annual":
                fix = "state a year of it, or leave it out"
                yield bad(
                    f"[[stream]] ({stream.name}), basis", f'"{stream.basis}"', '"annual": one-offs never join', fix
                )
        yield from self._devolved()
        yield from self._allocation()

    def _what_it_is_of(self) -> Iterator[Problem]:
        asked = bool(self.count or self.streams)
        if self.count and self.streams:
            found = "both a [count] and [[stream]]"
            yield bad("[count]", found, "the money from one of them, or it is counted twice", "remove one")
        if not asked and not self.floors and not self.shares:
            yield bad(
                "[count]", "no money, floor or share", "a table [count], [[stream]], [[floor]] or [[share]]", "add one"
            )
        if asked and self.otherwise is None:
            yield bad("otherwise", "nothing", 'otherwise = "in"', 'add otherwise = "in" (or "out", "negotiable")')

    def _devolved(self) -> Iterator[Problem]:
        today = self.devolved_today
        if today:
            yield from off_footing(self, "devolved_today", [today], self.year)
            if today.basis != "annual" or today.account != "revenue":
                found = f"{today.basis}, {today.account}"
                yield bad("[devolved_today]", found, "a year of revenue, as the grant", "state a year of revenue")

    def _allocation(self) -> Iterator[Problem]:
        if (self.allocate is None) != (not self.shares):
            right = 'allocate = "100000000.00" beside one [[share]] or more'
            yield bad("allocate", "one without the other", right, f"add {right}")
        if self.shares and not sum(share.weight for share in self.shares):
            yield bad("[[share]], weight", "nought in all", "a weight above nought", "add weight = 1")

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        yield from ((f"[[stream]] ({stream.name}), agency", stream.agency) for stream in self.streams)
