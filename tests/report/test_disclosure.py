"""What says too much of one payee is hidden before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.report import sample_place as sample
from tp_cli.place import Disclosure, Place
from tp_cli.report.disclosure import Contributions, number_cell, says_too_much, too_few
from tp_cli.report.gather import gather
from tp_cli.report.pack import write_packs
from tp_cli.report.public.tables import Public, public_tables
from tp_cli.report.releases import Earlier, read_earlier
from tp_cli.store import Store

RULES = Disclosure()
NHS = "count/agency_cofog/agency=nhs,cofog=07/amount"


def money(*payees: int, own: int = 0) -> Contributions:
    return Contributions(own, {f"payee {n}": pence for n, pence in enumerate(payees)})


@pytest.mark.parametrize(
    ("behind", "hidden"),
    [
        (money(80, 10, 5, 5, 5, 0), True),  # two largest have 86%
        (money(80, 10, 5, 5), True),  # and there are four
        (money(20, 20, 20, 20), True),  # four payees: fewer than five
        (money(20, 20, 20, 20, 20), False),
        (money(own=100), False),  # a body's own account
        (money(), False),
        (money(1, own=1000), False),
        (money(900, own=100), True),  # one supplier is nine tenths of it
        (money(-80, -10, -5, -5, -5), True),  # recoveries count whatever their sign
        (money(50, 34, 4, 4, 4, 4), False),  # 84%, and the rest is 32% of the largest
    ],
)
def test_the_three_rules_for_money(behind: Contributions, hidden: bool) -> None:
    assert says_too_much(behind, RULES) is hidden


def test_precision_catches_what_dominance_does_not() -> None:
    rules = Disclosure(share_pct=100, threshold=2)
    assert says_too_much(money(100, 60, 3, 3, 3), rules)  # the second knows the first to within 9%
    assert not says_too_much(money(100, 60, 4, 3, 3), rules)


def test_numbers_of_people_are_hidden_under_the_threshold_and_nought_is_shown() -> None:
    assert [too_few(people, RULES) for people in (0, 1, 4, 5, 25)] == [False, True, True, False, False]
    assert number_cell("people", 4, RULES).sensitive


def with_payments(folder: Path, amounts: list[int], payees: list[str] | None = None) -> Store:
    """The sample place, where the NHS body's 112m of health is paid to named suppliers."""
    names = payees or [f"Supplier {n}" for n in range(len(amounts))]
    lines: list[dict[str, Any]] = [
        {"line_id": f"paid-{n}", "source_id": "nhs", "agency": "nhs", "payee": name, "amount_pence": pence}
        for n, (name, pence) in enumerate(zip(names, amounts, strict=True))
    ]
    parts = [
        part | {"cofog": "07"}
        for part in sample.parts()
        if not (part["agency"] == "nhs" and part["state"] == "counted")
    ]
    parts += [
        {"line_id": f"paid-{n}", "part": 1, "agency": "nhs", "state": "counted", "amount_pence": pence, "cofog": "07"}
        for n, pence in enumerate(amounts)
    ]
    return sample.fill(folder, lines=lines, parts=parts)


def published(store: Store, place: Place | None = None, earlier: Earlier | None = None) -> Public:
    place = place or sample.place()
    return public_tables(store, place, gather(store, place), "public", earlier or Earlier())


def cell(public: Public, table: str, key: str, field: str) -> object:
    return next(row[field] for row in public.tables[table] if row["key"] == key)


def test_a_cell_of_eighty_ten_five_and_five_is_confidential_and_so_is_what_gives_it_away(tmp_path: Path) -> None:
    tenths = 112 * 10**8 // 100
    public = published(with_payments(tmp_path, [80 * tenths, 10 * tenths, 5 * tenths, 5 * tenths]))
    for field in ("amount", "per_head", "share"):
        assert cell(public, "agencies", "agency=nhs", field) == "[c]"
    assert cell(public, "matrix", "agency=nhs", "by_function.07") == "[c]"
    assert cell(public, "bridge", "agency=nhs", "counted") == "[c]"
    hidden = [row["agency"] for row in public.tables["agencies"] if row["amount"] == "[c]"]
    assert len(hidden) >= 2
    assert cell(public, "agencies", "total", "amount") == 554 * 10**8
    assert public.hidden == sum(value is None for value in public.values.values()) > 4


def test_many_suppliers_hide_nothing(tmp_path: Path) -> None:
    public = published(with_payments(tmp_path, [112 * 10**8 // 8] * 8))
    assert (public.hidden, cell(public, "agencies", "agency=nhs", "amount")) == (0, 112 * 10**8)


def test_one_supplier_written_in_two_ways_is_one_supplier(tmp_path: Path) -> None:
    names = ["Acme Care Ltd", "ACME CARE LTD.", "acme-care ltd", "Acme  Care  Ltd", "B", "C", "D", "E"]
    assert published(with_payments(tmp_path, [26 * 10**8] * 4 + [2 * 10**8] * 4, names)).hidden
    assert published(with_payments(tmp_path / "2", [26 * 10**8] * 4 + [2 * 10**8] * 4)).hidden == 0


def test_individual_claimants_are_many_but_a_redacted_name_is_one(tmp_path: Path) -> None:
    assert published(with_payments(tmp_path, [112 * 10**8], ["Individual claimants"])).hidden == 0
    assert published(with_payments(tmp_path / "2", [112 * 10**8], ["REDACTED PERSONAL DATA"])).hidden > 0


def test_the_threshold_is_the_place_s_own(tmp_path: Path) -> None:
    store = with_payments(tmp_path, [112 * 10**8 // 8] * 8)
    place = Place.model_validate({**sample.place().model_dump(by_alias=True), "disclosure": {"threshold": 9}})
    assert published(store, place).hidden > 0


def test_payments_between_bodies_do_not_give_a_hidden_reconciliation_away(tmp_path: Path) -> None:
    public = published(with_payments(tmp_path, [112 * 10**8], ["One Supplier"]))
    for row in public.tables["bridge"]:
        if row["eliminated"] == "[c]":
            paid = [
                one for one in public.tables["transfers"] if f"payer={str(row['key'])[7:]}," in str(one["reference"])
            ]
            assert any(one["amount"] == "[c]" for one in paid)


def release(store: Store, folder: Path, out: str) -> None:
    write_packs(store, sample.place(), folder, ["publish"], ["csv"], folder / out)


def earlier_of(store: Store, folder: Path) -> Earlier:
    return read_earlier(folder, store.root / "releases", "E08000099", "2024-25")


def test_the_same_release_twice_is_one_release_with_the_same_cells_hidden(tmp_path: Path) -> None:
    store = with_payments(tmp_path, [112 * 10**8], ["One Supplier"])
    release(store, tmp_path, "a")
    release(store, tmp_path, "b")
    assert len(list((tmp_path / "releases").glob("*.json"))) == 1
    assert [p.read_bytes() for p in sorted((tmp_path / "a").rglob("*.csv"))] == [
        p.read_bytes() for p in sorted((tmp_path / "b").rglob("*.csv"))
    ]


def test_a_release_cannot_be_subtracted_from_an_earlier_one(tmp_path: Path) -> None:
    """Eight suppliers, then a ninth: either total could be shown, both together would give the ninth away."""
    amounts = [112 * 10**8 // 8] * 8
    before = with_payments(tmp_path, amounts)
    release(before, tmp_path, "first")
    figures = sample.figures()
    more = 5 * 10**8
    for one in figures.rows:
        if one["column"] in ("amount", "counted", "ingested", "low", "high") and (
            "agency=nhs" in one["key"] or one["key"] in ("total", "cofog=07", "state=counted", "state=reported")
        ):
            one["value"] = f"{float(one['value']) + more / 100:.2f}"
    after = with_payments(tmp_path, [*amounts, more])
    after.replace("figures", sample.frame("figures", figures.rows), "more")
    assert cell(published(after), "agencies", "agency=nhs", "amount") == 117 * 10**8
    public = published(after, earlier=earlier_of(after, tmp_path))
    assert cell(public, "agencies", "agency=nhs", "amount") == "[c]"
    assert cell(public, "matrix", "agency=nhs", "by_function.07") == "[c]"


def test_what_went_out_once_is_said_when_it_is_hidden_too_late(tmp_path: Path) -> None:
    many = with_payments(tmp_path, [112 * 10**8 // 8] * 8)
    release(many, tmp_path, "first")
    few = with_payments(tmp_path, [112 * 10**8], ["One Supplier"])
    public = published(few, earlier=earlier_of(few, tmp_path))
    assert [problem.code for problem in public.problems if problem.code == "given-away"]
    assert cell(public, "agencies", "agency=nhs", "amount") == "[c]"


def test_a_release_file_that_is_spoilt_stops_the_next_release(tmp_path: Path) -> None:
    from tp_cli.errors import TpError

    store = sample.fill(tmp_path)
    release(store, tmp_path, "first")
    (file,) = (tmp_path / "releases").glob("*.json")
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(TpError) as error:
        release(store, tmp_path, "second")
    assert error.value.problems[0].code == "release-unreadable"
