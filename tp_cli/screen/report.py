"""What `tp report` shows: the files written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tp_cli.report import ReportResult
from tp_cli.screen.console import line, on_terminal, say, show_json, show_rows
from tp_cli.screen.problems import show_problems

if TYPE_CHECKING:
    from tp_cli.report.checking import CheckResult


def show(result: ReportResult, as_json: bool, quiet: bool, folder: Path) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        for file in result.written:
            line(shown(Path(file.file)))
    show_problems(result.problems, quiet)
    say(_said(result), quiet or as_json)


def _said(result: ReportResult) -> str:
    names = [Path(file.file).name for file in result.written]
    first = next((name for name in names if name.endswith(".xlsx")), names[0] if names else "")
    count = f"{len(names)} file{'' if len(names) == 1 else 's'} written."
    hidden = f" {result.suppressed} figures are hidden." if result.suppressed else ""
    return f"{count}{hidden}{f' Open {first} first.' if first else ''}"


def show_check(result: CheckResult, as_json: bool, quiet: bool) -> None:
    """Every breach on standard output, or what was found by rule and sheet on a terminal."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    show_problems(result.problems, quiet)
    if result.refusal is not None:
        return
    failed, rules, name = len(result.failed_rules), len(result.rules), Path(result.file).name
    passed = f"{name} passes all {rules} rules for publishing."
    say(passed if result.passes else f"{name}: {failed} of {rules} rules broken.", quiet or as_json)


def shown(path: Path) -> str:
    """The path as a person would type it from here."""
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)
