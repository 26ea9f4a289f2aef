"""What a method gives back: its figures as tidy rows, the caveats that go with them, and its warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.errors import Problem
from tp_cli.money import pounds

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One figure: which table, which row of it, which column, in words, its value as exact text, its unit.

    people  how many persons are behind the figure, None where it is not of persons; few of them are never shown
    """

    table: str
    key: Key
    column: str
    title: str
    value: str
    unit: str
    people: int | None = None

    @property
    def key_text(self) -> str:
        """`name=value,...`, with what would part it written as %2C, %2F, %3D."""
        return ",".join(f"{name}={_quoted(value)}" for name, value in self.key)


@dataclass(frozen=True)
class Outcome:
    """The figures of one scenario; caveats belong to them, and nothing that shows the figures may drop them."""

    rows: Sequence[Row]
    caveats: Sequence[str]
    warnings: Sequence[Problem] = ()

    def all_rows(self) -> list[Row]:
        """The figures, then each caveat and each warning as a row of text."""
        return [
            *self.rows,
            *_numbered("caveats", "Caveat", self.caveats),
            *_numbered("warnings", "Warning", [warning_text(warning) for warning in self.warnings]),
        ]


def _quoted(value: str) -> str:
    for mark in "%,/=":
        value = value.replace(mark, f"%{ord(mark):02X}")
    return value


def decimal_text(value: Fraction, places: int) -> str:
    """An exact fraction as decimal text, rounded half to even at the last place: 204200/4966.2 → "41.118"."""
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def money(table: str, column: str, title: str, pence: Fraction | int, key: Key = ()) -> Row:
    """A figure in pounds, from pence, rounded half to even to the penny."""
    return Row(table, key, column, title, pounds(round(pence)), "pounds")


def percent(table: str, column: str, title: str, share: Fraction, key: Key = (), places: int = 1) -> Row:
    """A figure in per cent, from a share of one: 0.05 → "5.0"."""
    return Row(table, key, column, title, decimal_text(share * 100, places), "percent")


def number(table: str, column: str, title: str, value: Fraction | int, key: Key = (), places: int = 0) -> Row:
    """A plain number."""
    return Row(table, key, column, title, decimal_text(Fraction(value), places), "number")


def text(table: str, column: str, title: str, value: str, key: Key = ()) -> Row:
    """Words."""
    return Row(table, key, column, title, value, "text")


def warning_text(warning: Problem) -> str:
    """A warning as one sentence for people who see no more than that."""
    return f"{warning.found}. {warning.fix[:1].upper()}{warning.fix[1:]}."


def _numbered(table: str, word: str, sentences: Iterable[str]) -> list[Row]:
    return [
        text(table, "text", f"{word} {n}", sentence, (("number", str(n)),)) for n, sentence in enumerate(sentences, 1)
    ]
