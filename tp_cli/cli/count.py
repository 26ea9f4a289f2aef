"""`tp count`: mapped lines to what is spent in the place."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session
from tp_cli.errors import nearest, stop


def count(
    ctx: typer.Context,
    lens: Annotated[
        str,
        typer.Argument(
            help="spend, or another question: bridge, states, transfers, overlap, suppliers, funding, resources,"
            " burden, prevention, people, outcomes."
        ),
    ] = "spend",
    by: Annotated[
        str | None,
        typer.Option(
            help="Cut by any of agency, cofog, cofog_group, theme, client_group, area, outcome, nature, control,"
            " prevention, ring_fence, funder, department, supplier, payee, basis, year; several parted by commas."
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(help="Financial year, several parted by commas, or all; the place's last if none."),
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="Another scope, such as benefits=out,capital=memo: a view, not stored.")
    ] = None,
    level: Annotated[
        str, typer.Option(help="Who will read it: partner, board or public; people are never shown in small numbers.")
    ] = "partner",
    real: Annotated[
        str | None, typer.Option(help="Amounts in this financial year's prices (GDP deflator): a view, not stored.")
    ] = None,
    per_head: Annotated[
        bool, typer.Option("--per-head", help="Amounts for each resident, and by day where place.toml has it.")
    ] = False,
    dry_run: o.DryRun = False,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Count all public spend in the place, every pound once."""
    check_fail_on(fail_on or [])
    readers = _level(level)
    here = session(ctx, place, quiet, verbose, json, output)
    folder, settings, store = here.open()
    from tp_cli.count import OWN_ROWS, check_lens, look, view_of
    from tp_cli.count import count as count_stage
    from tp_cli.fresh import before_count
    from tp_cli.screen import count as screen
    from tp_cli.screen import lens as lens_screen

    check_lens(lens)
    view = view_of(settings, year, scope, by, real, per_head)
    unread = before_count(store, settings, folder).unread
    if lens in OWN_ROWS:
        result = count_stage(store, settings, view, lens, not dry_run, unread)
        screen.show(result, here.json, here.quiet)
        here.finish(result, fail_on or [])
    else:
        found = look(store, settings, view, lens, readers, unread)
        lens_screen.show(found, here.json, here.quiet)
        here.finish(found, fail_on or [])


def _level(word: str) -> Literal["partner", "board", "public"]:
    if word not in ("partner", "board", "public"):
        close = nearest(word, ("partner", "board", "public")) or ["board"]
        raise stop("bad-flag", "--level", f'"{word}"', "partner, board, public", f"did you mean {close[0]}?")
    return cast(Literal["partner", "board", "public"], word)
