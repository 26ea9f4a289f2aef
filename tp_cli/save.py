"""A result to a file by its ending: its main table, or the whole of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from tp_cli.atomic import write_text, write_with
from tp_cli.errors import nearest, stop
from tp_cli.money import pence_of
from tp_cli.results import Result
from tp_cli.safe import for_html, for_markdown

_MONEY = ("amount", "per_head", "total", "paid", "received", "eliminated", "unreconciled")


def save(result: Result, path: Path) -> None:
    """Write a result whole or not at all; TpError (exit 2) for an ending that tp does not write.

    CSV and Parquet are for machines and hold exact text; a workbook never takes text for a formula.
    """
    check_ending(path)
    WRITERS[path.suffix.lower()](result, path)


def check_ending(path: Path) -> None:
    """TpError (exit 2) for an ending that tp does not write."""
    if path.suffix.lower() not in WRITERS:
        close = nearest(path.suffix or path.name, WRITERS) or list(WRITERS)
        raise stop("unknown-ending", f"-o {path}", f'"{path.suffix}"', ", ".join(WRITERS), f"end it in {close[0]}")


def _csv(result: Result, path: Path) -> None:
    rows = result.as_rows()
    write_with(path, lambda temporary: rows.write_csv(temporary))


def _json(result: Result, path: Path) -> None:
    write_text(path, json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n")


def _parquet(result: Result, path: Path) -> None:
    rows = result.as_rows()
    write_with(path, lambda temporary: rows.write_parquet(temporary))


def _xlsx(result: Result, path: Path) -> None:
    write_with(path, lambda temporary: _workbook(result, temporary, path.stem))


def _workbook(result: Result, path: Path, title: str) -> None:
    """One sheet: headings, then rows; money as numbers, all else as text."""
    from tp_cli.cells import Book

    rows = result.as_rows()
    with Book(path, {"title": title}, streamed=True) as book:
        sheet = book.sheet("Result")
        for col, name in enumerate(rows.columns):
            sheet.text(0, col, name, "head")
        for number, row in enumerate(rows.iter_rows(named=True), 1):
            for col, (name, cell) in enumerate(row.items()):
                if name in _MONEY and cell:
                    sheet.money(number, col, pence_of(cell), "pence")
                else:
                    sheet.text(number, col, _text(cell))


def _markdown(result: Result, path: Path) -> None:
    rows = result.as_rows()
    lines = [_bar(rows.columns), _bar("---" for _ in rows.columns)]
    lines += [_bar(for_markdown(_text(cell)) for cell in row) for row in rows.iter_rows()]
    write_text(path, "\n".join(lines) + "\n")


def _html(result: Result, path: Path) -> None:
    rows = result.as_rows()
    head = "".join(f'<th scope="col">{for_html(name)}</th>' for name in rows.columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{for_html(_text(cell))}</td>" for cell in row) + "</tr>" for row in rows.iter_rows()
    )
    title = for_html(path.stem)
    write_text(
        path,
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><table><caption>{title}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
        "</body></html>\n",
    )


def _bar(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


WRITERS: dict[str, Callable[[Result, Path], None]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
    ".md": _markdown,
    ".html": _html,
}
