"""Packs written whole or not at all, and whether they still stand."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from tp_cli import atomic
from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.folders import code_of, sha256_of, shipped
from tp_cli.place import Place
from tp_cli.report.dates import report_day
from tp_cli.report.gather import gather
from tp_cli.report.job import Job, Wrote
from tp_cli.report.levels import LEVELS
from tp_cli.report.packs import FORMATS, PACKS
from tp_cli.report.pages import Templates
from tp_cli.report.partnership.gathering import READS as REGISTERS_READ
from tp_cli.report.partnership.gathering import missing, supply
from tp_cli.report.pictures import warm_up
from tp_cli.report.record import Record
from tp_cli.report.staging import put_in_place, staged
from tp_cli.store import Store

Chosen = tuple[str, tuple[str, ...], str]  # a pack, its formats, its level
READS = (
    "figures",
    "lens_figures",
    "caveats",
    "count_problems",
    "problems",
    "sources",
    "settled",
    "taken",
    "mapped",
    "projections",
    "lines",
    *REGISTERS_READ,
)


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
    """Write these packs in these formats, for the readers of one level, to the folder `out`: all of them, or none.

    packs    names of PACKS; none for "board", or for "publish" where the level is public
    formats  of FORMATS; none for all that a pack has
    level    of LEVELS; "" for each pack's own
    returns  what was written, with the sha256 of each file
    raises   TpError: exit 2 where a name is unknown, a pack is not for that level, nothing has been counted or a
             template is wrong; exit 5 where a file cannot be written
    """
    chosen = list(_chosen(packs, formats, level))
    _must_have_rows(store, chosen)
    if any("html" in forms for _, forms, _ in chosen):
        warm_up()
    facts, templates = gather(store, place), Templates(place_dir)
    written: list[Written] = []
    with store.lock(), staged(out, place_dir) as stage:
        made = _make(chosen, Job(store, place, place_dir, templates, facts, "", (), stage))
        record = Record(store.root)
        for (name, forms, at), wrote in zip(chosen, made, strict=True):
            placed = put_in_place(wrote.files, stage, out)
            wrote.after()
            files = [Written(str(path), sha256_of(path), name, at) for path in placed]
            made_from = _made_from(store, place, place_dir, [(name, forms, at)])
            record.add((name, at, "+".join(forms)), out, made_from, [asdict(file) for file in files])
            record.save()
            written += files
    problems = tuple(problem for wrote in made for problem in wrote.problems)
    return ReportResult(tuple(written), problems, sum(wrote.suppressed for wrote in made))


def _make(chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
    """Every pack made in the job's folder; TpError with the problems of all of them where any cannot be made."""
    made: list[Wrote] = []
    problems: list[Problem] = []
    for name, forms, at in chosen:
        try:
            made.append(PACKS[name].write(replace(job, level=at, formats=forms)))
        except TpError as error:
            problems += error.problems
    if problems:
        raise TpError(problems)
    return made


def fingerprint(
    store: Store, place: Place, place_dir: Path, packs: Sequence[str], formats: Sequence[str], level: str = ""
) -> str:
    """Changes when anything that the packs are made from changes: tables, place.toml, templates, version."""
    return _made_from(store, place, place_dir, list(_chosen(packs, formats, level)))


def _made_from(store: Store, place: Place, place_dir: Path, chosen: Sequence[Chosen]) -> str:
    parts = [_version(), code_of("report"), place.fingerprint(), str(place.report.date)]
    parts += [f"{name}/{','.join(forms)}/{at}" for name, forms, at in chosen]
    parts += [f"{table}={store.version(table)}" for table in READS]
    if any(PACKS[name].dated for name, _, _ in chosen):
        parts.append(str(report_day(place)))
    for folder in (place_dir / "templates", shipped("templates")):
        parts += [f"{path.relative_to(folder).as_posix()}={sha256_of(path)}" for path in _templates(folder)]
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
    record = Record(store.root)
    return all(
        record.stands((name, at, "+".join(forms)), out, _made_from(store, place, place_dir, [(name, forms, at)]))
        for name, forms, at in _chosen(packs, formats, level)
    )


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


def _must_have_rows(store: Store, chosen: Sequence[Chosen]) -> None:
    """TpError (exit 2) naming every register that a pack rests on and that has no row: never an empty pack."""
    needs = [(name, register) for name, _, _ in chosen for register in PACKS[name].needs]
    empty = {one.key: one for one in missing(store, sorted({register for _, register in needs}))}
    problems = [
        Problem(
            "register-empty",
            f"tp report {name}",
            f"no rows of {register}",
            empty[register].register,
            supply(register),
            "usage",
        )
        for name, register in needs
        if register in empty
    ]
    if problems:
        raise TpError(problems)


def _chosen(packs: Sequence[str], formats: Sequence[str], level: str) -> Iterator[Chosen]:
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
        forms = tuple(form for form in pack.formats if not formats or form in formats)
        if not forms:
            raise _no_such_form(name, formats)
        yield name, forms, at


def _no_such_form(name: str, formats: Sequence[str]) -> Exception:
    has = ", ".join(PACKS[name].formats)
    return stop("pack-format", f"tp report {name}", f"--format {','.join(formats)}", has, f"ask for --format {has}")


def _not_for(name: str, level: str) -> Exception:
    here = [pack for pack, how in PACKS.items() if level in how.levels]
    fix = f"write {' or '.join(here)} for that level" if here else "leave --level out"
    return stop("pack-level", f"tp report {name}", f"--level {level}", ", ".join(PACKS[name].levels), fix)


def _unknown(what: str, name: str, known: Sequence[str]) -> Exception:
    close = nearest(name, known) or known
    return stop(f"unknown-{what}", f"tp report, {what}", f'"{name}"', ", ".join(known), f"try {' or '.join(close)}")


def _templates(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.j2") if path.is_file()) if folder.is_dir() else []


def _version() -> str:
    try:
        return version("tp-cli")
    except PackageNotFoundError:
        return ""
