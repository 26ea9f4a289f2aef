"""Packs: which files a pack is made of, written whole or not at all, and whether they still stand."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from tp_cli import atomic
from tp_cli.errors import Problem, nearest, stop
from tp_cli.folders import shipped
from tp_cli.place import Place
from tp_cli.report.facts import Facts
from tp_cli.report.gather import gather
from tp_cli.report.pages import HTML, MARKDOWN, PLAN, Form, Templates
from tp_cli.report.plan import read_plan
from tp_cli.report.workbook import write_workbook
from tp_cli.store import Store

LEVEL = "board"
READS = ("figures", "caveats", "count_problems", "problems", "sources", "parts", "projections")


@dataclass(frozen=True)
class Page:
    """One file of a pack: its name, its template, how it is written."""

    file: str
    template: str
    write: Callable[[Path, str, Templates, Facts], None]


@dataclass(frozen=True)
class Written:
    """A file that was written."""

    file: str
    sha256: str
    pack: str
    level: str = LEVEL


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


def _workbook(path: Path, template: str, templates: Templates, facts: Facts) -> None:
    where = f"templates/{template}"
    plan = read_plan(templates.render(template, PLAN, facts), where)
    atomic.write_with(path, lambda temporary: write_workbook(temporary, plan, facts, where))


def _document(form: Form) -> Callable[[Path, str, Templates, Facts], None]:
    def write(path: Path, template: str, templates: Templates, facts: Facts) -> None:
        atomic.write_text(path, templates.render(template, form, facts))

    return write


PACKS: dict[str, dict[str, Page]] = {
    "board": {
        "xlsx": Page("board.xlsx", "board/board.toml.j2", _workbook),
        "md": Page("count.md", "board/count.j2", _document(MARKDOWN)),
        "html": Page("count.html", "board/count.j2", _document(HTML)),
    },
}
FORMATS = ("xlsx", "md", "html")


def write_packs(
    store: Store, place: Place, place_dir: Path, packs: Sequence[str], formats: Sequence[str], out: Path
) -> ReportResult:
    """Write every page of these packs in these formats to the folder `out`.

    packs    names of PACKS; none for "board"
    formats  of FORMATS; none for all
    returns  what was written, with the sha256 of each file
    raises   TpError: exit 2 where a name is unknown, nothing has been counted or a template is wrong;
             exit 5 where a file cannot be written
    """
    pages = list(_pages(packs, formats))
    facts = gather(store, place)
    templates = Templates(place_dir)
    written = []
    with store.lock():
        for pack, page in pages:
            path = out / page.file
            atomic.sweep(path)
            page.write(path, page.template, templates, facts)
            written.append(Written(str(path), _sha256(path), pack))
    _record(store, fingerprint(store, place, place_dir, packs, formats), written)
    return ReportResult(tuple(written))


def fingerprint(store: Store, place: Place, place_dir: Path, packs: Sequence[str], formats: Sequence[str]) -> str:
    """Changes when anything that the packs are made from changes: tables, place.toml, templates, version."""
    parts = [_version(), place.fingerprint()]
    parts += [f"{pack}/{page.file}" for pack, page in _pages(packs, formats)]
    parts += [f"{table}={store.version(table)}" for table in READS]
    for folder in (place_dir / "templates", shipped("templates")):
        parts += [f"{path.relative_to(folder).as_posix()}={_sha256(path)}" for path in _templates(folder)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def unchanged(
    store: Store, place: Place, place_dir: Path, packs: Sequence[str], formats: Sequence[str], out: Path
) -> bool:
    """True where these files stand as they were last written from all that they would be made from now."""
    try:
        last = json.loads(_record_path(store).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(last, dict) or last.get("fingerprint") != fingerprint(store, place, place_dir, packs, formats):
        return False
    paths = [out / page.file for _, page in _pages(packs, formats)]
    return all(path.is_file() and last["files"].get(str(path.absolute())) == _sha256(path) for path in paths)


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


def _pages(packs: Sequence[str], formats: Sequence[str]) -> Iterator[tuple[str, Page]]:
    for name in dict.fromkeys(packs or ("board",)):
        if name not in PACKS:
            raise _unknown("pack", name, list(PACKS))
        for form in dict.fromkeys(formats or FORMATS):
            if form not in FORMATS:
                raise _unknown("format", form, FORMATS)
            if form in PACKS[name]:
                yield name, PACKS[name][form]


def _unknown(what: str, name: str, known: Sequence[str]) -> Exception:
    close = nearest(name, known) or known
    return stop(f"unknown-{what}", f"tp report, {what}", f'"{name}"', ", ".join(known), f"try {' or '.join(close)}")


def _templates(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.j2") if path.is_file()) if folder.is_dir() else []


def _record(store: Store, made_from: str, written: Sequence[Written]) -> None:
    files = {str(Path(file.file).absolute()): file.sha256 for file in written}
    text = json.dumps({"fingerprint": made_from, "files": files}, indent=1, sort_keys=True)
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
