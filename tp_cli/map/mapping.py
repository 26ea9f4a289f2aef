"""Lines to what they are for: distinct texts are held against the rules, then joined back."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from tp_cli.folders import code_of
from tp_cli.ledger import TABLES
from tp_cli.map.decide import decide
from tp_cli.map.findings import Text, stated_problems, tie_problems, unused_rules
from tp_cli.map.match import KEYS, RuleBook, line_of
from tp_cli.map.result import MapResult, unmapped_texts
from tp_cli.map.rule_file import load_rules, own_files, shipped_files
from tp_cli.map.rules import AXES
from tp_cli.place import Place
from tp_cli.reference.cofog import normal_code
from tp_cli.store import Store

_FROM_LINE = {"supplier": "payee", "code": "cofog_stated"}


def map_lines(store: Store, place: Place, place_dir: Path) -> MapResult:
    """Say of every line what it is for, and leave table `mapped`.

    reads    table `lines`, the place's maps/*.csv and the shipped packs
    writes   table `mapped`: at least one row a line, the weights of a line add up to exactly 1;
             the parts of a line share one denominator, so that the numerators can share out its pence
    raises   TpError with every mistake of every rule file; nothing is written then

    Source: docs/METHOD.md §4.
    """
    rules = load_rules(place_dir)
    book = RuleBook(rules)
    lines = store.read("lines").collect().sort(TABLES["lines"].order)
    keyed, texts = _distinct(lines, book.columns)
    decided = [_decide(row, book) for row in texts.iter_rows(named=True)]
    mapped = _mapped(keyed, decided)
    with store.lock():
        store.replace("mapped", mapped, fingerprint(store, place_dir))
    problems = (*tie_problems(decided, keyed), *stated_problems(decided, keyed), *unused_rules(rules, decided))
    sources = store.read("sources").select("source_id", "file").collect()
    return MapResult(lines, mapped, sources, unmapped_texts(lines, mapped, rules), problems)


def fingerprint(store: Store, place_dir: Path) -> str:
    """What a mapping is made from; the same as `store.fingerprint("mapped")` where nothing has changed since."""
    digest = hashlib.sha256()
    for item in (code_of("map"), str(store.version("lines"))):
        digest.update(item.encode() + b"\0")
    for path in (*own_files(place_dir), *shipped_files()):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _distinct(lines: pl.DataFrame, used: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines with the number of their text, and the texts: only columns that rules look at tell them apart."""
    kept = {*used, "code"}
    keys = [pl.col(_FROM_LINE.get(name, name)).fill_null("").alias(f"key_{name}") for name in KEYS if name in kept]
    names = [f"key_{name}" for name in KEYS if name in kept]
    facts = ("line_id", "source_id", "row", "basis", "economic", "identifiable", "amount_pence")
    wide = lines.select(*facts, *keys)
    texts = wide.select(names).unique().sort(names).with_row_index("key")
    return wide.join(texts, on=names), texts.rename({name: name.removeprefix("key_") for name in names})


def _decide(row: dict[str, str], book: RuleBook) -> Text:
    code = normal_code(row["code"]) if row["code"] else None
    matches = book.matches(line_of({**row, "code": code or row["code"]}))
    return Text(int(row["key"]), row["code"], matches, decide(matches, code))


def _mapped(keyed: pl.DataFrame, decided: Sequence[Text]) -> pl.DataFrame:
    """Table `mapped`: the parts of each text joined to its lines; a line's own facts come before a rule's scope."""
    schema = TABLES["mapped"].schema
    columns = ["key", *(name for name in schema if name != "line_id")]
    types: dict[str, pl.DataType] = {"key": keyed.schema["key"], **{name: schema[name]() for name in columns[1:]}}
    parts = pl.DataFrame([row for text in decided for row in _part_rows(text)], schema=types, orient="row")
    capital = pl.col("economic") == "capital"
    return (
        keyed.join(parts.select(columns), on="key")
        .with_columns(
            scope=pl.when(capital)
            .then(pl.lit("capital"))
            .when(pl.col("identifiable").not_())
            .then(pl.lit("non_identifiable"))
            .otherwise("scope"),
            nature=pl.when(capital).then(pl.lit("capital")).otherwise("nature"),
        )
        .select(list(schema))
        .sort("line_id", "part")
    )


def _part_rows(text: Text) -> Iterator[dict[str, object]]:
    parts = text.decision.parts
    whole = math.lcm(*(part.weight.denominator for part in parts))
    for number, part in enumerate(parts, 1):
        yield {
            "key": text.key,
            "part": number,
            "weight_num": int(part.weight * whole),
            "weight_den": whole,
            "cofog": part.cofog,
            **dict(zip(AXES, part.axes, strict=True)),
            "rule": text.decision.rule,
            "how": text.decision.how,
        }
