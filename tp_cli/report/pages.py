"""Templates: found in the place's folder first, then the shipped ones; every value escaped for its form."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tp_cli import money, safe
from tp_cli.errors import TpError, nearest, stop
from tp_cli.folders import shipped
from tp_cli.report.pictures import draw

Value = int | Decimal | str | None


class Context(Protocol):
    """What a template is given: names and values, nothing else."""

    def context(self) -> dict[str, Any]:
        """The names that a template sees."""


@dataclass(frozen=True)
class Form:
    """A kind of page: how a value is escaped, and the template of macros that draws its parts."""

    name: str
    escape: Callable[[str], str]
    parts: str = ""
    tidy: Callable[[str], str] = str


def as_pounds(pence: int | None) -> str:
    """£1,108.00; a dash where there is none."""
    return "–" if pence is None else money.show(pence)


def as_millions(pence: int | None) -> str:
    """£554.0m."""
    if pence is None:
        return "–"
    sign = "-" if pence < 0 else ""
    return f"{sign}£{money.millions(abs(pence))}m"


def as_short(pence: int | None) -> str:
    """£554.0m from a million, £450,000 from a thousand, £12.34 below: never £0.0m for money that is there."""
    if pence is None or abs(pence) < 1_000_00:
        return as_pounds(pence)
    if abs(pence) >= 1_000_000_00:
        return as_millions(pence)
    whole = int(Decimal(abs(pence)).scaleb(-2).to_integral_value())
    return f"{'-' if pence < 0 else ''}£{whole:,}"


def as_percent(value: Decimal | None) -> str:
    """3.6%."""
    return "–" if value is None else f"{value or abs(value)}%"


def as_number(value: int | Decimal | None) -> str:
    """500,000."""
    return "–" if value is None else f"{value:,}"


def as_text(value: object) -> str:
    """The text; yes or no; a dash where there is none."""
    if value is None or value == "":
        return "–"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


SHOW: dict[str, Callable[[Any], str]] = {
    "pounds": as_pounds,
    "millions": as_millions,
    "short": as_short,
    "percent": as_percent,
    "number": as_number,
    "text": as_text,
}


def show(value: Value, unit: str) -> str:
    """A value by its unit, for tables whose rows differ."""
    return as_text(value) if isinstance(value, str) else SHOW[unit](value)


def plural(number: int, one: str, many: str = "") -> str:
    """The word for so many: the first for one, else the second, or the first with an s."""
    return one if number == 1 else many or f"{one}s"


def marks(notes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What marks each note of a list in titles and headers, by its name: " [note 2]"."""
    return {name: f" [note {number}]" for number, (name, _) in enumerate(notes, 1)}


def _draw(kind: str, title: str, alt: str, rows: Sequence[Any], fields: Mapping[str, str]) -> Markup:
    """A picture for a page in HTML; `fields` also says "as" what its amounts are shown."""
    unit = fields.get("as", "number")
    if unit not in SHOW:
        raise ValueError(f'"as": "{unit}" is none of {", ".join(SHOW)}')
    return Markup(draw(kind, title, alt, rows, fields, SHOW[unit]))


def _toml(text: str) -> str:
    return json.dumps(safe.for_cell(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _single_blanks(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


MARKDOWN = Form("md", safe.for_markdown, "shared/markdown.j2", _single_blanks)
HTML = Form("html", lambda text: str(Markup.escape(safe.for_cell(text))), "shared/html.j2", _single_blanks)
PLAN = Form("plan", _toml)


class Templates:
    """The templates that one place sees."""

    def __init__(self, place_dir: Path) -> None:
        self.folders = (place_dir / "templates", shipped("templates"))

    def render(self, name: str, form: Form, facts: Context) -> str:
        """The template's text with the facts in it; TpError (exit 2) with file and line where it fails."""
        environment = self._environment(form)
        try:
            return form.tidy(environment.get_template(name).render(facts.context(), form=form.parts))
        except TemplateNotFound as error:
            raise self._missing(str(error)) from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise self._broken(name, error, facts) from None

    def source(self, name: str) -> str:
        """A template as it is written: the place's own, else the shipped one; nothing where there is none."""
        paths = (folder / name for folder in self.folders)
        return next((path.read_text(encoding="utf-8") for path in paths if path.is_file()), "")

    def _environment(self, form: Form) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self.folders]),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_finalizer(form),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= {**SHOW, "show": show, "plural": plural}
        environment.globals |= {"draw": _draw, "marks": marks}
        return environment

    def _missing(self, name: str) -> TpError:
        known = sorted({p.relative_to(f).as_posix() for f in self.folders for p in f.rglob("*.j2") if p.is_file()})
        close = nearest(name, known) or known
        return stop("no-template", "templates", f'"{name}"', "a template", f"nearest: {', '.join(close)}")

    def _broken(self, name: str, error: Exception, facts: Context) -> TpError:
        file, line = _where(error, name, self.folders)
        found = safe.for_terminal(str(error))[:300]
        expected = f"a template that uses: {', '.join(facts.context())}"
        fix = "correct that line, or take the file out of templates/ to use the shipped one"
        return stop("template", f"templates/{file}, line {line}", found, expected, fix)


def _finalizer(form: Form) -> Callable[[EvalContext, Any], Any]:
    """Escapes every `{{ value }}` for the form; what macros made is left as it is.

    Taking the evaluation context keeps Jinja from working out constants without it.
    """

    @pass_eval_context
    def finalize(context: EvalContext, value: Any) -> Any:
        if isinstance(value, StrictUndefined | Markup):
            return value
        if form is PLAN and isinstance(value, bool):
            return Markup(str(value).lower())
        if form is PLAN and isinstance(value, int | Decimal):
            return Markup(value)
        return Markup(form.escape(str(value)))

    return finalize


def _where(error: Exception, name: str, folders: Sequence[Path]) -> tuple[str, int]:
    """The innermost template and line that an error came from; of shared parts, the line that calls them."""
    line = getattr(error, "lineno", None)
    if line is not None:
        return getattr(error, "name", None) or name, line
    found: list[tuple[str, int]] = []
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        found += [
            (file.relative_to(folder).as_posix(), frame.lineno or 0)
            for folder in folders
            if file.is_relative_to(folder)
        ]
    own = [place for place in found if not place[0].startswith("shared/")]
    return next(iter(own or found), (name, 0))
