"""Other people's words made comparable: case, punctuation, spaces, plurals and common short forms fold away."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

LINKS = frozenset(
    ("and", "of", "the", "for", "to", "in", "with", "on", "by", "or", "from")
)  # words that only join others
_DROPPED = re.compile(r"['’`´]")
_BREAKS = re.compile(r"[\W_]+")
_SHORT_FORMS = Path(__file__).parent / "short_forms.csv"


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """A text without case, punctuation and needless spaces: "Children's  Services" → "childrens services"."""
    plain = _DROPPED.sub("", text.casefold()).replace("&", " and ")
    return _BREAKS.sub(" ", plain).strip()


def folded(texts: pl.Series) -> pl.Series:
    """`fold` of many texts at once."""
    text = pl.col("text")
    said = text.str.to_lowercase()
    if texts.str.contains(r"['`&]").any():
        said = said.str.replace_all(r"['`]", "").str.replace_all("&", " and ", literal=True)
    said = said.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" ")
    both = pl.LazyFrame({"text": texts}).select(said, plain=text.str.len_bytes() == text.str.len_chars()).collect()
    quick, plain = both.get_column("text").rename(texts.name), both.get_column("plain")
    if plain.all():
        return quick
    rest = pl.Series([fold(text) for text in texts.filter(~plain)], dtype=pl.String)
    return quick.scatter((~plain).arg_true(), rest)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A folded word in its one form: without a plural's ending, and a short form written out where it is one word."""
    word = short_forms().get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def stems(text: str) -> tuple[str, ...]:
    """The different words of a folded text that say something, each in its one form, in order."""
    words = text.split()
    return tuple(dict.fromkeys(stem(word) for word in words if word not in LINKS)) or tuple(dict.fromkeys(words))


def spellings(word: str) -> set[str]:
    """Every folded word whose one form is this one."""
    whole = {word, word + "s", word[:-1] + "ies" if word.endswith("y") else word}
    short = {short for long in whole for short in _written_short().get(long, ())}
    return {spelling for spelling in whole | short if stem(spelling) == word}


@cache
def short_forms() -> dict[str, str]:
    """What short forms of words stand for in the books of public bodies (short_forms.csv)."""
    with _SHORT_FORMS.open(encoding="utf-8", newline="") as file:
        return {row["short"]: row["word"] for row in csv.DictReader(file)}


@cache
def _written_short() -> dict[str, list[str]]:
    """The short forms of each word."""
    forms: dict[str, list[str]] = {}
    for short, word in short_forms().items():
        forms.setdefault(word, []).append(short)
    return forms
