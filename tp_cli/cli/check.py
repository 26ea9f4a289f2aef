"""`tp check`: hashes, states, reconciliations and outputs verified again."""

from __future__ import annotations

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session


def check(
    ctx: typer.Context,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Verify again what stands: input files, lines, parts, figures and the outputs written.

    Nothing is changed. What does not hold is said, and the command leaves with 1.
    """
    check_fail_on(fail_on or [])
    here = session(ctx, place, quiet, verbose, json, output)
    folder, settings, store = here.open()
    from tp_cli.audit import audit
    from tp_cli.fresh import look
    from tp_cli.screen import check as screen
    from tp_cli.screen.console import progress
    from tp_cli.trace import untrue_figures

    with progress(here.quiet) as step:
        stale = look(store, settings, folder).stale
        result = audit(store, folder, stale, lambda: untrue_figures(store, settings, folder), step)
    screen.show(result, here.json, here.quiet)
    here.finish(result, fail_on or [])
