"""Damaged files: each is read or refused with a reason, within the limits, whatever was done to it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.ingest.fuzzing import mutated
from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Exit, TpError
from tp_cli.ingest.source import read_source
from tp_cli.place import Source, empty_place

FILES = int(os.environ.get("TP_FUZZ", "120"))  # `make fuzz` reads thousands
SEED = int(os.environ.get("TP_FUZZ_SEED", "1"))


def test_a_damaged_file_is_read_whole_or_refused_with_its_reason(tmp_path: Path) -> None:
    place = empty_place("council")
    finder, agency = AgencyFinder(place), place.agencies[0].id
    outcomes = {"read": 0, "refused": 0}
    slowest = 0.0
    for name, data in mutated(FILES, SEED):
        path = tmp_path / name
        path.write_bytes(data)
        start = time.perf_counter()
        outcomes[_outcome(path, agency, finder)] += 1
        slowest = max(slowest, time.perf_counter() - start)
        path.unlink()
    print(f"{FILES} files: {outcomes['read']} read, {outcomes['refused']} refused, slowest {slowest:.2f} s")
    assert outcomes["read"] and outcomes["refused"]


def _outcome(path: Path, agency: str, finder: AgencyFinder) -> str:
    try:
        reading = read_source(path, Source.model_validate({"files": path.name, "agency": agency}), "", "", finder)
    except TpError as error:
        assert error.problems and all(problem.found and problem.fix for problem in error.problems), path.name
        assert error.exit_code in (Exit.UNREADABLE, Exit.USAGE), path.name
        return "refused"
    for sheet in reading.sheets:
        assert sum(sheet.rows[state] for state in ("accepted", "rejected", "non_data")) == sheet.rows["read"], path.name
    return "read"
