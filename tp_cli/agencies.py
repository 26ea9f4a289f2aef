"""A declared agency found by what other people call it: name, alias or code, however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from tp_cli.errors import Problem, TpError
from tp_cli.place import FILE_NAME, Agency, Place

_SUFFIX = re.compile(r"(\s+\d{1,3})?\s*\([a-z]{1,2}\)\s*$")

_SIGNS = {
    **{code: " " for code in range(128) if not chr(code).isalnum()},
    **{ord("&"): " and ", ord("'"): "", ord("\u2019"): ""},
}


def fold(name: str) -> str:
    """A name without case, accents, punctuation and a leading "the"; & and "and" are one.

    "LEEDS CITY COUNCIL 1 (G)" and "Leeds City Council" fold to the same text: a number and a letter in
    brackets at the end are a ledger's marks, not part of a name.
    """
    if not name.isascii():
        name = "".join(ch for ch in unicodedata.normalize("NFKD", name) if not unicodedata.combining(ch))
    plain = name.casefold()
    plain = (_SUFFIX.sub("", plain) if ")" in plain else plain).translate(_SIGNS)
    words = (plain if plain.isascii() else re.sub(r"[\W_]+", " ", plain)).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


class AgencyFinder:
    """Looks up declared agencies; a name that would fit two of them is a mistake in place.toml."""

    def __init__(self, place: Place) -> None:
        self._agencies = {agency.id: agency for agency in place.agencies}
        self._cache: dict[str, str | None] = {}
        self._by_name = self._names()

    def __getitem__(self, agency_id: str) -> Agency:
        return self._agencies[agency_id]

    def _names(self) -> dict[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for agency in self._agencies.values():
            for text in (agency.name, *agency.aliases, *agency.codes):
                owners[fold(text)].add(agency.id)
        problems = [_two_owners(name, sorted(ids)) for name, ids in sorted(owners.items()) if len(ids) > 1]
        if problems:
            raise TpError(problems)
        return {name: ids.pop() for name, ids in owners.items() if name}

    def find(self, text: str | None) -> str | None:
        """The id of the agency that this text names, or None; exact after folding, never by likeness."""
        if not text:
            return None
        if text not in self._cache:
            self._cache[text] = self.named(fold(text))
        return self._cache[text]

    def named(self, folded: str) -> str | None:
        """The id of the agency of this folded name, or None."""
        return self._by_name.get(folded)

    def find_or_id(self, text: str | None) -> str | None:
        """As `find`, and the id itself: for tables that a person made for `tp`, not for suppliers' names."""
        own = (text or "").strip().casefold()
        return own if own in self._agencies else self.find(text)

    def ids(self) -> Iterator[str]:
        return iter(self._agencies)


def _two_owners(name: str, ids: list[str]) -> Problem:
    return Problem(
        "two-agencies",
        f"{FILE_NAME}, [[agency]]",
        f'"{name}" is a name, alias or code of {" and ".join(ids)}',
        "one agency a name",
        "take the alias away from all but one of them",
        "usage",
    )
