"""Streams of money, from the place's count or given in a scenario, and rules that choose among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.project.counted import CUTS, Count
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Model

CAPITAL = "capital"


class Selector(Model):
    """Which money a rule is about: all keys that stand must hold; a COFOG code holds for what is below it."""

    agency: Annotated[str, Field(examples=['"council"'])] = ""
    department: Annotated[str, Field(examples=['"DfE"'])] = ""
    cofog: Annotated[str, Field(pattern=r"^(\d\d(\.\d){0,2})?$", examples=['"09" (or "10.4")'])] = ""
    nature: Annotated[str, Field(examples=['"benefits"'])] = ""
    control: Annotated[str, Field(pattern=r"^[1-6]?$", examples=['"3" (1 local discretion ... 6 national)'])] = ""
    theme: Annotated[str, Field(examples=['"older people"'])] = ""
    stream: Annotated[str, Field(examples=['"Schools grant" (the name of a [[stream]])'])] = ""

    def holds(self, stream: Stream) -> bool:
        """True where every key that the rule gives is the stream's."""
        wanted = {name: value for name in Selector.model_fields if (value := str(getattr(self, name)))}
        code = wanted.pop("cofog", "")
        below = not code or stream.cofog == code or stream.cofog.startswith(f"{code}.")
        return below and all(_of(stream, name) == value.casefold() for name, value in wanted.items())

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in Selector.model_fields)


@dataclass(frozen=True)
class Stream:
    """One stream of money: its name, the body in whose books it is, what is known of it, pence a year."""

    name: str
    agency: str
    department: str
    cofog: str
    nature: str
    control: str
    theme: str
    pence: int
    account: str = "revenue"


def _of(stream: Stream, name: str) -> str:
    return str(getattr(stream, "name" if name == "stream" else name)).casefold()


def streams_of(count: Count, departments: dict[str, str]) -> list[Stream]:
    """Everything counted, finely cut, as streams; capital by its nature.

    departments  agency → short name of its department
    """
    rows = count.parts.sort(pl.col("amount_pence").abs(), *CUTS, descending=[True, *[False] * len(CUTS)])
    return [
        Stream(
            " ".join(part for part in (row["agency"], row["cofog"], row["nature"]) if part),
            row["agency"],
            departments.get(row["agency"], ""),
            row["cofog"],
            row["nature"],
            row["control"],
            row["theme"],
            row["amount_pence"],
            CAPITAL if row["nature"] == CAPITAL else "revenue",
        )
        for row in rows.iter_rows(named=True)
    ]


def held_by_none(where: str, rules: Sequence[Selector], streams: Iterable[Stream]) -> Iterator[Problem]:
    """Rules that hold for no stream at all: a mistyped word would otherwise change nothing, quietly."""
    held = list(streams)
    for number, rule in enumerate(rules, 1):
        if rule.empty:
            yield bad(f"{where} number {number}", "no condition", "one or more conditions", 'add nature = "benefits"')
        elif not any(rule.holds(stream) for stream in held):
            said = ", ".join(f'{n} = "{v}"' for n in Selector.model_fields if (v := getattr(rule, n)))
            fix = "correct the words: `tp count --by agency,cofog,nature,control` shows what there is"
            yield bad(f"{where} number {number}", said, "a condition that some money meets", fix)
