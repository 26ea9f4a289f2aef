"""Why a line or a text is mapped as it is: the rule that decides, its pack, and the runner-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli.errors import Problem
from tp_cli.map.decide import decide
from tp_cli.map.match import Match, RuleBook, line_of
from tp_cli.map.rule_file import load_rules
from tp_cli.place import Place
from tp_cli.reference.cofog import normal_code
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
    book = RuleBook(load_rules(place_dir))
    line = store.read("lines").filter(pl.col("line_id") == asked).collect()
    if line.height:
        cells = line.with_columns(supplier="payee", code="cofog_stated").row(0, named=True)
        return ExplainResult(asked, (_explanation(cells, book),))
    kinds = sorted({agency.kind for agency in place.agencies})
    return ExplainResult(asked, tuple(_explanation({"service": asked, "agency_kind": kind}, book) for kind in kinds))


def _explanation(cells: Mapping[str, str | None], book: RuleBook) -> Explanation:
    stated = normal_code(cells.get("code") or "")
    matches = book.matches(line_of({**cells, "code": stated or cells.get("code")}))
    decision = decide(matches, stated)
    decider = next((match for match in matches if match.rule.id == decision.rule), None)
    second = next(_others(matches, decider), None)
    return Explanation(
        cells.get("agency_kind") or "",
        tuple(part.cofog for part in decision.parts if part.cofog),
        decision.how,
        decision.rule,
        decider.rule.where if decider else "",
        second.rule.id if second else "",
        second.rule.where if second else "",
    )


def _others(matches: list[Match], decider: Match | None) -> Iterator[Match]:
    return (match for match in matches if match is not decider and match.rule.has_code)
