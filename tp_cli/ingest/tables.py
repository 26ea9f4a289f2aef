"""Where a table stands in a grid: its header row, its data rows, its totals proved by their sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.ingest.columns import CONTAINING, score, vocabulary
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Layout, fold

_LOOK_AT = 200
# "Sub-total adult social care", "People Total"
TOTAL_WORDS = r"(?i)^\s*(grand|overall|sub|sum|report|page|net)?[\s-]*totals?\b|\b(sub-?)?totals?\s*:?\s*$"
_UNITS = (
    (
        "thousands",
        re.compile(
            r"(£|\bgbp)\s*[,']?(thousands?|000s?|k)\b|\bin\s*(£\s*)?thousands?\b|\bthousands?\s+of\s+pounds\b|\('?000s?\)",
            re.IGNORECASE,
        ),
    ),
    (
        "millions",
        re.compile(
            r"(£|\bgbp)\s*(millions?|mn?)\b|\bin\s*(£\s*)?millions?\b|\bmillions?\s+of\s+pounds\b", re.IGNORECASE
        ),
    ),
)


@dataclass(frozen=True)
class Header:
    """A header row and what stands in it.

    row        spreadsheet number of the header row
    headings   column letter → heading; a heading of two rows is joined where the lower one is blank or repeated
    units      pounds, thousands or millions where the rows above or the headings say so, else ""
    last       true where the header is the last row, below its data
    """

    row: int
    headings: Mapping[str, str]
    units: str
    last: bool = False


@dataclass(frozen=True)
class StatedTotal:
    """A total row: what it says and whether the lines above add up to it."""

    row: int
    stated_pence: int
    lines_pence: int
    proved: bool


def find_header(grid: Grid, layout: Layout, year: str, declared: Mapping[str, str], row: int | None) -> Header | None:
    """The header row: the one asked for, or the one whose cells best fit the roles; None where there is none.

    A header must hold a heading for the amount (declared or known) and one other known role.
    """
    if row is not None:
        return _header(grid, row) if row <= grid.height else None
    wanted = {fold(heading) for heading in declared.values()}
    numbers = [*range(1, min(grid.height, _LOOK_AT) + 1), *range(max(grid.height - 3, _LOOK_AT) + 1, grid.height + 1)]
    best, best_points = None, 1
    for number in numbers:
        points = _points(grid.row(number), layout, year, wanted)
        if points > best_points:
            best, best_points = number, points
    return _header(grid, best) if best is not None else None


def stated_units(texts: Sequence[str]) -> str:
    """The unit that titles and headings state, "" where none or where they contradict each other."""
    found = {unit for text in texts for unit, pattern in _UNITS if pattern.search(text)}
    return found.pop() if len(found) == 1 else ""


def only_a_total(text: str) -> bool:
    """True for "Total", "Grand total:" and the like, which name nothing else."""
    match = re.match(TOTAL_WORDS, text)
    return bool(match) and not re.search(r"[^\W\d_]", text[match.end() :] if match else "")


def prove_totals(
    amounts: Mapping[int, int | None], candidates: Mapping[int, bool], tolerance: int
) -> list[StatedTotal]:
    """Hold each candidate total against the lines since every earlier total, and since the start.

    amounts     row → pence in row order, None where there is no amount
    candidates  row → True where the row says nothing else, so that it is a total even if its sum is off;
                False where it would be a line (a supplier called "Total ...") unless the sum of two lines or more
                proves it a total
    tolerance   pence by which a stated total may differ from its lines
    """
    running, lines, starts, found = 0, 0, [(0, 0)], []
    for row, amount in amounts.items():
        total = None
        if row in candidates:
            least = 1 if candidates[row] else 2
            sums = [running - start for start, before in reversed(starts) if lines - before >= least]
            total = _held(row, amount, sums or ([running] if candidates[row] else []), tolerance)
        if total and (total.proved or candidates[row]):
            found.append(total)
            starts.append((running, lines))
        else:
            running, lines = running + (amount or 0), lines + 1
    return found


def _held(row: int, amount: int | None, sums: Sequence[int], tolerance: int) -> StatedTotal | None:
    """A candidate total beside the sum nearest to it; None where it has no amount, or no sum to be held against."""
    if amount is None or not sums:
        return None
    nearest = min(sums, key=lambda each: abs(each - amount))
    return StatedTotal(row, amount, nearest, abs(nearest - amount) <= tolerance)


def _points(cells: Mapping[str, str | None], layout: Layout, year: str, wanted: set[str]) -> int:
    """How many roles the cells of a row name; 0 without the amount."""
    texts = [text for text in cells.values() if text and len(text) < 80]
    known = vocabulary(layout, year)
    named = sum(1 for text in texts if fold(text) in wanted)
    roles = {role for role, words in known.items() for text in texts if score(text, words) > CONTAINING}
    loose = {role for role, words in known.items() for text in texts if score(text, words)}
    has_amount = "amount" in loose or named or "amount" not in known
    return (len(roles) * 2 + len(loose - roles) + named * 2) if has_amount and len(loose) + named >= 2 else 0


def _header(grid: Grid, row: int) -> Header:
    above = grid.row(row - 1) if row > 1 else {}
    own = grid.row(row)
    joined = _joined(above, own)
    titles = [text for number in range(1, row + 1) for text in grid.row(number).values() if text]
    below = grid.cells.slice(row).select(pl.any_horizontal(pl.exclude("row").is_not_null())).to_series()
    last = not bool(below.any()) and row > 2
    return Header(row, joined, stated_units(titles if not last else list(joined.values())), last)


def _joined(above: Mapping[str, str | None], own: Mapping[str, str | None]) -> dict[str, str]:
    """Headings, with the group heading above put before a heading that is blank or stands twice."""
    texts = [text for text in own.values() if text]
    group = ""
    joined: dict[str, str] = {}
    for letter, text in own.items():
        group = above.get(letter) or group
        if text and (texts.count(text) == 1 or not group):
            joined[letter] = text
        elif text:
            joined[letter] = f"{group} {text}"
        elif above.get(letter) and len([cell for cell in above.values() if cell]) > 1:
            joined[letter] = str(above[letter])
    return joined
