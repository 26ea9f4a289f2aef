"""The stage `project`: every scenario read, projected by its method, stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tp_cli.errors import Problem, TpError
from tp_cli.folders import code_of
from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.project.counted import read_count
from tp_cli.project.methods import METHODS
from tp_cli.project.outcome import Outcome, text, warning_text
from tp_cli.project.result import Projected, ProjectResult
from tp_cli.project.scenario import ScenarioFile, read_scenarios
from tp_cli.project.setting import Setting
from tp_cli.project.suppress import STORED, least_people
from tp_cli.store import Store

FOLDER = "scenarios"
REFUSED = "refused"
_NOT_PROJECTED = text("headline", "outcome", "What came of it", "not projected: see what must be said beside it")


def project_scenarios(
    store: Store,
    place: Place,
    place_dir: Path,
    files: Sequence[Path] = (),
    *,
    level: str = STORED,
    stale: bool = False,
    dry_run: bool = False,
    keep_going: bool = False,
) -> ProjectResult:
    """Project the scenario files named, or all of scenarios/ in name order, and store what came of them.

    store       holds the count and the people that a scenario may lean on; its table `projections` is replaced
    files       scenario files; none means every scenarios/*.toml of the place
    level       who will read it: figures of too few persons are hidden; the store always holds the public view
    stale       true where the stored count is not of what is there now
    dry_run     nothing is stored
    keep_going  a scenario that is refused is said as a problem, and as a warning in the store; the others go on
    returns     the scenarios with caveats and warnings; one note where there are none
    raises      TpError with every mistake of every file, unless keep_going; nothing is stored then
    """
    least_people(level)
    chosen = scenario_files(place_dir, files)
    beside = _beside(place_dir, chosen) if files else []
    projected, refused = _project(chosen, beside, store, place, stale)
    if refused and not keep_going:
        raise TpError(refused)
    said = [problem for item in projected for problem in item.outcome.warnings]
    said += [replace(problem, kind="rejected") for problem in refused]
    result = ProjectResult(
        (*projected, *_as_refused(refused)), tuple(said) if chosen else (_no_scenarios(),), not dry_run
    )
    if not dry_run:
        marks = f"{'-named' if files else ''}{'-refused' if refused else ''}"
        made_from = fingerprint(store, place, chosen) + marks
        with store.lock():
            store.replace("projections", result.shown_at(STORED).as_rows(), made_from)
    return result.shown_at(level)


def scenario_files(place_dir: Path, files: Sequence[Path] = ()) -> list[Path]:
    """The files named, each once, in the order given; all of scenarios/ in name order where none is."""
    return list(dict.fromkeys(files)) or sorted((place_dir / FOLDER).glob("[!.]*.toml"))


def _beside(place_dir: Path, chosen: Sequence[Path]) -> list[Path]:
    """The place's scenario files that are not among those chosen."""
    named = {path.resolve() for path in chosen}
    return [path for path in scenario_files(place_dir) if path.resolve() not in named]


def fingerprint(store: Store, place: Place, files: Sequence[Path]) -> str:
    """Changes when a scenario file, place.toml, the count, the people read or this stage's code and data change.

    files    what `scenario_files` gives; a file that cannot be read counts as empty
    returns  hexadecimal digits, a dot between what it leans on and the files; the fingerprint that is stored has
             `-named` after it where files were named, `-refused` where some were refused
    """
    named = "\n".join(f"{path.name} {_digest(path)}" for path in files)
    return f"{_leans_on(store, place)}.{hashlib.sha256(named.encode()).hexdigest()[:16]}"


def is_fresh(store: Store, place: Place, place_dir: Path) -> bool:
    """True where what is stored is of the scenarios, the place, the count and the people as they are now.

    Of files that were named on the command line only the rest is looked at. Refused ones do not make it stale.
    """
    files = scenario_files(place_dir)
    if not store.exists("projections"):
        return not files
    stored = store.fingerprint("projections")
    if "-named" in stored:
        return stored.split(".")[0] == _leans_on(store, place)
    return stored.removesuffix("-refused") == fingerprint(store, place, files)


def _leans_on(store: Store, place: Place) -> str:
    counted = store.fingerprint("figures") or str(store.version("figures"))
    people = str(store.version("people")) if "people" in TABLES else ""
    parts = [place.fingerprint(), counted, people, code_of("project"), code_of("reference")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _project(
    files: Sequence[Path], beside: Sequence[Path], store: Store, place: Place, stale: bool
) -> tuple[list[Projected], list[Problem]]:
    """The files worked out; those beside them are only read, for the baseline that one of them may name."""
    people = store.read("people") if "people" in TABLES and store.exists("people") else None
    models = {name: method.model for name, method in METHODS.items()}
    read, refused = read_scenarios(files, models)
    others, _ = read_scenarios(beside, models)
    by_name = {item.scenario.name: item.scenario for item in (*others, *read)}
    setting = Setting(place, read_count(store, stale), people, by_name)
    projected: list[Projected] = []
    for item in read:
        try:
            projected.append(_project_one(item, setting))
        except TpError as error:
            refused += _of_file(item.path.name, error.problems)
    return projected, refused


def _project_one(item: ScenarioFile, setting: Setting) -> Projected:
    scenario = item.scenario
    outcome = METHODS[scenario.method].project(scenario, setting)
    named = [replace(warning, where=item.path.name) for warning in outcome.warnings]
    return Projected(scenario.name, scenario.method, scenario.title, item.path.name, replace(outcome, warnings=named))


def _of_file(file: str, problems: Sequence[Problem]) -> list[Problem]:
    return [replace(problem, where=f"{file}, {problem.where}") for problem in problems]


def _as_refused(problems: Sequence[Problem]) -> Iterator[Projected]:
    """A scenario without figures for each file that was refused, so that whoever reads the pack learns of it."""
    for file in dict.fromkeys(problem.where.split(",")[0] for problem in problems):
        why = [f"{problem.where}: {warning_text(problem)}" for problem in problems if problem.where.startswith(file)]
        yield Projected(
            file, REFUSED, file, file, Outcome([_NOT_PROJECTED], [f"Not projected. {reason}" for reason in why])
        )


def _no_scenarios() -> Problem:
    fix = f"put a scenario file there, or go on: `tp report` does not need one; methods: {', '.join(METHODS)}"
    return Problem("no-scenarios", FOLDER, "no scenario files", f"{FOLDER}/*.toml", fix, "note")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
