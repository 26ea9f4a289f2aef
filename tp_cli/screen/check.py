"""What `tp check` shows: each check, whether it holds, what was looked at."""

from __future__ import annotations

from tp_cli.audit import AuditResult
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems


def show(result: AuditResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        rows = [["holds" if each.holds else "FAILS", each.title, each.detail] for each in result.checks]
        out().print(table([("", "left"), ("Check", "left"), ("Looked at", "left")], rows))
        line()
    show_problems(result.problems, quiet)
    held = sum(each.holds for each in result.checks)
    say(f"{held} of {len(result.checks)} checks hold.", quiet or as_json)
