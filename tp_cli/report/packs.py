"""The packs: what each is for, at which levels and in which formats it can be had, and how its files are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tp_cli import atomic
from tp_cli.errors import TpError
from tp_cli.report.caveated import must_be_caveated
from tp_cli.report.job import Job, Pack, Wrote
from tp_cli.report.pages import HTML, MARKDOWN, PLAN, Form
from tp_cli.report.plan_reading import read_plan, with_lines
from tp_cli.report.workbook import write_workbook

FORMATS = ("xlsx", "ods", "csv", "md", "html")


@dataclass(frozen=True)
class Page:
    """One file of a pack: its name and its template."""

    file: str
    template: str


LEVELS = ("board", "partner")  # of a pack that names bodies and money as they are


def from_templates(
    pages: dict[str, Page], levels: tuple[str, ...] = LEVELS, needs: tuple[str, ...] = (), dated: bool = False
) -> Pack:
    """A pack of one file a format, each from its template: a sheet plan for xlsx, a document for md and html."""

    def write(job: Job) -> Wrote:
        files = []
        for form in job.formats:
            path = job.out / at_other_level(pages[form].file, job.level, levels[0])
            _WRITERS[form](path, pages[form].template, job)
            files.append(path)
        return Wrote(files)

    return Pack(levels, tuple(pages), write, needs, dated)


def _register_pack(name: str, *needs: str, dated: bool = False) -> Pack:
    """A pack of one document, in Markdown and HTML, about registers."""
    pages = {form: Page(f"{name}.{form}", f"{name}/{name}.j2") for form in ("md", "html")}
    return from_templates(pages, needs=needs, dated=dated)


def _publish(job: Job) -> Wrote:
    """Tables for everybody: what hides their cells brings libraries that no other pack needs."""
    from tp_cli.report.publish import write_publish

    return write_publish(job)


def at_other_level(file: str, level: str, own: str) -> str:
    """board.xlsx, or board-partner.xlsx where it is written for another level than its own."""
    path = Path(file)
    return file if level == own else f"{path.stem}-{level}{path.suffix}"


def _workbook(path: Path, template: str, job: Job) -> None:
    where = f"templates/{template}"
    text = job.templates.render(template, PLAN, job.facts)
    _check_caveats(text, job, PLAN, where)
    try:
        plan = read_plan(text, where)
        atomic.write_with(path, lambda temporary: write_workbook(temporary, plan, job.facts, where))
    except TpError as error:
        raise TpError(with_lines(error.problems, where, job.templates.source(template))) from None


def _check_caveats(text: str, job: Job, form: Form, where: str) -> None:
    scenarios = {row.scenario for row in job.facts.projections}
    must_be_caveated(text, scenarios, job.facts.scenario_notes, form, where)


def _document(form: Form) -> Callable[[Path, str, Job], None]:
    def write(path: Path, template: str, job: Job) -> None:
        text = job.templates.render(template, form, job.facts)
        _check_caveats(text, job, form, f"templates/{template}")
        atomic.write_text(path, text)

    return write


_WRITERS: dict[str, Callable[[Path, str, Job], None]] = {
    "xlsx": _workbook,
    "md": _document(MARKDOWN),
    "html": _document(HTML),
}

PACKS: dict[str, Pack] = {
    "board": from_templates(
        {
            "xlsx": Page("board.xlsx", "board/board.toml.j2"),
            "md": Page("count.md", "board/count.j2"),
            "html": Page("count.html", "board/count.j2"),
        }
    ),
    "agreement": _register_pack("agreement", "commitments", dated=True),
    "oneplace": _register_pack("oneplace", "flags"),
    "monitor": _register_pack("monitor", "outcomes"),
    "readiness": _register_pack("readiness", "readiness"),
    "accountability": _register_pack("accountability", "officers", dated=True),
    "publish": Pack(("public", *LEVELS), FORMATS, _publish),
}
