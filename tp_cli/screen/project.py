"""What `tp project` shows: each scenario's figures, its warnings, its caveats; a method explained."""

from __future__ import annotations

import polars as pl

from tp_cli.project import ProjectResult
from tp_cli.project.explain import Explained
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

_TABLES = {
    "by_agency": "By body",
    "by_department": "By department",
    "by_year": "By year",
    "claims": "Claims",
    "floors": "Floors",
    "allocation": "Shared out",
    "differences": "Not counted alike",
    "places": "Places",
}
_MOST = 7  # columns that a terminal shows without cutting a figure


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
    headline = [[row["title"], _value(row)] for row in rows.filter(table="headline").to_dicts()]
    if headline:
        out().print(table([("", "left"), ("", "right")], headline))
    for name_of, words in _TABLES.items():
        some = rows.filter(table=name_of)
        if some.height:
            _small(words, some)
    for row in rows.filter(rows["table"].is_in(["warnings", "caveats"])).to_dicts():
        line(f"! {row['value']}", "yellow" if row["table"] == "warnings" else "")
    line()


def _small(words: str, rows: pl.DataFrame) -> None:
    """A table of the scenario: a row a key, its first columns; the rest is in JSON and in files."""
    figures = rows.filter(pl.col("unit") != "text") if rows.filter(pl.col("unit") != "text").height else rows
    columns = figures["column"].unique(maintain_order=True).to_list()[:_MOST]
    made: list[list[str]] = []
    for key in figures["key"].unique(maintain_order=True):
        of_key = figures.filter(key=key)
        cells = {row["column"]: _value(row) for row in of_key.to_dicts()}
        made.append([of_key["title"][0], *(cells.get(column, "") for column in columns)])
    heads = [(words, "left"), *((column.replace("_", " "), "right") for column in columns)]
    out().print(table(heads, made))


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
    line(f"{explained.name}: {explained.method.asks}", "bold")
    for formula in explained.method.formula:
        line(f"    {formula}")
    line(f"Source: {explained.method.source}")
    for name, words in explained.tables:
        line()
        line(f"{name or 'At the top of the file'}: {words}")
        for key in explained.keys:
            if key.table == (name or "top"):
                line(f"    {key.key} = {key.example}{'' if key.required else '   (may be left out)'}")
