"""place.toml: every mistake named by its key, with the value found and a right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tp_cli.errors import Exit, Problem, TpError
from tp_cli.place import Place, find_place, load_place

GOOD = """
[place]
name = "Wrenborough"
code = "E08000099"
years = ["2024-25"]
population = { "2024-25" = 500000 }

[[agency]]
id = "council"
name = "Wrenborough Council"
kind = "council"

[[agency]]
id = "police"
name = "Wrenshire Police"
kind = "police"
share = { driver = "population", place = 500000, body = 1500000, year = "2024-25", source = "mid-2024 estimates" }

[[source]]
agency = "council"
files = "inputs/council_*.csv"

[[transfer]]
payer = "police"
payee = "council"
year = "2024-25"
paid = "8000000.00"

[[withheld]]
agency = "police"
year = "2024-25"
benchmark = "40000000.00"
"""


def load(folder: Path, text: str) -> Place:
    (folder / "place.toml").write_text(text, encoding="utf-8")
    return load_place(folder)


def mistakes(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(TpError) as caught:
        load(folder, text)
    assert caught.value.exit_code == Exit.USAGE
    return list(caught.value.problems)


def test_a_good_place_is_read_with_money_in_pence(tmp_path: Path) -> None:
    place = load(tmp_path, GOOD)
    assert place.transfers[0].paid == 800_000_000
    assert place.withheld[0].benchmark == 4_000_000_000
    assert place.scope.switches()["housing_revenue_account"] == "memo"
    assert place.scope.switches()["benefits"] == "in"


BAD = [
    # what is written instead             the key named   the value found     a right one
    ('kind = "police"', 'kind = "polis"', "kind", "polis", "police"),
    ('name = "Wrenborough"', 'nam = "Wrenborough"', "nam", "nam", "name"),
    ('years = ["2024-25"]', 'years = ["24/25"]', "years", "24/25", "2024-25"),
    ('years = ["2024-25"]', 'years = ["2024-26"]', "years", "2024-26", "2024-25"),
    ('years = ["2024-25"]', "years = []", "years", "[]", "2024-25"),
    ('years = ["2024-25"]', "years = 2024", "years", "2024", "2024-25"),
    ('"2024-25" = 500000', '"2024-25" = 0', "population", "0", "greater than 0"),
    ('"2024-25" = 500000', '"2024-25" = "many"', "population", "many", "integer"),
    (', year = "2024-25", source', ", source", "share", "", 'year = "2024-25"'),
    (', year = "2024-25", source = "mid-2024 estimates"', "", "share", "", "areas"),
    ("place = 500000, body", 'areas = ["E1"], body', "share", "", "not both"),
    ("place = 500000, body = 1500000", "areas = []", "areas", "[]", "E08000098"),
    ("place = 500000, body = 1500000", "place = 1500001, body = 1500000", "share", "1500001", "not more than"),
    ("place = 500000, body", "place = -1, body", "place", "-1", "500000"),
    ('paid = "8000000.00"', 'paid = "1.005"', "paid", "1.005", "230000000.00"),
    ('paid = "8000000.00"', "paid = 1.005", "paid", "1.005", "230000000.00"),
    ('paid = "8000000.00"', 'paid = "8m"', "paid", "8m", "230000000.00"),
    ('paid = "8000000.00"', "paid = true", "paid", "rue", "230000000.00"),
    ('paid = "8000000.00"', "", "transfer", "", "received"),
    ('agency = "council"', 'agency = "counsil"', "agency", "counsil", "council"),
    ('payer = "police"', 'payer = "plice"', "transfer", "plice", "police"),
    ('payer = "police"', 'payer = "council"', "transfer", "the same", "two agencies"),
    ('agency = "police"\nyear', 'agency = "polic"\nyear', "withheld", "polic", "police"),
    ('files = "inputs/council_*.csv"', 'files = "a.csv"\nyear = "2023-24"', "year", "2023-24", "2024-25"),
    ('files = "inputs/council_*.csv"', 'files = "a.csv"\nunits = "billions"', "units", "billions", "thousands"),
    ('files = "inputs/council_*.csv"', 'files = "a.csv"\nbasis = "forecast"', "basis", "forecast", "outturn"),
    ('files = "inputs/council_*.csv"', 'files = "a.csv"\nskip = [0]', "skip", "0", "equal to 1"),
    ('files = "inputs/council_*.csv"', 'files = "a.csv"\ncolums = { amount = "Net" }', "colums", "colums", "columns"),
    ('files = "inputs/council_*.csv"', "", "files", "nothing", '"inputs/council_*.xlsx"'),
    ('id = "council"', 'id = "The Council"', "id", "The Council", '"council"'),
    ('id = "police"', 'id = "council"', "agency", "two agencies", "rename"),
    ("[[agency]]\nid", '[scope]\nbenefits = "off"\n\n[[agency]]\nid', "benefits", "off", "memo"),
    ("[[agency]]\nid", '[scope]\nbenefit = "in"\n\n[[agency]]\nid', "benefit", "benefit", "benefits"),
]


@pytest.mark.parametrize(("good", "bad", "key", "found", "right"), BAD)
def test_a_mistake_names_its_key_the_value_found_and_a_right_one(
    tmp_path: Path, good: str, bad: str, key: str, found: str, right: str
) -> None:
    assert good in GOOD
    problems = mistakes(tmp_path, GOOD.replace(good, bad, 1))
    named = [problem for problem in problems if key in problem.where and found in problem.found]
    assert any(right in f"{problem.expected} {problem.fix}" for problem in named)


def test_all_mistakes_are_named_in_one_run(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "police"', 'kind = "polis"').replace('paid = "8000000.00"', 'paid = "1.005"')
    found = mistakes(tmp_path, text.replace('years = ["2024-25"]', 'years = ["24/25"]'))
    assert {problem.found for problem in found} == {"'polis'", "'1.005'", "'24/25'"}


def test_all_undeclared_ids_are_named_in_one_run(tmp_path: Path) -> None:
    text = GOOD.replace('agency = "council"', 'agency = "counsil"').replace('payer = "police"', 'payer = "plice"')
    assert [problem.found for problem in mistakes(tmp_path, text)] == ['"counsil"', '"plice"']


def test_bad_syntax_names_the_line(tmp_path: Path) -> None:
    problem = mistakes(tmp_path, '[place]\nname = "Wrenborough\n')[0]
    assert problem.code == "place-syntax"
    assert "line 2" in problem.found


def test_text_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    (tmp_path / "place.toml").write_bytes(GOOD.replace("Wrenborough", "Wrenbörough").encode("cp1252"))
    with pytest.raises(TpError) as caught:
        load_place(tmp_path)
    assert caught.value.problems[0].code == "place-encoding"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "place.toml").write_bytes(GOOD.encode("utf-8-sig"))
    assert load_place(tmp_path).facts.name == "Wrenborough"


def test_the_fingerprint_changes_with_what_is_said_and_not_with_how(tmp_path: Path) -> None:
    before = load(tmp_path, GOOD).fingerprint()
    assert load(tmp_path, "# a note\n" + GOOD.replace("\n\n", "\n\n\n")).fingerprint() == before
    assert load(tmp_path, GOOD.replace("40000000.00", "40000000.01")).fingerprint() != before


def test_the_place_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    (tmp_path / "inputs" / "2024").mkdir(parents=True)
    assert find_place(tmp_path / "inputs" / "2024") == tmp_path


@pytest.mark.parametrize("total", ["inf", "NaN", "1e400"])
def test_a_control_total_beyond_any_public_spend_is_a_mistake_and_no_crash(tmp_path: Path, total: str) -> None:
    text = '[place]\nname = "A"\ncode = "E1"\nyears = ["2024-25"]\n[[source]]\nfiles = "a.csv"\n'
    (tmp_path / "place.toml").write_text(text + f'control_total = "{total}"\n', encoding="utf-8")
    with pytest.raises(TpError) as caught:
        load_place(tmp_path)
    assert "control_total" in caught.value.problems[0].where
