"""Lines to what they are for: distinct texts are held against the rules, then joined back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from tp_cli.division import mapping_stands_on, purposes_of
from tp_cli.errors import Problem
from tp_cli.ledger import FACTS, TABLES
from tp_cli.map.book import KEYS, RuleBook
from tp_cli.map.decide import Decisions, decide
from tp_cli.map.defaults import fill_defaults
from tp_cli.map.findings import findings
from tp_cli.map.made_from import fingerprint
from tp_cli.map.match import match
from tp_cli.map.result import MapResult, unmapped_texts
from tp_cli.map.rule_file import load_rules
from tp_cli.map.rules import AXES, is_settled
from tp_cli.place import Place
from tp_cli.reference.cofog import normal_code
from tp_cli.store import Store

_FROM_LINE = {"supplier": "payee", "code": "cofog_stated"}
_FACTS = ("line_id", "source_id", "row", "basis", "economic", "identifiable", "amount_pence", "agency_kind")


def map_lines(store: Store, place: Place, place_dir: Path) -> MapResult:
    """Say of every line what it is for, and leave table `mapped`.

    reads    table `lines`, the place's maps/*.csv and the shipped packs
    writes   tables `mapped`, one row a line in the order of the lines, and `purposes`: the weights of a purpose's
             parts add up to exactly 1 over one denominator, so that the numerators can share out a line's pence
    raises   TpError with every mistake of every rule file; nothing is written then

    Source: docs/METHOD.md §4.
    """
    book = RuleBook.of(load_rules(place_dir))
    with store.lock():
        lines = store.read_in_order("lines").collect()
        mapped, problems = map_with(lines, book)
        numbers, purposes = purposes_of(lines, mapped)
        made_from = fingerprint(store, place_dir)
        store.replace("purposes", purposes, made_from)
        store.replace_beside("mapped", numbers.lazy(), made_from, mapping_stands_on(store))
    sources = store.read("sources").select("source_id", "file").collect()
    settled = tuple(rule.id for rule in book.rules if is_settled(rule))
    return MapResult(lines, mapped, sources, unmapped_texts(lines, mapped, book.rules), settled, problems)


def map_with(lines: pl.DataFrame, book: RuleBook) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """What these lines are for under these rules, one row a part, and what to know of it; nothing is written.

    The rows have `line_id`, `part`, weights, AXES, `rule` and `how`.
    """
    keyed, texts = distinct(lines, book.columns)
    matches = match(texts, book)
    decisions = decide(stated_codes(texts), matches, book)
    return _mapped(keyed, decisions, book), tuple(findings(keyed, texts, matches, decisions, book))


def distinct(lines: pl.DataFrame, used: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines with the number of their text, and the texts: only columns that rules look at tell them apart."""
    kept = [name for name in KEYS if name in {*used, "code"}]
    names = [f"key_{name}" for name in kept]
    wide = lines.select(*_FACTS, *(_cell(name).alias(f"key_{name}") for name in kept))
    texts = wide.select(names).unique().sort(names).with_row_index("key")
    plain = {name: name.removeprefix("key_") for name in names}
    return wide.join(texts, on=names, maintain_order="left"), texts.rename(plain)


def stated_codes(texts: pl.DataFrame) -> pl.DataFrame:
    """`key`, `stated`: the code that the source gives, in its one spelling; null where it gives none."""
    known = {code: normal_code(code) for code in texts.get_column("code").unique().to_list() if code}
    stated = pl.col("code").replace_strict(known, default=None, return_dtype=pl.String)
    return texts.select("key", stated=stated)


def _cell(name: str) -> pl.Expr:
    """What rules look at in a line; without a date paid, its year stands for the first day of it."""
    if name == "day":
        first = pl.col("year").str.head(4) + "-04-01"
        return pl.col("date").dt.to_string("%Y-%m-%d").fill_null(first).fill_null("")
    return pl.col(_FROM_LINE.get(name, name)).fill_null("")


def _mapped(keyed: pl.DataFrame, decisions: Decisions, book: RuleBook) -> pl.DataFrame:
    """The parts of each text joined to its lines, which keep their order; a line's own facts come before a rule's."""
    kinds = {"line_id": TABLES["lines"].schema["line_id"], **TABLES["purposes"].schema}
    parts = _parts(book).with_columns(rule=pl.col("rule").cast(pl.UInt32))
    others = {axis: f"{axis}_other" for axis in AXES}
    said = decisions.decided.rename(others).join(parts, on="rule", how="left")
    whole = said.with_columns(
        *(pl.coalesce(axis, other).alias(axis) for axis, other in others.items()),
        *(pl.col(name).fill_null(1) for name in ("part", "weight_num", "weight_den")),
        cofog=pl.when(pl.col("how") == "stated").then("stated").otherwise("cofog"),
        rule=pl.col("name").fill_null(""),
    ).select("key", "part", "weight_num", "weight_den", "cofog", *AXES, "rule", "how")
    capital = pl.col("economic") == "capital"
    return (
        keyed.with_row_index("line")
        .join(whole, on="key")
        .pipe(fill_defaults)
        .with_columns(
            scope=pl.when(capital)
            .then(pl.lit("capital"))
            .when(pl.col("identifiable").not_())
            .then(pl.lit("non_identifiable"))
            .otherwise("scope"),
            nature=pl.when(capital).then(pl.lit("capital")).otherwise("nature"),
        )
        .sort("line", "part")
        .select(pl.col(name).cast(kind) for name, kind in kinds.items() if name not in ("purpose", *FACTS))
    )


def _parts(book: RuleBook) -> pl.DataFrame:
    """The parts of every rule that gives codes: `rule`, `name`, `part`, weights, `cofog` and AXES."""
    types: dict[str, pl.DataType] = {"rule": pl.UInt32(), "name": pl.String(), "part": pl.Int64()}
    types |= {"weight_num": pl.Int64(), "weight_den": pl.Int64(), **dict.fromkeys(("cofog", *AXES), pl.String())}
    return pl.DataFrame(
        [row for number in range(len(book.rules)) for row in _part_rows(number, book)], schema=types, orient="row"
    )


def _part_rows(number: int, book: RuleBook) -> Iterator[tuple[object, ...]]:
    rule = book.rules[number]
    whole = math.lcm(*(part.weight.denominator for part in rule.parts))
    for position, part in enumerate(rule.parts, 1):
        yield (number, rule.id, position, int(part.weight * whole), whole, part.cofog, *part.axes)
