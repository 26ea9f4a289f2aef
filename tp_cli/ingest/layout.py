"""The layouts that `tp` knows: what a kind of file calls its columns and how its rows become lines."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tp_cli.errors import nearest, stop

_FOLDER = Path(__file__).parent
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")


class KindWords(BaseModel):
    """Words in a body's name that tell what kind of agency it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: list[str]
    kind: str


class Items(BaseModel):
    """Which columns of a wide table are spend: folded starts of their headings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    first: str
    last: str
    subtotals: list[str]
    levies: list[str] = Field(default_factory=list)
    memo: list[str] = Field(default_factory=list)
    below: str


class Layout(BaseModel):
    """One file of layouts/*.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    shape: str
    title: str
    units: str
    reports: str
    amount: str = ""
    measure: str = ""
    recognise: dict[str, list[str]] = Field(default_factory=dict)
    columns: dict[str, list[str]] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    kinds: dict[str, str] = Field(default_factory=dict)
    kind_words: list[KindWords] = Field(default_factory=list)
    items: Items | None = None


class Roles(BaseModel):
    """What a role's column may be called.

    money  True where a heading is also told by the words of money_words.toml
    year   the financial year wanted of headings that name one, "" where none is known
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    headings: list[str]
    containing: list[list[str]]
    money: bool = False
    year: str = ""


@lru_cache(maxsize=1 << 16)
@lru_cache(maxsize=10_000)
def fold(heading: str) -> str:
    """A heading without case, accents, punctuation and pound signs."""
    plain = unicodedata.normalize("NFKD", heading.replace("£", " ")).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def apart(heading: str) -> str:
    """A heading of one word with capitals inside as the words that it is made of: "NetAmount" → "Net Amount"."""
    return heading if " " in heading.strip() else _INNER_CAPITAL.sub(" ", heading)


def without_number(folded: str) -> str:
    """A folded heading without a number at its end: "expense type 3" is an expense type."""
    return re.sub(r"( \d{1,2})+$", "", folded)


@cache
def layouts() -> Mapping[str, Layout]:
    """Every shipped layout by name."""
    return {path.stem: _load(path) for path in sorted((_FOLDER / "layouts").glob("*.toml"))}


@cache
def roles() -> Mapping[str, Roles]:
    """The vocabulary of columns: role → headings."""
    data = tomllib.loads((_FOLDER / "columns.toml").read_text(encoding="utf-8"))
    return {role: Roles.model_validate(entry) for role, entry in data.items()}


def named(name: str) -> Layout:
    """A layout by its name; TpError (exit 2) with the nearest names where there is none."""
    if name not in layouts():
        known = nearest(name, layouts()) or sorted(layouts())
        raise stop("unknown-layout", "layout", f'"{name}"', ", ".join(sorted(layouts())), f"use {' or '.join(known)}")
    return layouts()[name]


def recognised(headings: Iterable[str]) -> Layout | None:
    """The layout whose tell-tale headings are all among these folded ones."""
    found = set(headings)
    for layout in layouts().values():
        marks = layout.recognise.get("headings", [])
        if marks and found.issuperset(marks):
            return layout
    return None


def _load(path: Path) -> Layout:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Layout.model_validate({"name": path.stem, **data})
