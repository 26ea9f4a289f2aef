"""`tp run`: all five stages, only what changed."""

from __future__ import annotations

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session


def run(
    ctx: typer.Context,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Run all five stages, only what changed."""
    check_fail_on(fail_on or [])
    here = session(ctx, place, quiet, verbose, json, output)
    folder, settings, store = here.open()
    from tp_cli.run import run_stages
    from tp_cli.screen import run as screen
    from tp_cli.screen.console import progress

    with progress(here.quiet) as step:
        result = run_stages(store, settings, folder, step)
    screen.show(result, here.json, here.quiet, folder, here.verbose)
    here.finish(result, fail_on or [])
