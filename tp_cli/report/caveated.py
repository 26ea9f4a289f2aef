"""No page shows a scenario without what must be said beside it, whatever a place's own template leaves out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tp_cli.errors import Problem, TpError
from tp_cli.report.facts import Words
from tp_cli.report.pages import Form

_TABLES = ("headlines", "projections", "tornado")  # a sheet plan names its tables; their rows come later


def must_be_caveated(rendered: str, scenarios: Collection[str], notes: Sequence[Words], form: Form, where: str) -> None:
    """TpError (exit 2) naming each scenario that the page shows without all of its caveats.

    rendered   the page, or the sheet plan, as its template made it
    scenarios  the names of those that there are
    notes      what must be said beside them: a name and a sentence
    form       how the template's values were escaped

    Source: docs/METHOD.md §5, "a caveat block no option removes".
    """
    said = _plain(rendered)
    every = form.name == "plan" and any(f'table = "{name}"' in said for name in _TABLES)
    shown = {name for name in scenarios if every or _plain(form.escape(name)) in said}
    missing = [note.title for note in notes if _plain(form.escape(note.text)) not in said]
    bare = [scenario for scenario in dict.fromkeys(missing) if scenario in shown]
    if bare:
        raise TpError([bare_scenario(name, f"{missing.count(name)} of its caveats", where) for name in bare])


def _plain(text: str) -> str:
    return " ".join(text.split())


def bare_scenario(name: str, without: str, where: str) -> Problem:
    """A scenario that stands somewhere without what must be said beside it."""
    return Problem(
        "caveat-left-out",
        where,
        f'scenario "{name}" without {without}',
        "every row of scenario_notes of a scenario that is shown",
        "put scenario_notes back into the template, or take the scenario out of it",
        "usage",
    )
