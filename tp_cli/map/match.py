"""Which rules each distinct text of lines meets, and how nearly: all texts against all rules at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tp_cli.map.book import AGENCY_COLUMNS, CELLS, KEYS, RuleBook
from tp_cli.map.text import folded, stem, stems

HITS: dict[str, pl.DataType] = {"cell": pl.String(), "value": pl.String(), "atom": pl.UInt32()}
MATCHES: dict[str, pl.DataType] = {"key": pl.UInt32(), "rule": pl.UInt32(), "rank": pl.Int64()}
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
    first = (
        ways.filter(pl.col("atoms") > 0).join(hits, on=["group", "atom"]).select("key", "way", "rule", "rank", "atoms")
    )
    alone = first.filter(pl.col("atoms") == 1)
    more = _all_met(first.filter(pl.col("atoms") > 1), hits, book)
    always = ways.filter(pl.col("atoms") == 0).join(keyed.select("key", "group"), on="group")
    found = pl.concat([part.select("key", "rule", "rank") for part in (alone, more, always)])
    return found.group_by("key", "rule").agg(pl.col("rank").max()).cast(MATCHES)  # type: ignore[arg-type]


def _ways_of(groups: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """The ways open to each group of texts with one agency and day: `group, way, rule, rank, atom, atoms`."""
    wanted = {need: number for number, need in enumerate(dict.fromkeys(way.agency for way in book.ways))}
    open_to = [
        (group, number) for group, *said in groups.iter_rows() for need, number in wanted.items() if _open(need, said)
    ]
    types = {"way": pl.UInt32(), "rule": pl.UInt32(), "rank": pl.Int64(), "need": pl.UInt32(), "atom": pl.UInt32()}
    rows = [
        (number, way.rule, way.rank, wanted[way.agency], _anchor(way.atoms, book), len(way.atoms))
        for number, way in enumerate(book.ways)
    ]
    ways = pl.DataFrame(rows, schema={**types, "atoms": pl.UInt32()}, orient="row")
    needs = pl.DataFrame(open_to, schema={"group": pl.UInt32(), "need": pl.UInt32()}, orient="row")
    return ways.join(needs, on="need").with_columns(pl.col("group").cast(groups.schema["group"]))


def _open(need: Sequence[str | None], said: Sequence[str]) -> bool:
    *agency, first, last = need
    day = said[-1]
    held = all(value is None or value == cell for value, cell in zip(agency, said, strict=False))
    return held and (first is None or first <= day) and (last is None or (day != "" and day <= last))


def _anchor(atoms: Sequence[tuple[str, str, str]], book: RuleBook) -> int | None:
    """The atom that fewest lines are likely to hold: the longest."""
    if not atoms:
        return None
    longest = max(atoms, key=lambda atom: (len(atom[2]), atom))
    return book.atoms[longest]  # type: ignore[index]


def _all_met(first: pl.DataFrame, hits: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Of the ways whose first atom is found, those whose others are too."""
    rows = [(n, book.atoms[atom]) for n, way in enumerate(book.ways) if len(way.atoms) > 1 for atom in way.atoms]
    needed = pl.DataFrame(rows, schema={"way": pl.UInt32(), "atom": pl.UInt32()}, orient="row")
    found = first.join(needed, on="way").join(hits.select("key", "atom"), on=["key", "atom"], how="semi")
    met = found.group_by("key", "way", "rule", "rank", "atoms").len().filter(pl.col("len") == pl.col("atoms"))
    return met.drop("len")


def _hits_of(keyed: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Which atoms each text holds: `key, group, atom`."""
    parts: list[pl.DataFrame] = [pl.DataFrame(schema={**keyed.select("key", "group").schema, "atom": pl.UInt32()})]
    for cell in CELLS:
        wanted = [(atom.how, atom.text, number) for atom, number in book.atoms.items() if atom.cell == cell]
        if not wanted:
            continue
        values = keyed.select(pl.col(cell).unique()).to_series()
        values = values.filter(values != "")
        frame = pl.DataFrame({"raw": values, "value": folded(values)}).with_row_index("n")
        found = pl.concat([pl.DataFrame(schema=_FOUND), *_found(frame, wanted, book)])
        parts.append(
            keyed.select("key", "group", raw=cell)
            .join(frame.select("n", "raw"), on="raw")
            .join(found, on="n")
            .select("key", "group", "atom")
        )
    return pl.concat(parts)


_FOUND: dict[str, pl.DataType] = {"n": pl.UInt32(), "atom": pl.UInt32()}


def _found(values: pl.DataFrame, wanted: Sequence[tuple[str, str, int]], book: RuleBook) -> Iterator[pl.DataFrame]:
    """Which values (`n`, folded `value`) hold which atoms, by each way of looking."""
    by_how = {
        how: [(text, number) for said, text, number in wanted if said == how] for how in ("exact", "prefix", "keyword")
    }
    if by_how["exact"]:
        yield values.join(_table(by_how["exact"], "value"), on="value").select("n", "atom")
    for length in sorted({len(text) for text, _ in by_how["prefix"]}):
        starts = [(text, number) for text, number in by_how["prefix"] if len(text) == length]
        begun = values.select("n", value=pl.col("value").str.head(length))
        yield begun.join(_table(starts, "value"), on="value").select("n", "atom")
    if by_how["keyword"]:
        yield _by_words(values, by_how["keyword"], book)


def _by_words(values: pl.DataFrame, wanted: Sequence[tuple[str, int]], book: RuleBook) -> pl.DataFrame:
    """The values that hold every word of a text: found by its rarest word, then held against the others."""
    words = [(number, stems(text)) for text, number in wanted]
    rare = {number: min(these, key=lambda word: (book.words[word], word)) for number, these in words}
    known = {word for _, these in words for word in these}
    held = _words_of(values, known)
    anchors = pl.DataFrame(
        [(rare[number], number, len(these)) for number, these in words],
        schema={"word": pl.String(), "atom": pl.UInt32(), "size": pl.UInt32()},
        orient="row",
    )
    found = held.join(anchors, on="word").select("n", "atom", "size")
    single = found.filter(pl.col("size") == 1).select("n", "atom")
    others = pl.DataFrame(
        [(number, word) for number, these in words for word in these if word != rare[number]],
        schema={"atom": pl.UInt32(), "word": pl.String()},
        orient="row",
    )
    left = found.filter(pl.col("size") > 1).join(others, on="atom").join(held, on=["n", "word"], how="semi")
    whole = left.group_by("n", "atom", "size").len().filter(pl.col("len") + 1 == pl.col("size"))
    return pl.concat([single, whole.select("n", "atom")])


def _words_of(values: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """The words of each value that some rule looks for, each once, in their one form: `n, word`."""
    held = values.select("n", word=pl.col("value").str.split(" ")).explode("word")
    plain = held.get_column("word").unique().to_list()
    forms = [(word, form) for word in plain if word and (form := stem(word)) in known]
    table = pl.DataFrame(forms, schema={"word": pl.String(), "form": pl.String()}, orient="row")
    return held.join(table, on="word").select("n", word="form").unique()


def _table(texts: Sequence[tuple[str, int]], column: str) -> pl.DataFrame:
    return pl.DataFrame(texts, schema={column: pl.String(), "atom": pl.UInt32()}, orient="row")
