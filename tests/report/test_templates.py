"""An analyst changes templates without Python: a title, a sheet less, a table more; a mistake gives file and line."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import openpyxl
import pytest

from tests.report.packs_of_sample import sample
from tests.templates_page import page as templates_page
from tp_cli.errors import Exit, TpError
from tp_cli.place import Place
from tp_cli.report import eject_templates
from tp_cli.report.gather import gather
from tp_cli.report.pack import write_packs
from tp_cli.store import Store

Counted = tuple[Store, Place, Path]


@pytest.fixture
def counted(tmp_path: Path) -> Counted:
    store, place = sample(tmp_path)
    eject_templates(tmp_path / "templates")
    return store, place, tmp_path


def examples() -> list[str]:
    """The examples of docs/TEMPLATES.md: of a sheet plan, of a document."""
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", templates_page().partition("## Packs")[0], re.MULTILINE)
    return [textwrap.dedent(block) for block in blocks]


def change(counted: Counted, template: str, old: str, new: str) -> None:
    path = counted[2] / "templates" / template
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def sheets(counted: Counted) -> openpyxl.Workbook:
    store, place, folder = counted
    write_packs(store, place, folder, ["board"], ["xlsx"], folder / "outputs")
    return openpyxl.load_workbook(folder / "outputs" / "board.xlsx")


def test_a_table_is_added_by_its_name_as_the_page_shows(counted: Counted) -> None:
    plan, document = examples()
    change(counted, "board/board.toml.j2", "[[sheet]]", plan + "\n[[sheet]]")
    book = sheets(counted)
    cells = [cell.value for row in book["Obstacles"].iter_rows() for cell in row]
    assert "HM Treasury" in cells
    assert 3500000 in cells
    change(counted, "board/count.j2", '{{ page.heading(2, "Sources") }}', document + '{{ page.heading(2, "Sources") }}')
    store, place, folder = counted
    write_packs(store, place, folder, ["board"], ["html", "md"], folder / "outputs")
    html = (folder / "outputs" / "count.html").read_text(encoding="utf-8")
    assert "O1 blocks most" in html
    assert "£3,500,000.00" in (folder / "outputs" / "count.md").read_text(encoding="utf-8")


def test_a_title_changes_and_a_sheet_goes(counted: Counted) -> None:
    change(counted, "board/board.toml.j2", 'name = "About"', 'name = "Read me first"')
    path = counted[2] / "templates" / "board" / "board.toml.j2"
    text = path.read_text(encoding="utf-8")
    kept = re.sub(r"(?s)\[\[sheet\]\]\nname = \"Sources\".*?(?=\n# -----|\Z)", "", text)
    assert kept != text
    path.write_text(kept, encoding="utf-8")
    names = sheets(counted).sheetnames
    assert names[0] == "Read me first"
    assert "Sources" not in names


@pytest.mark.parametrize(
    ("old", "new", "found", "allowed"),
    [
        ('table = "agencies"', 'table = "agences"', "agences", "agencies"),
        ('name = "About"', 'naem = "About"', "naem", "name"),
    ],
)
def test_a_mistake_gives_file_line_what_was_found_and_what_is_allowed(
    counted: Counted, old: str, new: str, found: str, allowed: str
) -> None:
    change(counted, "board/board.toml.j2", old, new)
    text = (counted[2] / "templates" / "board" / "board.toml.j2").read_text(encoding="utf-8")
    line = next(number for number, words in enumerate(text.splitlines(), 1) if found in words)
    with pytest.raises(TpError) as error:
        sheets(counted)
    problem = next(one for one in error.value.problems if found in one.found)
    assert error.value.exit_code is Exit.USAGE
    assert problem.where.startswith(f"templates/board/board.toml.j2, line {line},")
    assert allowed in problem.expected


def test_a_picture_with_a_mistake_gives_file_and_line(counted: Counted) -> None:
    change(counted, "board/count.j2", 'page.picture("bars"', 'page.picture("barz"')
    store, place, folder = counted
    with pytest.raises(TpError) as error:
        write_packs(store, place, folder, ["board"], ["html"], folder / "outputs")
    problem = error.value.problems[0]
    text = (folder / "templates" / "board" / "count.j2").read_text(encoding="utf-8")
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "barz" in words)
    assert problem.where == f"templates/board/count.j2, line {line}"
    assert "bars" in problem.found


def test_the_page_names_everything_that_a_template_sees(counted: Counted) -> None:
    page = templates_page()
    names = gather(*counted[:2]).context()
    missing = [name for name in names if f"`{name}`" not in page]
    assert missing == []
