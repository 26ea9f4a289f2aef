"""`tp trace`: every figure back to file, sheet and row, and loud where it does not add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import Tp, as_json
from tp_cli.division import stored_figures
from tp_cli.place import load_place
from tp_cli.store import Store
from tp_cli.trace import Tracer

C1 = {  # example C-1 of the method: seven lines of eight bodies' money, £ million
    "council": "Service,Net expenditure\nAdult social care,100000000\nHousing benefit,40000000\nSchools grant,90000000\n",
    "pct": "Service,Net expenditure\nPrimary care trust,200000000\n",
    "dwp": "Service,Net expenditure\nBenefits,150000000\n",
    "schools": "Service,Net expenditure\nSchools,88000000\n",
    "police": "Service,Net expenditure\nPolicing,60000000\n",
}
TRANSFERS = (
    "Payer,Payee,Paid,Received,Label\npct,council,8000000,8000000,Care\n"
    "council,schools,88000000,88000000,Schools grant\ndwp,council,38000000,38000000,Subsidy\n"
)
KINDS = {"council": "council", "pct": "nhs-commissioner", "dwp": "benefits", "schools": "school", "police": "police"}


@pytest.fixture
def c1(tp: Tp, tmp_path: Path) -> Path:
    folder = tmp_path / "c1"
    tp("init", folder)
    toml = '[place]\nname = "Wren"\ncode = "E1"\nyears = ["2024-25"]\npopulation = { "2024-25" = 500000 }\n'
    for agency, text in C1.items():
        (folder / "inputs" / f"{agency}.csv").write_text(text, encoding="utf-8")
        share = (
            'share = { driver = "population", place = 500000, body = 1500000, year = "2024-25", source = "x" }\n'
            if agency == "police"
            else ""
        )
        toml += f'[[agency]]\nid = "{agency}"\nname = "{agency.title()}"\nkind = "{KINDS[agency]}"\n{share}'
        toml += f'[[source]]\nagency = "{agency}"\nfiles = "inputs/{agency}.csv"\n'
    (folder / "inputs" / "transfers.csv").write_text(TRANSFERS, encoding="utf-8")
    toml += '[[source]]\nkind = "transfers"\nfiles = "inputs/transfers.csv"\nyear = "2024-25"\n'
    (folder / "place.toml").write_text(toml, encoding="utf-8")
    for verb in ("ingest", "map", "count"):
        assert tp(verb, "--place", folder).exit_code == 0
    return folder


def million(part: dict[str, Any]) -> Decimal:
    return Decimal(part["amount"]) / 1_000_000


def test_the_554_of_c1_is_seven_lines_and_four_adjustments(tp: Tp, c1: Path) -> None:
    trace = as_json(tp("trace", "total", "--json", "--place", c1))
    assert (trace["schema"], trace["value"], trace["adds_up"]) == ("tp.trace/1", "554000000.00", True)
    lines = [part for part in trace["parts"] if part["state"] == "reported"]
    adjustments = [part for part in trace["parts"] if part["state"] != "reported"]
    assert (len(lines), sum(map(million, lines))) == (7, 728)
    assert sorted(map(million, adjustments)) == [-88, -40, -38, -8]
    assert sum(map(million, trace["parts"])) == 554
    where = {(part["file"], part["row"]): million(part) for part in lines}
    assert where["inputs/council.csv", 2] == 100 and where["inputs/police.csv", 2] == 60
    assert {part["counterparty"] for part in adjustments} == {None, "council", "schools"}


def test_a_figure_of_one_agency_by_its_short_name(tp: Tp, c1: Path) -> None:
    for words in (
        "count/agency=council",
        "agency=council",
        "count/agency/agency=council/amount",
        "agency/agency=council",
    ):
        trace = as_json(tp("trace", words, "--json", "--place", c1))
        assert (trace["figure"], trace["value"]) == ("count/agency/agency=council/amount", "142000000.00")
        assert sum(map(million, trace["parts"])) == 142


def test_figures_that_are_no_sums_say_how_they_are_worked_out(tp: Tp, c1: Path) -> None:
    head = as_json(tp("trace", "count/spend/total/per_head", "--json", "--place", c1))
    assert (head["value"], head["sum"], head["adds_up"]) == ("1108.00", "554000000.00", True)
    assert "500,000 residents" in head["how"] and head["uses"] == [
        {"figure": "count/spend/total/amount", "value": "554000000.00"}
    ]


def test_a_mistyped_figure_gets_the_nearest_and_is_never_guessed(tp: Tp, c1: Path) -> None:
    for words, near in (("count/agency=concil", "count/agency/agency=council/amount"), ("totl", "total")):
        result = tp("trace", words, "--place", c1)
        assert result.exit_code == 2 and near in result.stderr and not result.stdout


def test_nothing_counted_yet_is_said(tp: Tp, sample: Path) -> None:
    result = tp("trace", "total", "--place", sample)
    assert result.exit_code == 2 and "tp count" in result.stderr


def test_piped_it_is_a_table_of_all_its_rows_and_a_file_has_them_too(tp: Tp, c1: Path, tmp_path: Path) -> None:
    result = tp("trace", "total", "--place", c1, "-o", tmp_path / "t.csv")
    assert result.stdout.splitlines()[0].split("\t") == [
        "state", "amount", "file", "sheet", "row", "counterparty", "reason",
    ]  # fmt: skip
    assert len(result.stdout.splitlines()) == 12
    assert sum(pl.read_csv(tmp_path / "t.csv")["amount"].to_list()) == 554_000_000


def test_a_part_that_was_tampered_with_is_said_loudly(tp: Tp, c1: Path) -> None:
    store = Store(c1)
    taken = store.read("taken").collect().sort("line_id", "order")
    more = pl.when(pl.int_range(pl.len()) == 0).then(pl.col("pence") + 1).otherwise("pence")
    store.replace("taken", taken.with_columns(pence=more), "tampered")
    result = tp("trace", "total", "--json", "--place", c1)
    assert result.exit_code == 1
    assert as_json(result)["adds_up"] is False
    assert "554000000.00" in result.stderr and "553999999.99" in result.stderr


def test_every_figure_that_the_sample_s_count_and_scenarios_store_has_a_trace(tp: Tp, sample: Path) -> None:
    assert tp("run", "--place", sample).exit_code == 0
    store = Store(sample)
    tracer = Tracer(store, load_place(sample), sample)
    names = [*stored_figures(store)["id"], *store.read("projections").collect()["id"]]
    found = [tracer.trace(name) for name in names]
    assert [each.figure.id for each in found if not each.adds_up] == []
    assert [each.figure.id for each in found if not each.how and each.figure.unit == "pounds" and not each.parts.height
            and each.figure.value not in ("", "0.00")] == []  # fmt: skip
    assert [
        each.figure.id
        for each in found
        if not each.how and not each.parts.height and each.figure.value not in ("", "0.00", "0")
    ] == []
    places = pl.concat([each.parts for each in found])
    assert places["file"].null_count() == 0
    lines = places.filter(pl.col("state") == "reported")
    assert lines.height and lines["row"].null_count() == 0
    assert not places.filter(~pl.col("file").str.starts_with("inputs/") & (pl.col("file") != "place.toml")).height


def test_people_are_not_listed_one_by_one_in_a_trace_either(tp: Tp, sample: Path) -> None:
    tp("run", "--place", sample)
    trace = as_json(tp("trace", "count/people/all/cost", "--json", "--place", sample))
    (part,) = trace["parts"]
    assert (part["row"], part["amount"], trace["value"]) == (None, "10000.00", "10000.00")
