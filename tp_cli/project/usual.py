"""A scenario as a difference from business as usual: a baseline of the same run, the change, and both together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tp_cli.errors import TpError
from tp_cli.project.amounts import whole_pence
from tp_cli.project.baseline.file import Baseline
from tp_cli.project.baseline.method import years_of
from tp_cli.project.outcome import Row, money
from tp_cli.project.scenario import bad
from tp_cli.project.setting import Setting
from tp_cli.project.terms import PriceBase, steps_between, year_after


def usual_rows(
    name: str, prices: PriceBase, first_year: str, changes: Sequence[Fraction], setting: Setting
) -> Iterator[Row]:
    """Spend as usual, what the scenario changes of it, and spend with it, year by year, to the penny.

    name     of a baseline scenario; nothing is said where it is empty
    changes  pence a year from `first_year`, below nought where less is spent
    raises   TpError where it is no baseline, or one of other prices or years

    Source: docs/METHOD.md §5, "every scenario is a difference from it".
    """
    if not name:
        return
    usual = _baseline(name, setting)
    first = steps_between(usual.base_year, first_year)
    if usual.price_base != prices:
        found = f'"{name}" is in {usual.price_base}, this in {prices}'
        raise TpError([bad("business_as_usual", found, "one price base", "bring both to one")])
    if first < 0 or first + len(changes) - 1 > usual.years:
        found = f"{first_year} to {year_after(first_year, len(changes) - 1)}"
        expected = f"within {usual.base_year} to {usual.year(usual.years)}, the years of {name}"
        raise TpError([bad("business_as_usual", found, expected, f"carry {name} further")])
    years = years_of(usual, setting)
    for step, change in enumerate(changes):
        year = year_after(first_year, step)
        key, title = (("year", year),), f"{year}, {prices}"
        cells = whole_pence({"as_usual": years.total("central", first + step), "change": change})
        yield money("against_usual", "as_usual", title, cells["as_usual"], key)
        yield money("against_usual", "change", title, cells["change"], key)
        yield money("against_usual", "with_it", title, sum(cells.values()), key)


def _baseline(name: str, setting: Setting) -> Baseline:
    found = setting.scenarios.get(name)
    if isinstance(found, Baseline):
        return found
    known = ", ".join(n for n, scenario in setting.scenarios.items() if isinstance(scenario, Baseline)) or "none read"
    fix = f"correct it; baselines: {known}"
    raise TpError([bad("business_as_usual", f'"{name}"', "the name of a baseline scenario of this place", fix)])
