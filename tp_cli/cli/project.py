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
    folder, settings, store = here.open()
    from tp_cli.project import project_scenarios
    from tp_cli.screen import project as screen

    result = project_scenarios(store, settings, folder, scenarios or [])
    screen.show(result, here.json, here.quiet)
    here.finish(result, fail_on or [])
