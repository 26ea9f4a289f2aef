"""What `tp map` shows: coverage by body, what is unmapped by size, what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tp_cli.map import ExplainResult, MapResult
from tp_cli.money import ratio_pct
from tp_cli.money import show as pounds
from tp_cli.safe import for_terminal
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

if TYPE_CHECKING:
    from tp_cli.map.accept import AcceptResult

_SHOWN = 10


def show(result: MapResult, as_json: bool, quiet: bool, suggest: bool) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        _coverage(result)
        _unmapped(result, suggest)
    show_problems(result.problems, quiet)
    lines = result.coverage()
    said = f"{int(lines['mapped'].sum()):,} of {int(lines['lines'].sum()):,} lines mapped"
    hint = "tp count" if not result.unmapped else "tp map --suggest for the unmapped, or tp count"
    say(f"{said}. Next: {hint}", quiet or as_json)


def show_explained(result: ExplainResult, as_json: bool) -> None:
    """Which rule decides, and the runner-up."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        heads = ("agency_kind", "cofog", "how", "rule", "where", "runner_up")
        rows = [[row[name] or "" for name in heads] for row in result.as_rows().to_dicts()]
        out().print(table([(name.replace("_", " ").capitalize(), "left") for name in heads], rows))


def show_review(path: Path, rows: int, as_json: bool, quiet: bool) -> None:
    """What was written for a person to code."""
    if rows:
        name = for_terminal(str(path))
        said = f"{name}: {rows:,} rows to code, largest first. Then: tp map --accept {name}"
    else:
        said = f"{for_terminal(str(path))}: nothing is unmapped"
    say(said, quiet or as_json)


def show_accepted(result: AcceptResult, as_json: bool, quiet: bool) -> None:
    """What a review changes."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    else:
        rows = [
            [row["was"], row["cofog"], f"{row['lines']:,}", f"£{row['amount']}"] for row in result.as_rows().to_dicts()
        ]
        columns = [("Was", "left"), ("Is now", "left"), ("Lines", "right"), ("Amount", "right")]
        out().print(table(columns, rows))
        line()
    show_problems(result.problems, quiet)
    new = sum(not rule.was for rule in result.rules)
    other = sum(bool(rule.was) and rule.was != rule.cofog for rule in result.rules)
    said = f"{new:,} rules new, {other:,} changed, {len(result.rules) - new - other:,} as before"
    rest = "in maps/accepted.csv. Next: tp count" if result.written else "(nothing written)"
    say(f"{said} {rest}", quiet or as_json)


def _coverage(result: MapResult) -> None:
    rows = [
        [agency, f"{lines:,}", f"{mapped:,}", pounds(amount), f"{ratio_pct(mapped_pence, amount) or '100.0'}%"]
        for agency, lines, mapped, amount, mapped_pence in result.coverage().iter_rows()
    ]
    columns = [("Body", "left"), ("Lines", "right"), ("Mapped", "right"), ("Amount", "right"), ("of £ mapped", "right")]
    out().print(table(columns, rows))
    line()


def _unmapped(result: MapResult, suggest: bool) -> None:
    if not result.unmapped:
        return
    shown = result.unmapped if suggest else result.unmapped[:_SHOWN]
    rows = [
        [each.agency, each.text, f"{each.lines:,}", pounds(each.amount_pence)]
        + ([", ".join(f"{guess.cofog} ({guess.score:.2f})" for guess in each.suggestions)] if suggest else [])
        for each in shown
    ]
    columns = [("Unmapped", "left"), ("Text", "left"), ("Lines", "right"), ("Amount", "right")]
    out().print(table(columns + ([("Might be", "left")] if suggest else []), rows))
    if len(shown) < len(result.unmapped):
        line(f"and {len(result.unmapped) - len(shown):,} texts more", "dim")
    line()
