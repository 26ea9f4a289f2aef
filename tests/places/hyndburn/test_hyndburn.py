"""Hyndburn, 2023-24, from the publishers' files: a district in a two-tier county, beside a second opinion."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.second_opinion import hyndburn as second
from tp_cli.count import CountResult, count, look, view_of
from tp_cli.ingest import Options, from_place, ingest
from tp_cli.map.mapping import map_lines
from tp_cli.place import Place, load_place
from tp_cli.store import Store
from tp_cli.trace import untrue_figures

DATA = second.SPEND.parent
PLACE_FILE = Path(__file__).parent / "place.toml"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the published files are not here: they belong in ../shared/data, beside the project"
)


@pytest.fixture(scope="module")
def place_and_store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Store]:
    folder = tmp_path_factory.mktemp("hyndburn")
    text = PLACE_FILE.read_text(encoding="utf-8").replace("../../../../shared/data", DATA.as_posix())
    (folder / "place.toml").write_text(text, encoding="utf-8")
    place, store = load_place(folder), Store(folder)
    ingest(store, place, folder, *from_place(place, folder), Options())
    map_lines(store, place, folder)
    return place, store


@pytest.fixture(scope="module")
def hyndburn(place_and_store: tuple[Place, Store]) -> CountResult:
    place, store = place_and_store
    return count(store, place, view_of(place, None, None, None))


@pytest.fixture(scope="module")
def opinion() -> second.Opinion:
    return second.give_opinion()


def by_agency(result: CountResult, column: str) -> dict[str, int]:
    return dict(result.answer.bridge.select("agency", column).iter_rows())


def test_what_each_body_paid_is_read_whole(hyndburn: CountResult, opinion: second.Opinion) -> None:
    read = by_agency(hyndburn, "ingested")
    assert read == opinion.reported == {"council": 1_882_551_048, "police": 10_432_277_362, "fire": 2_452_516_932}


def test_police_and_fire_are_shared_and_a_second_opinion_agrees(hyndburn: CountResult, opinion: second.Opinion) -> None:
    assert by_agency(hyndburn, "counted") == opinion.counted
    assert hyndburn.answer.counted.total_pence == sum(opinion.counted.values()) == 2_573_906_320
    assert hyndburn.answer.coverage.apportioned_pct == "26.9"


def test_every_line_is_there_once(hyndburn: CountResult, opinion: second.Opinion) -> None:
    parts = hyndburn.answer.counted.parts
    assert parts["line_id"].n_unique() == opinion.lines == 22_678
    assert hyndburn.answer.reconciles


def test_the_title_says_that_county_services_are_missing(hyndburn: CountResult) -> None:
    assert hyndburn.answer.title.endswith("; a district in a two-tier county, county services missing")
    assert "adult social care" in dict(hyndburn.answer.caveats)["missing-tier"]


def test_bodies_known_by_payments_only_take_nothing_off_each_other(hyndburn: CountResult) -> None:
    """Nothing proves that the payee spent the money again, so each payment stays counted and is listed."""
    entries = {(entry.payer, entry.payee): entry for entry in hyndburn.answer.counted.entries}
    assert set(entries) == {
        ("council", "police"), ("fire", "council"), ("fire", "police"), ("police", "council"), ("police", "fire"),
    }  # fmt: skip
    assert all("payments only" in entry.note and not entry.eliminated_pence for entry in entries.values())
    assert sorted(hyndburn.answer.coverage.partial) == ["council", "fire", "police"]


def test_a_cut_by_supplier_adds_up_to_the_total(place_and_store: tuple[Place, Store]) -> None:
    place, store = place_and_store
    result = count(store, place, view_of(place, None, None, "supplier,agency"), keep=False)
    assert sum(round(float(row) * 100) for row in result.rows["amount"]) == 2_573_906_320


def test_suppliers_and_every_figure_of_a_place_known_by_payments(
    hyndburn: CountResult, place_and_store: tuple[Place, Store]
) -> None:
    place, store = place_and_store
    found = look(store, place, view_of(place, None, None, None), "suppliers")
    classes = {row.key: row.values[0] for row in found.finding.tables[1].rows}
    council = next(row for row in found.finding.tables[2].rows if row.key == "agency=council")
    assert council.values[0] == 1_882_551_048
    assert classes.pop("class=all") == sum(int(pence or 0) for pence in classes.values())
    assert untrue_figures(store, place, store.root.parent)[0] == []
