"""Who may pay or gain in a scenario: bodies of the place, departments of Whitehall, and those the scenario declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem, nearest
from tp_cli.place import AgencyId, Place
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Model, Text
from tp_cli.reference.loader import table

UNASSIGNED = "no department named"


class Party(Model):
    """A body that is not in place.toml: one [[party]]."""

    id: Annotated[AgencyId, Field(examples=['"charity"'])]
    name: Annotated[Text, Field(examples=['"Wren Valley Aid"'])]
    department: Annotated[str, Field(examples=['"DHSC"'])] = ""


@dataclass(frozen=True)
class Parties:
    """Every body that a scenario may name: its name and its department by id."""

    names: Mapping[str, str]
    departments: Mapping[str, str]

    def name(self, party: str) -> str:
        return self.names.get(party, party)

    def department(self, party: str) -> str:
        """Name of the department that a body belongs to; a department belongs to itself."""
        return self.called(self.departments.get(party, "")) or UNASSIGNED

    def called(self, department: str) -> str:
        """A department's name by its short name; what is no short name stays as it is."""
        return self.names.get(department.casefold(), department)

    def unknown(self, used: Iterable[tuple[str, str]]) -> Iterator[Problem]:
        """A problem for each (where, id) that is nobody, with the nearest right ids."""
        for where, party in used:
            if party not in self.names:
                close = nearest(party, self.names)
                fix = f'did you mean {" or ".join(close)}? Else add [[party]] id = "{party}" and its name'
                known = "an agency of place.toml, a department, or a [[party]] of this file"
                yield bad(where, f'"{party}"', known, fix if close else fix.split("? Else ")[-1])


def parties_of(place: Place, declared: Sequence[Party]) -> Parties:
    """Agencies of place.toml, departments by their short names in small letters, and what the scenario declares."""
    rows = table("departments").rows()
    names = {code.casefold(): name for code, name in rows}
    departments = {code.casefold(): code for code, name in rows}
    for agency in place.agencies:
        names[agency.id], departments[agency.id] = agency.name, agency.department
    for party in declared:
        names[party.id], departments[party.id] = party.name, party.department
    return Parties(names, departments)
