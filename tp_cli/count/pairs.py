"""Paired lines: one payment that both bodies' accounts show, as spend at the payer and as a credit at the receiver."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_cli.agencies import fold
from tp_cli.count.books import Books
from tp_cli.count.transfers import Entry, Tolerance
from tp_cli.place import Place

TEXTS = ("service", "expense", "narrative")
SHAPE = pl.Struct({"kind": pl.String, "side": pl.String, "body": pl.String})
_SIDES = ("paid", "received")


@dataclass(frozen=True)
class Leg:
    """What a text says of a payment: its kind, the side that the line is on, the body on the other side."""

    kind: str
    side: str
    body: str


def legs_of(texts: Iterable[str], place: Place) -> dict[str, Leg]:
    """Text → leg, for those that name one; the vocabulary is `pairs.toml`, in its order.

    A name is found exactly, after case and punctuation, never by likeness; of two names the longer one counts.
    """
    names = {_words(name): each.id for each in place.agencies for name in (each.name, *each.aliases)}
    ordered = sorted((name for name in names if name), key=lambda name: (-len(name), name))
    found: dict[str, Leg] = {}
    for text in texts:
        legs = (_leg(phrase, name, names[name]) for phrase in _phrases(text) for name in ordered if name in phrase)
        leg = next((leg for leg in legs if leg), None)
        if leg:
            found[text] = leg
    return found


def with_legs(parts: pl.DataFrame, legs: Mapping[str, Leg]) -> pl.DataFrame:
    """Open parts with `leg`: what their texts say, where the sign of the amount fits the side; else null.

    parts  `text_service`, ... (texts that name a leg, else null), `agency`, `payee_agency`, `in_pence`
    """
    known = {text: vars(leg) for text, leg in legs.items()}
    said = [pl.col(f"text_{name}").replace_strict(known, default=None, return_dtype=SHAPE) for name in TEXTS]
    leg = pl.coalesce(said) if known else pl.lit(None, SHAPE)
    either = parts.with_columns(leg=leg)
    side, amount = pl.col("leg").struct.field("side"), pl.col("in_pence")
    fits = pl.when(amount > 0).then(side == "paid").otherwise(side == "received")
    both_ways = pl.col("leg").struct.field("kind").is_in(_both_ways())
    other = pl.col("leg").struct.field("body") != pl.col("agency")
    unnamed = pl.col("payee_agency").is_null() | (pl.col("payee_agency") == pl.col("agency"))
    return either.with_columns(leg=pl.when((fits | both_ways) & other & unnamed).then("leg"))


def eliminate_pairs(books: Books, tolerance: Tolerance) -> tuple[list[Entry], dict[tuple[str, str], int], list[int]]:
    """Take both legs of each paired payment off, as far as the two sides agree, or neither.

    returns  the entries; (payer, payee) → pence taken off the payer; numbers of the parts that were legs of a pair

    Source: docs/METHOD.md §3, "eliminate both legs or neither"; matched within the declared tolerance.
    """
    entries: list[Entry] = []
    done: dict[tuple[str, str], int] = {}
    paired: list[int] = []
    for kind, payer, payee, paid, received in _found(books.parts):
        if not paid.height:
            pence = -int(received["in_pence"].sum())
            note = "stays counted: a credit at the receiver, and no line of the payer shows it"
            entries.append(Entry(payer, payee, kind, None, pence, 0, 0, note))
        elif received.height:
            paired += [*paid["number"], *received["number"]]
            made = _pair(books, kind, (payer, payee), paid, received, tolerance)
            done[payer, payee] = done.get((payer, payee), 0) + made[0].eliminated_pence
            entries += made
    return entries, done, paired


def _pair(
    books: Books,
    kind: str,
    pair: tuple[str, str],
    paid: pl.DataFrame,
    received: pl.DataFrame,
    tolerance: Tolerance,
) -> list[Entry]:
    """Both legs of one kind of payment between two bodies; each at its own counted amount where one is shared."""
    says, hears = int(paid["whole_pence"].sum()), -int(received["whole_pence"].sum())
    difference, agreed = abs(says - hears), min(says, hears)
    within = difference <= tolerance.of(max(says, hears))
    if within or agreed <= 0:
        off = books.take_leg(paid["number"], pair[1], kind)
        back = books.take_leg(received["number"], pair[0], kind)
    else:
        ours, theirs = int(paid["in_pence"].sum()), -int(received["in_pence"].sum())
        off = books.take_spend(paid["number"], agreed * ours // says, pair[1], kind)
        back = books.take_credit(received["number"], agreed * theirs // hears, pair[0], kind)
    note = "paired lines" if not difference else f"paired lines: the sides differ by £{difference / 100:,.2f}"
    note += ", within the declared tolerance" if difference and within else ""
    left = 0 if within else difference
    return [
        Entry(*pair, kind, says, hears, off, left, f"{note}; the payer's leg"),
        Entry(*pair, kind, says, hears, back, 0, f"{note}; the receiver's leg, a credit"),
    ]


def _found(parts: pl.DataFrame) -> Iterator[tuple[str, str, str, pl.DataFrame, pl.DataFrame]]:
    """Kind, payer, payee, and the parts of either side, in the order of their names."""
    leg = parts.filter(pl.col("leg").is_not_null()).with_columns(
        kind=pl.col("leg").struct.field("kind"), other=pl.col("leg").struct.field("body"), pays=pl.col("in_pence") > 0
    )
    named = leg.with_columns(
        payer=pl.when("pays").then("agency").otherwise("other"), payee=pl.when("pays").then("other").otherwise("agency")
    )
    groups = named.group_by("kind", "payer", "payee")
    for (kind, payer, payee), group in sorted(groups, key=lambda each: tuple(map(str, each[0]))):
        ordered = group.sort("number")
        yield str(kind), str(payer), str(payee), ordered.filter("pays"), ordered.filter(~pl.col("pays"))


def _leg(phrase: str, name: str, body: str) -> Leg | None:
    """The first pattern that the phrase holds, with nothing after it but a purpose or a date."""
    for pair in _vocabulary()["pair"]:
        for side in _SIDES:
            if any(_holds(phrase, pattern.replace("{body}", name)) for pattern in pair[side]):
                return Leg(str(pair["kind"]), side, body)
    return None


def _holds(phrase: str, pattern: str) -> bool:
    _, found, after = f" {phrase} ".partition(f" {pattern} ")
    rest = after.strip()
    return bool(found) and (not rest or rest[0].isdigit() or rest.split()[0] in _vocabulary()["purpose"])


def _phrases(text: str) -> list[str]:
    """The text parted at its punctuation, each part as plain words."""
    return [_words(part) for part in re.split(r"[:;,()\[\]/|\u2013\u2014]| - ", text)]


def _words(text: str) -> str:
    """As a name is folded, without "the": "Grant to the Fire & Rescue Service" → "grant to fire and rescue service"."""
    return " ".join(word for word in fold(text).split() if word != "the")


@cache
def _both_ways() -> list[str]:
    """Kinds with a pattern that stands on either side: the sign of the amount tells which."""
    return [str(pair["kind"]) for pair in _vocabulary()["pair"] if set(pair["paid"]) & set(pair["received"])]


@cache
def _vocabulary() -> dict[str, Any]:
    with (Path(__file__).parent / "pairs.toml").open("rb") as file:
        return tomllib.load(file)
