"""A cell to be written: its exact value, its look and, where it is live, its formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from tp_cli.cells import Formula, in_pounds
from tp_cli.report import formulas

Exact = int | Fraction | str | None
IN_PENCE = ("pounds", "pence", "millions")


class Made(NamedTuple):
    """A cell to be written.

    value   pounds in pence, per cent as a share of one, a number, a text; None where there is none
    format  how it looks
    """

    value: Exact
    format: str
    formula: Formula | None = None
    reference: str = ""


def exact(value: Any, unit: str) -> Exact:
    """A fact as a cell's value: per cent become a share of one, true and false words."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return formulas.verdict(value)
    if unit == "percent":
        return Fraction(value) / 100
    return value if isinstance(value, int) else Fraction(value) if unit == "number" else int(value)


def number_of(value: Exact) -> int | Fraction:
    """A value to reckon with: nought where it is a text or there is none."""
    return value if isinstance(value, int | Fraction) else 0


def stored_value(made: Made) -> float | str:
    """The value stored beside a formula: what a recalculation gives."""
    if made.value is None or isinstance(made.value, str):
        return made.value or ""
    return in_pounds(made.value) if made.format in IN_PENCE else float(made.value)
