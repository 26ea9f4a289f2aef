"""Files that other readers keep because they are difficult: each is read, or refused with its reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import TpError
from tp_cli.ingest.source import read_source
from tp_cli.place import Source, empty_place

FOLDER = Path(os.environ.get("TP_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "messy"
FILES = sorted(FOLDER.glob("*")) if FOLDER.is_dir() else []


@pytest.mark.skipif(not FILES, reason="the folder of difficult files is not at hand")
def test_each_is_read_or_refused_with_its_reason() -> None:
    place = empty_place("council")
    finder, agency = AgencyFinder(place), place.agencies[0].id
    for path in FILES:
        source = Source.model_validate({"files": path.name, "agency": agency})
        try:
            reading = read_source(path, source, "", "", finder)
        except TpError as error:
            assert all(problem.found and problem.fix for problem in error.problems), path.name
        else:
            assert any(sheet.table for sheet in reading.sheets), path.name
