"""What `tp map` gives back: coverage by lines and pounds, the rules used, the unmapped by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem
from tp_cli.map.rules import Rule, is_settled
from tp_cli.map.suggest import CELLS, Suggester, Suggestion
from tp_cli.money import pounds, share_out

SUGGESTED = 1000  # largest unmapped texts that get suggestions

_ROWS = (
    *("line_id", "part", "agency", "file", "sheet", "row"),
    *CELLS,
    "amount",
    *("cofog", "theme", "control", "weight", "rule", "how"),
    *("client_group", "area", "outcome", "prevention", "nature", "ring_fence", "department"),
)


@dataclass(frozen=True)
class Unmapped:
    """A text of one agency that no rule gives a code."""

    agency: str
    text: str
    lines: int
    amount_pence: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class MapResult:
    """Every line and its parts; yardsticks (basis control) are mapped but stay out of every sum here.

    lines     table `lines`
    mapped    table `mapped`
    sources   `source_id`, `file`
    unmapped  largest first
    settled   names of the rules by which a person has said that a line has no function
    problems  rules that disagree, codes that are none, rules never met
    """

    lines: pl.DataFrame
    mapped: pl.DataFrame
    sources: pl.DataFrame
    unmapped: tuple[Unmapped, ...]
    settled: tuple[str, ...]
    problems: tuple[Problem, ...]

    def coverage(self) -> pl.DataFrame:
        """By agency: `lines`, `mapped`, `amount_pence`, `mapped_pence`, in order of agency."""
        coded = pl.col("rule_cofog").is_not_null()
        return (
            _with_code(self.lines, self.mapped)
            .group_by("agency")
            .agg(
                lines=pl.len().cast(pl.Int64),
                mapped=coded.sum().cast(pl.Int64),
                amount_pence=pl.col("amount_pence").sum(),
                mapped_pence=pl.col("amount_pence").filter(coded).sum(),
            )
            .sort("agency")
        )

    def rules(self) -> pl.DataFrame:
        """By rule that decided: `rule`, `lines`, `amount_pence`, in order of rule; "" where the source did."""
        return (
            _with_code(self.lines, self.mapped)
            .filter(pl.col("rule_cofog").is_not_null())
            .group_by("rule")
            .agg(lines=pl.len().cast(pl.Int64), amount_pence=pl.col("amount_pence").sum())
            .sort("rule")
        )

    def unmapped_pct(self) -> float:
        """Per cent of the lines' pounds, credits taken as debits, that still want a code: what `--fail-on` goes by."""
        lines = _with_code(self.lines, self.mapped).with_columns(pl.col("amount_pence").abs())
        lines = lines.filter(~pl.col("rule").is_in(self.settled))
        whole = int(lines.get_column("amount_pence").sum())
        without = int(lines.filter(pl.col("rule_cofog").is_null()).get_column("amount_pence").sum())
        return 100 * without / whole if whole else 0.0

    def as_json(self) -> dict[str, object]:
        agencies = [_coverage_json(row) for row in self.coverage().iter_rows(named=True)]
        total = self.coverage().select(pl.exclude("agency").sum()).row(0, named=True)
        rules = self.rules().iter_rows(named=True)
        return {
            "schema": "tp.map/1",
            **_coverage_json(total),
            "agencies": agencies,
            "rules": [
                {"rule": row["rule"], "lines": row["lines"], "amount": pounds(row["amount_pence"])} for row in rules
            ],
            "unmapped": [_unmapped_json(item) for item in self.unmapped],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_rows(self) -> pl.DataFrame:
        """Every line part, in order of file, sheet, row: the columns of docs/COMMANDS.md, amounts in pounds."""
        facts = ["line_id", "source_id", "agency", "sheet", "row", "amount_pence", *CELLS]
        lines = self.lines.select(facts).join(self.sources, on="source_id", how="left")
        parts = lines.join(self.mapped, on="line_id").sort("file", "sheet", "row", "line_id", "part")
        columns = ("amount_pence", "weight_num", "part", "weight_den")
        amounts = _part_amounts(parts.select("line_id", *columns))
        num, den = pl.col("weight_num").cast(pl.String), pl.col("weight_den").cast(pl.String)
        weight = pl.when(pl.col("weight_den") == 1).then(num).otherwise(num + "/" + den)
        return parts.with_columns(amount=amounts, weight=weight).select(_ROWS)


def unmapped_texts(lines: pl.DataFrame, mapped: pl.DataFrame, rules: Sequence[Rule]) -> tuple[Unmapped, ...]:
    """What has no code, by agency and text, largest amount first; the largest with suggestions."""
    settled = [rule.id for rule in rules if is_settled(rule)]
    found = (
        _with_code(lines, mapped)
        .filter(pl.col("rule_cofog").is_null() & ~pl.col("rule").is_in(settled))
        .group_by("agency", "agency_kind", *(pl.col(name).fill_null("") for name in CELLS))
        .agg(lines=pl.len().cast(pl.Int64), amount_pence=pl.col("amount_pence").sum())
        .sort(pl.col("amount_pence").abs(), "agency", *CELLS, descending=[True] + [False] * (1 + len(CELLS)))
    )
    asked = found.head(SUGGESTED)
    guesses = Suggester(rules).suggest(asked["agency_kind"].to_list(), asked.select(CELLS).rows())
    guesses += [()] * (found.height - asked.height)
    return tuple(
        Unmapped(agency, " | ".join(cell for cell in cells if cell), count, pence, guess)
        for (agency, _, *cells, count, pence), guess in zip(found.iter_rows(), guesses, strict=True)
    )


def _with_code(lines: pl.DataFrame, mapped: pl.DataFrame) -> pl.DataFrame:
    """Lines that may be counted, each once, with the code of its first part as `rule_cofog` and its `rule`."""
    first = mapped.filter(pl.col("part") == 1).select("line_id", "rule", rule_cofog="cofog")
    return lines.filter(pl.col("basis") != "control").join(first, on="line_id")


def _part_amounts(parts: pl.DataFrame) -> pl.Series:
    """The pounds of each part, in the order given; the parts of a line stand together and add up to it."""
    amounts: list[str | None] = []
    weights: list[int] = []
    for _, pence, num, _, den in parts.iter_rows():
        weights.append(num)
        if sum(weights) == den:
            shares = [None] * len(weights) if pence is None else share_out(pence, weights)
            amounts += [None if share is None else pounds(share) for share in shares]
            weights = []
    return pl.Series("amount", amounts, dtype=pl.String)


def _coverage_json(row: dict[str, int | str]) -> dict[str, object]:
    agency = {"agency": row["agency"]} if "agency" in row else {}
    return {
        **agency,
        "lines": {"all": row["lines"], "mapped": row["mapped"]},
        "amount": {"all": pounds(int(row["amount_pence"])), "mapped": pounds(int(row["mapped_pence"]))},
    }


def _unmapped_json(item: Unmapped) -> dict[str, object]:
    return {
        "agency": item.agency,
        "text": item.text,
        "lines": item.lines,
        "amount": pounds(item.amount_pence),
        "suggestions": [{"cofog": one.cofog, "score": one.score} for one in item.suggestions],
    }
