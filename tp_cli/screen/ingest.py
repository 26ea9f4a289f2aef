"""What `tp ingest` shows: a line a file, what was found in it, what to do next."""

from __future__ import annotations

from pathlib import PurePosixPath

from tp_cli.ingest import FileResult, IngestResult
from tp_cli.money import show as pounds
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.look import look
from tp_cli.screen.problems import show_problems

_WIDE = 110  # characters that the whole table needs


def show(result: IngestResult, as_json: bool, quiet: bool, dry_run: bool, verbose: bool = False) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        look(result) if dry_run else human(result)
    show_problems(result.problems, quiet, verbose)
    findings = sum(1 for problem in result.problems if problem.kind != "note")
    lines = sum(file.lines for file in result.files)
    counted = f"{_many(len(result.files), 'file')}, {_many(lines, 'line')}, {_many(findings, 'finding')}"
    say(f"{counted}. {'Nothing was written.' if dry_run else 'Next: tp map'}", quiet or as_json)


def human(result: IngestResult) -> None:
    """One row a file; a narrow terminal keeps the name and the figures."""
    columns = [("File", "left"), ("Body", "left"), ("Basis", "left"), ("How it was read", "left")]
    columns += [("Lines", "right"), ("Total", "right"), ("", "left")]
    rows = [_row(file) for file in result.files]
    if out().width < _WIDE:
        keep = (0, 4, 5, 6)
        columns, rows = [columns[i] for i in keep], [[row[i] for i in keep] for row in rows]
    out().print(table(columns, rows))
    line()


def _row(file: FileResult) -> list[str]:
    total = "" if file.outcome == "refused" else _total(file)
    basis = file.basis if file.kind == "spend" else ""
    lines = "" if file.outcome == "refused" else f"{file.lines:,}"
    return [PurePosixPath(file.file).name, file.agency, basis, _how(file), lines, total, _verdict(file)]


def _total(file: FileResult) -> str:
    """The sum; words where every amount is withheld or still to come, which is not nought; a register has none."""
    if file.kind not in ("spend", "transfers"):
        return ""
    unknown = [problem for problem in file.problems if problem.code in ("amount-withheld", "amount-tbc")]
    if unknown and len(unknown) == file.lines:
        return unknown[0].found
    return pounds(file.total_pence)


def _how(file: FileResult) -> str:
    """Sheet, header row, units and encoding, as far as they say something."""
    if file.outcome == "refused":
        return "refused"
    words: list[str] = []
    for item in file.tables[:3]:
        if item["sheet"]:
            words.append(f'sheet "{item["sheet"]}"')
        words.append(f"header row {item['header_row']}" if item["header_row"] else "no header")
        if item["units"] != "pounds":
            words.append("pence" if item["units"] == "pence" else f"£ {str(item['units']).removesuffix('s')}")
    if len(file.tables) > 3:
        words.append(f"and {len(file.tables) - 3} sheets more")
    if file.encoding not in ("", "ascii", "utf-8"):
        words.append(file.encoding)
    if file.outcome == "unchanged":
        words.append("unchanged")
    return ", ".join(words)


def _verdict(file: FileResult) -> str:
    if file.control_pence is None:
        return ""
    return "= control" if file.control_pence == file.total_pence else "≠ control"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
