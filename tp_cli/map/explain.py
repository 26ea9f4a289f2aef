"""Why a line or a text is mapped as it is: the rule that decides, its pack, and the runner-up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli.errors import Problem
from tp_cli.map.book import KEYS, RuleBook
from tp_cli.map.decide import decide, runners_up
from tp_cli.map.mapping import distinct, stated_codes
from tp_cli.map.match import match, texts_of
from tp_cli.map.rule_file import load_rules
from tp_cli.place import Place
from tp_cli.store import Store


@dataclass(frozen=True)
class Explanation:
    """What decides for a line, or for a text in the books of one kind of agency."""

    agency_kind: str
    cofog: tuple[str, ...]
    how: str
    rule: str
    where: str
    runner_up: str
    runner_up_where: str


@dataclass(frozen=True)
class ExplainResult:
    """The explanations asked for, and no problems of its own."""

    asked: str
    explanations: tuple[Explanation, ...]
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"schema": "tp.map.explain/1", "asked": self.asked, "explanations": self.as_rows().to_dicts()}

    def as_rows(self) -> pl.DataFrame:
        """One row an explanation, in order of kind of agency; several codes parted by spaces."""
        rows = [{**vars(item), "cofog": " ".join(item.cofog)} for item in self.explanations]
        return pl.DataFrame(rows, schema=dict.fromkeys(Explanation.__annotations__, pl.String))


def explain(store: Store, place: Place, place_dir: Path, asked: str) -> ExplainResult:
    """The rule that decides for a line, and the next best.

    asked    a line id; anything else is taken as a service in the books of each kind of agency in the place
    raises   TpError with every mistake of every rule file
    """
    book = RuleBook.of(load_rules(place_dir))
    line = store.read("lines").filter(pl.col("line_id") == asked).collect()
    if line.height:
        _, texts = distinct(line, KEYS)
    else:
        kinds = sorted({agency.kind for agency in place.agencies})
        texts = texts_of([{"service": asked, "agency_kind": kind} for kind in kinds])
    return ExplainResult(asked, _explanations(texts, book))


def _explanations(texts: pl.DataFrame, book: RuleBook) -> tuple[Explanation, ...]:
    matches = match(texts, book)
    decided = decide(stated_codes(texts), matches, book).decided.join(texts, on="key").sort("key")
    ranked = runners_up(matches, book)
    return tuple(_explanation(row, ranked.filter(key=row["key"])["rule"].to_list(), book) for row in decided.to_dicts())


def _explanation(row: dict[str, object], ranked: list[int], book: RuleBook) -> Explanation:
    number = row["rule"]
    decider = book.rules[number] if isinstance(number, int) else None
    second = next((book.rules[other] for other in ranked if other != number), None)
    stated = (str(row["stated"]),) if row["how"] == "stated" else ()
    codes = tuple(part.cofog for part in decider.parts if part.cofog) if decider else stated
    return Explanation(
        str(row["agency_kind"]),
        codes,
        str(row["how"]),
        decider.id if decider else "",
        decider.where if decider else "",
        second.id if second else "",
        second.where if second else "",
    )
