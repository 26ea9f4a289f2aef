"""`tp init` and `tp` alone: a place folder made, and where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import Session


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder to make; this one if none.", metavar="[DIR]")] = Path(),
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with a fictional place, complete.")] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Draft place.toml from the agency files lying in a folder.", metavar="FOLDER"),
    ] = None,
    quiet: o.Quiet = False,
    no_input: o.NoInput = False,
) -> None:
    """Make a place folder.

    It holds place.toml, inputs/, maps/, scenarios/, templates/ and outputs/.
    """
    from tp_cli.draft import draft_place
    from tp_cli.folders import shipped
    from tp_cli.screen.console import say
    from tp_cli.start import make_empty, make_sample

    if sample:
        make_sample(folder, shipped("sample_inputs"))
        said = f"Wrenborough, a fictional borough, is in {folder}. Next: cd {folder} && tp run"
    elif source is not None:
        guesses = draft_place(folder, source)
        said = f"{folder / 'place.toml'} drafted from {source}: {guesses} guesses marked. Check them, then: tp ingest"
    else:
        make_empty(folder)
        said = (
            f"A place is made in {folder}. Put files into inputs/ and say in place.toml whose they are, then: tp ingest"
        )
    say(said, quiet)


def status(ctx: typer.Context) -> None:
    """Say where the place stands; outside a place, show help."""
    here: Session = ctx.obj
    from tp_cli.errors import TpError

    try:
        folder, settings, store = here.open()
    except TpError as error:
        if error.problems[0].code == "no-place" and here.place_dir is None:
            typer.echo(ctx.get_help())
            return
        raise
    from tp_cli.screen import status as screen
    from tp_cli.status import status_of

    screen.show(status_of(store, settings, folder))
