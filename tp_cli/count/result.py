"""What `tp count` gives back: the spend lens or another, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.answer import Answer, cofog_names
from tp_cli.count.breaks import Break, breaks
from tp_cli.count.rows import STATES_OF_ROW, cut, file_states
from tp_cli.count.titles import note_of
from tp_cli.errors import Problem
from tp_cli.money import per_head, pounds, ratio_pct

SCHEMA_NAME = "tp.count/1"


@dataclass(frozen=True)
class CountResult:
    """A count through one lens.

    rows    the lens's main table, amounts as decimal strings in pounds
    stored  true where this is the count that reports use
    before  the counts of earlier years that stand beside it
    """

    lens: str
    answer: Answer
    rows: pl.DataFrame
    stored: bool
    problems: Sequence[Problem]
    before: Sequence[Answer] = ()

    @property
    def years(self) -> list[Answer]:
        """The counts, one a year, in the order of the years."""
        return [*self.before, self.answer]

    @property
    def breaks(self) -> list[Break]:
        return breaks([(each.view.year, each.counted, each.coverage) for each in self.years])

    def as_json(self) -> dict[str, object]:
        answer, cover = self.answer, self.answer.coverage
        found = {
            "schema": SCHEMA_NAME,
            "lens": self.lens,
            **_headline(answer),
            "coverage": {
                "supplied_pct": cover.supplied_pct,
                "with_estimates_pct": cover.with_estimates_pct,
                "apportioned_pct": cover.apportioned_pct,
                "withheld": [each.agency for each in cover.withheld],
                "partial": list(cover.partial),
            },
            "states": _real_states(answer),
            "reconciles": answer.reconciles,
            "control": [
                {
                    "test": test.title,
                    "bottom_up": pounds(answer.prices.one(test.bottom_up_pence)),
                    "top_down": pounds(answer.prices.one(test.top_down_pence)),
                    "ratio_pct": test.ratio_pct,
                    "text": test.text,
                }
                for test in answer.control.tests
            ],
            "eliminations": eliminations(answer).to_dicts(),
            "rows": self.rows.to_dicts(),
            "caveats": [text for _, text in answer.caveats],
        }
        if self.before:
            found["years"] = [_headline(each) for each in self.years]
            found["breaks"] = [vars(each) for each in self.breaks]
        return found

    def as_rows(self) -> pl.DataFrame:
        return self.rows


def _headline(answer: Answer) -> dict[str, object]:
    """Title, year, prices, total, range and figures a head of one count."""
    cover, prices = answer.coverage, answer.prices
    total, low, high = (prices.one(pence) for pence in (cover.total_pence, cover.low_pence, cover.high_pence))
    heads = {"per_head": answer.people, **({"per_head_daytime": answer.daytime} if answer.daytime else {})}
    return {
        "title": answer.title,
        "year": answer.view.year,
        "prices": answer.view.prices,
        "total": pounds(total),
        "low": pounds(low),
        "high": pounds(high),
        **{name: pounds(per_head(total, people)) if people else None for name, people in heads.items()},
    }


def _real_states(answer: Answer) -> dict[str, str]:
    """The states in the prices asked for; reported is what they add up to."""
    real = {name: answer.prices.one(pence) for name, pence in answer.states().items() if name != "reported"}
    reported = sum(pence for name, pence in real.items() if name != "superseded")
    return {name: pounds(pence) for name, pence in {"reported": reported, **real}.items()}


def spend_rows(answer: Answer) -> pl.DataFrame:
    """The counted money by the columns of the view: the columns, `amount`, `per_head`, `apportioned_pct` of the amount.

    `per_head` is "" without a population; `per_head_daytime` follows it where place.toml gives that denominator.
    """
    frame = cut(answer.counted, answer.view.by)
    nominal = frame["amount_pence"].to_list()
    amounts = answer.prices.of(nominal)
    shared = frame["apportioned_pence"].to_list()
    columns = {"amount": [pounds(pence) for pence in amounts], "per_head": _heads(amounts, answer.people)}
    if answer.daytime:
        columns["per_head_daytime"] = _heads(amounts, answer.daytime)
    columns["apportioned_pct"] = [ratio_pct(part, whole) for part, whole in zip(shared, nominal, strict=True)]
    series = [pl.Series(name, values, pl.String) for name, values in columns.items()]
    return frame.drop("amount_pence", "apportioned_pence").with_columns(series)


def _heads(amounts: Sequence[int], people: int | None) -> list[str]:
    return [pounds(per_head(pence, people)) if people else "" for pence in amounts]


def bridge_rows(answer: Answer) -> pl.DataFrame:
    """Lens "bridge": from each agency's control total to what is counted of it.

    In real terms each state adds up over the agencies, what was ingested is the sum of an agency's states, and a
    control total that of what was ingested, rejected and the difference.
    """
    if not answer.view.real:
        return _in_pounds(answer.bridge)
    table = _in_real(answer, answer.bridge, ("rejected", "difference"))
    control = pl.when(pl.col("control").is_not_null()).then(pl.sum_horizontal("ingested", "rejected", "difference"))
    return _in_pounds(table.with_columns(control=control))


def state_rows(answer: Answer) -> pl.DataFrame:
    """Lens "states": where every pound of each file, sheet, agency and year has gone."""
    files = answer.sources.select("source_id", "file")
    states = file_states(answer.counted).join(files, on="source_id", how="left")
    states = _in_real(answer, states) if answer.view.real else states
    names = ["file", *(name for name in states.columns if name not in ("source_id", "file"))]
    return _in_pounds(states.sort("file", "sheet", "agency", nulls_last=True).select(names))


def _in_real(answer: Answer, frame: pl.DataFrame, also: Sequence[str] = ()) -> pl.DataFrame:
    """The states, and other columns of pence, in the prices asked for; `ingested` is the sum of a row's states."""
    real = answer.prices.columns(frame, [*STATES_OF_ROW, *also])
    return real.with_columns(ingested=pl.sum_horizontal(STATES_OF_ROW))


def _in_pounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Pence of every whole-number column but counts of rows and lines as decimal strings in pounds."""
    money = [name for name, kind in frame.schema.items() if kind == pl.Int64 and not name.endswith(("_rows", "_lines"))]
    texts = [
        pl.Series(name, ["" if pence is None else pounds(pence) for pence in frame[name]], pl.String) for name in money
    ]
    return frame.with_columns(texts)


def function_rows(answer: Answer) -> list[tuple[str, str, int]]:
    """Division, its name, pence; largest first: what the screen shows."""
    names = cofog_names()
    return [(code, names.get(code, code), pence) for code, pence, _ in cut(answer.counted, ["cofog"]).iter_rows()]


def eliminations(answer: Answer) -> pl.DataFrame:
    """The elimination ledger: payer, payee, label, paid, received, eliminated, unreconciled, note.

    In real terms what is eliminated adds up to the state; the other amounts are each rounded by itself.
    """
    columns = ("payer", "payee", "label", "paid", "received", "eliminated", "unreconciled", "note")
    entries, prices = answer.counted.entries, answer.prices
    taken = prices.of([entry.eliminated_pence for entry in entries])
    rows = [
        (
            entry.payer,
            entry.payee,
            entry.label,
            "" if entry.paid_pence is None else pounds(prices.one(entry.paid_pence)),
            "" if entry.received_pence is None else pounds(prices.one(entry.received_pence)),
            pounds(eliminated),
            pounds(prices.one(entry.unreconciled_pence)),
            note_of(entry, prices),
        )
        for entry, eliminated in zip(entries, taken, strict=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
