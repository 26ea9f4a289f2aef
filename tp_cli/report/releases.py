"""Earlier public releases: what they gave away, kept so that a later one cannot be subtracted from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tp_cli import atomic
from tp_cli.errors import stop
from tp_cli.money import pence_of, pounds
from tp_cli.report.disclosure import Contributions

FOLDER = "releases"
SCHEMA = "tp.release/1"
HIDDEN = "[c]"


@dataclass(frozen=True)
class Release:
    """One public release: pence by figure id, None where hidden; whose money it was, where this place still knows."""

    values: Mapping[str, int | None]
    behind: Mapping[str, Contributions]


@dataclass(frozen=True)
class Earlier:
    """All earlier public releases of one place and year."""

    releases: tuple[Release, ...] = ()

    def gives_away(self, id: str, pence: int) -> bool:
        """True where a release showed this figure with the value that it has now."""
        return any(release.values.get(id) == pence for release in self.releases)

    def steps(self, id: str, value: int) -> Iterator[int]:
        """What this figure has gained since each release that showed it with another value."""
        before = (release.values.get(id) for release in self.releases)
        yield from (value - old for old in before if old is not None and old != value)

    def since(self, id: str, pence: int, money: Contributions) -> Iterator[Contributions]:
        """Whose money came or went since each release that showed this figure with another value."""
        for release in self.releases:
            before, behind = release.values.get(id), release.behind.get(id)
            if before is not None and before != pence and behind is not None:
                yield _difference(money, behind)


def _difference(now: Contributions, before: Contributions) -> Contributions:
    names = {_digest(payee): payee for payee in now.payees}
    payees = {name: now.payees[payee] - before.payees.get(name, 0) for name, payee in names.items()}
    payees |= {name: -pence for name, pence in before.payees.items() if name not in names}
    return Contributions(
        abs(now.aggregate - before.aggregate), {name: pence for name, pence in payees.items() if pence}
    )


def read_earlier(place_dir: Path, private: Path, code: str, year: str) -> Earlier:
    """The releases kept in releases/ for this place and year; TpError (exit 2) where one of them cannot be read."""
    found = []
    for path in sorted((place_dir / FOLDER).glob("*.json")):
        content = _read(path)
        if content["place"] == code and content["year"] == year:
            found.append(Release(dict(_values(content["figures"], path)), _behind(private / path.name)))
    return Earlier(tuple(found))


def keep_release(
    place_dir: Path,
    private: Path,
    code: str,
    year: str,
    values: Mapping[str, int | None],
    behind: Mapping[str, Contributions],
) -> Path:
    """Keep what this release shows: public figures in releases/, whose money they are inside the store.

    The name comes from the content, so that the same release is kept once.
    """
    figures = {id: HIDDEN if pence is None else pounds(pence) for id, pence in values.items()}
    content = {"schema": SCHEMA, "place": code, "year": year, "figures": figures}
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path = place_dir / FOLDER / f"{year}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    if not path.exists():
        money = {
            id: {"own": one.aggregate, "payees": {_digest(payee): pence for payee, pence in sorted(one.payees.items())}}
            for id, one in behind.items()
            if values.get(id) is not None
        }
        atomic.write_text(private / path.name, json.dumps(money, sort_keys=True) + "\n")
        atomic.write_text(path, text)
    return path


def _digest(payee: str) -> str:
    return hashlib.sha256(payee.encode()).hexdigest()[:16]


def _read(path: Path) -> Any:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] == SCHEMA and isinstance(content["figures"], dict):
            return content
    except (OSError, ValueError, KeyError, TypeError):
        pass
    fix = "put the file back as it was written, or delete it if that release never went out"
    raise stop("release-unreadable", str(path), "not a release that tp kept", f"schema {SCHEMA}", fix)


def _values(figures: Mapping[str, str], path: Path) -> Iterator[tuple[str, int | None]]:
    for id, value in figures.items():
        try:
            yield id, None if value == HIDDEN else pence_of(value)
        except (ArithmeticError, ValueError, TypeError):
            fix = "put the file back as it was written"
            raise stop("release-unreadable", f"{path}, {id}", repr(value), "pounds or [c]", fix) from None


def _behind(path: Path) -> dict[str, Contributions]:
    """Whose money it was; nothing where the release was made on another machine."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {id: Contributions(one["own"], one["payees"]) for id, one in content.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
