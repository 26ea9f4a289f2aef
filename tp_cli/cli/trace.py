"""`tp trace`: a figure back to file, sheet and row."""

from __future__ import annotations

from typing import Annotated

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import session


def trace(
    ctx: typer.Context,
    figure: Annotated[
        str,
        typer.Argument(
            help="The reference under a figure of a pack, such as count/agency/agency=council/amount; or total.",
            metavar="FIGURE",
        ),
    ],
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Lead a figure back to file, sheet and row.

    The parts add up to the figure, or the command says loudly that they do not and leaves with 1.
    """
    here = session(ctx, place, quiet, verbose, json, output)
    folder, settings, store = here.open()
    from tp_cli.screen import trace as screen
    from tp_cli.trace import Tracer

    result = Tracer(store, settings, folder).trace(figure)
    screen.show(result, here.json, here.quiet)
    here.finish(result)
