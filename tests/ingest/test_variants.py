"""One set of payments written in every way that agencies lay out a table: the same lines and pence, or a reason."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.small_place import Folder, codes, rows, table
from tp_cli.ingest.layout import roles

DAYS = [f"{day:02d}/05/2024" for day in (3, 9, 14, 17, 21, 25, 28, 30)]
PENCE = [125_000, 99, -4_550, 1_000_000, 72_310, 5, 330_000, 810_007]
LINES = [(f"Payee {chr(65 + i)} Ltd", DAYS[i], f"R{i:03d}", f"Work {i}", PENCE[i]) for i in range(8)]
TOTAL = sum(PENCE)
HEADINGS = {
    "payee": "Supplier Name",
    "date": "Date Paid",
    "reference": "Transaction No",
    "narrative": "Description",
    "amount": "Net Amount",
}


def pounds(pence: int) -> str:
    return f"{pence / 100:.2f}"


def text_of(*parts: list[list[str]]) -> str:
    return "".join(",".join(row) + "\n" for part in parts for row in part)


def head(**other: str) -> list[list[str]]:
    return [list({**HEADINGS, **other}.values())]


def body(shown: Callable[[int], str] = pounds, days: Callable[[str], str] = str) -> list[list[str]]:
    return [[payee, days(day), ref, note, shown(pence)] for payee, day, ref, note, pence in LINES]


def us(day: str) -> str:
    return f"{day[3:5]}/{day[:2]}/{day[6:]}"


TWICE = [["Payee", "When", "Value"], *[[line[0], line[1], pounds(line[4] + 100)] for line in LINES]]
VARIANTS: dict[str, tuple[str, int, int]] = {
    "plain": (text_of(head(), body()), 8, TOTAL),
    "header last": (text_of(body(), head()), 8, TOTAL),
    "header in the middle": (text_of(body()[:4], head(), body()[4:]), 8, TOTAL),
    "header repeated": (text_of(head(), body()[:4], head(), body()[4:]), 8, TOTAL),
    "titles above": (text_of([["Payments"], [], ["May 2024", "Council"], []], head(), body()), 8, TOTAL),
    "units under the header": (text_of(head(), [["", "dd/mm/yyyy", "", "", "£"]], body()), 8, TOTAL),
    "two header rows": (text_of([["Supplier", "", "Payment", "", ""]], [["Name", "Date", "Number", "Description", "Amount"]], body()), 8, TOTAL),
    "total below": (text_of(head(), body(), [["Total", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "total without the word": (text_of(head(), body(), [["May 2024", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "total with no word at all": (text_of(head(), body(), [["", "", "", "", pounds(TOTAL)]]), 8, TOTAL),
    "total above": (text_of(head(), [["Total", "", "", "", pounds(TOTAL)]], body()), 8, TOTAL),
    "groups with totals above": (
        text_of(
            head(),
            [["Total homes", "", "", "", pounds(sum(PENCE[:4]))]], body()[:4],
            [["Total roads", "", "", "", pounds(sum(PENCE[4:]))]], body()[4:],
        ), 8, TOTAL,
    ),
    "groups with totals below": (
        text_of(
            head(),
            body()[:4], [["Homes", "", "", "", pounds(sum(PENCE[:4]))]],
            body()[4:], [["Roads", "", "", "", pounds(sum(PENCE[4:]))], ["All", "", "", "", pounds(TOTAL)]],
        ), 8, TOTAL,
    ),
    "two tables with other columns": (text_of(head(), body(), [[]], TWICE), 16, 2 * TOTAL + 800),
    "dates month first": (text_of(head(), body(days=us)), 8, TOTAL),
    "brackets for credits": (text_of(head(), body(lambda p: f"({pounds(-p)})" if p < 0 else pounds(p))), 8, TOTAL),
    "minus behind, pound before": (text_of(head(), body(lambda p: f"£{pounds(-p)}-" if p < 0 else f"£{pounds(p)}")), 8, TOTAL),
    "net, VAT and gross": (
        text_of([[*head()[0], "VAT", "Gross Amount"]], [[*row, "1.00", pounds(line[4] + 100)] for row, line in zip(body(), LINES, strict=True)]), 8, TOTAL,
    ),
    "debit and credit": (
        text_of(
            [["Supplier", "Date", "Ref", "Description", "Debit", "Credit"]],
            [[*row[:4], pounds(line[4]) if line[4] > 0 else "", pounds(-line[4]) if line[4] < 0 else ""] for row, line in zip(body(), LINES, strict=True)],
        ), 8, TOTAL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(VARIANTS))
def test_however_the_table_is_laid_out_the_lines_and_pence_are_the_same(tmp_path: Path, name: str) -> None:
    text, lines, pence = VARIANTS[name]
    result = Folder(tmp_path).one(text)
    accepted = sum(each["rows"]["accepted"] for each in result.tables)  # type: ignore[index]
    assert (accepted, result.total_pence) == (lines, pence), [(p.code, p.found) for p in result.problems]
    assert sum(each["rows"]["read"] for each in result.tables) == len(text.splitlines())  # type: ignore[index]
    assert [p.code for p in result.problems if p.amount_pence] == []


def test_days_written_month_first_are_those_days(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(VARIANTS["dates month first"][0])
    assert sorted(f"{day:%d/%m/%Y}" for day in place.lines()["date"]) == sorted(DAYS)


def test_a_total_stated_above_that_is_off_is_said_with_the_difference(tmp_path: Path) -> None:
    result = Folder(tmp_path).one(text_of(head(), body(), [["Grand Total", "", "", "", pounds(TOTAL + 31_60)]]))
    (finding,) = [p for p in result.problems if p.kind == "finding"]
    assert (finding.code, finding.amount_pence, result.total_pence) == ("stated-total-differs", 3160, TOTAL)


def test_a_missing_amount_in_a_table_of_two_columns_is_rejected_and_never_a_heading(tmp_path: Path) -> None:
    result = Folder(tmp_path).one("Service,Amount\nHomes,10.00\nRoads,\nParks,5.00\n")
    assert (rows(result)["rejected"], result.total_pence) == (1, 1500)
    assert [row["row"] for row in table(result)["rejected_rows"]] == [3]


def test_a_comma_in_a_name_that_keeps_the_width_is_rejected(tmp_path: Path) -> None:
    line = "Payee {},Work {},{}.50,note\n"
    text = "Supplier,Description,Amount,Remark\n" + "".join(line.format(i, i, i) for i in range(60))
    result = Folder(tmp_path).one(text + "Acme, North,2024001,75.25\n")
    assert [row["row"] for row in table(result)["rejected_rows"]] == [62]
    assert result.total_pence == sum(i * 100 + 50 for i in range(60))


def test_money_beside_a_missing_amount_is_named(tmp_path: Path) -> None:
    text = (
        "Supplier,Date,Distribution Amount,Total Invoice Value\nAcme,01/05/2024,5.00,5.00\nBeta,02/05/2024,,10000.00\n"
    )
    result = Folder(tmp_path).one(text)
    (problem,) = result.problems
    assert (problem.code, problem.kind, problem.rows, problem.amount_pence) == (
        "row-rejected",
        "rejected",
        (3,),
        1_000_000,
    )


PLAIN = {
    role: [h for h in words.headings if h not in ("total", "line", "name", "net")] for role, words in roles().items()
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_any_known_headings_in_any_order_give_the_same_lines(tmp_path: Path, data: st.DataObject, seed: int) -> None:
    known = {role: data.draw(st.sampled_from(PLAIN[role]), role) for role in HEADINGS}
    order = list(range(5))
    random.Random(seed).shuffle(order)
    named = [list(known.values())[at].title() for at in order]
    text = text_of([named], [[row[at] for at in order] for row in body()])
    result = Folder(tmp_path / str(seed)).one(text, dry_run=True)
    assert (result.outcome, result.total_pence, rows(result)["accepted"]) == ("read", TOTAL, 8), (named, codes(result))
