"""Leeds, 2011-12, from the publishers' files: what `tp` counts, to the penny, beside a second opinion."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.places.leeds.counted import Leeds, needs_data
from tests.second_opinion import leeds as second
from tp_cli.count import count, look, view_of
from tp_cli.money import pence_of
from tp_cli.trace import Tracer, untrue_figures

DATA = second.DATA
MOJ = "moj_over25k_2011-11.csv"
DECLARED = {  # the national table's name → the id that place.toml gives it
    "Department of Health": "dh",
    "Department for Education": "dfe",
    "Department for Work and Pensions": "dwp",
    "Home Office": "ho",
    "Ministry of Justice": "moj",
    "Cabinet Office": "co",
}

pytestmark = needs_data


@pytest.fixture(scope="session")
def opinion() -> second.Opinion:
    return second.give_opinion()


def thousand(amount: str | int) -> int:
    return pence_of(Decimal(amount) * 1000)


def pence_by(frame: pl.DataFrame, *columns: str) -> dict[tuple[object, ...], int]:
    return {tuple(key): int(group["amount_pence"].sum()) for key, group in frame.group_by(*columns)}


def counted_by(leeds: Leeds, column: str) -> dict[object, int]:
    parts = leeds.counted.answer.counted.parts.filter(state="counted")
    return {key: pence for (key,), pence in pence_by(parts, column).items()}


# --- the total ---


def test_the_total_and_what_it_is_a_head(leeds: Leeds) -> None:
    said = leeds.counted.as_json()

    assert (said["total"], said["per_head"], said["reconciles"]) == ("5936352194.41", "7907.93", True)
    assert (said["low"], said["high"]) == ("5936352194.41", "5936352194.41")


def test_the_title_says_the_scope(leeds: Leeds) -> None:
    assert leeds.counted.answer.title == (
        "Leeds, 2011-12, cash: all public spend, benefits in, schools in, housing revenue account memo, capital memo,"
        " apportioned in, non identifiable out; basis outturn; 100.0% supplied; 76.7% apportioned"
    )


def test_a_second_opinion_agrees_in_total(leeds: Leeds, opinion: second.Opinion) -> None:
    assert leeds.counted.answer.counted.total_pence == opinion.total
    assert leeds.counted.as_json()["per_head"] == str(Decimal(opinion.per_head).scaleb(-2))


def test_a_second_opinion_agrees_agency_by_agency(leeds: Leeds, opinion: second.Opinion) -> None:
    names = leeds.counted.answer.names
    ids = {**{name: agency for agency, name in names.items()}, **DECLARED, **{a: a for a in second.AUTHORITIES}}

    assert counted_by(leeds, "agency") == {ids[name]: pence for name, pence in opinion.agencies.items()}


def test_a_second_opinion_agrees_division_by_division(leeds: Leeds, opinion: second.Opinion) -> None:
    parts = leeds.counted.answer.counted.parts.filter(state="counted")
    national = parts.filter(~pl.col("agency").is_in(list(second.AUTHORITIES)))
    divisions = pence_by(national.with_columns(pl.col("cofog").str.slice(0, 2)), "cofog")

    assert {str(code): pence for (code,), pence in divisions.items()} == opinion.divisions


def test_the_states_add_up_and_a_second_opinion_agrees(leeds: Leeds, opinion: second.Opinion) -> None:
    states = leeds.counted.answer.states()
    payments = sum(file.total_pence for file in leeds.ingested.files if file.basis == "payments")
    kept = {name: pence for name, pence in states.items() if name not in ("reported", "superseded")}

    assert sum(kept.values()) == states["reported"]
    assert {name: pence for name, pence in states.items() if name != "superseded"} == opinion.states
    assert states["superseded"] == payments


def test_every_check_of_the_count_holds(leeds: Leeds) -> None:
    assert [check for check in leeds.counted.answer.checks if not check.holds] == []
    assert leeds.counted.problems == []


# --- local government ---


def test_the_council_counts_net_current_expenditure_less_its_levy(leeds: Leeds) -> None:
    services = {str(name): pence for (name,), pence in pence_by(leeds.lines("council"), "service").items()}
    names = list(second.read_authorities()["E4704"].spend)
    benefit = sum(pence for name, pence in services.items() if name.startswith("Housing benefits: "))

    assert counted_by(leeds, "agency")["council"] == thousand(1_385_094)
    assert services["Education services"] == thousand(592_680)
    assert services["Adult Social Care"] == thousand(203_275)
    assert sum(services[name] for name in names[:12]) == thousand(1_133_722)
    assert benefit == thousand(257_668)


def test_police_fire_and_transport_are_read_whole_and_shared_by_population(
    leeds: Leeds, opinion: second.Opinion
) -> None:
    for agency, amount in (("police", 464_505), ("fire", 78_328), ("transport", 169_307)):
        whole = int(leeds.lines(agency).filter(role="spend")["amount_pence"].sum())
        assert whole == thousand(amount)
        assert abs(opinion.agencies[agency] - whole * second.LEEDS // second.WEST_YORKSHIRE) <= 20


def test_the_transport_levy_leaves_on_both_sides(leeds: Leeds) -> None:
    credit = second.share(thousand(-97_598), second.WEST_YORKSHIRE)
    legs = [(e.payer, e.payee, e.eliminated_pence) for e in leeds.counted.answer.counted.entries]

    assert legs == [("council", "transport", thousand(33_948)), ("council", "transport", credit)]
    assert leeds.counted.answer.states()["eliminated"] == thousand(33_948) + credit


def test_council_tax_benefit_is_shown_and_not_added(leeds: Leeds) -> None:
    memo = leeds.counted.answer.counted.parts.filter(state="memo", agency="council")

    assert memo["amount_pence"].to_list() == [thousand(54_728)]


def test_stated_subtotals_are_the_sums_of_their_parts(leeds: Leeds) -> None:
    table = leeds.source("mhclg_rs_2011-12_by_la.xls", "outturn")
    authorities = second.read_authorities().values()

    assert [p for p in leeds.ingested.problems if p.code == "stated-total-differs"] == []
    assert left_out(table, "subtotal, proved by its sum") > 0
    assert max(abs(body.net_current - body.stated) for body in authorities) <= thousand(1)


# --- the national table ---


def test_the_regions_central_government_is_read_whole(leeds: Leeds, opinion: second.Opinion) -> None:
    central = leeds.store.read("lines").filter(layout="hmt-cra", basis="outturn").collect()
    control = leeds.store.read("lines").filter(layout="hmt-cra", basis="control").collect()
    current = central.filter(economic="current")["amount_pence"].sum()

    assert current == opinion.cg_current
    assert round(Decimal(current).scaleb(-5), 2) == Decimal("30370734.72")
    assert control["amount_pence"].sum() == opinion.identifiable
    assert round(Decimal(opinion.identifiable).scaleb(-5), 2) == Decimal("44334467.83")


def test_capital_is_shown_and_not_added(leeds: Leeds, opinion: second.Opinion) -> None:
    memo = leeds.counted.answer.counted.parts.filter(state="memo")
    memo = memo.filter(~pl.col("agency").is_in(list(second.AUTHORITIES)))

    assert memo["amount_pence"].sum() == opinion.cg_capital
    assert set(memo["nature"]) == {"capital"}


def test_other_bodies_are_left_out_with_their_money(leeds: Leeds, opinion: second.Opinion) -> None:
    outturn = leeds.source("mhclg_rs_2011-12_by_la.xls", "outturn")
    database = leeds.source("hmt_cra_2014_database.xlsx", "outturn")

    assert left_out(outturn, "another body") == opinion.other_authorities > 0
    assert left_out(database, "another body") == opinion.other_segments > 0


def left_out(table: Mapping[str, object], reason: str) -> int:
    entries = table["left_out"]
    assert isinstance(entries, list)
    (amount,) = [entry["amount"] for entry in entries if entry["reason"] == reason]
    return pence_of(amount)


# --- the two-sided test ---


def test_the_count_from_below_meets_the_national_table_from_above(leeds: Leeds, opinion: second.Opinion) -> None:
    found = {test.id: test for test in leeds.counted.answer.control.tests}
    local = sum(opinion.agencies[agency] for agency in second.AUTHORITIES)
    a, b, c = found["a"], found["b"], found["c"]

    assert (a.bottom_up_pence, a.top_down_pence) == (opinion.region_authorities, opinion.lg_current)
    assert (a.ratio_pct, opinion.region_bodies) == ("101.0", 34)
    assert "34 local authorities" in a.title
    assert (b.bottom_up_pence, b.ratio_pct) == (round(Decimal(local) / second.LEEDS), "104.1")
    assert b.top_down_pence == round(Decimal(opinion.region_authorities) / second.YORKSHIRE)
    assert (c.bottom_up_pence, c.ratio_pct) == (opinion.per_head, "101.4")
    assert c.top_down_pence == round(Decimal(opinion.identifiable_current) / second.YORKSHIRE)
    circular = Decimal(sum(opinion.divisions.values())) * 100 / opinion.total
    assert f"{circular:.1f}% of the place's total is circular" in c.text


def test_the_first_test_is_listed_by_division(leeds: Leeds, opinion: second.Opinion) -> None:
    divisions = leeds.counted.answer.control.divisions

    assert divisions["cofog"].to_list() == [f"{n:02}" for n in range(1, 11)]
    assert divisions["bottom_up"].sum() == opinion.region_authorities
    assert divisions["top_down"].sum() == opinion.lg_current


# --- payments, beside the outturn ---


def test_payments_are_superseded_and_still_show_who_pays_whom(leeds: Leeds) -> None:
    parts = leeds.counted.answer.counted.parts.filter(basis="payments")
    paid = {(payer, payee): pence for payer, payee, _, pence, _ in leeds.counted.answer.payments.iter_rows()}

    assert set(parts["state"]) == {"superseded"}
    assert paid["dh", "pct"] == pence_of("278776634.00")
    assert paid["dfe", "council"] == pence_of("100693159.00")
    assert min(paid["council", body] for body in ("police", "fire", "transport")) > 0


def test_the_transfers_lens_lists_the_payments(leeds: Leeds) -> None:
    view = view_of(leeds.place, None, None, None)
    rows = count(leeds.store, leeds.place, view, "transfers", keep=False).rows
    seen = rows.filter(payer="dh", payee="pct")

    assert seen.select("source", "lines", "paid").rows() == [("payments", "9", "278776634.00")]


def test_every_payments_file_adds_up_to_its_control(leeds: Leeds) -> None:
    with (DATA / "controls.csv").open(encoding="utf-8", newline="") as file:
        controls = {Path(row["file"]).name: row["total_gbp"] for row in csv.DictReader(file)}
    read = {Path(f.file).name: f.total_pence for f in leeds.ingested.files if f.basis == "payments"}
    differing = {name for name, pence in read.items() if pence != pence_of(controls[name])}

    assert len(read) == 19
    assert differing == {MOJ}


def test_the_one_control_that_differs_took_a_total_repeated_on_every_line_of_an_invoice(leeds: Leeds) -> None:
    with (DATA / "spend" / MOJ).open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    invoices: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        invoices[row["INV_NUM"], row["TRANSACTION_NUMBER"]].append(row)
    several = [lines for lines in invoices.values() if len(lines) > 1]
    repeated = [lines for lines in several if len({line["TOTAL_INVOICE_VALUE"] for line in lines}) == 1]
    adding_up = [lines for lines in several if add(lines, "DISTRIBUTION_AMOUNT") == dollars(lines[0])]
    (taken,) = [file for file in leeds.ingested.files if Path(file.file).name == MOJ]

    assert add(rows, "TOTAL_INVOICE_VALUE") == Decimal("671584011.32")  # the control
    assert add(rows, "DISTRIBUTION_AMOUNT") == Decimal(taken.total_pence).scaleb(-2) == Decimal("313580700.15")
    assert len(repeated) > 0.99 * len(several)
    assert len(adding_up) > 0.95 * len(several)


def add(lines: list[dict[str, str]], column: str) -> Decimal:
    return sum((dollars(line, column) for line in lines), Decimal(0))


def dollars(line: dict[str, str], column: str = "TOTAL_INVOICE_VALUE") -> Decimal:
    """The file writes pounds as "$1,527.08 ", credits in brackets, and leaves some cells blank."""
    text = line[column].strip().replace("$", "").replace(",", "")
    return -Decimal(text.strip("()")) if text.startswith("(") else Decimal(text or 0)


def test_nearly_all_counted_money_has_a_cofog_group(leeds: Leeds) -> None:
    parts = leeds.counted.answer.counted.parts.filter(state="counted")
    grouped = parts.filter(pl.col("cofog").str.len_chars() >= 4)["amount_pence"].abs().sum()

    assert int(grouped) * 100 >= 95 * int(parts["amount_pence"].abs().sum())


# --- the way back, and who is paid ---


def test_every_figure_leads_back_to_its_rows(leeds: Leeds) -> None:
    wrong, looked_at = untrue_figures(leeds.store, leeds.place, leeds.folder)
    assert wrong == [] and looked_at.endswith("worked out again")


def test_the_total_leads_back_to_lines_of_both_national_files(leeds: Leeds) -> None:
    trace = Tracer(leeds.store, leeds.place, leeds.folder).trace("total")
    assert trace.adds_up and trace.sum == "5936352194.41"
    assert {Path(file).name for file in trace.parts["file"]} == {
        "mhclg_rs_2011-12_by_la.xls",
        "hmt_cra_2014_database.xlsx",
    }
    assert trace.parts["row"].null_count() == 0


def test_suppliers_are_resolved_across_agencies_and_add_up_to_all_payments(leeds: Leeds) -> None:
    found = look(leeds.store, leeds.place, view_of(leeds.place, None, None, None), "suppliers").as_json()
    tables = {table["table"]: table["rows"] for table in found["tables"]}  # type: ignore[attr-defined]
    classes = {row["key"]: pence_of(row["amount"]) for row in tables["supplier_classes"]}
    paid = (
        leeds.store.read("lines").filter(pl.col("basis") == "payments").select(pl.col("amount_pence").sum()).collect()
    )
    assert classes.pop("class=all") == paid.item() == sum(classes.values())
    agencies = [pence_of(row["amount"]) for row in tables["supplier_agency"]]
    assert sum(agencies) == paid.item()
    merged = {row["title"]: row["supplier"] for row in tables["supplier_merges"]}
    assert merged["STERIA LTD" if "STERIA LTD" in merged else "Steria Limited"] in (
        "Steria",
        "STERIA LTD",
        "Steria Limited",
    )
    assert any(int(row["agencies"]) > 3 for row in tables["suppliers"])
