"""The program: its options before the verb, its verbs, and the one place where a failure becomes an exit code."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tp_cli.cli import check, count, ingest, mapping, place, project, report, run, trace
from tp_cli.cli.session import Session
from tp_cli.errors import Exit, TpError


class Group(TyperGroup):
    """Turns whatever stops a command into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TpError as error:
            _session(ctx).show_error(error)
            raise typer.Exit(int(error.exit_code)) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(int(Exit.PIPE)) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            if type(error).__module__.startswith("typer"):
                raise
            _session(ctx).show_bug(error)
            raise typer.Exit(int(Exit.BUG)) from None


_KEPT = 50_000  # new objects between two looks for lost ones: nearly all that a command loads stays to its end

app = typer.Typer(
    cls=Group,
    name="tp",
    help="Count all public spending in a place, once, to the penny: spreadsheets in, board pack out.",
    epilog="Start with: tp init DIR --sample",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _session(ctx: Any) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session()


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"tp {version('tp-cli')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    place_dir: Annotated[
        Path | None, typer.Option("--place", envvar="TP_PLACE", help="The place folder.", metavar="DIR")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more; show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options before the verb; alone inside a place, say where it stands."""
    ctx.obj = Session(place_dir, quiet, verbose)
    if ctx.invoked_subcommand is None:
        place.status(ctx)


app.command("init")(place.init)
app.command("ingest")(ingest.ingest)
app.command("map")(mapping.map_)
app.command("count")(count.count)
app.command("project")(project.project)
app.command("report")(report.report)
app.command("run")(run.run)
app.command("trace")(trace.trace)
app.command("check")(check.check)


def main() -> None:
    """Run the program; the entry point of the command `tp`. What it prints is UTF-8, whatever the machine's habit."""
    gc.set_threshold(_KEPT)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
