"""No page shows a scenario without what must be said beside it, whatever a place's own template leaves out."""

from __future__ import annotations

from tp_cli.errors import Problem, TpError
from tp_cli.report.facts import Facts
from tp_cli.report.pages import Form

_TABLES = ("headlines", "projections", "tornado")  # a sheet plan names its tables; their rows come later


def must_be_caveated(rendered: str, facts: Facts, form: Form, where: str) -> None:
    """TpError (exit 2) naming each scenario that the page shows without all of its caveats.

    rendered  the page, or the sheet plan, as its template made it
    form      how the template's values were escaped

    Source: docs/METHOD.md §5, "a caveat block no option removes".
    """
    said = _plain(rendered)
    every = form.name == "plan" and any(f'table = "{name}"' in said for name in _TABLES)
    shown = {row.scenario for row in facts.projections if every or _plain(form.escape(row.scenario)) in said}
    missing = [note.title for note in facts.scenario_notes if _plain(form.escape(note.text)) not in said]
    bare = [scenario for scenario in dict.fromkeys(missing) if scenario in shown]
    if bare:
        raise TpError([_bare(scenario, missing.count(scenario), where) for scenario in bare])


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(scenario: str, count: int, where: str) -> Problem:
    return Problem(
        "caveat-left-out",
        where,
        f'scenario "{scenario}" without {count} of its caveats',
        "every row of scenario_notes of a scenario that is shown",
        "put scenario_notes back into the template, or take the scenario out of it",
        "usage",
    )
