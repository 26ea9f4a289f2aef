"""Suppliers' names: what class of payee a name is, and which names are one supplier, each merge with its reason."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from tp_cli.agencies import fold

SHORTEST_TYPO = 6  # letters of a word in which one may be wrong
SHORTEST_CUT = 24  # letters after which a ledger may have cut a name off
LIKEST = 93  # per cent: how alike two names must be to be one with a letter wrong
_NUMBER = re.compile(
    r"\b(?:company|co|reg(?:istration|istered)?)\.?\s*(?:no|number|num)?\.?\s*:?\s*([a-z]{2}\d{6}|\d{7,8})\b", re.I
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_TRADING = re.compile(r"\s+(?:t/as?|t\.a\.|trading\s+as)\s+.*$", re.I)


@dataclass(frozen=True)
class Merge:
    """One name taken for a supplier: why, and how alike the names are, 100 where it is certain."""

    name: str
    supplier: str
    why: str
    score: int


@dataclass(frozen=True)
class _Words:
    forms: Mapping[str, str]
    redacted: frozenset[str]
    people: frozenset[str]
    titles: tuple[str, ...]
    exact: frozenset[str]
    joining: frozenset[str]


@cache
def _words() -> _Words:
    with (Path(__file__).parent / "suppliers.toml").open("rb") as file:
        data = tomllib.load(file)
    words = data["words"]
    exact, joining = frozenset(words["exact"]), frozenset(words["joining"])
    people, redacted = frozenset(words["people"]), frozenset(words["redacted"])
    return _Words(data["forms"], redacted, people, tuple(words["titles"]), exact, joining)


def class_of(name: str | None) -> str:
    """What a payee is by its name alone: "none", "redacted", "individual" or "supplier"."""
    if not name or not name.strip():
        return "none"
    folded, known = fold(name), _words()
    if not folded or folded in known.redacted or folded.startswith("redacted"):
        return "redacted"
    if folded in known.people or any(folded.startswith(f"{title} ") for title in known.titles):
        return "individual"
    return "supplier"


def company_number(name: str) -> str:
    """A company's number that stands in its name: "Acme Ltd (Company No 01234567)"; "" where there is none."""
    found = _NUMBER.search(name)
    return found[1].upper().zfill(8) if found else ""


def core_of(name: str) -> tuple[str, str]:
    """A name without its legal form, and that form: "The ACME Co. Ltd" → ("acme", "limited")."""
    folded = fold(_without_marks(_TRADING.sub("", _NUMBER.sub(" ", name))))
    words = folded.split()
    forms = _words().forms
    for length in (3, 2, 1):
        ending = " ".join(words[-length:])
        if len(words) > length and ending in forms:
            return " ".join(words[:-length]), forms[ending]
    return folded, ""


def _without_marks(name: str) -> str:
    """A name without what stands in brackets at its end and is a mark, "the" or the name's own short form (NTA)."""
    while found := _BRACKETS.search(name):
        inside, before = fold(found[1]), name[: found.start()]
        initials = iter(word[0] for word in fold(before).split())
        short = " " not in inside and all(letter in initials for letter in inside)
        if not (len(inside) < 3 or inside == "the" or short):
            break
        name = before
    return name


def resolve(
    weights: Mapping[str, int], numbers: Mapping[str, str], decided: Sequence[Mapping[str, str]] = ()
) -> dict[str, Merge]:
    """Each name's supplier. A supplier is called by the one of its names with the most money.

    weights  name as written → pence, which only decides what a supplier is called
    numbers  name → company number, where a file gives one
    decided  a person's word: `action` merge or apart, `name`, `supplier`

    Certain first: a person's word, the company's number, the same name but for case, punctuation, spacing and legal
    form. Then what is very likely: one letter of a long word wrong, or a name cut off. Two legal forms, two numbers
    or two names kept apart by a person never become one.

    Source: docs/METHOD.md §3, lens "suppliers".
    """
    groups = _Groups(weights)
    apart = {fold(each["name"]) for each in decided if each["action"] == "apart"}
    cores = {name: core_of(name) for name in groups.names if fold(name) not in apart}
    _by_word(groups, decided)
    _by_number(groups, {name: numbers.get(name) or company_number(name) for name in groups.names}, apart)
    _by_core(groups, cores)
    _by_likeness(groups, cores)
    return groups.merges()


class _Groups:
    """Names that have been found to be one, with the reason for each join."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self.names = sorted(weights)
        self._weights = weights
        self._parent = {name: name for name in self.names}
        self._why: dict[str, tuple[str, int]] = {}
        self.number: dict[str, str] = {}
        self.form: dict[str, str] = {}
        self.called: dict[str, str] = {}

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str, why: str, score: int) -> None:
        """Make two names one supplier, unless their numbers or legal forms differ."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return
        for known in (self.number, self.form):
            if known.get(first) and known.get(second) and known[first] != known[second] and why != _PERSON:
                return
        self._parent[second] = first
        for known in (self.number, self.form, self.called):
            if known.get(second) and not known.get(first):
                known[first] = known[second]
        self._why.setdefault(other, (why, score))
        self._why.setdefault(one, (why, score))

    def merges(self) -> dict[str, Merge]:
        members: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            members[self.root(name)].append(name)
        found = {}
        for root, names in members.items():
            called = self.called.get(root) or min(names, key=lambda name: (-self._weights[name], name))
            for name in names:
                why, score = self._why.get(name, ("", 100)) if name != called else ("", 100)
                found[name] = Merge(name, called, why, score)
        return found


_PERSON = "maps/suppliers.csv says so"


def _by_word(groups: _Groups, decided: Sequence[Mapping[str, str]]) -> None:
    by_fold: dict[str, list[str]] = defaultdict(list)
    for name in groups.names:
        by_fold[fold(name)].append(name)
    for each in decided:
        if each["action"] != "merge":
            continue
        names = [*by_fold.get(fold(each["supplier"]), []), *by_fold.get(fold(each["name"]), [])]
        for name in names:
            groups.join(names[0], name, _PERSON, 100)
        if names:
            groups.called[groups.root(names[0])] = each["supplier"]


def _by_number(groups: _Groups, numbers: Mapping[str, str], apart: set[str]) -> None:
    first: dict[str, str] = {}
    for name in groups.names:
        number = numbers[name]
        if number and fold(name) not in apart:
            groups.number[groups.root(name)] = number
            groups.join(first.setdefault(number, name), name, f"company number {number}", 100)


def _by_core(groups: _Groups, cores: Mapping[str, tuple[str, str]]) -> None:
    """The same name but for spacing and legal form; of two forms each takes only names of its own."""
    by_core: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, (core, form) in cores.items():
        if core:
            by_core[core.replace(" ", "")][form].append(name)
            groups.form.setdefault(groups.root(name), form)
    for forms in by_core.values():
        whole = len([form for form in forms if form]) < 2
        for names in [[name for each in forms.values() for name in each]] if whole else forms.values():
            for name in names[1:]:
                same = core_of(names[0])[0] == cores[name][0]
                why = "the same but for case, punctuation and legal form" if same else "the same but for spacing"
                groups.join(names[0], name, why, 100)


def _by_likeness(groups: _Groups, cores: Mapping[str, tuple[str, str]]) -> None:
    first: dict[str, str] = {}
    for name, (core, _) in cores.items():
        first.setdefault(core, name)
    keep = _words().exact
    loose = sorted(core for core in first if core and not keep.intersection(core.split()))
    for one, other, why in (*_cut_short(loose), *_one_letter(loose)):
        score = round(fuzz.ratio(one, other))
        if why == _CUT or score >= LIKEST:
            groups.join(first[one], first[other], why, score)


_CUT = "the other name cut off"


def _cut_short(cores: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """A long name that stops within a word, or at one that joins words, and is the beginning of exactly one other.

    Cores are sorted, so that a name stands just before those that it begins.
    """
    for number, core in enumerate(cores[:-1]):
        after = cores[number + 1]
        if len(core) < SHORTEST_CUT or not after.startswith(core):
            continue
        only = number + 2 >= len(cores) or not cores[number + 2].startswith(core)
        dangles = core.rpartition(" ")[2] in _words().joining
        if only and (after[len(core)] != " " or dangles):
            yield after, core, _CUT


def _one_letter(cores: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Names of which all words but one are the same, and in that one a letter is wrong, missing or swapped.

    A letter wrong in a word leaves one of its halves as it is: names are compared only where they share one.
    """
    near: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for core in cores:
        words = core.split()
        for place, word in enumerate(words):
            if len(word) >= SHORTEST_TYPO and word.isalpha():
                rest = (*words[:place], "*", *words[place + 1 :])
                half = len(word) // 2
                near[(*rest, "<", word[:half])].append((word, core))
                for start in {half, (len(word) + 1) // 2, half + 1}:
                    near[(*rest, ">", word[start:])].append((word, core))
    for found in near.values():
        yield from _typos(sorted(set(found)))


def _typos(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    if len(found) > 200:  # a bare word that half the names begin with tells nothing
        return
    for number, (word, core) in enumerate(found):
        for other, like in found[number + 1 :]:
            if abs(len(word) - len(other)) < 2 and word[0] == other[0] and OSA.distance(word, other) == 1:
                yield core, like, f'one letter differs: "{word}", "{other}"'
