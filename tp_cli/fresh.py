"""What in a place's ledger is stale: files, readings, the mapping, the count, the projections, the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tp_cli import count, map, project, report
from tp_cli.errors import Problem, TpError
from tp_cli.ingest import from_place, reading_states
from tp_cli.place import Place
from tp_cli.run import FORMATS, PACKS
from tp_cli.store import Store


@dataclass(frozen=True)
class Fresh:
    """A look at a place.

    asked    files that place.toml asks for
    unread   those of them that are not in the ledger as they are now
    misread  those whose settings changed since they were read
    stale    stages to run again, in their order
    """

    asked: int
    unread: tuple[str, ...]
    misread: tuple[str, ...]
    stale: tuple[str, ...]


def look(store: Store, place: Place, folder: Path, until: str = "report") -> Fresh:
    """Hold what is stored against the files, place.toml and the rules; nothing is changed.

    until  the last stage that matters; to look at the report, its files are read
    """
    requests, missing = from_place(place, folder)
    names = [request.path.name for request in requests]
    states = list(zip(names, reading_states(store, requests, place), strict=True))
    unread = tuple(name for name, state in states if state == "unread") + tuple(each.where for each in missing)
    misread = tuple(name for name, state in states if state == "misread")
    fresh: dict[str, Callable[[], bool]] = {
        "ingest": lambda: not unread and not misread,
        "map": lambda: store.exists("mapped") and store.fingerprint("mapped") == map.fingerprint(store, folder),
        "count": lambda: (
            store.exists("figures") and store.fingerprint("figures") == count.fingerprint(store, place, unread)
        ),
        "project": lambda: project.is_fresh(store, place, folder),
        "report": lambda: report.unchanged(store, place, folder, PACKS, FORMATS, folder / "outputs"),
    }
    stages = list(fresh)[: list(fresh).index(until) + 1]
    return Fresh(len(requests), unread, misread, tuple(stage for stage in stages if not fresh[stage]()))


def before_count(store: Store, place: Place, folder: Path) -> Fresh:
    """The look before a count; TpError (exit 2) where readings or mapping are not those of place.toml and the rules."""
    seen = look(store, place, folder, until="map")
    if seen.misread:
        raise TpError([_stale("readings-stale", f"{seen.misread[0]} was read under other settings", "tp ingest")])
    if "map" in seen.stale and store.exists("mapped"):
        raise TpError([_stale("mapping-stale", "lines or rules changed since `tp map`", "tp map")])
    return seen


def before_report(store: Store, place: Place, folder: Path) -> None:
    """TpError (exit 2) where the stored count or projections are not of what is there now."""
    stale = look(store, place, folder, until="project").stale
    if store.exists("figures") and "count" in stale:
        found = "files, rules or place.toml changed since the count was stored"
        raise TpError([_stale("count-stale", found, "tp count")])
    if store.exists("projections") and "project" in stale:
        found = "scenarios, place.toml or the count changed since `tp project`"
        raise TpError([_stale("projections-stale", found, "tp project")])


def count_is_stale(store: Store, place: Place, folder: Path) -> bool:
    """True where a count is stored that is not of the ledger and place.toml as they are now."""
    return store.exists("figures") and "count" in look(store, place, folder, until="count").stale


def _stale(code: str, found: str, command: str) -> Problem:
    return Problem(code, "the ledger", found, "what is stored made from what is there now", f"run `{command}`", "usage")
