"""`tp map`: ledger lines to what they are for."""

from __future__ import annotations

from typing import Annotated

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session


def map_(
    ctx: typer.Context,
    suggest: Annotated[bool, typer.Option("--suggest", help="Show candidates for everything unmapped.")] = False,
    explain: Annotated[
        str | None, typer.Option(help="Say which rule decides for a line id or a text.", metavar="LINE|TEXT")
    ] = None,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Say of every line what it is for."""
    check_fail_on(fail_on or [])
    here = session(ctx, place, quiet, verbose, json, output)
    folder, settings, store = here.open()
    from tp_cli.map import explain as explain_text
    from tp_cli.map import map_lines
    from tp_cli.screen import mapping as screen

    if explain is not None:
        explained = explain_text(store, settings, folder, explain)
        screen.show_explained(explained, here.json)
        here.finish(explained)
        return
    result = map_lines(store, settings, folder)
    screen.show(result, here.json, here.quiet, suggest)
    here.finish(result, fail_on or [], result.unmapped_pct())
