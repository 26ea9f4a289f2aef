"""A scenario file: TOML read into the model of its method, every mistake in every file named at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.mistakes import explain
from tp_cli.project.terms import Model, Text


class Scenario(Model):
    """What every scenario states, whatever its method."""

    name: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=['"pilots" (small letters, digits, - and _)'])
    ]
    method: Annotated[str, Field(examples=['"pro-rata"'])]
    title: Annotated[Text, Field(examples=['"What the pilots would save for England"'])]

    def mistakes(self) -> Iterator[Problem]:
        """What no single key shows, with `where` from the top of the file."""
        return iter(())


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario and the file that it was read from."""

    path: Path
    scenario: Scenario


def bad(where: str, found: str, expected: str, fix: str) -> Problem:
    """A mistake in a scenario file, to be mended before anything is projected."""
    return Problem("bad-scenario", where, found, expected, fix, "usage")


def read_scenarios(
    files: Sequence[Path], models: Mapping[str, type[Scenario]]
) -> tuple[list[ScenarioFile], list[Problem]]:
    """Every file read by the model of its method, and the problems of those that were refused.

    Of two scenarios with one name the later file is refused.
    """
    read: list[ScenarioFile] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for path in files:
        try:
            item = ScenarioFile(path, read_scenario(path, models))
        except TpError as error:
            problems += error.problems
            continue
        name = item.scenario.name
        if name in first:
            problems.append(_same_name(path.name, name, first[name]))
            continue
        first[name] = path.name
        read.append(item)
    return read, problems


def read_scenario(path: Path, models: Mapping[str, type[Scenario]]) -> Scenario:
    """Read one file; TpError with a problem for every key that is wrong, or for all that do not agree."""
    data = _read_toml(path)
    model = models[_method(data, path.name, list(models))]
    try:
        scenario = model.model_validate(data)
    except ValidationError as error:
        raise TpError([explain(item, data, path.name, model) for item in error.errors()]) from None
    problems = [replace(problem, where=f"{path.name}, {problem.where}") for problem in scenario.mistakes()]
    if problems:
        raise TpError(problems)
    return scenario


def _method(data: Mapping[str, Any], file: str, known: Sequence[str]) -> str:
    name = data.get("method")
    if isinstance(name, str) and name in known:
        return name
    close = nearest(name, known) if isinstance(name, str) else []
    listed = ", ".join(f'"{method}"' for method in [*close, *(m for m in known if m not in close)])
    found = "nothing" if name is None else repr(name)
    fix = f'write method = "{close[0]}"' if close else f"add a line: method = {listed.split(', ')[0]}"
    raise TpError([bad(f"{file}, method", found, f"a method that this version has: {listed}", fix)])


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        found = error.strerror or str(error)
        raise stop("no-scenario", str(path), found, "a readable scenario file", "correct the name", "refused") from None
    except UnicodeDecodeError:
        fix = "save it as UTF-8"
        raise stop("scenario-encoding", path.name, "bytes that are not UTF-8", "UTF-8 text", fix) from None
    except tomllib.TOMLDecodeError as error:
        fix = "correct the line; text needs quotes on both sides"
        raise stop("scenario-syntax", path.name, str(error), "TOML", fix) from None


def _same_name(file: str, name: str, first: str) -> Problem:
    found = f'"{name}", which {first} has too'
    return bad(f"{file}, name", found, "a name of its own for each scenario", "rename one of them")
