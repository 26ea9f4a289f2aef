"""What a person is asked to code: unmapped lines by what the next file will say again, largest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.map.rules import EMPTY, Rule, is_settled
from tp_cli.map.suggest import CELLS as SUGGEST_BY
from tp_cli.map.suggest import Suggester, Suggestion
from tp_cli.map.text import fold

CELLS = ("directorate", "service", "expense", "narrative", "supplier")
_HEADINGS = ("directorate", "service")
_NUMBERS = re.compile(r"\S*\d\S*")


@dataclass(frozen=True)
class Asked:
    """Unmapped lines of one agency that one rule can code; `cells` as written, in the order of CELLS."""

    agency: str
    cells: tuple[str, ...]
    lines: int
    amount_pence: int
    suggestions: tuple[Suggestion, ...] = ()


def what_to_ask(lines: pl.DataFrame, mapped: pl.DataFrame, rules: Sequence[Rule]) -> list[Asked]:
    """The unmapped lines of a place, grouped so that one answer codes this file's lines and the next file's.

    lines    table `lines`; yardsticks stay out
    rules    those that made `mapped`; what a person has said to have no function is not asked again
    returns  by amount, largest first: a heading as a whole where no line under it is mapped, else with its type of
             expense; where there is no heading, by type of expense, or narrative, or supplier
    """
    settled = [rule.id for rule in rules if is_settled(rule)]
    decided = pl.col("cofog").is_not_null() | pl.col("rule").is_in(settled)
    coded = mapped.filter(pl.col("part") == 1).select("line_id", coded=decided)
    cells = [pl.col("payee" if name == "supplier" else name).fill_null("").alias(name) for name in CELLS]
    frame = (
        lines.filter(pl.col("basis") != "control")
        .select("line_id", "agency", "agency_kind", pl.col("amount_pence").fill_null(0), *cells)
        .join(coded, on="line_id")
    )
    headed = (pl.col("directorate") != "") | (pl.col("service") != "")
    some = pl.col("coded").any().over("agency", *_HEADINGS)
    frame = frame.with_columns(headed=headed, some=some).filter(~pl.col("coded")).with_columns(_kept("expense"))
    frame = frame.with_columns(_kept("narrative")).with_columns(_kept("supplier"))
    found = (
        frame.group_by("agency", "agency_kind", *CELLS)
        .agg(
            lines=pl.len().cast(pl.Int64), amount=pl.col("amount_pence").sum(), size=pl.col("amount_pence").abs().sum()
        )
        .sort("size", "agency", *CELLS, descending=[True] + [False] * (1 + len(CELLS)))
    )
    guesses = Suggester(rules).suggest(found["agency_kind"].to_list(), found.select(SUGGEST_BY).rows())
    return [
        Asked(agency, tuple(texts), count, pence, guess)
        for (agency, _, *texts, count, pence, _), guess in zip(found.iter_rows(), guesses, strict=True)
    ]


def _kept(name: str) -> pl.Expr:
    """A column where it is needed to tell lines apart, else empty."""
    before = CELLS[: CELLS.index(name)]
    bare = pl.all_horizontal(pl.col(other) == "" for other in before)
    needed = (~pl.col("headed") | pl.col("some")) if name == "expense" else bare
    return pl.when(needed).then(name).otherwise(pl.lit("")).alias(name)


def condition(agency: str, cells: Sequence[str]) -> dict[str, str]:
    """The columns of the rule that codes these lines, and what the next file says alike.

    The texts must be the same but for case, punctuation and spaces; of a narrative its words must be there, without
    its numbers and dates. A heading with one of its two cells empty asks that it be empty.
    """
    said = {name: _plain(cell) for name, cell in zip(CELLS, cells, strict=True) if fold(cell)}
    if set(said) <= {"narrative"} and said:
        words = _plain(_NUMBERS.sub(" ", said["narrative"]))
        if fold(words):
            return {"how": "keyword", "agency": agency, "narrative": words}
    if len(said.keys() & set(_HEADINGS)) == 1:
        said |= {name: EMPTY for name in _HEADINGS if name not in said}
    return {"how": "exact", "agency": agency, **said}


def _plain(cell: str) -> str:
    """A text as a rule may hold it: one line, no bar between alternatives, no sign that makes a formula of it."""
    return " ".join(re.sub(r"[|\x00-\x1f\x7f-\x9f]", " ", cell).split()).lstrip("=+-@'\u2212\uff1d\uff0b\uff0d\uff20 ")
