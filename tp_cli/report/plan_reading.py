"""A rendered sheet plan read from TOML: every mistake in it named, with the nearest right word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.report.facts import TABLES, units
from tp_cli.report.lenses import PREFIX
from tp_cli.report.plan import Block, Chart, Check, Column, Line, Plan, SheetPlan

P = TypeVar("P", bound=BaseModel)


def read_plan(text: str, where: str) -> Plan:
    """The plan that a rendered template holds; TpError (exit 2) with a problem for every mistake.

    text   TOML, as rendered
    where  the template's name, for the problems
    """
    plan = read_as(Plan, text, where, _MODELS)
    problems = list(_cross_check(plan, where))
    if problems:
        raise TpError(problems)
    return plan


def read_as(model: type[P], text: str, where: str, parts: Mapping[str, type[BaseModel]]) -> P:
    """A rendered plan as a model; TpError (exit 2) with a problem for every key that is wrong.

    parts  the model of each key that holds others, so that a wrong key gets the nearest right ones
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        fix = "correct the template: every {{ }} is one whole value, already in quotes"
        raise stop("plan-syntax", f"{where}, as rendered", str(error), "TOML", fix) from None
    except ValidationError as error:
        raise TpError([_explain(item, where, model, parts) for item in error.errors()]) from None


def with_lines(problems: Sequence[Problem], where: str, source: str) -> list[Problem]:
    """The problems of a plan with the line of its template that holds what was found, where one does.

    source  the template as written, before it is rendered
    """
    lines = source.splitlines()
    return [_with_line(problem, where, lines) for problem in problems]


def _with_line(problem: Problem, where: str, lines: Sequence[str]) -> Problem:
    words = [word for word in re.findall(r"[\w.:-]+", problem.found) if len(word) > 1] if problem.found else []
    wanted = problem.found.strip("\"'")
    exact = (n for n, line in enumerate(lines, 1) if wanted in line and not line.lstrip().startswith("#"))
    number = next(exact, None) if len(words) == 1 else None
    if number is None or not problem.where.startswith(where):
        return problem
    return replace(problem, where=f"{where}, line {number}{problem.where.removeprefix(where)}")


def bad_plan(where: str, found: str, known: Sequence[str], what: str) -> Problem:
    """A name in a plan that stands for nothing, with the nearest that do."""
    close = nearest(found, known)
    fix = f"did you mean {' or '.join(close)}?" if close else f"use one of: {', '.join(known) or 'none there'}"
    return Problem("bad-plan", where, f'"{found}"', f"{what}: {', '.join(known) or 'none there'}", fix, "usage")


_MODELS: dict[str, type[BaseModel]] = {"sheet": SheetPlan, "block": Block, "column": Column, "line": Line}
_MODELS |= {"check": Check, "chart": Chart}


def _explain(error: Any, where: str, model: type[BaseModel], parts: Mapping[str, type[BaseModel]]) -> Problem:
    """A pydantic error as a problem: the key, the value found, what is allowed."""
    path = [part for part in error["loc"] if part != "[key]"]
    place = f"{where}, {_words(path)}"
    if error["type"] == "extra_forbidden":
        owner = next((parts[p] for p in reversed(path[:-1]) if p in parts), model)
        known = [part.alias or name for name, part in owner.model_fields.items()]
        return bad_plan(place, str(path[-1]), known, "a key that a plan knows")
    expected = error["msg"].removeprefix("Value error, ")
    given = error["input"]
    found = "nothing" if error["type"] == "missing" else repr(given) if not isinstance(given, dict) else _names(given)
    return Problem("bad-plan", place, found[:200], expected, "correct the key in the template", "usage")


def _names(table: dict[str, Any]) -> str:
    return f"the keys {', '.join(map(str, table))}"


def _words(path: Sequence[Any]) -> str:
    return " ".join(f"number {part + 1}" if isinstance(part, int) else str(part) for part in path) or "top"


def _cross_check(plan: Plan, where: str) -> Iterator[Problem]:
    """Names used twice, tables and fields that do not exist."""
    sheets = [sheet.name.casefold() for sheet in plan.sheets]
    blocks = [block.name for sheet in plan.sheets for block in sheet.blocks if block.name]
    for sheet in plan.sheets:
        if sheets.count(sheet.name.casefold()) > 1:
            yield _twice(where, "sheet name", sheet.name)
        for block in sheet.blocks:
            if blocks.count(block.name) > 1:
                yield _twice(f'{where}, sheet "{sheet.name}"', "block", block.name)
            if block.table:
                yield from _check_table(block, f'{where}, sheet "{sheet.name}"')


def _twice(where: str, what: str, name: str) -> Problem:
    expected, fix = f"one {what} of a name", "give one of them another name (`name`, or `id` for a block)"
    return Problem("bad-plan", where, f'{what} "{name}" twice', expected, fix, "usage")


def _check_table(block: Block, where: str) -> Iterator[Problem]:
    if block.table not in TABLES and not block.table.startswith(PREFIX):
        yield bad_plan(where, block.table, list(TABLES), "a table")
        return
    known = units(block.table)
    for column in block.columns:
        if column.field and column.field.partition(".")[0] not in known:
            yield bad_plan(f'{where}, table "{block.table}"', column.field, list(known), "a field of its rows")
