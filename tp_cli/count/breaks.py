"""What makes one year's count no like for another's: bodies, basis and coverage that changed between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tp_cli.count.coverage import Coverage
from tp_cli.count.place_count import Counted


@dataclass(frozen=True)
class Break:
    """One change from a year to the next that was counted: of a body, or of the whole where `agency` is empty."""

    year: str
    agency: str
    what: str  # in the count, basis, coverage
    before: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.year}: {self.agency or 'the place'}, {self.what}: {self.before} before, {self.after} now"


def breaks(years: Sequence[tuple[str, Counted, Coverage]]) -> list[Break]:
    """Every break between years that stand side by side, in the order of the years.

    years  the year, its count and its coverage, in order; all were counted under one scope and in one price base
    """
    found: list[Break] = []
    for (_, old, old_cover), (year, new, new_cover) in zip(years, years[1:], strict=False):
        found += _bodies(year, old, new)
        found += _coverage(year, old_cover, new_cover)
    return found


def _bodies(year: str, old: Counted, new: Counted) -> Iterator[Break]:
    """Bodies that come, go, or are known on another basis."""
    was, now = (dict(each.bodies.select("agency", "best_basis").iter_rows()) for each in (old, new))
    for agency in sorted({*was, *now}):
        if agency not in was or agency not in now:
            yield Break(year, agency, "in the count", _yes(agency in was), _yes(agency in now))
        elif was[agency] != now[agency]:
            yield Break(year, agency, "basis", was[agency], now[agency])


def _coverage(year: str, old: Coverage, new: Coverage) -> Iterator[Break]:
    """Bodies that withhold in one year only, and another share of estimates."""
    was, now = ({each.agency for each in cover.withheld} for cover in (old, new))
    for agency in sorted(was ^ now):
        yield Break(year, agency, "withheld", _yes(agency in was), _yes(agency in now))
    if old.supplied_pct != new.supplied_pct:
        yield Break(year, "", "supplied", f"{old.supplied_pct or '0.0'}%", f"{new.supplied_pct or '0.0'}%")


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
