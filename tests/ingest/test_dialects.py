"""Text tables without commas: rare separators, lines quoted whole, columns of fixed width; read or said, never cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.small_place import Folder, codes, rows
from tests.ingest.test_kinds import BOOK, book
from tests.ingest.test_variants import LINES, PENCE, TOTAL, body, head, pounds
from tp_cli.ingest.dialect import dialect_of

FULL = [*head(), *body()]
WIDTHS = (18, 12, 16, 14, 14)
RULES = " ".join(["-" * (width - 1) for width in WIDTHS[:-1]] + ["-" * WIDTHS[-1]])


def lines_of(mark: str) -> list[str]:
    return [mark.join(row) for row in FULL]


def whole(line: str) -> str:
    return '"' + line.replace('"', '""') + '"'


def fixed(row: list[str]) -> str:
    *texts, amount = row
    return "".join(text.ljust(width) for text, width in zip(texts, WIDTHS, strict=False)) + amount.rjust(WIDTHS[-1])


FIXED = [fixed(row) for row in FULL]
QUOTED = 'Smith, ""Big"" J'


@pytest.mark.parametrize("mark", ["^", "~", "¬", "¦", "!", "#", ":", "||", "~|~", "^|^", ";;"])
def test_a_rare_separator_is_told_by_the_header_that_it_shows(tmp_path: Path, mark: str) -> None:
    titled = ["Payments over £500, May 2024", "", *lines_of(mark)]
    result = Folder(tmp_path).one("\n".join(titled) + "\n", dry_run=True)
    assert (result.total_pence, rows(result)["accepted"], rows(result)["read"]) == (TOTAL, 8, 11)
    assert [problem.code for problem in result.problems if problem.amount_pence] == []


def test_a_cell_between_quotes_may_hold_a_separator_of_several_letters(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one("Supplier||Date||Amount\n" + '"A || B"||01/05/2024||1.00\nC||02/05/2024||2.00\n')
    assert place.lines()["payee"].to_list() == ["A || B", "C"]


@pytest.mark.parametrize(
    "text",
    [
        "Supplier,Date,Amount\nA: B: C,01/05/2024,1\nD: E: F,02/05/2024,2\n",
        "Supplier,Description,Amount\nA,x / y / z,1\nB,x / y / z,2\n",
        "Supplier;Date;Amount\nA ~ B ~ C;01/05/2024;1,50\n",
    ],
)
def test_a_usual_separator_with_a_header_comes_before_any_rare_one(text: str) -> None:
    assert dialect_of(text).separator in ",;"


@pytest.mark.parametrize("text", ["a note: of this\nanother: of that\nand more: so\n", "Supplier^Name\nA^B\nC^D\n"])
def test_a_rare_separator_without_a_header_of_known_headings_is_none(text: str) -> None:
    assert dialect_of(text).separator == ","


@pytest.mark.parametrize("after", ["", ",,,", ";;"])
@pytest.mark.parametrize("titles", [[], ["Payments over £500", ""]])
def test_lines_quoted_whole_are_cut_and_said(tmp_path: Path, after: str, titles: list[str]) -> None:
    lines = lines_of(",")
    lines[3] = f'"{QUOTED}",14/05/2024,R9,Work,-45.50'
    place = Folder(tmp_path)
    result = place.one("\n".join([*titles, *(whole(line) + after for line in lines)]) + "\n")
    assert (result.total_pence, rows(result)["accepted"]) == (TOTAL, 8)
    assert [(p.code, p.amount_pence) for p in result.problems] == [("whole-lines-quoted", 0)]
    assert place.lines()["payee"][2] == 'Smith, "Big" J'


def test_lines_of_a_text_in_the_first_column_of_a_workbook_are_cut(tmp_path: Path) -> None:
    result = Folder(tmp_path, BOOK).one(book(May=[[line] for line in lines_of("|")]), "a.xlsx")
    assert (result.total_pence, rows(result)["accepted"], codes(result)) == (TOTAL, 8, ["whole-lines-quoted"])


def test_one_line_quoted_whole_among_others_is_rejected_and_never_a_note(tmp_path: Path) -> None:
    lines = lines_of(",")
    result = Folder(tmp_path).one("\n".join([*lines[:4], whole(lines[4]), *lines[5:]]) + "\n")
    assert (rows(result)["rejected"], result.total_pence) == (1, TOTAL - PENCE[3])
    assert result.problems[0].rows == (5,)


@pytest.mark.parametrize("name", ["by blanks", "ruled", "with a total", "titles, pages and notes"])
def test_columns_of_fixed_width_are_read(tmp_path: Path, name: str) -> None:
    total = "Total".ljust(60) + f"{TOTAL / 100:,.2f}".rjust(14)
    ruled = [FIXED[0], RULES, *FIXED[1:]]
    lines = {
        "by blanks": FIXED,
        "ruled": ruled,
        "with a total": [*ruled, RULES, total],
        "titles, pages and notes": [fixed(["Wrenborough", "", "", "", "PAGE 1"]), "", *ruled[:6], "", fixed(["Wrenborough", "", "", "", "PAGE 2"]), FIXED[0], RULES, *ruled[6:], "", "End of report"],
    }[name]  # fmt: skip
    place = Folder(tmp_path)
    result = place.one("\n".join(lines) + "\n")
    assert (result.total_pence, rows(result)["accepted"], rows(result)["read"]) == (TOTAL, 8, len(lines))
    assert codes(result) == []
    assert place.lines()["payee"].to_list() == [line[0] for line in LINES]


def test_a_line_that_crosses_a_gap_beside_the_amount_is_rejected_with_its_text(tmp_path: Path) -> None:
    lines = [*FIXED[:4], FIXED[4][:50] + "work that goes on 10000.00", *FIXED[5:]]
    result = Folder(tmp_path).one("\n".join(lines) + "\n")
    assert (rows(result)["rejected"], result.total_pence) == (1, TOTAL - PENCE[3])
    assert "goes on 10000.00" in result.problems[0].found


def test_columns_that_differ_from_line_to_line_are_no_columns(tmp_path: Path) -> None:
    lines = [FIXED[0], *(" " * at + "  ".join(row) for at, row in enumerate(body()))]
    assert Folder(tmp_path).one("\n".join(lines) + "\n").outcome == "refused"


NAMES = st.text(alphabet="AB c", min_size=1, max_size=30).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=8, max_size=12), ruled=st.booleans(), seed=st.integers(0, 10**6))
def test_however_long_its_texts_no_amount_of_fixed_columns_is_read_as_another(
    tmp_path: Path, names: list[str], ruled: bool, seed: int
) -> None:
    """Texts that run into the next column, or over it, are rejected with the amount or leave it as it is."""
    amounts = [(seed * 7 + at * 1_234_567) % 100_000_000 for at in range(len(names))]
    texts = [name.ljust(14) + f"{pence / 100:,.2f}".rjust(14) for name, pence in zip(names, amounts, strict=True)]
    lines = ["Supplier".ljust(14) + "Amount".rjust(14), *(["-" * 13 + " " + "-" * 14] if ruled else []), *texts]
    place = Folder(tmp_path / f"{seed}{ruled}{len(names)}")
    result = place.one("\n".join(lines) + "\n")
    if result.outcome == "read":
        first = 3 if ruled else 2
        for row, pence in place.lines().select("row", "amount_pence").rows():
            assert pence == amounts[row - first], (lines, pounds(pence))
        assert rows(result)["accepted"] + rows(result)["rejected"] == len(names) or result.problems
