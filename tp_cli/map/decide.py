"""What each text is for: the best rule that speaks on each axis, and nothing where two disagree."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tp_cli.map.book import RuleBook
from tp_cli.map.rules import AXES

TIES: dict[str, pl.DataType] = {"key": pl.UInt32(), "axis": pl.String(), "first": pl.UInt32(), "second": pl.UInt32()}


@dataclass(frozen=True)
class Decisions:
    """What rules make of texts.

    decided  one row a text: `key`, `stated` (a COFOG code, or null), `rule` (its number in the book, null where none
             gives the codes), `how` (as in table `mapped`), and each of AXES as the best rule that gives it says
    ties     `key`, `axis`, `first`, `second`: two rules as near to the text as each other that say different things
    """

    decided: pl.DataFrame
    ties: pl.DataFrame


def decide(stated: pl.DataFrame, matches: pl.DataFrame, book: RuleBook) -> Decisions:
    """What the rules that texts meet make of them.

    stated   `key`, `stated`: the COFOG code that the source itself gives. It stands unless a person's rule speaks, or
             a shipped rule says the same more finely (stated 07, rule 07.3)
    matches  as `match` gives them
    returns  a decision for every text; no code where no rule gives one, or two equally near ones differ

    Source: docs/METHOD.md §4.
    """
    said = matches.join(book.facts, on="rule")
    codes = _best(said, "codes")
    frame = stated.join(codes, on="key", how="left").join(_refining(stated, codes, book), on=["key"], how="left")
    tie = pl.col("second").is_not_null()
    own, source = pl.col("own").fill_null(False), pl.col("stated").is_not_null()
    rule = pl.when(~tie & (own | ~source | pl.col("refines").fill_null(False))).then("best")
    decided = frame.with_columns(rule=rule).with_columns(
        how=pl.when(pl.col("rule").is_not_null())
        .then(pl.col("rule").replace_strict(_hows(book), return_dtype=pl.String))
        .when(source & ~(tie & own))
        .then(pl.lit("stated"))
        .otherwise(pl.lit("unmapped"))
    )
    ties = [_tie(decided.filter(tie & (own | ~source)), "cofog")]
    decided = decided.select("key", "stated", "rule", "how")
    spoken = [axis for axis in AXES if book.facts.get_column(axis).is_not_null().any()]
    agreeing = _agreeing(said, decided, book) if spoken else said
    decided = decided.with_columns(pl.lit(None, pl.String).alias(axis) for axis in AXES if axis not in spoken)
    for axis in spoken:
        best = _best(agreeing.filter("decides") if axis == "scope" else agreeing, axis)
        ties.append(_tie(best, axis))
        value = pl.when(pl.col("second").is_null()).then(axis).alias(axis)
        decided = decided.join(best.select("key", value), on="key", how="left")
    return Decisions(decided.sort("key"), pl.concat(ties).sort("axis", "first", "second", "key"))


def runners_up(matches: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Every rule with a code that each text meets, nearest first: `key`, `rule`, `rank`."""
    coded = book.facts.filter(pl.col("codes").is_not_null()).select("rule")
    return matches.join(coded, on="rule", how="semi").sort("key", "rank", "rule", descending=[False, True, False])


def _best(said: pl.DataFrame, what: str) -> pl.DataFrame:
    """For each text the nearest rule that says something: `key`, `best`, `own`, `what`, `second` (null: no tie)."""
    speaking = said.filter(pl.col(what).is_not_null()).select("key", "rule", "rank", "own", what)
    top = speaking.filter(pl.col("rank") == pl.col("rank").max().over("key")).sort("key", "rule")
    best = top.unique("key", keep="first", maintain_order=True).rename({"rule": "best"})
    others = top.join(best.select("key", said_first=what), on="key").filter(pl.col(what) != pl.col("said_first"))
    second = others.unique("key", keep="first", maintain_order=True).select("key", second="rule")
    return best.select("key", "best", "own", what).join(second, on="key", how="left")


def _agreeing(said: pl.DataFrame, decided: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """The rules that may speak on the other axes: those without codes, and those whose codes are what was decided.

    A rule that lost on what a line is for is wrong of it on the rest too. `decides` is false for one that only agrees:
    it may say who decides or whether money prevents, never that a line leaves the count with a scope switch.
    """
    facts = book.facts.select(rule="rule", decider="codes")
    seen = said.join(decided, on="key", suffix="_decided").join(
        facts, left_on="rule_decided", right_on="rule", how="left"
    )
    stated = seen.filter(how="stated").drop_nulls("codes").select("stated", "rule").unique()
    same = [
        pair for pair in stated.iter_rows() if all(_within(pair[0], part.cofog) for part in book.rules[pair[1]].parts)
    ]
    kept = pl.DataFrame(same, schema=stated.schema, orient="row").with_columns(related=pl.lit(True))
    seen = seen.join(kept, on=["stated", "rule"], how="left")
    allowed = (
        pl.col("codes").is_null()
        | (pl.col("codes") == pl.col("decider"))
        | (pl.col("related") & (pl.col("how") == "stated"))
    )
    other = pl.col("codes").is_not_null() & (pl.col("rule") != pl.col("rule_decided"))
    return seen.filter(allowed.fill_null(False)).select(*said.columns, decides=~other.fill_null(False))


def _within(stated: str, code: str | None) -> bool:
    """Whether one of two codes is the other, or part of it."""
    return code is not None and (f"{stated}.".startswith(f"{code}.") or f"{code}.".startswith(f"{stated}."))


def _tie(best: pl.DataFrame, axis: str) -> pl.DataFrame:
    tied = best.filter(pl.col("second").is_not_null())
    return tied.select("key", axis=pl.lit(axis), first="best", second="second").cast(TIES)  # type: ignore[arg-type]


def _refining(stated: pl.DataFrame, codes: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """`key`, `refines`: whether all codes of the nearest rule lie within the one that the source states."""
    pairs = stated.drop_nulls("stated").join(codes, on="key").select("key", "stated", "best")
    rows = [
        (text, number, all((part.cofog or "").startswith(f"{text}.") for part in book.rules[number].parts))
        for text, number in pairs.select("stated", "best").unique().iter_rows()
    ]
    known = pl.DataFrame(
        rows, schema={"stated": pl.String(), "best": pl.UInt32(), "refines": pl.Boolean()}, orient="row"
    )
    return pairs.join(known, on=["stated", "best"]).select("key", "refines")


def _hows(book: RuleBook) -> dict[int, str]:
    return {number: rule.how for number, rule in enumerate(book.rules)}
