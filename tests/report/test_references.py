"""Every reference that a page prints leads back to rows of files, and its value is what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.report.packs_of_sample import sample
from tp_cli.errors import TpError
from tp_cli.money import pence_of
from tp_cli.place import Place
from tp_cli.report.gather import gather
from tp_cli.report.partnership.facts import TABLES
from tp_cli.store import Store
from tp_cli.trace import Tracer

_WITH_AMOUNTS = ("commitments", "actors", "charges", "stances", "asks", "obstacles")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Place, Path]:
    folder = tmp_path_factory.mktemp("counted")
    return (*sample(folder), folder)


@pytest.fixture(scope="module")
def tracer(counted: tuple[Store, Place, Path]) -> Tracer:
    return Tracer(*counted)


def rows(counted: tuple[Store, Place, Path]) -> Iterator[tuple[str, Any]]:
    registers = gather(*counted[:2]).registers
    for name in TABLES:
        yield from ((name, row) for row in registers.table(name) if "reference" in {one.name for one in fields(row)})


def test_every_reference_of_a_register_s_row_is_traced(counted: tuple[Store, Place, Path], tracer: Tracer) -> None:
    seen = 0
    for name, row in rows(counted):
        result = tracer.trace(row.reference)
        assert result.adds_up, row.reference
        assert result.parts.height, row.reference
        assert set(result.parts["file"]) & {None} == set()
        if name in _WITH_AMOUNTS and row.amount is not None:
            assert pence_of(result.figure.value) == row.amount, row.reference
        seen += 1
    assert seen > 100


def test_every_total_of_the_registers_is_traced_to_the_penny(
    counted: tuple[Store, Place, Path], tracer: Tracer
) -> None:
    totals = gather(*counted[:2]).registers.partnership
    for name, reference in totals.references.items():
        result = tracer.trace(reference)
        assert result.sum is not None
        assert pence_of(result.sum) == getattr(totals, name), name


def test_one_row_of_a_register_leads_to_its_file_and_row(tracer: Tracer) -> None:
    result = tracer.trace("ingest/obstacles/obstacle=O3/amount")
    (part,) = result.parts.to_dicts()
    assert (part["file"], part["row"], part["amount"]) == ("inputs/obstacles_2024-25.csv", 4, "3500000.00")


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("ingest/stance/stance=signed/amount", "stances"),
        ("ingest/stances/stance=signed/amuont", "amount"),
        ("ingest/stances/stanse=signed/amount", "stance"),
        ("ingest/stances/stance=sigend/amount", "tp report"),
    ],
)
def test_what_is_not_there_gets_the_nearest(tracer: Tracer, words: str, nearest: str) -> None:
    with pytest.raises(TpError) as error:
        tracer.trace(words)
    assert nearest in error.value.problems[0].fix
