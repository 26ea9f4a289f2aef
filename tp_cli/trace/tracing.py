"""A figure by its name, back to the rows it rests on, and whether they still add up to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import polars as pl

from tp_cli.division import stored_figures
from tp_cli.errors import Problem, nearest, stop
from tp_cli.money import pence_of, pounds
from tp_cli.place import Place
from tp_cli.store import Store
from tp_cli.trace import control, ledger, register, shares, spend
from tp_cli.trace.other import LensAnswers, Scenarios, of_lens
from tp_cli.trace.rests import Desk, Figure, Rests

SCHEMA_NAME = "tp.trace/1"
SHORT = {"total": spend.TOTAL}
_FIRST = (
    "amount",
    "total",
    "eliminated",
    "counted",
    "at_risk",
    "cost",
    "bottom_up",
    "benchmark",
    "text",
    "says",
    "holds",
)
_PLACE = "place.toml"


@dataclass(frozen=True)
class TraceResult:
    """Where a figure comes from.

    parts    one row a row of a file: `state`, `amount` (in the figure's unit, exact text), `file`, `sheet`, `row`,
             `counterparty`, `reason`
    how      the arithmetic in words where the parts do not simply add up to the value
    uses     figures that it is worked out from, with their values
    sum      what the parts add up to; None where they have no amounts
    adds_up  false where the stored figure is not what the stored parts give
    """

    figure: Figure
    parts: pl.DataFrame
    how: str
    uses: Sequence[tuple[str, str]]
    sum: str | None
    adds_up: bool
    problems: Sequence[Problem]

    def as_json(self) -> dict[str, object]:
        return {
            "schema": SCHEMA_NAME,
            "figure": self.figure.id,
            "title": self.figure.title,
            "value": self.figure.value,
            "unit": self.figure.unit,
            "adds_up": self.adds_up,
            "how": self.how,
            "sum": self.sum,
            "uses": [{"figure": name, "value": value} for name, value in self.uses],
            "parts": self.parts.to_dicts(),
        }

    def as_rows(self) -> pl.DataFrame:
        return self.parts.with_columns(pl.col("row").cast(pl.String))


class Tracer:
    """Traces figures of one place; tables are read, and lenses asked, once for all of them."""

    def __init__(self, store: Store, place: Place, folder: Path) -> None:
        counted = stored_figures(store)
        projections = store.read("projections").sort("scenario", "position").collect()
        self._scenarios = {row["id"]: row for row in projections.iter_rows(named=True)}
        figures = {figure.id: figure for frame in (counted, projections) for figure in _figures(frame)}
        if not figures:
            raise stop("not-counted", "tp trace", "no stored figures", "a stored count", "run `tp count`")
        self.desk = Desk(place, folder, store, figures)
        self._files = dict(store.read("sources").select("source_id", "file").collect().iter_rows())

    def trace(self, words: str) -> TraceResult:
        """The trace of a figure named in full, without its stage or column, or by a short form.

        raises  TpError (exit 2) with the nearest right names where there is no such figure
        """
        if words.strip().startswith(register.PREFIX):
            return self._result(*register.traced(self.desk, words.strip()))
        figure = find(words, self.desk.figures)
        return self._result(figure, self._rests(figure))

    @cached_property
    def _answers(self) -> LensAnswers:
        return LensAnswers(self.desk)

    @cached_property
    def _again(self) -> Scenarios:
        return Scenarios(self.desk)

    @cached_property
    def _lens_of(self) -> dict[str, str]:
        """Table → lens, of the tables of lenses that are stored."""
        about = (figure.named for figure in self.desk.figures.values() if figure.table == "lens")
        return {named["table"]: named["lens"] for named in about if "table" in named}

    def _rests(self, figure: Figure) -> Rests:
        if figure.id in self._scenarios:
            row = self._scenarios[figure.id]
            return self._again.rests(figure, row["scenario"], row["file"], tuple(self._inputs(row["scenario"])))
        if figure.table == "lens":
            return of_lens(self._answers, figure)
        if figure.table in self._lens_of:
            return self._answers.rests(figure, self._lens_of[figure.table])
        if figure.table in TABLES:
            return TABLES[figure.table](self.desk, figure)
        return spend.cut(self.desk, figure) or Rests(how="worked out by the count; `tp count --json` has its parts")

    def _inputs(self, scenario: str) -> Iterator[str]:
        for name, row in self._scenarios.items():
            if row["scenario"] == scenario and row["table"] == "inputs":
                yield name

    def _result(self, figure: Figure, rests: Rests) -> TraceResult:
        total = _sum(rests.parts, figure.unit)
        value, again = figure.value, rests.expected
        adds_up = again is None or _same(again, value)
        if not rests.how and (figure.unit in ("pounds", "number")):
            adds_up = adds_up and _same(total or "0", value or "0")
        known = self.desk.figures
        uses = [(name, known[name].value) for name in rests.uses if name in known]
        problems = () if adds_up else (_differs(figure, total if not rests.how else again),)
        return TraceResult(figure, self._shown(rests.parts, figure.unit), rests.how, uses, total, adds_up, problems)

    def _shown(self, parts: pl.DataFrame, unit: str) -> pl.DataFrame:
        """The parts with their files, amounts as exact text."""
        amounts = [
            number if number is not None else None if pence is None else pounds(pence)
            for pence, number in parts.select("amount_pence", "number").iter_rows()
        ]
        files = [_PLACE if name is None else self._files.get(name, name) for name in parts["source_id"]]
        return parts.select(
            "state",
            pl.Series("amount", amounts, pl.String),
            pl.Series("file", files, pl.String),
            pl.when(pl.col("sheet") == "").then(None).otherwise("sheet").alias("sheet"),
            "row",
            "counterparty",
            "reason",
        )


TABLES: dict[str, Callable[[Desk, Figure], Rests]] = {
    **spend.TABLES,
    "ledger": ledger.ledger,
    "matrix": ledger.matrix,
    "control": control.control,
    "control_division": control.division,
    "share": shares.share,
}


def untrue_figures(store: Store, place: Place, folder: Path) -> tuple[list[str], str]:
    """What each stored figure of the count that is not what its parts give says and gives; how many were looked at."""
    names = stored_figures(store)["id"].to_list()
    if not names:
        return [], "nothing counted yet"
    found = map(Tracer(store, place, folder).trace, names)
    wrong = [f"{each.figure.id}: {problem.found}" for each in found for problem in each.problems]
    return wrong, f"{len(names):,} figures worked out again"


def find(words: str, figures: Mapping[str, Figure]) -> Figure:
    """The figure that a person's words name; TpError (exit 2) with the nearest names where there is none."""
    asked = SHORT.get(words.strip().casefold(), words.strip())
    for text in (asked, f"count/{asked}", f"project/{asked}"):
        if text in figures:
            return figures[text]
    found = _by_row(asked, figures) or _by_key(asked, figures)
    if found is not None:
        return found
    close = _close(asked, figures)
    fix = f"nearest: {', '.join(close)}" if close else "run `tp report`: each figure of a pack has its reference"
    raise stop("no-such-figure", "tp trace FIGURE", f'"{words}"', "stage/table/key/column, or total", fix)


def _by_row(asked: str, figures: Mapping[str, Figure]) -> Figure | None:
    """A row named without its column: its amount, or else what comes first."""
    names = (asked, f"count/{asked}", f"project/{asked}")
    rows = [figure for figure in figures.values() if figure.id.rpartition("/")[0] in names]
    return _best(rows)


def _by_key(asked: str, figures: Mapping[str, Figure]) -> Figure | None:
    """A key named without its table, its names in any order: count/agency=council."""
    words = asked.removeprefix("count/")
    key, _, column = words.partition("/")
    if "=" not in key:
        return None
    pairs = set(key.split(","))
    rows = [f for f in figures.values() if set(f.key.split(",")) == pairs and (not column or f.column == column)]
    names = [pair.partition("=")[0] for pair in key.split(",")]
    exact = [f for f in rows if f.table in ("_".join(names), "_".join(reversed(names)))]
    return _best(exact or rows)


def _best(rows: Iterable[Figure]) -> Figure | None:
    def rank(figure: Figure) -> int:
        return _FIRST.index(figure.column) if figure.column in _FIRST else len(_FIRST) + (figure.unit != "pounds")

    return min(rows, key=rank, default=None)


def _close(asked: str, figures: Mapping[str, Figure]) -> list[str]:
    """The nearest right names: of rows, where only a key was given; else of figures, of the same table first."""
    words = asked.removeprefix("count/")
    if "/" not in words.rstrip("/") and "=" in words:
        keys = nearest(words, dict.fromkeys(figure.key for figure in figures.values()))
        found = [_by_key(key, figures) for key in keys]
        return [figure.id for figure in found if figure]
    full = asked if asked.startswith(("count/", "project/")) else f"count/{asked}"
    table = [name for name in figures if name.split("/")[1] == full.split("/")[1]]
    return nearest(asked, SHORT) or nearest(full, table) or nearest(full, figures)


def _figures(frame: pl.DataFrame) -> Iterator[Figure]:
    columns = ("id", "table", "key", "column", "title", "value", "unit")
    for row in frame.select(columns).iter_rows():
        yield Figure(*(text or "" for text in row))


def _sum(parts: pl.DataFrame, unit: str) -> str | None:
    numbers = parts["number"].drop_nulls()
    if numbers.len():
        return format(sum((Decimal(text) for text in numbers), Decimal(0)), "f")
    pence = parts["amount_pence"].drop_nulls()
    return pounds(int(pence.sum())) if pence.len() else None


def _same(again: str, value: str) -> bool:
    """Equal as text, or as exact numbers."""
    try:
        return again == value or Decimal(again) == Decimal(value)
    except ArithmeticError:
        return False


def _differs(figure: Figure, again: str | None) -> Problem:
    doubt = 0
    if figure.unit == "pounds" and figure.value and again:
        doubt = abs(pence_of(figure.value) - pence_of(again))
    found = f"the stored figure says {figure.value or 'nothing'}, what it is made of gives {again or 'nothing'}"
    fix = "run `tp check`; then `tp run`, which makes again what is out of step"
    return Problem("trace-differs", figure.id, found, "the same on both sides", fix, "difference", amount_pence=doubt)
