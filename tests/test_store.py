"""The tables of a place: whole after every change, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tp_cli.errors import Exit, TpError
from tp_cli.ledger import TABLES
from tp_cli.store import Store

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def rows(*pairs: tuple[str, int]) -> pl.DataFrame:
    """Lines of a source: (source id, pence)."""
    frame = pl.DataFrame(pairs, schema={"source_id": pl.String, "amount_pence": pl.Int64}, orient="row")
    frame = frame.with_row_index("row", 1).with_columns(line_id=pl.format("{}.{}", "source_id", "row"))
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in TABLES["lines"].schema.items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in TABLES["lines"].schema.items())


def held(store: Store, table: str = "lines") -> list[tuple[str, int]]:
    return sorted(store.read(table).select("source_id", "amount_pence").collect().rows())


def test_a_table_never_written_is_empty_with_its_columns(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.read("lines").collect().schema == TABLES["lines"].empty().schema
    assert store.history("lines") == ()
    assert store.version("lines") == -1
    assert store.fingerprint("lines") == ""
    assert not (tmp_path / ".tp").exists()


def test_rows_are_appended_and_read_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("lines", rows(("a", 1)))
    store.append("lines", rows(("b", 2)))
    assert held(store) == [("a", 1), ("b", 2)]


def test_one_source_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace_source("lines", "a", rows(("a", 1), ("a", 2)))
    store.replace_source("lines", "b", rows(("b", 3)))
    store.replace_source("lines", "a", rows(("a", 4)))
    assert held(store) == [("a", 4), ("b", 3)]
    store.replace_source("lines", "a", rows())
    assert held(store) == [("b", 3)]


@pytest.mark.parametrize("times", [1, 30_000])  # few rows go through the table's own writer, many as they stand
def test_texts_that_come_as_codes_in_any_order_are_read_as_texts_in_the_tables(tmp_path: Path, times: int) -> None:
    some = rows(*[("a", pence) for pence in range(2 * times)])
    sheets = pl.Series(["second", "first"] * times)
    frame = some.with_columns(sheet=sheets, payee=pl.lit("Ærø & Sons"))
    coded = frame.with_columns(
        pl.col("payee").cast(pl.Categorical(pl.Categories.random())),
        pl.col("sheet").cast(pl.Enum(["second", "first"])),
        basis=pl.lit(None, pl.Enum([])),
    )
    store = Store(tmp_path)
    store.replace_source("lines", "a", coded)
    store.sink_source("lines", "b", coded.with_columns(source_id=pl.lit("b")).lazy())
    store.append("lines", rows(("c", 1)))
    found = store.read_in_order("lines").collect()
    assert found.schema == TABLES["lines"].empty().schema
    of_a = found.filter(pl.col("source_id") == "a")
    assert of_a.equals(frame.sort("sheet", "row"))
    assert found.filter(pl.col("source_id") == "b")["sheet"].to_list() == sheets.to_list()


def test_a_source_taken_out_stays_in_history(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("lines", rows(("a", 1), ("b", 2)))
    store.remove_source("lines", "a")
    store.remove_source("lines", "never there")
    assert held(store) == [("b", 2)]
    assert [commit.version for commit in store.history("lines")] == sorted(
        (commit.version for commit in store.history("lines")), reverse=True
    )
    before = pl.read_delta(str(tmp_path / ".tp" / "tables" / "lines"), version=0)
    assert sorted(before["source_id"]) == ["a", "b"]


def test_a_name_with_a_quote_names_one_source_only(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("lines", rows(("a' OR '1'='1", 1), ("b", 2)))
    store.remove_source("lines", "a' OR '1'='1")
    assert held(store) == [("b", 2)]


def test_the_fingerprint_is_of_the_last_whole_replacement(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("lines", rows(("a", 1)), "first")
    store.replace("lines", rows(("a", 2)), "second")
    assert held(store) == [("a", 2)]
    assert store.fingerprint("lines") == "second"


def test_the_lock_may_be_taken_again_by_whoever_has_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.lock(), store.lock():
        store.append("lines", rows(("a", 1)))
    with Store(tmp_path).lock(seconds=0.1):
        assert held(store) == [("a", 1)]


def test_a_second_process_holding_the_place_is_exit_5_and_its_death_frees_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.lock():
        pass
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / ".tp" / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None and other.stdout.readline() == b"held\n"
    with pytest.raises(TpError) as caught, store.lock(seconds=0.2):
        pass
    assert caught.value.exit_code == Exit.OUTPUT
    assert caught.value.problems[0].code == "place-busy"
    other.kill()
    other.communicate()
    with store.lock(seconds=5):
        pass


def test_what_a_killed_run_left_half_written_is_swept_up(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("lines", rows(("a", 1)))
    tables = tmp_path / ".tp" / "tables"
    (tables / "lines" / "part-0.parquet#1").touch()
    (tables / "mapped").mkdir()
    (tables / "mapped" / "part-0.parquet").touch()
    with store.lock():
        assert sorted(path.name for path in tables.iterdir()) == ["lines"]
        assert not list(tables.glob("*/*#*"))
    assert held(store) == [("a", 1)]


def test_a_table_of_another_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("sources", TABLES["sources"].empty(), "")
    folder = tmp_path / ".tp" / "tables" / "caveats"
    pl.DataFrame({"code": ["a"]}).write_delta(folder.as_uri())
    with pytest.raises(TpError) as caught:
        store.read("caveats")
    (problem,) = caught.value.problems
    assert problem.code == "ledger-version" and "text, position" in problem.found and "tp run" in problem.fix
