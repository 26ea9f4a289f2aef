"""`tp ingest`: agency spreadsheets to ledger lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import Session, check_fail_on, session
from tp_cli.errors import nearest, stop


def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; every [[source]] of place.toml if none.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Id of the agency in whose books it is.")] = None,
    year: Annotated[str | None, typer.Option(help="Financial year, such as 2024-25.")] = None,
    basis: Annotated[str | None, typer.Option(help="outturn, budget, allocation, payments or control.")] = None,
    layout: Annotated[str | None, typer.Option(help="spend, transfers, mhclg-rs or hmt-cra.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The one sheet to read.")] = None,
    header_row: Annotated[int | None, typer.Option(help="Row of the headings.", min=1)] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="What a column means. Repeatable.", metavar="ROLE=HEADER")
    ] = None,
    units: Annotated[str | None, typer.Option(help="pounds, thousands or millions.")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")] = None,
    control_total: Annotated[str | None, typer.Option(help="What it must add up to.", metavar="POUNDS")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a text file.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let an amended file supersede its earlier version.")
    ] = False,
    remove: Annotated[
        str | None, typer.Option(help="Take a source out again, by file name or id.", metavar="SOURCE")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if a control total is breached.")] = False,
    dry_run: o.DryRun = False,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Read agency spreadsheets into ledger lines.

    Every row of every file is accounted for: accepted, rejected with its reason, or not data.
    """
    check_fail_on(fail_on or [])
    here = session(ctx, place, quiet, verbose, json, output)
    said = {
        "agency": agency, "year": year, "basis": basis, "layout": layout, "sheet": sheet, "header_row": header_row,
        "columns": _columns(column), "units": units, "date_order": date_order, "control_total": control_total,
        "encoding": encoding,
    }  # fmt: skip
    if remove is not None:
        _remove(here, remove, dry_run)
    else:
        given = {name: value for name, value in said.items() if value}
        _ingest(here, paths or [], given, replace, strict, dry_run, fail_on or [])


def _ingest(
    here: Session,
    paths: list[Path],
    said: dict[str, Any],
    replace: bool,
    strict: bool,
    dry_run: bool,
    fail_on: list[str],
) -> None:
    from tp_cli.ingest import begin, from_paths, from_place, looking_ahead

    folder, place = _place_or_nameless(here, said) if dry_run and paths else here.place()
    requests, missing = from_paths(paths, said, place, folder) if paths else from_place(place, folder)
    files = [request.path for request in requests]
    with looking_ahead(files):  # while what takes longer to load is loaded
        from tp_cli.store import Store

        store = None if place.nameless else Store(folder)
        if store is None or not store.exists("sources"):
            begin(files)
        from tp_cli.ingest import Options, ingest
        from tp_cli.screen import ingest as screen
        from tp_cli.screen.console import progress

        options = Options(replace, strict, dry_run, everything=not paths)
        with progress(here.quiet) as step:
            result = ingest(store, place, folder, requests, missing, options, step)
    screen.show(result, here.json, here.quiet, dry_run, here.verbose)
    here.finish(result, fail_on)


def _place_or_nameless(here: Session, said: dict[str, Any]) -> Any:
    """The folder and the place, a nameless one where there is none: a quick look at a file needs no place folder."""
    from tp_cli.errors import TpError
    from tp_cli.place import empty_place

    try:
        return here.place()
    except TpError as error:
        if here.place_dir is not None or error.problems[0].code != "no-place":
            raise
        nameless = empty_place(said.get("agency", "one-body"))
        said["agency"] = nameless.agencies[0].id
        return Path.cwd(), nameless


def _remove(here: Session, words: str, dry_run: bool) -> None:
    from tp_cli.ingest import remove_source, stored_files
    from tp_cli.screen.console import say

    _, _, store = here.open()
    removed = remove_source(store, words, dry_run)
    if not removed:
        known = stored_files(store)
        close = nearest(words, known) or known[:5]
        fix = f"nearest: {', '.join(close)}" if close else "nothing has been read yet"
        raise stop("no-source", "--remove", f'"{words}"', "a file name, path or id of a source", fix)
    done = "Would be taken out" if dry_run else "Taken out"
    say(f"{done}: {', '.join(removed)}; the history of the ledger keeps it. Next: tp map", here.quiet)


def _columns(words: list[str] | None) -> dict[str, str]:
    pairs = [word.partition("=") for word in words or []]
    for role, equals, header in pairs:
        if not equals or not role or not header:
            raise stop("bad-flag", "--column", f'"{role}"', "ROLE=HEADER", 'write --column amount="Net Amount"')
    return {role: header for role, _, header in pairs}
