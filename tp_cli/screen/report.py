"""What `tp report` shows: the files written."""

from __future__ import annotations

import os
from pathlib import Path

from tp_cli.report import ReportResult
from tp_cli.screen.console import line, on_terminal, say, show_json, show_rows
from tp_cli.screen.problems import show_problems


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
    say(f"{len(result.written)} files written. Open board.xlsx first.", quiet or as_json)


def shown(path: Path) -> str:
    """The path as a person would type it from here."""
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)
