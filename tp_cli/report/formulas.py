"""Every formula that a workbook can hold, built from cell addresses alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tp_cli.cells import Formula, Ref

HOLDS = "Check holds"
FAILS = "CHECK FAILS"


@dataclass(frozen=True)
class Span:
    """The cells of one column from `first` down to `last`, or of one row from left to right."""

    first: Ref
    last: Ref

    def seen_from(self, home: str, fixed_start: bool = False) -> str:
        end = self.last.seen_from(self.last.sheet)
        return f"{self.first.seen_from(home, fixed_start)}:{end}"


def link(cell: Ref, home: str) -> Formula:
    return Formula(f"={cell.seen_from(home)}")


def total(cells: Span, home: str) -> Formula:
    return Formula(f"=SUM({cells.seen_from(home)})")


def add(cells: Sequence[Ref], home: str) -> Formula:
    """Cells of one row, as a range where they stand side by side."""
    cols = [cell.col for cell in cells]
    if cols == list(range(cols[0], cols[0] + len(cols))):
        return total(Span(cells[0], cells[-1]), home)
    return Formula("=" + "+".join(cell.seen_from(home) for cell in cells))


def subtract(first: Ref, rest: Sequence[Ref], home: str) -> Formula:
    """The first cell less each of the others, to the penny: else binary noise would show as -£0.00 in red."""
    terms = "-".join(cell.seen_from(home) for cell in (first, *rest))
    return Formula(f"=ROUND({terms},2)")


def share(part: Ref, whole: Ref, home: str) -> Formula:
    """A part of a total, nought where the total is nought."""
    bottom = whole.seen_from(home, fixed_row=True)
    return Formula(f"=IF({bottom}=0,0,{part.seen_from(home)}/{bottom})")


def divide(top: Ref, bottom: Ref, home: str) -> Formula:
    return Formula(f"={top.seen_from(home)}/{bottom.seen_from(home, fixed_row=True)}")


def left_after(start: Ref, taken: Span, home: str) -> Formula:
    """What is left of the start after all that was taken down to this row."""
    left = f"{start.seen_from(home, fixed_row=True)}-SUM({taken.seen_from(home, fixed_start=True)})"
    return Formula(f"=ROUND({left},2)")


def same(left: Sequence[Ref], right: Sequence[Ref], home: str) -> Formula:
    """Both sides add up to the same, to the penny."""
    return _verdict(f"ROUND({_sum(left, home)}-{_sum(right, home)},2)=0")


def all_nought(cells: Span, home: str) -> Formula:
    """No cell of the column differs from nought by a penny."""
    return _verdict(f"ROUND(SUMPRODUCT(ABS({cells.seen_from(home)})),2)=0")


def all_filled(cells: Span, home: str) -> Formula:
    return _verdict(f"COUNTBLANK({cells.seen_from(home)})=0")


def holding(cells: Span, home: str) -> Formula:
    """How many checks hold."""
    return Formula(f'=COUNTIF({cells.seen_from(home)},"{HOLDS}")')


def made(cells: Span, home: str) -> Formula:
    """How many checks there are."""
    return Formula(f"=ROWS({cells.seen_from(home)})")


def master(held: Ref, of: Ref, home: str) -> Formula:
    """One sentence on all checks."""
    a, b = held.seen_from(home), of.seen_from(home)
    return Formula(f'=IF({a}={b},"All checks pass (","{FAILS} (only ")&{a}&" of "&{b}&")"')


def master_text(held: int, of: int) -> str:
    """The value of `master`."""
    return f"{'All checks pass (' if held == of else f'{FAILS} (only '}{held} of {of})"


def verdict(true: bool) -> str:
    """The value of a check."""
    return HOLDS if true else FAILS


def _verdict(condition: str) -> Formula:
    return Formula(f'=IF({condition},"{HOLDS}","{FAILS}")')


def _sum(cells: Sequence[Ref], home: str) -> str:
    words = ",".join(cell.seen_from(home) for cell in cells)
    return words if len(cells) == 1 else f"SUM({words})"
