"""How a text table shows where its cells end: a separator and its quotes, or columns of fixed width."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tp_cli.ingest.columns import names_a_table
from tp_cli.ingest.fixed_width import Ruler, ruler_of

_STAND_IN = "\ue000"  # for a separator of several letters: a letter of no language
_SINGLE = re.compile(r"(?:^|(?<=[,;\t|]))'(?:[^']|'')*'(?=[,;\t|\r\n]|$)")  # a cell between single quotes
_NEARLY_ALL = 0.9  # of the lines below a header that agree, where the separator is a rare one


@dataclass(frozen=True)
class Dialect:
    """How the lines of a text are cut into cells.

    separator  one letter or several, "" where the cells stand in columns of fixed width
    quote      the mark around cells
    ruler      those columns, None where there is a separator
    spaced     True where blanks stand between a separator and the quote of a cell
    """

    separator: str
    quote: str = '"'
    ruler: Ruler | None = None
    spaced: bool = False

    @property
    def plain(self) -> bool:
        """True for one letter of ASCII between cells and double quotes around them."""
        return len(self.separator) == 1 and self.separator.isascii() and self.quote == '"'

    @property
    def letter(self) -> str:
        """The one letter that stands between cells once `in_letters` has seen the lines."""
        return self.separator if len(self.separator) == 1 else _STAND_IN

    def in_letters(self, text: str) -> str:
        """The text with one letter between cells."""
        return text if len(self.separator) == 1 else text.replace(self.separator, _STAND_IN)

    def as_written(self, cell: str) -> str:
        """A cell as it was before `in_letters`: quotes may hold what is a separator elsewhere."""
        return cell if len(self.separator) == 1 else cell.replace(_STAND_IN, self.separator)

    def cells(self, lines: Sequence[str]) -> list[list[str]]:
        """The cells of some lines with a separator."""
        return list(csv.reader(map(self.in_letters, lines), **self.options))

    @property
    def options(self) -> dict[str, Any]:
        """What the reader of csv must know for lines as `in_letters` gives them."""
        return {"delimiter": self.letter, "quotechar": self.quote, "skipinitialspace": self.spaced}


def dialect_of(text: str) -> Dialect:
    """What the first lines of a text show: the usual separator on which most of them agree, as a rule.

    Before it one of several letters, and where it shows no header that names an amount and something else, a rare
    separator or fixed columns: each only where these do show such a header.
    """
    sample = _sample(text)
    quote = _quote_of(sample)
    if found := _telling("several", sample, quote):
        return found
    mark = max(_known()["usual"], key=lambda mark: _agreement(sample, mark, quote))
    usual = Dialect(mark, quote, spaced=_is_spaced(sample, mark, quote))
    if shows_a_table(sample, usual, share=0.0):
        return usual
    if found := _telling("rare", sample, quote):
        return found
    ruler = ruler_of(sample)
    return Dialect("", quote, ruler) if ruler else usual


def _telling(kind: str, sample: Sequence[str], quote: str) -> Dialect | None:
    """The first of these separators with which the lines show a table."""
    marks = [mark for mark in _known()[kind] if any(mark in line for line in sample)]
    return next((each for mark in marks if shows_a_table(sample, each := Dialect(mark, quote))), None)


def shows_a_table(lines: Sequence[str], dialect: Dialect, share: float = _NEARLY_ALL) -> bool:
    """True where a line names the columns of a table, and as many of those below have as many cells as it has."""
    rows = [row for row in dialect.cells(lines) if any(row)]
    usual = _most_usual([len(row) for row in rows if len(row) > 1])
    header = next((at for at, row in enumerate(rows) if len(row) == usual and names_a_table(row)), None)
    if header is None:
        return False
    below = rows[header:]
    return sum(len(row) == usual for row in below) >= share * len(below)


def _is_spaced(sample: Sequence[str], mark: str, quote: str) -> bool:
    """True where a cell holds a separator between quotes of which the first stands behind blanks."""
    again = re.escape(mark)
    cell = re.compile(rf"{again} +{quote}([^{quote}]*){quote} *(?={again}|$)")
    return any(mark in match[1] for line in sample for match in cell.finditer(line))


def _quote_of(sample: Sequence[str]) -> str:
    """A double quote, unless most of the first lines have single quotes around whole cells."""
    single = sum(1 for line in sample if len(_SINGLE.findall(line)) > 1)
    return "'" if single * 2 > len(sample) and not any('"' in line for line in sample) else '"'


def _sample(text: str) -> list[str]:
    return [line for line in re.split(r"\r\n|\r|\n", text[:100_000])[:300] if line.strip()][:200]


def _agreement(lines: Sequence[str], mark: str, quote: str) -> int:
    """Lines with the width that most have, the more the wider they are."""
    widths = [len(row) for row in csv.reader(lines, delimiter=mark, quotechar=quote) if len(row) > 1]
    return max((widths.count(width) * min(width, 8) for width in set(widths)), default=0)


def _most_usual(widths: Sequence[int]) -> int:
    return max(sorted(set(widths)), key=widths.count, default=0)


@cache
def _known() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = tomllib.loads(
        Path(__file__).with_name("separators.toml").read_text(encoding="utf-8")
    )
    return found
