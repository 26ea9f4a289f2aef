"""The shipped packs: whole, consistent, and enough for the sample place and the national tables."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from tests.map.deciding import Decided, decide_many, decide_one
from tp_cli.map.book import RuleBook
from tp_cli.map.rule_file import shipped_files, shipped_rules
from tp_cli.map.rules import COLUMNS
from tp_cli.map.text import stems
from tp_cli.reference.cofog import cofog_names, normal_code

ROOT = Path(__file__).parents[2]
OUTTURN = ROOT / "../shared/data/outturn"
SAMPLE = ROOT / "tests/sample"
BOOK = RuleBook.of(shipped_rules())


def decided(stated: str | None = None, **cells: str) -> Decided:
    return decide_one(BOOK, stated, **cells)


def all_decided(asked: list[tuple[str | None, dict[str, str]]]) -> list[Decided]:
    return decide_many(BOOK, asked)


def divisions(decision: Decided) -> set[str]:
    return {(part.cofog or "")[:2] for part in decision.parts}


def test_every_shipped_rule_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(rule.id for rule in shipped_rules()).items() if count > 1] == []


def test_every_code_in_every_pack_is_a_cofog_code() -> None:
    codes = {part.cofog for rule in shipped_rules() for part in rule.parts if part.cofog}
    assert codes <= set(cofog_names())


def test_the_weights_of_every_rule_add_up_to_exactly_one() -> None:
    assert all(sum(part.weight for part in rule.parts) == Fraction(1) for rule in shipped_rules())


def test_every_pack_has_the_columns_of_the_manual_in_its_order() -> None:
    for path in shipped_files():
        assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS), path.name


def test_no_two_shipped_rules_look_for_the_same_and_say_different_things() -> None:
    said: dict[object, set[object]] = {}
    for way in BOOK.ways:
        words = frozenset(
            (atom.cell, atom.how, frozenset(stems(atom.text)) if atom.how == "near" else atom.text)
            for atom in way.atoms
        )
        said.setdefault((way.rank, way.agency, words), set()).add(BOOK.rules[way.rule].codes())
    assert [condition for condition, codes in said.items() if len(codes) > 1] == []


def test_medical_services_of_the_national_analysis_go_by_thirds() -> None:
    decision = decided("7.A Medical services", layout="hmt-cra", service="7.A Medical services")
    assert [(part.cofog, part.weight) for part in decision.parts] == [
        ("07.1", Fraction(1, 3)),
        ("07.2", Fraction(1, 3)),
        ("07.3", Fraction(1, 3)),
    ]


@pytest.mark.parametrize(
    ("service", "scope"),
    [
        ("10.2 Old age; of which: pensions", "benefits"),
        ("10.2 Old age; of which: personal social services", None),
        ("10.5 Unemployment; of which: other unemployment benefits", "benefits"),
        ("10.9 Social protection n.e.c.", None),
        ("9.1 of which: primary education", "schools"),
        ("9.1 of which: under fives", None),
        ("4.5 of which: railway", None),
    ],
)
def test_the_national_analysis_gives_its_code_and_the_pack_its_scope(service: str, scope: str | None) -> None:
    decision = decided(service, layout="hmt-cra", service=service)
    assert decision.how == "stated"
    assert (decision.axes["scope"], decision.axes["control"]) == (scope, "6")


@pytest.mark.parametrize(
    ("kind", "division"),
    [("school", "09"), ("nhs-commissioner", "07"), ("nhs-provider", "07"), ("police", "03"), ("fire", "03")]
    + [("benefits", "10"), ("transport", "04")],
)
def test_a_body_that_does_one_thing_is_mapped_whatever_its_words(kind: str, division: str) -> None:
    assert divisions(decided(agency_kind=kind, service="Zork", expense="Agency staff")) == {division}


def test_the_sample_place_is_mapped_in_full_by_the_shipped_packs() -> None:
    council = _rows("council", ["division", "service", "narrative"])
    decisions = all_decided([(None, {"agency_kind": "council", **_without_division(row)}) for row in council])
    pairs = zip(council, decisions, strict=True)
    assert [row for row, decision in pairs if divisions(decision) != {row["division"]}] == []
    for name, columns, kind, division in [
        (
            "nhs",
            ["directorate", "expense", "date", "payee", "reference", "amount", "narrative"],
            "nhs-commissioner",
            "07",
        ),
        ("hospital", ["directorate", "service", "expense"], "nhs-provider", "07"),
        ("police", ["directorate", "service"], "police", "03"),
        ("fire", ["service", "expense"], "fire", "03"),
        ("dwp", ["service", "directorate"], "benefits", "10"),
        ("schools", ["service", "directorate"], "school", "09"),
        ("housing", ["service"], "housing", "06 10"),
    ]:
        rows = _rows(name, columns)
        decisions = all_decided([(None, {"agency_kind": kind, **row}) for row in rows])
        for row, decision in zip(rows, decisions, strict=True):
            assert divisions(decision) <= set(division.split()), (name, row)


@pytest.mark.parametrize("year", ["2011-12", "2013-14", "2017-18"])
def test_every_service_line_of_the_outturn_summary_has_a_group(year: str) -> None:
    headings = _outturn_headings(year)
    cells = {"layout": "mhclg-rs", "agency_kind": "council"}
    decisions = all_decided([(None, {**cells, "service": heading}) for heading in headings])
    for heading, decision in zip(headings, decisions, strict=True):
        assert decision.how == "prefix", heading
        assert all(part.cofog and "." in part.cofog for part in decision.parts), heading
        assert decision.ties == 0, heading


@pytest.mark.parametrize("year", ["2014", "2018"])
def test_every_sub_function_of_the_national_analysis_has_the_databases_own_group(year: str) -> None:
    differences = []
    found = _sub_functions(year)
    cells = [{"layout": "hmt-cra", "service": function} for function, _ in found]
    rules = all_decided([(None, each) for each in cells])
    stated = all_decided([(group, each) for (_, group), each in zip(found, cells, strict=True)])
    for (function, group), by_rule, by_stated in zip(found, rules, stated, strict=True):
        assert by_rule.how != "unmapped", function
        own = normal_code(group or "")
        if own and ({part.cofog for part in by_rule.parts} != {own} or by_stated.parts[0].cofog != own):
            differences.append((function, group))
    assert differences == []


def _rows(name: str, columns: list[str]) -> list[dict[str, str]]:
    """Rows of a table that the sample files are made from, its first columns named as ingest would."""
    path = SAMPLE / f"{name}.txt"
    _, *rows = [line for line in path.read_text(encoding="utf-8").splitlines() if "|" in line]
    return [dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=False)) for row in rows]


def _without_division(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name != "division"}


def _outturn_headings(year: str) -> list[str]:
    """Headings from education to the line above net current expenditure, subtotals left out."""
    import fastexcel

    files = list(OUTTURN.glob(f"mhclg_rs_{year}_by_la.xls*"))
    if not files:
        pytest.skip(f"the Revenue Outturn Summary {year} is not at hand in ../shared/data")
    book = fastexcel.read_excel(files[0])
    name = next(name for name in book.sheet_names if name.startswith("RS LA Data"))
    rows = book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
    header = [cell or "" for cell in next(row for row in rows if row[0] == "E-code")]
    first = header.index("Education services")
    last = next(i for i, cell in enumerate(header) if cell.startswith("NET CURRENT EXPENDITURE"))
    return [cell for cell in header[first:last] if cell and not cell.startswith("TOTAL")]


def _sub_functions(year: str) -> list[tuple[str, str | None]]:
    import fastexcel

    path = OUTTURN / f"hmt_cra_{year}_database.xlsx"
    if not path.exists():
        pytest.skip(f"the Country and Regional Analysis {year} is not at hand in ../shared/data")
    book = fastexcel.read_excel(path)
    sheet = book.load_sheet(book.sheet_names[1], header_row=0, dtypes="string", use_columns=lambda c: c.name in _TWO)
    frame = sheet.to_polars().select("HMT Subfunction", "COFOG Level 1").unique().drop_nulls("HMT Subfunction")
    return [(row[0], row[1]) for row in frame.sort(pl.all()).rows()]


_TWO = ("HMT Subfunction", "COFOG Level 1")
