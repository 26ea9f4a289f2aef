"""A header of several rows: groups over headings, headings that run on below; which rows they are and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tp_cli.ingest.columns import LONGEST, named_roles, score
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import fold, roles
from tp_cli.ingest.measure import is_bare_year, is_vat

Cells = Mapping[str, str | None]  # column letter → text
_MOST = 4  # rows of one header
_UNITS = re.compile(r"[(]?\s*(£|gbp|pounds?|£?\s*['\u2019]?000s?|£m)\s*[)]?", re.IGNORECASE)
_FIGURE = re.compile(r"[-£$(]*\d[\d,]*(\.\d+)?\)?|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.*")


@dataclass(frozen=True)
class Stack:
    """The rows of one header.

    top, bottom  spreadsheet numbers of its first and last row
    headings     column letter → heading, put together from all of them
    """

    top: int
    bottom: int
    headings: Mapping[str, str]


def stacked(grid: Grid, row: int, last: int) -> Stack:
    """The header of which `row` is one row: with the groups above it, and with headings below it as far as `last`.

    Two rows are put together in the way that names more roles: the lower heading alone, where it stands once, or both.
    Rows below belong to the header only where one of them divides the column of the amount.
    """
    top = row
    while top > 1 and row - top < _MOST - 1 and _names(grid.row(top - 1)):
        top -= 1
    said = filled(grid.row(top))
    first = row
    for number in range(top + 1, row + 1):
        own = grid.row(number)
        below, alone = together(said, own), filled(own)
        first = min(first, number - 1) if below != alone or len(said) * 2 <= len(alone) else number
        said = below
    if first == row and row > 1:
        said = joined(grid.row(row - 1), grid.row(row))
    bottom = row
    while bottom < last and bottom - first < _MOST - 1 and _divides(said, grid.row(bottom + 1)):
        below = together(said, grid.row(bottom + 1))
        if named_roles(below.values()) < named_roles(said.values()):
            break
        said, bottom = below, bottom + 1
    return Stack(first, bottom, said)


def together(above: Cells, own: Cells) -> dict[str, str]:
    """Headings of two rows, the upper a group's name or the beginning of the lower's: what names more roles."""
    apart = joined(above, own)
    run_on = filled(above) | {at: f"{above.get(at) or ''} {text}".strip() for at, text in own.items() if text}
    return run_on if named_roles(run_on.values()) > named_roles(apart.values()) else apart


def joined(above: Cells, own: Cells) -> dict[str, str]:
    """Headings with the group heading above put before one that stands twice or is a unit, or in place of a blank."""
    texts = [text for text in own.values() if text]
    several = len(filled(above)) > 1
    group = ""
    found: dict[str, str] = {}
    for letter, text in own.items():
        group = above.get(letter) or group
        if text and group and (texts.count(text) > 1 or (several and _UNITS.fullmatch(text))):
            found[letter] = f"{group} {text}"
        elif text:
            found[letter] = text
        elif several and above.get(letter):
            found[letter] = str(above[letter])
    return found


def filled(cells: Cells) -> dict[str, str]:
    """The cells that hold something."""
    return {letter: text for letter, text in cells.items() if text}


def is_figure(text: str) -> bool:
    """True for an amount or a date: never a heading."""
    return bool(_FIGURE.fullmatch(text))


def is_second_header_row(cells: Cells, letters: Mapping[str, str]) -> bool:
    """True for a row of units and headings under the header: no digit in it, and units or a heading for the amount."""
    amount = cells.get(letters.get("amount", "")) or ""
    texts = filled(cells).values()
    if not amount or any(re.search(r"[1-9]", text) for text in texts):
        return False
    return bool(_UNITS.fullmatch(amount)) or (len(texts) > 1 and bool(score(amount, roles()["amount"])))


def _names(cells: Cells) -> bool:
    """True for a row of two texts or more of which none but a year is a figure."""
    texts = filled(cells).values()
    return len(texts) > 1 and all(_is_name(text) for text in texts)


def _divides(above: Mapping[str, str], cells: Cells) -> bool:
    """True for a row with names of amounts under a heading of an amount: net, VAT and gross under "Amount"."""
    if not _names(cells):
        return False
    money, group = roles()["amount"], ""
    for letter, text in cells.items():
        group = above.get(letter) or group
        divided = text and not _UNITS.fullmatch(text) and (score(text, money) or is_vat(text))
        if divided and group and score(group, money) and fold(group) != fold(text or ""):
            return True
    return False


def _is_name(text: str) -> bool:
    return len(text) < LONGEST and (is_bare_year(text) or not is_figure(text))
