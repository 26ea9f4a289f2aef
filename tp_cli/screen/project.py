"""What `tp project` shows: each scenario's figures, its warnings, its caveats; a method explained."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.project import ProjectResult
from tp_cli.project.explain import Explained, KeyOf
from tp_cli.safe import for_terminal
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

_TABLES = {
    "by_agency": "By body",
    "by_department": "By department",
    "by_year": "By year",
    "against_usual": "Against business as usual",
    "floors": "Floors",
    "allocation": "Shared out",
    "differences": "Not counted alike",
    "places": "Places",
}
_WORDS = 24  # least room for the words of a row
_LONG = 28  # a text longer than this stands on a line of its own


def show(result: ProjectResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error; caveats are part of the result."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        human(result)
    show_problems([problem for problem in result.problems if problem.kind != "finding"], quiet)
    if not result.stored:
        say("Nothing was written. Without --dry-run the figures are stored for the report.", quiet or as_json)
    say("Next: tp report", quiet or as_json)


def human(result: ProjectResult) -> None:
    """Every scenario for reading."""
    rows = result.as_rows()
    for name in rows.get_column("scenario").unique(maintain_order=True):
        _scenario(rows.filter(scenario=name), name)


def _scenario(rows: pl.DataFrame, name: str) -> None:
    line(f"{name} ({rows['method'][0]})", "bold")
    headline = rows.filter(table="headline").to_dicts()
    long = [row for row in headline if row["unit"] == "text" and len(row["value"]) > _LONG]
    short = [[row["title"], _value(row)] for row in headline if row not in long]
    if short:
        out().print(table([("", "left"), ("", "right")], short))
    for row in long:
        line(f"{row['title']}: {row['value']}")
    for name_of, words in _TABLES.items():
        some = rows.filter(table=name_of)
        if some.height:
            _small(words, some)
    for row in rows.filter(rows["table"].is_in(["warnings", "caveats"])).to_dicts():
        line(f"! {row['value']}", "yellow" if row["table"] == "warnings" else "")
    line()


def _small(words: str, rows: pl.DataFrame) -> None:
    """A table of the scenario: a row a key, its first columns; the rest is in JSON and in files."""
    cells: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for row in rows.to_dicts():
        if row["unit"] != "text" or len(row["value"]) <= _LONG:
            titles.setdefault(row["key"], row["title"])
            cells.setdefault(row["key"], {})[row["column"]] = _value(row)
    columns = list(dict.fromkeys(column for of_key in cells.values() for column in of_key))
    shown = _fitting(columns, cells, min(_WORDS, max(map(len, [words, *titles.values()]))))
    heads = [(words, "left"), *((column.replace("_", " "), "right") for column in shown)]
    made = [[titles[key], *(of_key.get(column, "") for column in shown)] for key, of_key in cells.items()]
    out().print(table(heads, made))
    if len(shown) < len(columns):
        left = ", ".join(column.replace("_", " ") for column in columns if column not in shown)
        line(f"    not shown here for want of room: {left} (--json and -o FILE hold them)", "dim")


def _fitting(columns: list[str], cells: dict[str, dict[str, str]], words: int) -> list[str]:
    """The first columns that the terminal is wide enough for, every figure whole; at least one."""
    room = out().width - words
    shown: list[str] = []
    for column in columns:
        room -= 2 + max(len(column), *(len(of_key.get(column, "")) for of_key in cells.values()))
        if room < 0 and shown:
            break
        shown.append(column)
    return shown


def _value(row: dict[str, str]) -> str:
    if row["unit"] == "pounds" and row["value"]:
        whole, _, pence = row["value"].partition(".")
        return f"£{int(whole):,}.{pence}" if not whole.startswith("-") else f"-£{abs(int(whole)):,}.{pence}"
    return f"{row['value']}%" if row["unit"] == "percent" and row["value"] else row["value"] or ""


def show_method(explained: Explained, as_json: bool) -> None:
    """A method's question, formula and source, then every key of its file."""
    if as_json:
        show_json(explained)
        return
    for text in _method_lines(explained):
        line(text) if on_terminal() else print(for_terminal(text))


def _method_lines(explained: Explained) -> Iterator[str]:
    yield f"{explained.name}: {explained.method.asks}"
    yield from (f"    {formula}" for formula in explained.method.formula)
    yield f"Source: {explained.method.source}"
    for name, words in explained.tables:
        yield ""
        yield f"{name or 'At the top of the file'}: {words}"
        for key in explained.keys:
            if key.table == (name or "top"):
                yield f"    {_shown(key)}{'' if key.required else '   (may be left out)'}"


def _shown(key: KeyOf) -> str:
    """A key with a right value; a key that is a table of its own stands further down."""
    return f"{key.key}: {key.example}" if key.example.startswith("a table") else f"{key.key} = {key.example}"
