"""Which rules each distinct text of lines meets, and how nearly: all texts against all rules at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tp_cli.map.book import CELLS, KEYS, RuleBook, Way
from tp_cli.map.rules import AGENCY_COLUMNS
from tp_cli.map.text import folded, spellings, stems

MATCHES: dict[str, pl.DataType] = {"key": pl.UInt32(), "rule": pl.UInt32(), "rank": pl.Int64()}
_FOUND: dict[str, pl.DataType] = {"n": pl.UInt32(), "atom": pl.UInt32(), "at": pl.Int64()}
_WAYS: dict[str, pl.DataType] = {
    **{name: pl.UInt32() for name in ("way", "rule")},
    **{name: pl.Int64() for name in ("rank", "detail")},
    "own": pl.Boolean(),
    **{name: pl.UInt32() for name in ("need", "atom", "atoms")},
}
_SLACK = 2  # words that may stand between those of a shipped rule
_LAST = 63  # words of a text after which it does not matter which comes first
_KEPT = ("way", "rule", "rank", "detail", "own", "atoms", "at")
_GROUP = (*AGENCY_COLUMNS, "day")


def texts_of(rows: Sequence[Mapping[str, str | None]]) -> pl.DataFrame:
    """Texts of raw cells by the names in KEYS, numbered from nought; what is missing is empty."""
    frame = pl.DataFrame(
        [{name: row.get(name) or "" for name in KEYS} for row in rows], schema=dict.fromkeys(KEYS, pl.String)
    )
    return frame.with_row_index("key")


def match(texts: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Every rule that each text meets, once, in the nearest way it does.

    texts    `key` and those of KEYS that rules look at
    returns  `key`, `rule` (its number in the book), `rank` (the higher the nearer)

    A text is looked up, never searched with patterns, so the time grows with the texts and with what they meet.
    """
    names = [name for name in KEYS if name not in texts.columns]
    whole = texts.with_columns(pl.lit("").alias(name) for name in names)
    groups = whole.select(_GROUP).unique().with_row_index("group")
    keyed = whole.join(groups, on=_GROUP).select("key", "group", *CELLS)
    ways = _ways_of(groups, book)
    hits = _hits_of(keyed, book)
    first = ways.filter(pl.col("atoms") > 0).join(hits, on=["group", "atom"]).select("key", *_KEPT)
    alone = first.filter(pl.col("atoms") == 1)
    more = _all_met(first.filter(pl.col("atoms") > 1), hits, book)
    always = ways.filter(pl.col("atoms") == 0).join(keyed.select("key", "group"), on="group")
    always = always.select("key", *_KEPT[:-1], at=pl.lit(0, pl.Int64))
    found = pl.concat([alone, more, always])
    early = pl.when("own").then(0).otherwise(_LAST - pl.col("at").clip(0, _LAST))
    rank = (pl.col("rank") * (_LAST + 1) + early) * 4096 + pl.col("detail")
    return (
        found.group_by("key", "rule")
        .agg(rank=rank.max())
        .select(pl.col(name).cast(kind) for name, kind in MATCHES.items())
    )


def _ways_of(groups: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """The ways open to each group of texts with one agency and day: `group, way, rule, rank, atom, atoms`."""
    wanted = {need: number for number, need in enumerate(dict.fromkeys(way.agency for way in book.ways))}
    open_to = [
        (group, number) for group, *said in groups.iter_rows() for need, number in wanted.items() if _open(need, said)
    ]
    rows = [
        (
            n,
            way.rule,
            way.rank,
            way.detail,
            book.rules[way.rule].own,
            wanted[way.agency],
            _anchor(way, book),
            len(way.atoms),
        )
        for n, way in enumerate(book.ways)
    ]
    ways = pl.DataFrame(rows, schema=_WAYS, orient="row")
    needs = pl.DataFrame(open_to, schema={"group": pl.UInt32(), "need": pl.UInt32()}, orient="row")
    return ways.join(needs, on="need").with_columns(pl.col("group").cast(groups.schema["group"]))


def _open(need: Sequence[str | None], said: Sequence[str]) -> bool:
    *agency, first, last = need
    day = said[-1]
    held = all(value is None or value == cell for value, cell in zip(agency, said, strict=False))
    return held and (first is None or first <= day) and (last is None or (day != "" and day <= last))


def _anchor(way: Way, book: RuleBook) -> int | None:
    """The atom that fewest lines are likely to hold: the longest."""
    return book.atoms[max(way.atoms, key=lambda atom: (len(atom.text), atom))] if way.atoms else None


def _all_met(first: pl.DataFrame, hits: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Of the ways whose first atom is found, those whose others are too."""
    rows = [(n, book.atoms[atom]) for n, way in enumerate(book.ways) if len(way.atoms) > 1 for atom in set(way.atoms)]
    needed = pl.DataFrame(rows, schema={"way": pl.UInt32(), "atom": pl.UInt32()}, orient="row")
    found = first.join(needed, on="way").join(hits.select("key", "atom").unique(), on=["key", "atom"], how="semi")
    met = found.group_by("key", *_KEPT).len().filter(pl.col("len") == pl.col("atoms"))
    return met.drop("len")


def _hits_of(keyed: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Which atoms each text holds: `key, group, atom`."""
    parts: list[pl.DataFrame] = [
        pl.DataFrame(schema={**keyed.select("key", "group").schema, "atom": pl.UInt32(), "at": pl.Int64()})
    ]
    for cell in CELLS:
        wanted = [(atom.how, atom.text, number) for atom, number in book.atoms.items() if atom.cell == cell]
        if not wanted:
            continue
        values = keyed.select(pl.col(cell).unique()).to_series()
        if not any(text == "" for _, text, _ in wanted):
            values = values.filter(values != "")
        frame = pl.DataFrame({"raw": values, "value": folded(values)}).with_row_index("n")
        found = pl.concat([pl.DataFrame(schema=_FOUND), *_found(frame, wanted, book)])
        parts.append(
            keyed.select("key", "group", raw=cell)
            .join(frame.select("n", "raw"), on="raw")
            .join(found, on="n")
            .select("key", "group", "atom", "at")
        )
    return pl.concat(parts)


def _found(values: pl.DataFrame, wanted: Sequence[tuple[str, str, int]], book: RuleBook) -> Iterator[pl.DataFrame]:
    """Which values (`n`, folded `value`) hold which atoms, and at which word, by each way of looking."""
    by_how: dict[str, list[tuple[str, int]]] = {"exact": [], "prefix": [], "words": [], "near": []}
    for how, text, number in wanted:
        by_how[how].append((text, number))
    start = pl.lit(0, pl.Int64).alias("at")
    if by_how["exact"]:
        yield values.join(_table(by_how["exact"]), on="value").select("n", "atom", start)
    for length in sorted({len(text) for text, _ in by_how["prefix"]}):
        starts = [(text, number) for text, number in by_how["prefix"] if len(text) == length]
        begun = values.select("n", value=pl.col("value").str.head(length))
        yield begun.join(_table(starts), on="value").select("n", "atom", start)
    if by_how["words"] or by_how["near"]:
        yield _by_words(values, by_how["words"], by_how["near"], book)


def _by_words(
    values: pl.DataFrame, anywhere: Sequence[tuple[str, int]], near: Sequence[tuple[str, int]], book: RuleBook
) -> pl.DataFrame:
    """The values that hold every word of a text: found by its rarest word, then held against the others."""
    words = [
        (number, stems(text), close) for wanted, close in ((anywhere, False), (near, True)) for text, number in wanted
    ]
    numbers = {word: n for n, word in enumerate(sorted({word for _, these, _ in words for word in these}))}
    rare = {number: min(these, key=lambda word: (book.words[word], word)) for number, these, _ in words}
    held = _words_of(values, numbers)
    anchors = pl.DataFrame(
        [(numbers[rare[number]], number, len(these), close) for number, these, close in words],
        schema={"word": pl.UInt32(), "atom": pl.UInt32(), "size": pl.Int64(), "close": pl.Boolean()},
        orient="row",
    )
    found = held.join(anchors, on="word").select("n", "atom", "size", "close", "at")
    others = pl.DataFrame(
        [(number, numbers[word]) for number, these, _ in words for word in these if word != rare[number]],
        schema={"atom": pl.UInt32(), "word": pl.UInt32()},
        orient="row",
    )
    place = (pl.col("n").cast(pl.Int64) * len(numbers) + pl.col("word")).alias("place")  # one number for value and word
    rest = held.join(others.select("word").unique(), on="word", how="semi").select(place, at_other="at")
    left = found.filter(pl.col("size") > 1).join(others, on="atom").with_columns(place).join(rest, on="place")
    whole = left.group_by("n", "atom", "size", "close", "at").agg(
        pl.col("word").n_unique().alias("met"), first=pl.col("at_other").min(), last=pl.col("at_other").max()
    )
    first, last = pl.min_horizontal("at", "first"), pl.max_horizontal("at", "last")
    together = ~pl.col("close") | (last - first < pl.col("size") + _SLACK)
    met = whole.filter((pl.col("met") + 1 == pl.col("size")) & together)
    return pl.concat([found.filter(pl.col("size") == 1).select("n", "atom", "at"), met.select("n", "atom", at=first)])


def _words_of(values: pl.DataFrame, numbers: Mapping[str, int]) -> pl.DataFrame:
    """The words of each value that some rule looks for, in any spelling: `n, word` (its number), `at` (its place)."""
    forms = [(spelling, number) for word, number in numbers.items() for spelling in spellings(word)]
    table = pl.DataFrame(forms, schema={"spelling": pl.String(), "word": pl.UInt32()}, orient="row")
    held = values.lazy().select("n", spelling=pl.col("value").str.split(" "))
    held = held.with_columns(at=pl.int_ranges(pl.col("spelling").list.len(), dtype=pl.Int64))
    known = held.explode("spelling", "at").join(table.lazy(), on="spelling").select("n", "word", "at")
    return known.collect()


def _table(texts: Sequence[tuple[str, int]]) -> pl.DataFrame:
    return pl.DataFrame(texts, schema={"value": pl.String(), "atom": pl.UInt32()}, orient="row")
