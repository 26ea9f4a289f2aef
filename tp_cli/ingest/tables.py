"""Where the tables of a grid stand: their header rows, what those say, the units that titles state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tp_cli.ingest.columns import CONTAINING, FEWEST_SPANS, LONGEST, score, vocabulary
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.headings import is_figure, joined, stacked
from tp_cli.ingest.layout import Layout, fold, roles
from tp_cli.ingest.measure import is_bare_year, is_span
from tp_cli.ingest.units import stated_units

_LOOK_AT = 200
_TWO_ROLES = 4  # points of a row that names two roles exactly
# "Sub-total adult social care", "People Total", "Sum:", the stars of a ledger's list, the Welsh for a total
TOTAL_WORDS = (
    r"(?i)^\s*(grand|overall|sub|sum|report|page|net)?[\s-]*totals?\b|\b(sub-?)?totals?\s*:?\s*$"
    r"|^\s*(sum|\*{1,4})\s*:?\s*$|^\s*(is-?)?cyfanswm\b"
)


@dataclass(frozen=True)
class Header:
    """A header row and what stands in it.

    row        spreadsheet number of the header row, the lowest of several, 0 where the table has none
    headings   column letter → heading; of several rows, put together from all of them
    units      pounds, thousands or millions where the rows above or the headings say so, else ""
    last       true where the header is the last row, below its data
    above      how many rows above it are the header's too: groups, and beginnings of headings
    """

    row: int
    headings: Mapping[str, str]
    units: str
    last: bool = False
    above: int = 0

    @property
    def top(self) -> int:
        """The first of its rows."""
        return self.row - self.above


@dataclass(frozen=True)
class Vocabulary:
    """What headings are told by: the layout's words for a year, and headings that a person declared by role."""

    layout: Layout
    year: str
    declared: Mapping[str, str]

    def points(self, cells: Mapping[str, str | None]) -> int:
        """How many roles the cells of a row name, twice for each that is named exactly; 0 without the amount."""
        texts = [text for text in cells.values() if text and len(text) < LONGEST]
        if len(texts) < 2:
            return 0
        known = vocabulary(self.layout, self.year)
        years = [text for text in texts if is_bare_year(text)]
        if len(years) == 1 and not self.year and not self.layout.columns:  # a year, perhaps not a column of that year
            texts.remove(years[0])
        wanted = {fold(heading) for heading in self.declared.values()}
        named = sum(1 for text in texts if fold(text) in wanted) if wanted else 0
        spans = "debit" in known and sum(map(is_span, texts)) >= FEWEST_SPANS
        money = [role for role in ("amount", "debit") if role in known]
        if money and not (named or spans) and not any(score(text, known[role]) for role in money for text in texts):
            return 0
        best = [max((score(text, words), role) for role, words in known.items()) for text in texts]
        loose = {role for points, role in best if points}
        roles = {role for points, role in best if points > CONTAINING}
        has_amount = bool({"amount", "debit"} & loose) or named or spans or "amount" not in known
        enough = len(loose) + named + spans >= 2
        return (len(roles) * 2 + len(loose - roles) + named * 2 + spans) if has_amount and enough else 0


def find_header(grid: Grid, layout: Layout, year: str, declared: Mapping[str, str], row: int | None) -> Header | None:
    """The header row: the one asked for, or the one whose cells best fit the roles; None where there is none.

    A header must hold a heading for the amount (declared or known) and one other known role.
    """
    if row is not None:
        return _header(grid, row) if row <= grid.height else None
    best = _best(_points(grid, Vocabulary(layout, year, declared)))
    return _header(grid, best) if best is not None else None


def find_headers(grid: Grid, words: Vocabulary, row: int | None) -> list[Header]:
    """Every header row among the first and last rows, in order.

    row  the one asked for, where a person has named it
    The first is the row that fits best, or one above it that names at least half as many roles, or has an amount
    right under the heading for it.
    """
    points = _points(grid, words)
    best = row if row is not None else _best(points)
    if best is None or best > grid.height:
        return []
    if row is not None or words.layout.columns:
        return [_header(grid, best)]
    enough = _enough(points[best])
    above = {number for number, named in points.items() if number < best and named >= _TWO_ROLES}
    likely = [number for number, named in points.items() if named >= enough or number in above]
    found = [number for number in likely if _is_header(grid.row(number))]
    found = [number for number in found if points[number] >= enough or _heads_amounts(grid, number)]
    return _whole(grid, [_header(grid, number) for number in sorted({*found, best})])


def more_headers(first: Header, rows: Mapping[int, Mapping[str, str | None]], words: Vocabulary) -> list[Header]:
    """The header rows among these rows further down, each of a table of its own."""
    enough = min(_TWO_ROLES, _enough(words.points(first.headings)))
    found = {number: cells for number, cells in rows.items() if words.points(cells) >= enough and _is_header(cells)}
    named = {number: {at: text for at, text in cells.items() if text} for number, cells in found.items()}
    return [Header(number, texts, stated_units(list(texts.values()))) for number, texts in sorted(named.items())]


def only_a_total(text: str) -> bool:
    """True for "Total", "Grand total:" and the like, which name nothing else."""
    match = re.match(TOTAL_WORDS, text)
    return bool(match) and not re.search(r"[^\W\d_]", text[match.end() :] if match else "")


def _looked_at(grid: Grid) -> list[int]:
    """The first rows of a grid and its last."""
    end = max(grid.height - 3, _LOOK_AT)
    return [*range(1, min(grid.height, _LOOK_AT) + 1), *range(end + 1, grid.height + 1)]


def _points(grid: Grid, words: Vocabulary) -> dict[int, int]:
    """Number → points of each row that is looked at."""
    return {number: words.points(grid.row(number)) for number in _looked_at(grid)}


def _best(points: Mapping[int, int]) -> int | None:
    """The first row with most points, at least two."""
    best = max(points, key=lambda number: points[number], default=None)
    return best if best is not None and points[best] > 1 else None


def _enough(points: int) -> int:
    return max(3, points // 2)


def _is_header(cells: Mapping[str, str | None]) -> bool:
    """True for a row of two cells or more that holds no amount and no date."""
    texts = [text for text in cells.values() if text]
    return len(texts) > 1 and not any(is_figure(text) for text in texts)


def _heads_amounts(grid: Grid, number: int) -> bool:
    """True where the row below has a figure under a heading for the amount."""
    money = roles()["amount"]
    below = grid.row(number + 1)
    return any(text and score(text, money) and is_figure(below.get(at) or "") for at, text in grid.row(number).items())


def _whole(grid: Grid, headers: Sequence[Header]) -> list[Header]:
    """The headers with all of their rows; one that is a row of another is left out."""
    found = {header.row: header for header in (_with_its_rows(grid, each) for each in headers)}
    rows = {row for each in found.values() for row in range(each.top, each.row)}
    return [header for row, header in sorted(found.items()) if row not in rows]


def _with_its_rows(grid: Grid, header: Header) -> Header:
    if header.last:
        return header
    stack = stacked(grid, header.row, min(grid.height, _LOOK_AT))
    return replace(header, row=stack.bottom, headings=stack.headings, above=stack.bottom - stack.top)


def _header(grid: Grid, row: int) -> Header:
    above = grid.row(row - 1) if row > 1 else {}
    own = grid.row(row)
    headings = joined(above, own)
    titles = [text for number in range(1, min(row, _LOOK_AT) + 1) for text in grid.row(number).values() if text]
    below = grid.cells.filter((pl.col("row") > row) & pl.any_horizontal(pl.exclude("row").is_not_null()))
    last = not below.height and row > 2 and row > grid.height - _LOOK_AT
    return Header(row, headings, stated_units(titles if not last else list(headings.values())), last)
