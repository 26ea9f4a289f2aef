"""A scenario that leans on the place's own count: year, prices and scope agree, or it stops and says which differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tp_cli.errors import Problem, TpError
from tp_cli.place import FILE_NAME, Place, Switch, Year
from tp_cli.project.counted import Count
from tp_cli.project.outcome import Row, money, text
from tp_cli.project.scenario import bad
from tp_cli.project.setting import Setting
from tp_cli.project.terms import Model, PriceBase


class FromCount(Model):
    """Figures taken from the place's own count: table [count]."""

    year: Annotated[Year, Field(examples=['"2024-25"'])]
    scope: Annotated[dict[str, Switch], Field(min_length=1, examples=['{ benefits = "in", schools = "in" }'])]


def counted(asked: FromCount, prices: PriceBase, setting: Setting) -> Count:
    """The count that the scenario asks for; TpError with everything that differs."""
    problems = [
        *count_differs("[count]", asked.year, setting),
        *scope_differs("[count], scope", asked.scope, setting.place),
        *_prices_differ(asked, prices),
    ]
    if problems or setting.count is None:
        raise TpError(problems)
    return setting.count


def count_differs(where: str, year: str, setting: Setting) -> Iterator[Problem]:
    """No count, a stale one, or one of another year."""
    if setting.count is None:
        yield bad(where, "nothing is counted yet", "the place's count", "run `tp count` first")
        return
    if setting.count.stale:
        found = "files, rules or place.toml changed since the count was stored"
        yield bad(where, found, "a count of what is there now", "run `tp run`, or `tp count`, first")
    years = setting.count.years or frozenset(setting.place.facts.years)
    if years != {year}:
        found = f'"{year}", but the count is of {", ".join(sorted(years))}'
        yield bad(f"{where}, year", found, "the year counted", "make them agree, then run `tp count`")


def scope_differs(where: str, scope: dict[str, Switch], place: Place) -> Iterator[Problem]:
    """Switches that the place does not count so."""
    switches = place.scope.switches()
    for name, switch in scope.items():
        if switches.get(name) != switch:
            found = f'{name} = "{switch}", but the place counts it "{switches.get(name, "not at all")}"'
            yield bad(where, found, "the scope of the place", f"make it agree with [scope] of {FILE_NAME}")


def _prices_differ(asked: FromCount, prices: PriceBase) -> Iterator[Problem]:
    if prices.year != asked.year:
        found = f'price_base = "{prices}", beside a count of {asked.year} in cash'
        yield bad(
            "price_base", found, f'"{asked.year} prices" or "{asked.year} cash"', "bring both to one year's prices"
        )


def count_rows(count: Count) -> Iterator[Row]:
    """What the figures lean on, for the headline: the count's title, total and, with withheld bodies, its range."""
    yield text("headline", "counted", "Leans on the count", count.title)
    yield money("headline", "counted_total", "Counted in the place", count.total_pence)
    if count.high_pence != count.low_pence:
        yield money("headline", "counted_low", "The count at least", count.low_pence)
        yield money("headline", "counted_high", "The count with what is withheld, at most", count.high_pence)


def count_caveats(count: Count) -> Iterator[str]:
    """What must be said of the count that a scenario leans on."""
    if count.withheld:
        yield (
            f"The count lacks {', '.join(count.withheld)}, withheld: what is worked out from it is too low by their "
            "part, which is not nought."
        )
    if count.unresolved:
        lines = sum(count.unresolved.values())
        yield f"{lines} amount{'s' if lines != 1 else ''} in the count still to be confirmed or withheld; not nought."
