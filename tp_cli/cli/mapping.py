"""`tp map`: ledger lines to what they are for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tp_cli.cli import options as o
from tp_cli.cli.session import check_fail_on, session
from tp_cli.errors import stop


def map_(
    ctx: typer.Context,
    suggest: Annotated[bool, typer.Option("--suggest", help="Show candidates for everything unmapped.")] = False,
    review: Annotated[
        Path | None, typer.Option(help="Write the unmapped to a workbook for a person to code.", metavar="FILE.xlsx")
    ] = None,
    accept: Annotated[
        Path | None, typer.Option(help="Make rules of a reviewed workbook; show the difference.", metavar="FILE.xlsx")
    ] = None,
    explain: Annotated[
        str | None, typer.Option(help="Say which rule decides for a line id or a text.", metavar="LINE|TEXT")
    ] = None,
    fail_on: o.FailOn = None,
    place: o.PlaceDir = None,
    json: o.Json = False,
    output: o.Output = None,
    dry_run: o.DryRun = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_input: o.NoInput = False,
) -> None:
    """Say of every line what it is for."""
    check_fail_on(fail_on or [])
    _check_together(suggest=suggest, review=review, accept=accept, explain=explain)
    if dry_run and accept is None:
        raise stop("bad-flag", "-n", "nothing to try", "--accept FILE.xlsx", "leave it out, or add --accept")
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
    if accept is not None:
        from tp_cli.map.reviewing import accept as accept_review

        accepted = accept_review(store, settings, folder, accept, dry_run)
        screen.show_accepted(accepted, here.json, here.quiet)
        here.finish(accepted, fail_on or [])
        return
    result = map_lines(store, settings, folder)
    if review is not None:
        from tp_cli.map.reviewing import review as write_review

        rows = write_review(result, folder, review)
        screen.show_review(review, rows, here.json, here.quiet)
    screen.show(result, here.json, here.quiet, suggest)
    here.finish(result, fail_on or [], result.unmapped_pct())


def _check_together(**asked: object) -> None:
    """TpError (exit 2) for two things that one run cannot both do."""
    given = [f"--{name}" for name, said in asked.items() if said not in (None, False)]
    if len(given) > 1 and set(given) != {"--suggest", "--review"}:
        raise stop("bad-flag", " ".join(given), "two questions at once", "one of them", "run `tp map` once for each")
