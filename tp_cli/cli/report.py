"""`tp report`: everything to a workbook and documents, from templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session


class Flags(NamedTuple):
    """The flags of every command, as given after the verb."""

    place: Path | None
    quiet: bool
    verbose: bool
    json: bool


def report(
    ctx: typer.Context,
    packs: Annotated[list[str] | None, typer.Argument(help="The packs to write; board if none.")] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Any of xlsx, ods, csv, md, html, with commas; all that a pack has if none.")
    ] = "",
    level: Annotated[
        str, typer.Option("--level", help="Who will read it: partner, board or public. Each pack has its own.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder to write to; outputs/ if none.", metavar="DIR")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="Hold a finished workbook against the rules for publishing.", metavar="FILE"),
    ] = None,
    eject: Annotated[
        Path | None, typer.Option("--eject-templates", help="Copy the templates out to be changed.", metavar="DIR")
    ] = None,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Write packs: workbooks and documents for the board, tables for the public."""
    check_fail_on(fail_on or [])
    if check is not None:
        _check(ctx, check, out, Flags(place, quiet, verbose, json), fail_on or [])
        return
    here = session(ctx, place, quiet, verbose, json, None)
    from tp_cli.count import keep_lenses
    from tp_cli.fresh import before_report
    from tp_cli.report import eject_templates, write_packs
    from tp_cli.screen import report as screen
    from tp_cli.screen.console import say

    if eject is not None:
        eject_templates(eject)
        say(f"Templates written to {eject}. Put those that you change into the place's templates/ folder.", quiet)
        return
    folder, settings, store = here.open()
    before_report(store, settings, folder)
    keep_lenses(store, settings)
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    result = write_packs(store, settings, folder, packs or [], wanted, out or folder / "outputs", level)
    screen.show(result, here.json, here.quiet, folder)
    here.finish(result, fail_on or [])


def _check(ctx: typer.Context, file: Path, out: Path | None, flags: Flags, fail_on: list[str]) -> None:
    """`tp report --check FILE`: needs no place; -o takes the list of breaches."""
    from tp_cli.report.checking import check_file
    from tp_cli.screen import report as screen

    here = session(ctx, flags.place, flags.quiet, flags.verbose, flags.json, out)
    result = check_file(file)
    screen.show_check(result, here.json, here.quiet)
    here.finish(result, fail_on)
