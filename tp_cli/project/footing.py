"""One footing: amounts that are joined state the same year, prices, basis and account, or are refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.place import Year
from tp_cli.project.outcome import decimal_text
from tp_cli.project.scenario import Scenario, bad
from tp_cli.project.terms import Account, Basis, Model, Pence, PriceBase, Prices, Text

SOURCE = Field(examples=['"Council budget book 2024-25, page 12"'])
GRADE = Field(ge=1, le=6, examples=["4"])
R = TypeVar("R")


class Sourced(Model):
    """A row of figures: where they come from, and in whose prices where not the scenario's."""

    source: Annotated[Text, SOURCE]
    price_base: Annotated[Prices | None, Field(examples=['"2024-25 prices" (or "2024-25 cash")'])] = None
    year: Annotated[Year | None, Field(examples=['"2024-25"'])] = None

    @property
    def called(self) -> str:
        """What a person calls the row."""
        return str(getattr(self, "name", "") or getattr(self, "agency", ""))


class Amount(Sourced):
    """A row with one amount of money and what it is the amount of."""

    amount: Annotated[Pence, Field(examples=['"2000000.00"'])]
    basis: Annotated[Basis, Field(examples=['"annual" (or "5-year", the total of so many years, or "one-off")'])]
    account: Annotated[Account, Field(examples=['"revenue" (or "capital")'])] = "revenue"
    counted: Annotated[Literal["gross", "net"] | None, Field(examples=['"gross" (or "net") of income'])] = None


class Priced(Scenario):
    """A scenario whose amounts are all of one price base."""

    price_base: Annotated[Prices, Field(examples=['"2024-25 prices" (constant), or "2024-25 cash"'])]


def off_footing(scenario: Priced, table: str, rows: Sequence[Sourced], year: str = "") -> Iterator[Problem]:
    """Rows in other prices than the scenario's, or of another year."""
    for row in rows:
        where = f"[[{table}]] ({row.called})"
        if row.price_base and row.price_base != scenario.price_base:
            yield bad(f"{where}, price_base", f'"{row.price_base}"', *_one(scenario.price_base))
        if year and row.year and row.year != year:
            yield bad(f"{where}, year", f'"{row.year}"', f'"{year}", as the scenario', "bring both to one year")


def _one(prices: PriceBase) -> tuple[str, str]:
    return f'"{prices}", as the scenario: real and nominal never mix', "bring it to those prices, and say how in source"


def mixed(
    where: str, rows: Sequence[R], key: str, of: Callable[[R], str], called: Callable[[R], str]
) -> Iterator[Problem]:
    """Rows of which some say one thing of `key` and some another, with the names on each side."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[of(row)].append(called(row))
    if len(groups) > 1:
        found = "; ".join(f"{value}: {', '.join(names)}" for value, names in groups.items())
        fix = "put each into a scenario of its own"
        yield bad(f"{where}, {key}", found, f"one {key} for all: these do not add up", fix)


def mixed_amounts(table: str, rows: Sequence[Amount], keys: Sequence[str] = ("basis", "account")) -> Iterator[Problem]:
    """Amounts to be added that are of several time bases or accounts, or partly gross and partly net."""
    for key in keys:
        yield from mixed(f"[[{table}]]", rows, key, lambda row, key=key: str(getattr(row, key)), _called)  # type: ignore[misc]
    stated = [row for row in rows if row.counted]
    yield from mixed(f"[[{table}]]", stated, "counted", lambda row: str(row.counted), _called)


def not_a_year_of_revenue(table: str, rows: Sequence[Amount]) -> Iterator[Problem]:
    """Amounts that are not one year of revenue, where the sum is: one-offs and capital never join it."""
    for row in rows:
        if row.basis != "annual" or row.account != "revenue":
            found, fix = f"{row.basis}, {row.account}", "state a year of revenue, or put it elsewhere"
            yield bad(
                f"[[{table}]] ({row.called}), basis", found, "annual, revenue: one-offs and capital never join", fix
            )


def _called(row: Sourced) -> str:
    return row.called


def named_twice(where: str, names: Sequence[str]) -> Iterator[Problem]:
    """Names that stand more than once where each should stand once."""
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield bad(where, f'"{name}" {names.count(name)} times', "each once", "join them, or rename one")


def folded(words: str) -> str:
    """Words as they are compared: without capitals and spare blanks."""
    return " ".join(words.casefold().split())


def not_whole(where: str, shares: Iterable[Fraction], example: str) -> Iterator[Problem]:
    """Shares that do not add up to all of it."""
    total = sum(shares, Fraction(0))
    if total != 1:
        found = f"shares that add up to {decimal_text(total * 100, 4)}%"
        yield bad(where, found, "shares that add up to 100%", f"correct them, such as {example}")
