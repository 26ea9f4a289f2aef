"""docs/TEMPLATES.md, made from the program: what a template may use, each name with its unit and meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from tp_cli.folders import shipped
from tp_cli.report import facts, lenses, plan
from tp_cli.report.packs import PACKS
from tp_cli.report.pages import SHOW
from tp_cli.report.partnership.facts import Totals
from tp_cli.report.pictures import KINDS
from tp_cli.report.publish_plan import FIELDS

_HEAD = """\
# Templates

Made from the program by `make docs`; a test fails when it is out of date.

`tp report --eject-templates templates` in a place folder copies every template there. Change one, delete those that you
do not change: a file of the place's `templates/` wins over the shipped one of the same name. Nothing in a template can
reach more than is listed here; a name that is not there stops the report with file, line and what there is.

A document (`*.j2`) is written once and rendered to Markdown and to HTML: it imports `form`, which holds the parts of a
page for the one or the other. Every `{{ value }}` is escaped for its form. A sheet plan (`*.toml.j2`) renders to TOML:
every `{{ value }}` is one whole value, already in quotes, and figures go by the name of their table.

To change a title, edit its words. To leave a sheet out, delete its `[[sheet]]` down to the next. To add a table:

    [[sheet]]
    name = "Obstacles"
    title = "What stands in the way"
    check = { says = "Every obstacle has an owner.", filled = "obstacles.owner" }

    [[sheet.block]]
    table = "obstacles"
    column = [{ head = "Obstacle", field = "text", width = 40 }, { head = "Owner", field = "owner" },
      { head = "Blocks (£)", field = "amount", format = "pounds" }]

In a document the same table, with a picture that states its finding:

    {{ page.picture("bars", "O1 blocks most", "One bar an obstacle.", obstacles,
      {"label": "obstacle", "value": "amount", "as": "millions"}) }}
    {{ page.table("Obstacles", [{"head": "Obstacle", "field": "text"},
      {"head": "Blocks (£)", "field": "amount", "as": "pounds"}], obstacles) }}
"""


def page() -> str:
    """The whole page as it should be."""
    parts = [_HEAD, *_packs(), *_parts(), *_filters(), *_pictures(), *_single(), *_tables(), *_public(), *_plan()]
    return "\n".join(parts).rstrip() + "\n"


def _packs() -> Iterator[str]:
    yield "## Packs\n"
    yield "| pack | formats | levels, its own first | registers that it needs |\n|---|---|---|---|"
    for name, pack in PACKS.items():
        yield f"| {name} | {', '.join(pack.formats)} | {', '.join(pack.levels)} | {', '.join(pack.needs)} |"
    yield "\nTheir templates: " + ", ".join(
        f"`{path.relative_to(shipped('templates')).as_posix()}`" for path in sorted(shipped("templates").rglob("*.j2"))
    )
    yield ""


def _parts() -> Iterator[str]:
    yield "## Parts of a page\n"
    source = (shipped("templates") / "shared" / "html.j2").read_text(encoding="utf-8")
    for comment, signature in re.findall(r"\{# ([^#]*?) #\}\n\{% macro (\w+\(.*?\)) %\}", source):
        yield f"- `page.{signature}`: {comment}"
    yield ""


def _filters() -> Iterator[str]:
    yield "## Filters\n"
    for name, show in SHOW.items():
        yield f"- `{name}`: {(show.__doc__ or '').strip()}"
    yield "- `show(unit)`: by a unit that the row itself names"
    yield "- `plural(one, many)`: the word that goes with a number, `one` with an s where `many` is not given"
    yield "- `marks(notes)`, a function: of notes, each a name and a sentence, the mark of each by name: ` [note 2]`"
    yield ""


def _pictures() -> Iterator[str]:
    yield "## Pictures\n"
    yield 'Kinds of `page.picture`, and the parts that `fields` names; "as" says how amounts are shown.\n'
    for name, parts in KINDS.items():
        yield f"- `{name}`: {', '.join(parts)}"
    yield ""


def _single() -> Iterator[str]:
    for model in (facts.PlaceFacts, facts.Spend, Totals):
        yield from _fields(model, f"## {_title(model)}")
    yield '`figures` holds every stored figure by its id: `figures["count/spend/total/amount"].value`.'
    yield "`lenses` holds the answers of the lenses: `name`, `says`, and tables of a sheet plan named `lens:...`,"
    yield f"whose rows have {', '.join(f'`{name}`' for name in lenses.UNITS)}.\n"


def _tables() -> Iterator[str]:
    for name, model in facts.TABLES.items():
        yield from _fields(model, f"## Table `{name}`")


def _title(model: type[Any]) -> str:
    return (model.__doc__ or "").partition(":")[0]


def _fields(model: type[Any], heading: str) -> Iterator[str]:
    yield f"{heading}\n"
    yield (model.__doc__ or "").strip().replace("\n    ", "\n") + "\n"
    yield "| field | unit | meaning |\n|---|---|---|"
    for part in fields(model):
        yield f"| {part.name} | {part.metadata['unit']} | {part.metadata['meaning'].replace('|', chr(92) + '|')} |"
    yield ""


def _public() -> Iterator[str]:
    yield "## Tables of `publish`\n"
    yield "The templates of `publish` see `tables`, with these rows and fields, and nothing else of the place's figures."
    yield "A value is pence, a percentage, a number, text, or a shorthand such as [c] where it is hidden.\n"
    yield "| table | fields |\n|---|---|"
    for name, names in FIELDS.items():
        yield f"| {name} | {', '.join(names)} |"
    yield ""


def _plan() -> Iterator[str]:
    yield "## Keys of a sheet plan\n"
    models = (plan.Plan, plan.SheetPlan, plan.Check, plan.Block, plan.Column, plan.Line, plan.Chart)
    for model in models:
        yield f"### {_key_of(model)}\n"
        first, _, rest = (model.__doc__ or "").strip().partition("\n\n")
        yield first.replace("\n    ", " ") + "\n"
        if rest:
            yield "\n".join(f"    {line.strip()}" for line in rest.splitlines()) + "\n"
        keys = (
            f"`{part.alias or name}`" + (" (needed)" if part.is_required() else "")
            for name, part in model.model_fields.items()
        )
        yield ", ".join(keys) + "\n"


def _key_of(model: type[BaseModel]) -> str:
    named = {"Plan": "the workbook", "SheetPlan": "[[sheet]]", "Check": "check = { ... }", "Block": "[[sheet.block]]"}
    named |= {"Column": "column = [{ ... }]", "Line": "line = [{ ... }]", "Chart": "chart = { ... }"}
    return named[model.__name__]
