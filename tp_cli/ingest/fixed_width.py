"""Text whose cells stand below each other, with blanks between them: where the columns are, and which lines cross."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tp_cli.ingest.columns import names_a_table

Gap = tuple[int, int]  # first place and the place after the last, from 0
_RULES = re.compile(r"\s*[-=_]{2,}(\s+[-=_]{2,})+\s*")  # a line under the headings, a rule a column
_RULED = re.compile(r"[\s\-=_*.|+]+")  # a line that draws and says nothing
_CELL = re.compile(r"\S+(?: \S+)*")  # words with one blank between them
_FEWEST = 2  # lines below a header that show where its columns are
_ONE_IN = 20  # lines that may cross


@dataclass(frozen=True)
class Ruler:
    """The blanks between columns: places where a line has no letter, unless it crosses."""

    gaps: tuple[Gap, ...]

    def cells(self, line: str) -> list[str]:
        """The cells of a line; columns that it crosses have all of their text in each, so that none is cut.

        A line without a figure there is a title or a note: its text stands in the first of them.
        """
        text = line.rstrip("\r\n")
        edges = [0, *(place for gap in self.gaps for place in gap), max(len(text), self.gaps[-1][1])]
        cells = [text[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)]
        for crossed, group in groupby(range(len(self.gaps)), key=lambda at: bool(text[slice(*self.gaps[at])].strip())):
            if crossed:
                places = list(group)
                first, last = places[0], places[-1] + 1
                whole = text[edges[2 * first] : edges[2 * last + 1]]
                rest = whole if re.search(r"\d", whole) else ""
                cells[first : last + 1] = [whole, *[rest] * (last - first)]
        return cells

    def fits(self, lines: Sequence[str], may_cross: int) -> bool:
        """True where no more of the lines than these have a letter in a gap."""
        return sum(any(line[first:last].strip() for first, last in self.gaps) for line in lines) <= may_cross


def ruler_of(lines: Sequence[str]) -> Ruler | None:
    """The columns under the first line that names a table; None where they are not the same in nearly all lines."""
    if any("\t" in line for line in lines):
        return None
    for at, line in enumerate(lines[:-1]):
        below = [each for each in lines[at + 1 :] if _tells(each)]
        if len(below) < _FEWEST:
            return None
        for may_cross in (0, max(1, len(below) // _ONE_IN)):
            ruler = _under(line, lines[at + 1], below, may_cross)
            if ruler and names_a_table(ruler.cells(line)) and ruler.fits([line], 0) and ruler.fits(below, may_cross):
                return ruler
    return None


def _under(header: str, following: str, below: Sequence[str], may_cross: int) -> Ruler | None:
    if _RULES.fullmatch(following):
        return _between([match.span() for match in re.finditer(r"\S+", following)])
    headings = list(_CELL.finditer(header))
    if len(headings) < 2 or not names_a_table([match.group() for match in headings]):
        return None
    return _by_blanks([match.span() for match in headings], below, may_cross)


def _by_blanks(headings: Sequence[Gap], below: Sequence[str], may_cross: int) -> Ruler | None:
    """Between two headings the places that are blank in nearly all lines; None where they could be several gaps.

    One blank is a gap only if it is the only one; more than one are a gap even where a column has no heading.
    """
    gaps: list[Gap] = []
    for left, right in _between(headings).gaps:
        blank = [place for place in range(left, right) if Ruler(((place, place + 1),)).fits(below, may_cross)]
        runs = [(run[0], run[-1] + 1) for run in _runs(blank)]
        wide = [run for run in runs if run[1] - run[0] > 1]
        if not wide and len(runs) != 1:
            return None
        gaps += wide or runs
    return Ruler(tuple(gaps))


def _between(spans: Sequence[Gap]) -> Ruler:
    return Ruler(tuple((left[1], right[0]) for left, right in zip(spans, spans[1:], strict=False)))


def _runs(places: Sequence[int]) -> list[list[int]]:
    numbered = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    return [[place for _, place in group] for _, group in numbered]


def _tells(line: str) -> bool:
    """True for a line of a table: it says something, in more than one cell."""
    return not _RULED.fullmatch(line) and len(_CELL.findall(line)) > 1
