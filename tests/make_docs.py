"""docs/COMMANDS.md, docs/TEMPLATES.md and the README's run, made from the program itself: `python -m tests.make_docs` writes them."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main
from pydantic import BaseModel

from tests import templates_page
from tp_cli.cli.app import app
from tp_cli.count import count, view_of
from tp_cli.folders import shipped
from tp_cli.ingest import Options, from_place, ingest
from tp_cli.ingest.layout import layouts, roles
from tp_cli.ingest.register import role_of_column
from tp_cli.ledger import TABLES
from tp_cli.map import map_lines
from tp_cli.place import Agency, Facts, Report, Scope, Share, Source, Transfer, Withheld, load_place
from tp_cli.registers import REGISTERS
from tp_cli.screen import count as screen_count
from tp_cli.screen import ingest as screen_ingest
from tp_cli.start import make_sample
from tp_cli.store import Store

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "COMMANDS.md"
TEMPLATES = ROOT / "docs" / "TEMPLATES.md"
README = ROOT / "README.md"
WIDTH = "112"
_BLOCK = re.compile(r"(<!-- made by `make docs` -->\n```text\n).*?(```\n<!-- end -->)", re.DOTALL)

_HEAD = """\
# Commands

Made from the program by `make docs`; a test fails when it is out of date.

Every command works in a place folder: the nearest `place.toml` upward, or `--place DIR`, before or after the verb; a
flag beats the variable `TP_PLACE`. The result goes to standard output, messages and progress to standard error. On a
terminal a result is laid out for reading; in a pipe a table is tab-separated text with its headings. `--json` prints
one object and nothing else. Amounts in JSON and tables are exact decimal strings in pounds.

| exit | meaning |
|---|---|
| 0 | done; nothing at or above `--fail-on` |
| 1 | done and written, with findings at or above `--fail-on` (by default `rejected` and `difference`) |
| 2 | wrong usage, or a mistake in `place.toml`, a rule or a scenario; nothing written |
| 3 | an input is unreadable or refused; the readable ones are written, nothing from the refused one |
| 4 | a control total is breached under `--strict`; nothing written |
| 5 | an output cannot be written, or another run holds the place |
| 70 | a mistake of ours: a report id, the traceback with `-v` |
| 130, 141 | interrupted; the reader of the pipe has gone |
"""


def page() -> str:
    """The whole page as it should be."""
    parts = [_HEAD, *_commands(), *_place_toml(), *_layouts(), *_registers(), *_tables()]
    return "\n".join(parts).rstrip() + "\n"


def _commands() -> Iterator[str]:
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield f"## tp {name}\n"
        yield f"{(command.help or '').strip()}\n"
        yield "| word | what it does |\n|---|---|"
        for parameter in command.params:
            if not getattr(parameter, "hidden", False) and parameter.name != "help":
                yield f"| `{_word(parameter)}` | {_cell(parameter.help)} |"
        yield ""


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper().strip("[].")
    names: str = ", ".join([*parameter.opts, *parameter.secondary_opts])
    takes = "" if parameter.is_flag else f" {parameter.metavar or 'VALUE'}"
    return names + takes


def _place_toml() -> Iterator[str]:
    yield "## place.toml\n"
    yield "`[place]` and its `name`, `code` and `years` are required; everything else has a default.\n"
    tables: dict[str, type[BaseModel]] = {
        "[place]": Facts, "[scope]": Scope, "[[agency]]": Agency, "[[source]]": Source, "[[transfer]]": Transfer,
        "[[withheld]]": Withheld, "[report]": Report, "share = { ... }": Share,
    }  # fmt: skip
    for title, model in tables.items():
        keys = ", ".join(
            f"`{field.alias or name}`" + (" (required)" if field.is_required() else "")
            for name, field in model.model_fields.items()
        )
        yield f"- `{title}`: {keys}"
    yield ""


def _layouts() -> Iterator[str]:
    yield "## Layouts\n"
    for name, layout in layouts().items():
        yield f"- `{name}`: {layout.title}"
    yield "\nRoles that a column may have, and the heading that is looked for first:\n"
    for role, known in roles().items():
        yield f"- `{role}`: {known.headings[0]}"
    yield ""


def _registers() -> Iterator[str]:
    yield "## Registers\n"
    yield "Tables kept beside the spending, each the `kind` of a `[[source]]`; a file may use any of a layout's headings."
    yield "A row without a needed column, or with a cell that cannot be read, is rejected and said.\n"
    for name, table in REGISTERS.items():
        yield f"### {name}\n"
        yield f"A row is {table.meaning}.\n"
        yield "| column | heading looked for first | needed | read as | meaning |\n|---|---|---|---|---|"
        for column in table.columns:
            headings = layouts()[name].columns.get(role_of_column(column))
            if headings:
                read_as = " or ".join(column.choices) or column.unit.replace("pence", "money") or "text"
                needed = "needed" if column.needed else ""
                yield f"| {role_of_column(column)} | {headings[0]} | {needed} | {read_as} | {_cell(column.meaning)} |"
        yield ""


def _tables() -> Iterator[str]:
    yield "## The ledger\n"
    yield "What the stages leave for each other, as Delta tables under `.tp/tables` of the place."
    yield "The registers have tables of their own, with `source_id`, `batch`, `row` and `sheet` before their columns.\n"
    for table in (each for each in TABLES.values() if each.name not in REGISTERS):
        yield f"### {table.name}\n"
        yield f"Left by `{table.stage}`: {table.meaning}.\n"
        yield "| column | type | unit | meaning |\n|---|---|---|---|"
        for column in table.columns:
            yield f"| {column.name} | {column.type.__name__} | {column.unit} | {_cell(column.meaning)} |"
        yield ""


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")


def readme() -> str:
    """The README with the output of a run on the sample place put in."""
    return _BLOCK.sub(lambda found: found[1] + _run() + found[2], README.read_text(encoding="utf-8"))


def _run() -> str:
    """What `tp ingest` and `tp count` show on a terminal, with trailing blanks taken off."""
    os.environ["COLUMNS"] = WIDTH
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_sample(folder / "demo", shipped("sample_inputs"))
        place, store = load_place(folder / "demo"), Store(folder / "demo")
        requests, missing = from_place(place, folder / "demo")
        read = ingest(store, place, folder / "demo", requests, missing, Options())
        map_lines(store, place, folder / "demo")
        counted = count(store, place, view_of(place, None, None, None))
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            print("$ tp ingest")
            screen_ingest.human(read)
            print("$ tp count")
            screen_count.human(counted)
    return "\n".join(line.rstrip() for line in shown.getvalue().rstrip().splitlines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    TEMPLATES.write_text(templates_page.page(), encoding="utf-8")
    README.write_text(readme(), encoding="utf-8")
