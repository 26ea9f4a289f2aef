"""The stage `project`: every scenario read, projected by its method, stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tp_cli.errors import Problem, TpError
from tp_cli.place import Place
from tp_cli.project import claims, prorata
from tp_cli.project.bias import BIAS_FILE
from tp_cli.project.counted import read_count
from tp_cli.project.joining import ProRata
from tp_cli.project.outcome import Outcome
from tp_cli.project.result import Projected, ProjectResult
from tp_cli.project.scenario import Scenario, ScenarioFile, read_scenarios
from tp_cli.project.target import Setting
from tp_cli.store import Store

FOLDER = "scenarios"


@dataclass(frozen=True)
class Method:
    """What a method is: the model of its file, and its arithmetic."""

    model: type[Scenario]
    project: Callable[[Any, Setting], Outcome]


METHODS: Mapping[str, Method] = {
    "pro-rata": Method(ProRata, prorata.project),
    "claims": Method(claims.Claims, claims.project),
}


def project_scenarios(store: Store, place: Place, place_dir: Path, files: Sequence[Path] = ()) -> ProjectResult:
    """Project the scenario files named, or all of scenarios/ in name order, and store what came of them.

    store    holds the count that a scenario may lean on; its table `projections` is replaced as a whole
    files    scenario files; none means every scenarios/*.toml of the place
    returns  the scenarios with caveats and warnings; one note where there are none
    raises   TpError with every mistake of every file; nothing is stored then

    """
    chosen = scenario_files(place_dir, files)
    result = _project(read_scenarios(chosen, {name: m.model for name, m in METHODS.items()}), store, place)
    with store.lock():
        store.replace("projections", result.as_rows(), fingerprint(store, place, chosen))
    return result


def scenario_files(place_dir: Path, files: Sequence[Path] = ()) -> list[Path]:
    """The files named, each once, in the order given; all of scenarios/ in name order where none is."""
    return list(dict.fromkeys(files)) or sorted((place_dir / FOLDER).glob("[!.]*.toml"))


def fingerprint(store: Store, place: Place, files: Sequence[Path]) -> str:
    """Changes when a scenario file, place.toml, the stored count or the bias table changes.

    files    what `scenario_files` gives; a file that cannot be read counts as empty
    returns  sixteen hexadecimal digits, to be compared with `store.fingerprint("projections")`
    """
    counted = store.fingerprint("figures") or str(store.version("figures"))
    parts = [place.fingerprint(), counted, _digest(BIAS_FILE)]
    parts += [f"{path.name} {_digest(path)}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _project(read: Sequence[ScenarioFile], store: Store, place: Place) -> ProjectResult:
    setting = Setting(place, read_count(store))
    projected: list[Projected] = []
    refused: list[Problem] = []
    for item in read:
        try:
            projected.append(_project_one(item, setting))
        except TpError as error:
            refused += _of_file(item.path.name, error.problems)
    if refused:
        raise TpError(refused)
    problems = [problem for item in projected for problem in item.outcome.warnings]
    return ProjectResult(tuple(projected), tuple(problems) if projected else (_no_scenarios(),))


def _project_one(item: ScenarioFile, setting: Setting) -> Projected:
    scenario = item.scenario
    outcome = METHODS[scenario.method].project(scenario, setting)
    named = [replace(warning, where=item.path.name) for warning in outcome.warnings]
    return Projected(scenario.name, scenario.method, scenario.title, replace(outcome, warnings=named))


def _of_file(file: str, problems: Sequence[Problem]) -> list[Problem]:
    return [replace(problem, where=f"{file}, {problem.where}") for problem in problems]


def _no_scenarios() -> Problem:
    fix = f"put a scenario file there, or go on: `tp report` does not need one; methods: {', '.join(METHODS)}"
    return Problem("no-scenarios", FOLDER, "no scenario files", f"{FOLDER}/*.toml", fix, "note")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
