"""`tp check`: whatever is changed behind the program's back is found and said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Tp, as_json
from tests.sample_runs import sample_after
from tp_cli.store import Store


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return sample_after(tmp_path / "wrenborough", "run")


def failing(tp: Tp, folder: Path) -> dict[str, str]:
    """Name → detail of the checks that fail; the exit code says whether there are any."""
    result = tp("check", "--json", "--place", folder)
    checks = as_json(result)
    assert checks["schema"] == "tp.check/1"
    found = {check["name"]: check["detail"] for check in checks["checks"] if not check["holds"]}
    assert result.exit_code == (1 if found else 0) and checks["holds"] is (not found)
    return found


def test_a_place_that_nobody_touched_holds(tp: Tp, whole: Path) -> None:
    assert failing(tp, whole) == {}
    rows = tp("check", "--place", whole).stdout.splitlines()
    assert rows[0].split("\t") == ["name", "title", "holds", "detail"] and len(rows) == 9


def test_checking_changes_nothing(tp: Tp, whole: Path) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {
            p: (p.stat().st_size, p.stat().st_mtime_ns) for p in whole.rglob("*") if p.is_file() and p.name != "lock"
        }

    before = state()
    tp("check", "--place", whole)
    assert state() == before


def test_an_input_of_which_a_byte_changed_is_named(tp: Tp, whole: Path) -> None:
    path = whole / "inputs" / "dwp_2024-25.csv"
    path.write_bytes(path.read_bytes() + b" ")
    found = failing(tp, whole)
    assert "inputs/dwp_2024-25.csv has changed" in found["files"]
    path.unlink()
    assert "inputs/dwp_2024-25.csv is not there" in failing(tp, whole)["files"]


def change(folder: Path, table: str, do: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """A stored table with something else in it, its fingerprint as it was."""
    store = Store(folder)
    store.replace(table, do(store.read(table).collect()), store.fingerprint(table))


def test_a_part_of_which_a_penny_is_gone_is_named_by_file_and_body(tp: Tp, whole: Path) -> None:
    first = (pl.col("counterparty") == "schools").cum_sum().over("counterparty") == 1
    wrong = pl.when(first).then(pl.col("pence") - 1).otherwise("pence")
    change(whole, "taken", lambda taken: taken.sort("line_id", "order").with_columns(pence=wrong))
    found = failing(tp, whole)
    assert "council_outturn_2024-25.xlsx, council, counted" in found["parts"]
    assert "count/" in found["figures"]


def test_a_part_in_a_state_that_there_is_not_is_found(tp: Tp, whole: Path) -> None:
    wrong = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("kept back")).otherwise("state")
    change(whole, "settled", lambda settled: settled.with_columns(state=wrong))
    assert "parts" in failing(tp, whole)


def test_a_line_that_is_gone_or_changed_is_found(tp: Tp, whole: Path) -> None:
    store = Store(whole)
    lines = store.read("lines").collect().sort("line_id")
    store.replace("lines", lines.tail(-1), "")
    found = failing(tp, whole)
    assert "lines are missing or too many" in found["rows"] and "in the ledger, 0.00 in its parts" in found["parts"]
    store.replace("lines", lines.with_columns(pl.col("amount_pence") + 1), "")
    assert "do not add up to what was read" in failing(tp, whole)["rows"]


def test_a_figure_that_somebody_improved_is_found(tp: Tp, whole: Path) -> None:
    better = pl.when(pl.col("id") == "count/cofog/cofog=10/amount").then(pl.lit("252000000.01")).otherwise("value")
    change(whole, "figures", lambda figures: figures.with_columns(value=better))
    assert "count/cofog/cofog=10/amount: the stored figure says 252000000.01" in failing(tp, whole)["figures"]


def test_weights_that_do_not_make_a_whole_are_found(tp: Tp, whole: Path) -> None:
    change(whole, "purposes", lambda rows: rows.with_columns(weight_num=pl.col("weight_num") + 1))
    assert "mapping" in failing(tp, whole)


def test_numbers_of_purposes_that_were_written_anew_are_not_counted(tp: Tp, whole: Path) -> None:
    """A mapping cut off between its two tables: the numbers of one never stand for the purposes of the other."""
    change(whole, "purposes", lambda purposes: purposes.with_columns(purpose=pl.col("purpose").reverse()))
    result = tp("count", "--place", whole)
    assert result.exit_code == 2 and "tp map" in result.stderr


def test_an_output_that_was_edited_or_removed_is_named(tp: Tp, whole: Path) -> None:
    path = whole / "outputs" / "count.md"
    path.write_text(path.read_text(encoding="utf-8") + "and more\n", encoding="utf-8")
    found = failing(tp, whole)["outputs"]
    assert "count.md has changed since it was written" in found
    path.unlink()
    assert "count.md is not there" in failing(tp, whole)["outputs"]


def test_a_record_of_outputs_that_cannot_be_read_is_found(tp: Tp, whole: Path) -> None:
    (whole / ".tp" / "report.json").write_text("{", encoding="utf-8")
    assert "outputs" in failing(tp, whole)


def test_a_changed_place_toml_is_stale(tp: Tp, whole: Path) -> None:
    toml = whole / "place.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('capital = "in"', 'capital = "out"'), encoding="utf-8")
    assert "count" in failing(tp, whole)["fresh"]


def test_a_table_of_the_store_that_is_damaged_is_a_check_that_fails_and_no_bug(tp: Tp, whole: Path) -> None:
    (log,) = sorted((whole / ".tp" / "tables" / "settled").glob("*.parquet"))[-1:]
    log.write_bytes(log.read_bytes()[:-20])
    result = tp("check", "--json", "--place", whole)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["holds"] is False


def test_a_place_where_nothing_was_read_is_checked_too(tp: Tp, sample: Path) -> None:
    assert "fresh" in failing(tp, sample)
