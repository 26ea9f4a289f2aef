"""Packs written whole or not at all, and whether they still stand."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from tp_cli import atomic
from tp_cli.errors import Problem, nearest, stop
from tp_cli.folders import code_of, shipped
from tp_cli.place import Place
from tp_cli.report.gather import gather
from tp_cli.report.job import Job
from tp_cli.report.levels import LEVELS, at_level
from tp_cli.report.packs import FORMATS, PACKS
from tp_cli.report.pages import Templates
from tp_cli.store import Store

READS = ("figures", "caveats", "count_problems", "problems", "sources", "parts", "projections", "lines")


@dataclass(frozen=True)
class Written:
    """A file that was written."""

    file: str
    sha256: str
    pack: str
    level: str


@dataclass(frozen=True)
class ReportResult:
    """What `tp report` wrote, and what a person should know of it."""

    written: tuple[Written, ...]
    problems: tuple[Problem, ...] = ()
    suppressed: int = 0

    def as_json(self) -> dict[str, object]:
        """The object of docs/COMMANDS.md, schema tp.report/1."""
        return {
            "schema": "tp.report/1",
            "written": [asdict(file) for file in self.written],
            "suppressed": self.suppressed,
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a file, in the order written."""
        schema = {"file": pl.String, "sha256": pl.String, "pack": pl.String, "level": pl.String}
        return pl.DataFrame([asdict(file) for file in self.written], schema=schema)


def write_packs(
    store: Store,
    place: Place,
    place_dir: Path,
    packs: Sequence[str],
    formats: Sequence[str],
    out: Path,
    level: str = "",
) -> ReportResult:
    """Write these packs in these formats, for the readers of one level, to the folder `out`.

    packs    names of PACKS; none for "board", or for "publish" where the level is public
    formats  of FORMATS; none for all that a pack has
    level    of LEVELS; "" for each pack's own
    returns  what was written, with the sha256 of each file
    raises   TpError: exit 2 where a name is unknown, a pack is not for that level, nothing has been counted or a
             template is wrong; exit 5 where a file cannot be written
    """
    chosen = list(_chosen(packs, formats, level))
    facts = gather(store, place)
    templates = Templates(place_dir)
    written: list[Written] = []
    problems: list[Problem] = []
    suppressed = 0
    with store.lock():
        for name, forms, at in chosen:
            job = Job(store, place, place_dir, templates, at_level(facts, place, at), at, forms, out)
            wrote = PACKS[name].write(job)
            written += [Written(str(path), _sha256(path), name, at) for path in wrote.files]
            problems += wrote.problems
            suppressed += wrote.suppressed
    _record(store, fingerprint(store, place, place_dir, packs, formats, level), written, out)
    return ReportResult(tuple(written), tuple(problems), suppressed)


def fingerprint(
    store: Store, place: Place, place_dir: Path, packs: Sequence[str], formats: Sequence[str], level: str = ""
) -> str:
    """Changes when anything that the packs are made from changes: tables, place.toml, templates, version."""
    parts = [_version(), code_of("report"), place.fingerprint()]
    parts += [f"{name}/{','.join(forms)}/{at}" for name, forms, at in _chosen(packs, formats, level)]
    parts += [f"{table}={store.version(table)}" for table in READS]
    for folder in (place_dir / "templates", shipped("templates")):
        parts += [f"{path.relative_to(folder).as_posix()}={_sha256(path)}" for path in _templates(folder)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def unchanged(
    store: Store,
    place: Place,
    place_dir: Path,
    packs: Sequence[str],
    formats: Sequence[str],
    out: Path,
    level: str = "",
) -> bool:
    """True where these files stand as they were last written from all that they would be made from now."""
    try:
        last = json.loads(_record_path(store).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    made_from = fingerprint(store, place, place_dir, packs, formats, level)
    if not isinstance(last, dict) or last.get("fingerprint") != made_from or last.get("out") != str(out.absolute()):
        return False
    files = {Path(path): sha256 for path, sha256 in last["files"].items()}
    return all(path.is_file() and _sha256(path) == sha256 for path, sha256 in files.items())


def eject_templates(to: Path) -> list[Path]:
    """Copy the shipped templates into a folder, such as a place's templates/; TpError where one is there already."""
    source = shipped("templates")
    targets = [(path, to / path.relative_to(source)) for path in _templates(source)]
    for _, target in targets:
        if target.exists():
            fix = "name another folder, or move that file away"
            raise stop("template-there", str(target), "a file of that name", "a folder without it", fix)
    for path, target in targets:
        atomic.write_with(target, lambda temporary, path=path: _copy(path, temporary))  # type: ignore[misc]
    return [target for _, target in targets]


def _copy(path: Path, to: Path) -> None:
    shutil.copyfile(path, to)


def _chosen(packs: Sequence[str], formats: Sequence[str], level: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each pack with the formats and the level that it is to be written in."""
    if level and level not in LEVELS:
        raise _unknown("level", level, LEVELS)
    for form in formats:
        if form not in FORMATS:
            raise _unknown("format", form, FORMATS)
    for name in dict.fromkeys(packs or ("publish" if level == "public" else "board",)):
        if name not in PACKS:
            raise _unknown("pack", name, list(PACKS))
        pack = PACKS[name]
        at = level or pack.levels[0]
        if at not in pack.levels:
            raise _not_for(name, at)
        yield name, tuple(form for form in pack.formats if not formats or form in formats), at


def _not_for(name: str, level: str) -> Exception:
    here = [pack for pack, how in PACKS.items() if level in how.levels]
    fix = f"write {' or '.join(here)} for that level" if here else "leave --level out"
    return stop("pack-level", f"tp report {name}", f"--level {level}", ", ".join(PACKS[name].levels), fix)


def _unknown(what: str, name: str, known: Sequence[str]) -> Exception:
    close = nearest(name, known) or known
    return stop(f"unknown-{what}", f"tp report, {what}", f'"{name}"', ", ".join(known), f"try {' or '.join(close)}")


def _templates(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.j2") if path.is_file()) if folder.is_dir() else []


def _record(store: Store, made_from: str, written: Sequence[Written], out: Path) -> None:
    files = {str(Path(file.file).absolute()): file.sha256 for file in written}
    text = json.dumps({"fingerprint": made_from, "files": files, "out": str(out.absolute())}, indent=1, sort_keys=True)
    atomic.write_text(_record_path(store), text + "\n")


def _record_path(store: Store) -> Path:
    return store.root / "report.json"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version() -> str:
    try:
        return version("tp-cli")
    except PackageNotFoundError:
        return ""
