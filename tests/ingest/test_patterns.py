"""Which files a [[source]] means: in name order, temporary files left out, what is missing said with the nearest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tp_cli.ingest.files import source_files
from tp_cli.place import Source


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_files_come_in_name_order_and_once(tmp_path: Path) -> None:
    touch(tmp_path, "inputs/council_b.csv", "inputs/council_a.csv", "inputs/~$council_a.csv", "inputs/.council_c.csv")
    source = Source(files=["inputs/council_*.csv", "inputs/council_a.csv", "inputs/*"])
    files, problems = source_files(tmp_path, source)
    assert [path.name for path in files] == ["council_a.csv", "council_b.csv"]
    assert problems == []


@pytest.mark.parametrize("pattern", ["shared/a.csv", "shared/*.csv", "shared/../shared/[a].csv"])
def test_a_pattern_may_lead_out_of_the_place(tmp_path: Path, pattern: str) -> None:
    touch(tmp_path, "shared/a.csv", "place/place.toml")
    for text in (f"../{pattern}", (tmp_path / pattern).as_posix()):
        files, _ = source_files(tmp_path / "place", Source(files=text))
        assert [path.resolve() for path in files] == [tmp_path.resolve() / "shared" / "a.csv"]


def test_a_file_that_is_not_there_is_said_with_the_nearest(tmp_path: Path) -> None:
    touch(tmp_path, "inputs/council.csv")
    files, (problem,) = source_files(tmp_path, Source(files="inputs/councel.csv"))
    assert (files, problem.code) == ([], "no-file")
    assert "council.csv" in problem.found
    assert 'files = "inputs/councel.csv"' in problem.where
