"""The public pack's lenses and scenarios: what they show of the sample place, and what they keep to themselves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.parts_table import lay_beside
from tests.report.packs_of_sample import sample
from tp_cli.errors import TpError
from tp_cli.folders import shipped
from tp_cli.ledger import TABLES
from tp_cli.money import pence_of
from tp_cli.place import Place, load_place
from tp_cli.progress import unseen
from tp_cli.report.checking import check_file
from tp_cli.report.disclosure import Contributions, says_too_much
from tp_cli.report.gather import gather
from tp_cli.report.naming import nameable
from tp_cli.report.pack import eject_templates, write_packs
from tp_cli.report.public.cells import Row
from tp_cli.report.public.tables import Public, public_tables
from tp_cli.report.releases import Earlier
from tp_cli.run import run_stages
from tp_cli.start import make_sample
from tp_cli.store import Store
from tp_cli.trace import Tracer

Counted = tuple[Store, Place, Path]
LENSES = {
    "payments", "suppliers", "funding", "funding_control", "funding_streams", "prevention", "resources", "staff",
    "buildings", "outcomes", "scenarios", "scenario_notes",
}  # fmt: skip


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder = tmp_path_factory.mktemp("counted")
    return (*sample(folder), folder)


@pytest.fixture(scope="module")
def out(counted: Counted) -> Path:
    store, place, folder = counted
    write_packs(store, place, folder, ["publish"], [], folder / "outputs")
    return folder / "outputs"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Public]:
    """The public tables after lines were added to files of the sample, at rules of [disclosure] other than its own."""

    def change(added: dict[str, str] | None = None, **rules: int) -> Public:
        make_sample(tmp_path, shipped("sample_inputs"))
        for file, lines in (added or {}).items():
            path = tmp_path / "inputs" / f"{file}_2024-25.csv"
            path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + lines + "\n", encoding="utf-8")
        place, store = load_place(tmp_path), Store(tmp_path)
        run_stages(store, place, tmp_path, unseen)
        return tables(store, place.model_copy(update={"disclosure": place.disclosure.model_copy(update=rules)}))

    return change


def tables(store: Store, place: Place) -> Public:
    return public_tables(store, place, gather(store, place), "public", Earlier())


def row(public: Public, table: str, key: str) -> Row:
    return next(row for row in public.tables[table] if row["key"] == key)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_the_whole_pack_passes_the_checklist(out: Path, form: str) -> None:
    result = check_file(out / f"publish.{form}")
    assert result.passes, result


def test_every_table_is_there_and_every_reference_leads_to_rows_of_files(counted: Counted, out: Path) -> None:
    assert {name for name, rows in tables(*counted[:2]).tables.items() if rows} >= LENSES
    tracer, seen = Tracer(*counted), 0
    for path in sorted((out / "publish").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for each in csv.DictReader(file):
                if not each["reference"].startswith("project/"):
                    assert tracer.trace(each["reference"]).adds_up, (path.name, each["reference"])
                    seen += 1
    assert seen > 100


def test_no_individual_and_no_payee_without_a_name_is_named(counted: Counted) -> None:
    public = tables(*counted[:2])
    *named, whole = public.tables["suppliers"]
    assert {one["class"] for one in named} == {"supplier", "public body"}
    assert not [one for one in named if "redact" in str(one["supplier"]).casefold()]
    assert whole["amount"] == 270_000_000_00
    assert all(int(str(one["amount"])) >= 25_000_00 for one in named)


def test_what_is_left_of_all_payments_says_nothing_of_one_payee(counted: Counted) -> None:
    """One payee's name was taken out: with all others named, the total would say what that one was paid."""
    store, place, _ = counted
    shown = {str(one["supplier"]) for one in tables(store, place).tables["suppliers"]}
    lines = store.read("lines").filter(pl.col("payee").is_not_null() & pl.col("payee_agency").is_null()).collect()
    left = lines.filter(~pl.col("payee").is_in(shown) & ~pl.col("payee").str.contains("(?i)individual"))
    paid = dict(left.group_by("payee").agg(pl.col("amount_pence").sum()).iter_rows())
    assert any("REDACTED" in payee.upper() for payee in paid)
    assert not says_too_much(Contributions(payees=paid), place.disclosure)


def test_names_are_given_up_smallest_first_until_the_rest_is_safe() -> None:
    rules = Place.model_validate({"place": {"name": "A", "code": "A", "years": ["2024-25"]}}).disclosure
    sizes = {"redacted": 50, **{f"supplier {n}": n * 40 for n in range(1, 20)}}
    named = nameable([Contributions(payees=sizes)], [name for name in sizes if name != "redacted"], [], rules)
    assert 5 <= len(named.payees) < 19
    assert "supplier 1" not in named.payees and "supplier 19" in named.payees
    rest = Contributions(payees={name: pence for name, pence in sizes.items() if name not in named.payees})
    assert not says_too_much(rest, rules)


def test_a_supplier_of_little_is_not_named(changed: Callable[..., Public]) -> None:
    shown = changed(suppliers_from=5_000_000_00).tables["suppliers"]
    assert 3 <= len(shown) < 12
    assert all(int(str(one["amount"])) >= 5_000_000_00 for one in shown)


def test_three_people_of_one_body_and_function_are_hidden_with_their_pay(changed: Callable[..., Public]) -> None:
    public = changed({"staff": "fire,Estates and facilities,2.5,3,150000.00"})
    few = [one for one in public.tables["staff"] if one["headcount"] == "[c]"]
    assert few
    assert {str(one[name]) for one in few for name in ("fte", "headcount", "pay", "per_fte")} == {"[c]"}
    fire = row(public, "resources", "agency=fire")
    alone = row(public, "staff", "function=fire-protection-and-prevention")
    assert "[c]" in (fire["headcount"], alone["headcount"])  # the one less the other would be the three


def test_a_stream_of_a_body_that_withholds_cannot_be_had_from_any_sum(changed: Callable[..., Public]) -> None:
    public = changed({"streams": "Repairs grant,housing,DLUHC,Welfare,700000.00,yes,no,2,2025-03-31"})
    assert not [one for one in public.tables["funding_streams"] if one["stream"] == "Repairs grant"]
    welfare = row(public, "funding", "theme=Welfare")
    streams = [one for one in public.tables["funding_streams"] if one["theme"] == "Welfare"]
    assert "[c]" in (welfare["total"], *(one["amount"] for one in streams))


def test_a_number_of_three_people_and_an_answer_of_four_are_hidden(changed: Callable[..., Public]) -> None:
    added = [
        f"{name},{year},{value},{unit},lower,{n},outcome,,,,"
        for name, unit, n in (("Deaths in custody", "people", ""), ("Felt heard", "%", "4"), ("Wait", "days", ""))
        for year, value in (("2023-24", "6"), ("2024-25", "3"))
    ]
    public = changed({"outcomes": "\n".join(added)})
    values = {one["indicator"]: one["value_after"] for one in public.tables["outcomes"]}
    assert (values["Deaths in custody"], values["Felt heard"]) == ("[c]", "[c]")
    assert values["Wait"] == 3


def test_a_scenario_that_leans_on_a_hidden_total_shows_no_money(counted: Counted, tmp_path: Path) -> None:
    store, place = sample(tmp_path)
    lines = store.read("lines").sort("line_id").collect()
    of_one = lines.with_columns(
        payee=pl.when(pl.col("agency") == "police").then(pl.lit("Security Ltd")).otherwise("payee")
    )
    store.replace("lines", of_one.select(list(TABLES["lines"].schema)), "changed")
    lay_beside(store)
    public = tables(store, place)
    assert row(public, "agencies", "agency=police")["amount"] == "[c]"
    shown: dict[str, set[Any]] = {}
    for one in public.tables["scenarios"]:
        shown.setdefault(str(one["scenario"]), set()).add(one["amount"])
    assert shown["as-usual"] == shown["one-grant"] == {"[c]", "[z]"}
    assert shown["pilots"] >= {pence_of("204200000.00")}


def test_scenarios_stand_on_a_page_with_their_caveats_or_not_at_all(counted: Counted, tmp_path: Path) -> None:
    store, place, _ = counted
    eject_templates(tmp_path / "templates")
    plan = tmp_path / "templates" / "publish" / "publish.toml.j2"
    text = plan.read_text(encoding="utf-8")
    start = text.index('[[table]]\nname = "Scenario_caveats"')
    plan.write_text(text[:start] + text[text.index("{% endif %}", start) :], encoding="utf-8")
    page = tmp_path / "templates" / "publish" / "publish.j2"
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if "scenario_notes" not in line]
    page.write_text("\n".join(lines), encoding="utf-8")
    for form in ("csv", "md", "html"):
        with pytest.raises(TpError) as stopped:
            write_packs(store, place, tmp_path, ["publish"], [form], tmp_path / "out")
        assert {problem.code for problem in stopped.value.problems} == {"caveat-left-out"}
    assert not (tmp_path / "out").exists()
