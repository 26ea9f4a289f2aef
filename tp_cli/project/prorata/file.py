"""The file of a pro-rata scenario as a whole, and which savings in it may not be joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.project.prorata.savings import Reprice, Saving, Target, WithheldPlace
from tp_cli.project.scenario import Scenario, bad
from tp_cli.project.terms import Text


class ProRata(Scenario):
    """A scenario of method pro-rata."""

    price_base: Annotated[Text, Field(examples=['"2010-11 cash"'])]
    target: Annotated[Target, Field(examples=["a table [target] with name, population, year and source"])]
    savings: Annotated[
        list[Saving],
        Field(alias="saving", min_length=1, examples=["a table [[saving]] for each place"]),
    ]
    withheld: Annotated[list[WithheldPlace], Field(examples=["a table [[withheld]] for each place"])] = Field(
        default_factory=list
    )
    reprice: Annotated[Reprice | None, Field(examples=["a table [reprice]"])] = None
    price_base_note: Annotated[str, Field(examples=['"the source does not state one price base"'])] = ""

    @property
    def one_off(self) -> bool:
        return self.savings[0].basis == "one-off"

    @property
    def price_year(self) -> str:
        """The financial year that the price base names, "" where it names none."""
        match = re.search(r"\b\d{4}-\d{2}\b", self.price_base)
        return match[0] if match else ""

    def mistakes(self) -> Iterator[Problem]:
        """Savings that may not be joined, and what the target lacks.

        Source: docs/METHOD.md §5, "normalise each saving first".
        """
        yield from _target_mistakes(self.target)
        yield from _named_twice([*(s.place for s in self.savings), *(w.place for w in self.withheld)])
        yield from _not_net(self.savings)
        yield from _mixed(self.savings, "kind", lambda saving: saving.kind)
        yield from _mixed(self.savings, "account", lambda saving: saving.account)
        yield from _mixed(self.savings, "basis", lambda s: "one-off" if s.basis == "one-off" else "a year")
        yield from _mixed(self.savings, "price_base", lambda saving: saving.price_base or self.price_base)
        yield from _addressable_gaps(self.savings, self.target)
        yield from self._reprice_mistakes()

    def _reprice_mistakes(self) -> Iterator[Problem]:
        if self.reprice and self.price_year not in ("", self.reprice.from_year):
            found = f'"{self.reprice.from_year}", but price_base = "{self.price_base}"'
            yield bad("[reprice], from_year", found, f'"{self.price_year}"', "make them agree")


def _target_mistakes(target: Target) -> Iterator[Problem]:
    if target.place:
        for key in ("name", "population", "source"):
            if getattr(target, key):
                yield bad(
                    f"[target], {key}", repr(getattr(target, key)), "no such key beside place = true", "remove it"
                )
        return
    for key in ("name", "population", "source"):
        if not getattr(target, key):
            field = Target.model_fields[key]
            right = f"{key} = {field.examples[0] if field.examples else ''}"
            yield bad(f"[target], {key}", "nothing", f"{right}, or place = true", f"add {right}")
    if target.scope:
        yield bad("[target], scope", "a scope without place = true", "place = true", "remove it, or add place = true")


def _named_twice(names: Sequence[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        found = f'"{name}" {names.count(name)} times'
        yield bad("[[saving]] and [[withheld]], place", found, "each place once", "add its savings up, or rename one")


def _not_net(savings: Sequence[Saving]) -> Iterator[Problem]:
    for saving in savings:
        where = f"[[saving]] ({saving.place})"
        if not saving.net_of_delivery_cost and saving.delivery_cost is None:
            fix = 'add delivery_cost = "1500000.00" on the same basis, and it is taken off'
            yield bad(where, "a saving before what it cost to deliver", "a saving net of delivery cost", fix)
        if saving.net_of_delivery_cost and saving.delivery_cost is not None:
            found = "net_of_delivery_cost = true beside a delivery_cost"
            yield bad(
                where, found, "the cost taken off once", "remove delivery_cost, or say net_of_delivery_cost = false"
            )


def _mixed(savings: Sequence[Saving], key: str, of: Callable[[Saving], str]) -> Iterator[Problem]:
    groups: dict[str, list[str]] = defaultdict(list)
    for saving in savings:
        groups[of(saving)].append(saving.place)
    if len(groups) > 1:
        found = "; ".join(f"{value}: {', '.join(places)}" for value, places in groups.items())
        yield bad(
            f"[[saving]], {key}",
            found,
            f"one {key} for all: these do not add up",
            "put each into a scenario of its own",
        )


def _addressable_gaps(savings: Sequence[Saving], target: Target) -> Iterator[Problem]:
    lacking = [saving.place for saving in savings if saving.addressable is None]
    if lacking and (target.addressable is not None or len(lacking) < len(savings)):
        right = 'addressable = "900000000.00"'
        yield bad("[[saving]], addressable", f"nothing for {', '.join(lacking)}", "one for every place", f"add {right}")
    if not lacking and target.addressable is None:
        right = 'addressable = "900000000.00"'
        yield bad("[target], addressable", "nothing, though every place has it", right, f"add {right}")
