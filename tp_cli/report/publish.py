"""The publish pack: the count, its lenses and the scenarios for everybody, made from the suppressed tables alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tp_cli import atomic
from tp_cli.errors import TpError
from tp_cli.place import Disclosure
from tp_cli.report.caveated import bare_scenario, must_be_caveated
from tp_cli.report.facts import Function, PlaceFacts, Words
from tp_cli.report.job import Job, Wrote
from tp_cli.report.levels import hidden_agencies, scope_title
from tp_cli.report.ods import write_ods
from tp_cli.report.pages import HTML, MARKDOWN, PLAN, Form
from tp_cli.report.public.cells import Row
from tp_cli.report.public.tables import Public, public_tables
from tp_cli.report.public_book import SHORTHAND, PublicBook, fields_of, public_book
from tp_cli.report.public_csv import write_public_csv
from tp_cli.report.public_xlsx import write_public_xlsx
from tp_cli.report.publish_plan import PublicPlan, read_public_plan
from tp_cli.report.releases import FOLDER, keep_release, read_earlier

_PLAN, _PAGE = "publish/publish.toml.j2", "publish/publish.j2"
LEVELS = ("public", "board", "partner")


@dataclass(frozen=True)
class PublicFacts:
    """The context of the templates of `publish`: these names and no others, all as the public may see them.

    place      name, code, region, year, title with every scope switch
    period     the financial year in full words
    scope      the switches and what they are set to
    functions  codes and labels of the COFOG divisions with money in them
    tables     rows of every public table, by name: pence, per cent, text, or a shorthand such as "[c]"
    hidden     figures that stand as [c]
    withheld   bodies that keep their figures to themselves, a number
    rules      threshold, largest, share_pct, precision_pct, suppliers_from of [disclosure]
    shorthand  every shorthand and what it means
    population residents, none where not given
    level      public, or the narrower level it is written for
    """

    place: PlaceFacts
    period: str
    scope: Sequence[Words]
    functions: Sequence[dict[str, str]]
    tables: dict[str, Sequence[Row]]
    hidden: int
    withheld: int
    rules: Disclosure
    shorthand: dict[str, str]
    population: int | None
    level: str

    def context(self) -> dict[str, Any]:
        """The names that a template sees."""
        return dict(vars(self))


def write_publish(job: Job) -> Wrote:
    """Hide what must be hidden, then write the tables in every format asked for; keep the release if it is public."""
    private = job.store.root / FOLDER
    year, code = job.known.place.year, job.known.place.code
    earlier = read_earlier(job.place_dir, private, code, year)
    public = public_tables(job.store, job.place, job.known, job.level, earlier)
    facts = public_facts(job, public)
    where = f"templates/{_PLAN}"
    plan = read_public_plan(job.templates.render(_PLAN, PLAN, facts), where, fields_of(public))
    _must_hold_caveats(plan, where)
    book = public_book(plan, public)
    files = [path for form in job.formats for path in _WRITERS[form](job, facts, book)]
    if job.level != "public":
        return Wrote(files, public.hidden, public.problems)
    keep = partial(keep_release, job.place_dir, private, code, year, public.values, public.behind)
    return Wrote(files, public.hidden, public.problems, keep)


def _must_hold_caveats(plan: PublicPlan, where: str) -> None:
    """TpError (exit 2) where the plan shows scenarios and not the table of what must be said beside them."""
    fields = {table.table: {column.field for column in table.columns} for table in plan.tables}
    if "scenarios" in fields and not {"scenario", "text"} <= fields.get("scenario_notes", set()):
        raise TpError(
            [bare_scenario("all of them", "the table scenario_notes with its fields scenario and text", where)]
        )


def public_facts(job: Job, public: Public) -> PublicFacts:
    """What the templates may know: nothing of bodies that are hidden, nothing of hidden cells."""
    place = job.known.place
    hidden = hidden_agencies(job.place, place.year, job.level)
    seen = [one for one in job.known.functions if any(row["key"] == one.key for row in public.tables["functions"])]
    return PublicFacts(
        replace(place, title=scope_title(place, job.place)),
        in_full(place.year),
        job.known.scope,
        [_function(one) for one in seen],
        dict(public.tables),
        public.hidden,
        len(hidden),
        job.place.disclosure,
        SHORTHAND,
        job.known.spend.population,
        job.level,
    )


def in_full(year: str) -> str:
    """2024-25 → financial year April 2024 to March 2025."""
    start = int(year[:4])
    return f"financial year April {start} to March {start + 1}"


def _function(one: Function) -> dict[str, str]:
    return {"code": one.code, "name": one.name, "label": one.label, "field": f"by_function.{one.code}"}


def _file(job: Job, ending: str) -> Path:
    name = "publish" if job.level == LEVELS[0] else f"publish-{job.level}"
    return job.out / f"{name}{ending}"


def _xlsx(job: Job, facts: PublicFacts, book: PublicBook) -> list[Path]:
    path = _file(job, ".xlsx")
    atomic.write_with(path, partial(write_public_xlsx, book=book))
    return [path]


def _ods(job: Job, facts: PublicFacts, book: PublicBook) -> list[Path]:
    path = _file(job, ".ods")
    atomic.write_with(path, partial(write_ods, book=book))
    return [path]


def _csv(job: Job, facts: PublicFacts, book: PublicBook) -> list[Path]:
    return list(write_public_csv(_file(job, ""), book))


def _document(form: Form) -> Callable[[Job, PublicFacts, PublicBook], list[Path]]:
    def write(job: Job, facts: PublicFacts, book: PublicBook) -> list[Path]:
        path = _file(job, f".{form.name}")
        text = job.templates.render(_PAGE, form, facts)
        notes = [Words("", str(row["scenario"]), str(row["text"])) for row in facts.tables["scenario_notes"]]
        scenarios = {str(row["scenario"]) for row in facts.tables["scenarios"]}
        must_be_caveated(text, scenarios, notes, form, f"templates/{_PAGE}")
        atomic.write_text(path, text)
        return [path]

    return write


_WRITERS: dict[str, Callable[[Job, PublicFacts, PublicBook], list[Path]]] = {
    "xlsx": _xlsx,
    "ods": _ods,
    "csv": _csv,
    "md": _document(MARKDOWN),
    "html": _document(HTML),
}
