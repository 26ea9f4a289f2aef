"""What `tp project` shows: each scenario's headline, its warnings, its caveats."""

from __future__ import annotations

from tp_cli.project import ProjectResult
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems


def show(result: ProjectResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error; caveats are part of the result."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        for name in result.as_rows().get_column("scenario").unique(maintain_order=True):
            _scenario(result, name)
    show_problems([problem for problem in result.problems if problem.kind != "finding"], quiet)
    say("Next: tp report", quiet or as_json)


def _scenario(result: ProjectResult, name: str) -> None:
    rows = result.as_rows().filter(scenario=name)
    line(f"{name} ({rows['method'][0]})", "bold")
    headline = rows.filter(table="headline")
    out().print(table([("", "left"), ("", "right")], [[row["title"], _value(row)] for row in headline.to_dicts()]))
    for row in rows.filter(rows["table"].is_in(["warnings", "caveats"])).to_dicts():
        line(f"! {row['value']}", "yellow" if row["table"] == "warnings" else "")
    line()


def _value(row: dict[str, str]) -> str:
    if row["unit"] == "pounds" and row["value"]:
        whole, _, pence = row["value"].partition(".")
        return f"£{int(whole):,}.{pence}" if not whole.startswith("-") else f"-£{abs(int(whole)):,}.{pence}"
    return f"{row['value']}%" if row["unit"] == "percent" and row["value"] else row["value"] or ""
