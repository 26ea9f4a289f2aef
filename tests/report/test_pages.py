from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.report import sample_place as sample
from tp_cli.errors import Exit, TpError
from tp_cli.report.gather import gather
from tp_cli.report.pack import write_packs
from tp_cli.report.pages import HTML, MARKDOWN, PLAN, Form, Templates, as_short

GOLDEN = Path(__file__).parent.parent / "golden" / "board_count.md"
NASTY = "x</td><script>alert(1)</script> | *b* `c` [l](http://e) \n# h & \u202e\x1b[31m"


def page(folder: Path, form: str, **changes: object) -> str:
    store = sample.fill(folder, **changes)  # type: ignore[arg-type]
    write_packs(store, sample.place(), folder, ["board"], [form], folder / "outputs")
    return (folder / "outputs" / f"count.{form}").read_text(encoding="utf-8")


def rendered(folder: Path, template: str, form: Form = MARKDOWN) -> str:
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "own.j2").write_text(template, encoding="utf-8")
    return Templates(folder).render("own.j2", form, gather(sample.fill(folder), sample.place()))


def test_the_count_as_markdown_is_the_golden_page(tmp_path: Path) -> None:
    text = page(tmp_path, "md")
    if os.environ.get("TP_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def nasty_tables() -> dict[str, object]:
    figures = sample.figures()
    for row in figures.rows:
        row["title"] = NASTY
        if row["unit"] == "text" and row["column"] not in ("year", "holds", "control_total"):
            row["value"] = NASTY
    caveats = [{"code": "x", "text": NASTY, "position": 0}]
    return {"changed": figures, "caveats": caveats, "sources": [row | {"file": NASTY} for row in sample.sources()]}


def test_foreign_text_is_no_markup_in_markdown(tmp_path: Path) -> None:
    text = page(tmp_path, "md", **nasty_tables())
    plain = re.sub(r"\\.", "", text)
    assert "<script" not in plain
    assert not re.search(r"\]\(|\x1b|\u202e", plain)
    assert all(line.startswith(("Wren", "x")) or "# h" not in line for line in plain.splitlines())
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    widths = {line.count("|") for line in golden if line.startswith("|")}
    assert {line.count("|") for line in plain.splitlines() if line.startswith("|")} <= widths


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(text: str) -> list[str]:
    parser = _Tags()
    parser.feed(text)
    assert parser.open == []
    return parser.seen


def test_the_html_page_is_one_closed_file_without_script(tmp_path: Path) -> None:
    text = page(tmp_path, "html")
    seen = tags(text)
    assert {"script", "link", "img", "iframe"}.isdisjoint(seen)
    assert '<html lang="en-GB">' in text
    assert "default-src 'none'" in text
    assert seen.count("caption") == seen.count("table") > 10
    assert not re.search(r"(src|href)=\"(?!#main)", text)


def test_foreign_text_changes_nothing_in_html(tmp_path: Path) -> None:
    clean, nasty = page(tmp_path / "a", "html"), page(tmp_path / "b", "html", **nasty_tables())
    assert set(tags(nasty)) == set(tags(clean))
    assert "&lt;script&gt;" in nasty
    assert "\x1b" not in nasty


def test_a_place_s_template_wins_over_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "board"
    own.mkdir(parents=True)
    (own / "count.j2").write_text("{{ place.name }}: {{ spend.amount | pounds }}\n", encoding="utf-8")
    assert page(tmp_path, "md") == "Wrenborough: £554,000,000.00\n"


@pytest.mark.parametrize(
    "template",
    [
        "{{ place.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ agencies.__class__.__base__.__subclasses__() }}",
        "{{ spend.references.update({}) }}",
        "{{ place['__class__'] }}",
        "{% set x = agencies[0].__init__.__globals__ %}{{ x }}",
        "{{ ''.format.__globals__ }}",
        "{{ '{0.__class__}'.format(place) }}",
    ],
)
def test_a_template_cannot_reach_behind_the_facts(tmp_path: Path, template: str) -> None:
    with pytest.raises(TpError) as error:
        rendered(tmp_path, template)
    assert error.value.exit_code is Exit.USAGE


def test_an_unknown_name_gives_file_line_and_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(TpError) as error:
        rendered(tmp_path, "one\ntwo\n{{ agences }}\n")
    problem = error.value.problems[0]
    assert problem.where == "templates/own.j2, line 3"
    assert problem.found == "'agences' is undefined"
    assert "agencies" in problem.expected


def test_a_syntax_error_gives_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(TpError) as error:
        rendered(tmp_path, "one\n{% if %}\n")
    assert error.value.problems[0].where == "templates/own.j2, line 2"


def test_a_missing_template_names_the_nearest(tmp_path: Path) -> None:
    facts = gather(sample.fill(tmp_path), sample.place())
    with pytest.raises(TpError) as error:
        Templates(tmp_path).render("board/cuont.j2", MARKDOWN, facts)
    assert "board/count.j2" in error.value.problems[0].fix


def test_every_value_of_a_sheet_plan_is_quoted(tmp_path: Path) -> None:
    template = 'a = {{ "x" }}\nb = {{ place.name ~ \' "] \\n\' }}\nc = {{ spend.amount }}\nd = {{ true }}\n'
    assert rendered(tmp_path, template, PLAN) == 'a = "x"\nb = "Wrenborough \\"] \\n"\nc = 55400000000\nd = true\n'


def test_filters_show_money_as_it_is_read(tmp_path: Path) -> None:
    template = "{{ spend.amount | millions }} {{ -123450 | pounds }} {{ none | percent }} {{ 500000 | number }}"
    assert rendered(tmp_path, template, HTML) == "£554.0m -£1,234.50 – 500,000\n"


@pytest.mark.parametrize(
    ("pence", "shown"),
    [
        (55_400_000_000, "£554.0m"),
        (100_000_000, "£1.0m"),
        (45_000_000, "£450,000"),
        (99_999_999, "£1,000,000"),
        (-7_446_855, "-£74,469"),
        (1234, "£12.34"),
        (0, "£0.00"),
        (None, "–"),
    ],
)
def test_money_is_shown_as_short_as_it_can_be_and_never_as_nought(pence: int | None, shown: str) -> None:
    assert as_short(pence) == shown
