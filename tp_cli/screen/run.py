"""What `tp run` shows: the stages, the headline, where the board pack is, what to try next."""

from __future__ import annotations

from pathlib import Path

from tp_cli.money import show as pounds
from tp_cli.run import RunResult
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.count import human
from tp_cli.screen.problems import show_briefly, show_problems
from tp_cli.screen.report import shown


def show(result: RunResult, as_json: bool, quiet: bool, folder: Path, verbose: bool = False) -> None:
    """The result on standard output, its problems on standard error."""
    if verbose:
        show_problems(result.problems, quiet, verbose)
    else:
        show_briefly(result.problems, quiet)
    if as_json:
        show_json(result)
        return
    if not on_terminal():
        show_rows(result.as_rows())
    else:
        rows = [[stage.stage, stage.outcome, f"{stage.seconds:.1f} s"] for stage in result.stages]
        out().print(table([("Stage", "left"), ("", "left"), ("", "right")], rows))
        line()
        human(result.count)
    for text in _ending(result, folder):
        say(text, quiet)


def _ending(result: RunResult, folder: Path) -> list[str]:
    """The headline, where the board pack is, what to try next."""
    cover, here = result.count.answer.coverage, shown(folder)
    withheld = f"; up to {pounds(cover.high_pence)} with what is withheld" if cover.withheld else ""
    after = "tp · tp count transfers · tp map --explain TEXT · tp report --help"
    return [
        f"{result.count.answer.place.facts.name}: {pounds(cover.total_pence)} of public spend counted once{withheld}.",
        f"Board pack: {', '.join(shown(path) for path in result.files)}",
        f"Next: {after}" if here == "." else f"Next: cd {here}, then {after}",
    ]
