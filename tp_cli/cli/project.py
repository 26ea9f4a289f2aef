"""`tp project`: scenarios to what would change, for whom, and how sure one may be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session


def project(
    ctx: typer.Context,
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(help="Scenario files; all of scenarios/ if none.", metavar="[SCENARIO.toml]..."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", help="Print a method's question, formula, inputs and source.", metavar="METHOD"),
    ] = None,
    level: Annotated[
        str,
        typer.Option("--level", help="Who will read it: partner, board or public; few people are hidden."),
    ] = "public",
    dry_run: o.DryRun = False,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Work out scenarios, each with its own critique."""
    check_fail_on(fail_on or [])
    here = session(ctx, place, quiet, verbose, json, output)
    from tp_cli.screen import project as screen

    if explain is not None:
        from tp_cli.project import explain_method

        explained = explain_method(explain)
        screen.show_method(explained, here.json)
        here.finish(explained)
        return
    folder, settings, store = here.open()
    from tp_cli.fresh import count_is_stale
    from tp_cli.project import project_scenarios

    stale = count_is_stale(store, settings, folder)
    result = project_scenarios(store, settings, folder, scenarios or [], level=level, stale=stale, dry_run=dry_run)
    screen.show(result, here.json, here.quiet)
    here.finish(result, fail_on or [])
