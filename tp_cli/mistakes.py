"""What pydantic finds wrong in a TOML file, told as key, value found and the right line to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tp_cli.errors import Problem, nearest

Path = Sequence[str | int]


def explain(
    error: Any, data: dict[str, Any], file: str, model: type[BaseModel], right: Mapping[str, str] | None = None
) -> Problem:
    """One of pydantic's errors as a problem.

    error  an item of `ValidationError.errors()`
    data   the file as read
    file   its name
    model  what it was checked against; the `examples` of its fields are the right values
    right  key → a right value, for fields without examples
    """
    path: list[str | int] = [part for part in error["loc"] if part != "[key]"]
    names = [part for part in path if isinstance(part, str)]
    key = names[-1] if names else ""
    where = f"{file}, {_in_words(path, data)}"
    if error["type"] == "extra_forbidden":
        return _unknown(where, key, list(_fields_at(model, names[:-1])))
    if len(names) > 1 and names[-2] in (right or {}) and key not in _fields_at(model, names[:-1]):
        key, names = names[-2], names[:-1]
    field = _fields_at(model, names[:-1]).get(key)
    line = _right_line(key, field, (right or {}).get(key, ""))
    if error["type"] == "missing":
        return Problem("missing-key", where, "nothing", line, f"add {line}", "usage")
    expected = str(error.get("ctx", {}).get("expected", "")) or error["msg"].removeprefix("Value error, ")
    return Problem("bad-value", where, _found(error["input"]), expected, f"write {line or expected}", "usage")


def _unknown(where: str, key: str, known: list[str]) -> Problem:
    close = nearest(key, known)
    fix = f"did you mean {' or '.join(close)}?" if close else f"known keys: {', '.join(known)}"
    return Problem("unknown-key", where, f'a key "{key}"', "a key that tp knows", fix, "usage")


def _right_line(key: str, field: FieldInfo | None, right: str) -> str:
    example = str(field.examples[0]) if field and field.examples else right
    if not example:
        return ""
    is_table = bool(field and field.examples and _inner_model(field.annotation))
    return example if is_table else f"{key} = {example}"


def _found(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_found(inner)}" for name, inner in value.items())[:200] + " }"
    return ("true" if value else "false") if isinstance(value, bool) else repr(value)[:200]


def _in_words(path: Path, data: Any) -> str:
    """`[[saving]] number 2 (Essex), basis` rather than saving.1.basis."""
    words: list[str] = []
    for part in path:
        inner = data[part] if _holds(data, part) else None
        if isinstance(part, int):
            words[-1] += f" number {part + 1}{_name_of(inner)}"
        elif isinstance(inner, list) and not words:
            words.append(f"[[{part}]]")
        else:
            words.append(f"[{part}]" if isinstance(inner, dict) and not words else str(part))
        data = inner
    return ", ".join(words)


def _holds(data: Any, part: str | int) -> bool:
    return (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))


def _name_of(item: Any) -> str:
    name = (
        next((item[key] for key in ("id", "files", "payer", "agency", "place", "text") if key in item), "")
        if isinstance(item, dict)
        else ""
    )
    return f" ({str(name)[:60]})" if name else ""


def _fields_at(model: type[BaseModel], names: Sequence[str]) -> dict[str, FieldInfo]:
    inner: type[BaseModel] | None = model
    for name in names:
        if inner:
            field = _fields(inner).get(name)
            inner = _inner_model(field.annotation) if field else None
    return _fields(inner) if inner else {}


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _inner_model(inner))), None)
