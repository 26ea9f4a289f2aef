"""What a method asks for: its question, formula, source and every key of its file, made from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import polars as pl
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tp_cli.errors import Problem, nearest, stop
from tp_cli.project.methods import METHODS, Method

SCHEMA = "tp.explain/1"


@dataclass(frozen=True)
class KeyOf:
    """One key of a scenario file: in which table, whether it must be there, and a right line."""

    table: str
    key: str
    required: bool
    example: str


@dataclass(frozen=True)
class Explained:
    """A method explained."""

    name: str
    method: Method
    tables: Sequence[tuple[str, str]]
    keys: Sequence[KeyOf]
    problems: Sequence[Problem] = ()

    def as_json(self) -> dict[str, object]:
        """`tp project --explain METHOD --json`."""
        return {
            "schema": SCHEMA,
            "method": self.name,
            "asks": self.method.asks,
            "formula": list(self.method.formula),
            "source": self.method.source,
            "inputs": [vars(key) for key in self.keys],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a key: table, key, required, example."""
        rows = [(key.table, key.key, "yes" if key.required else "no", key.example) for key in self.keys]
        return pl.DataFrame(rows, schema=["table", "key", "required", "example"], orient="row")


def explain_method(name: str) -> Explained:
    """What a method asks for; TpError (exit 2) with the nearest names for one that is none."""
    if name not in METHODS:
        close = nearest(name, METHODS) or list(METHODS)
        raise stop("no-method", "--explain", f'"{name}"', ", ".join(METHODS), f"did you mean {' or '.join(close)}?")
    method = METHODS[name]
    tables = dict(_tables("", method.model))
    keys = [replace(key, example=f'"{name}"') if _is_method(key) else key for key in _keys("", method.model)]
    return Explained(name, method, [*tables.items()], keys)


def _is_method(key: KeyOf) -> bool:
    return (key.table, key.key) == ("top", "method")


def _tables(table: str, model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    yield table, (model.__doc__ or "").strip()
    for key, field in _fields(model):
        inner = _inner(field.annotation)
        if inner:
            yield from _tables(_named(table, key, field), inner)


def _keys(table: str, model: type[BaseModel]) -> Iterator[KeyOf]:
    later: list[tuple[str, type[BaseModel]]] = []
    for key, field in _fields(model):
        inner = _inner(field.annotation)
        yield KeyOf(table or "top", key, field.is_required(), str((field.examples or [""])[0]))
        if inner:
            later.append((_named(table, key, field), inner))
    for name, inner in later:
        yield from _keys(name, inner)


def _named(table: str, key: str, field: FieldInfo) -> str:
    inside = f"{table.strip('[]')}.{key}" if table else key
    return f"[[{inside}]]" if "list" in str(field.annotation) else f"[{inside}]"


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield field.alias or name, field


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)
