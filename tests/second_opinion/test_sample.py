"""The sample place three ways: by construction, in SQL, and by `tp`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.make_sample import ANSWERS, DEFAULT_DIR
from tests.second_opinion import sample as second
from tp_cli.count import CountResult, count, view_of
from tp_cli.ingest import Options, from_place, ingest
from tp_cli.map.mapping import map_lines
from tp_cli.place import load_place
from tp_cli.store import Store


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> CountResult:
    folder = tmp_path_factory.mktemp("wrenborough") / "place"
    shutil.copytree(DEFAULT_DIR, folder, ignore=shutil.ignore_patterns(".tp", "outputs"))
    place, store = load_place(folder), Store(folder)
    ingest(store, place, folder, *from_place(place, folder), Options())
    map_lines(store, place, folder)
    return count(store, place, view_of(place, None, None, "agency"))


@pytest.fixture(scope="module")
def opinion() -> second.Opinion:
    return second.give_opinion()


def pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def in_pounds(sums: Mapping[str, int]) -> dict[str, Decimal]:
    return {name: pounds(pence) for name, pence in sums.items()}


def test_sql_finds_the_answers_known_by_construction(opinion: second.Opinion) -> None:
    found = (opinion.reported, opinion.apportioned_out, opinion.eliminated, opinion.total, opinion.high)
    stated = (ANSWERS.reported, ANSWERS.apportioned_out, ANSWERS.eliminated, ANSWERS.counted, ANSWERS.high)

    assert tuple(map(pounds, found)) == stated
    assert in_pounds(opinion.agencies) == ANSWERS.counted_by_agency


def test_tp_finds_what_sql_finds(counted: CountResult, opinion: second.Opinion) -> None:
    states = counted.answer.states()

    assert counted.answer.counted.total_pence == opinion.total
    assert counted.answer.coverage.high_pence == opinion.high
    assert states["reported"] == opinion.reported
    assert states["apportioned_out"] == opinion.apportioned_out
    assert states["eliminated"] == opinion.eliminated


def test_tp_finds_what_sql_finds_agency_by_agency(counted: CountResult, opinion: second.Opinion) -> None:
    rows = {row["agency"]: Decimal(row["amount"]) for row in counted.rows.to_dicts()}

    assert rows == in_pounds(opinion.agencies)


def test_what_is_not_known_is_not_nought(counted: CountResult, opinion: second.Opinion) -> None:
    unresolved = counted.answer.counted.parts.filter(state="unresolved")

    assert unresolved.height == opinion.unknown == 4
    assert unresolved["amount_pence"].null_count() == 4
