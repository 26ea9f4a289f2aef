"""The kernel is one: Polars and DuckDB run the same functions on the same lines and give the same pennies."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tp_cli.division import kernel
from tp_cli.money import share_out
from tp_cli.words import SCOPES

duckdb = pytest.importorskip("duckdb")

DUCK = duckdb.connect(config={"threads": 1})

pence = st.integers(-(10**15), 10**15) | st.integers(-300, 300) | st.just(None)
shares = st.none() | st.integers(1, 10**9).flatmap(lambda body: st.tuples(st.integers(0, body), st.just(body)))
splits = st.lists(st.integers(0, 99), min_size=1, max_size=4).filter(lambda weights: sum(weights) > 0)
line = st.tuples(
    st.sampled_from(["council", "nhs"]),
    st.sampled_from(["outturn", "payments"]),
    st.sampled_from(["supplied", "estimated", "withheld", "tbc", "nil"]),
    st.sampled_from(["spend", "levy", "memo"]),
    st.sampled_from([None, *SCOPES]),
    pence,
    shares,
    splits,
)
switches = st.fixed_dictionaries({name: st.sampled_from(["in", "out", "memo"]) for name in SCOPES})


def frame(lines: list[tuple[Any, ...]]) -> pl.DataFrame:
    """One row a mapped part of each line, as the kernel takes them."""
    rows = [
        {
            "line_id": f"L{number}", "agency": agency, "basis": basis, "best_basis": "outturn", "status": status,
            "role": role, "scope": scope, "amount_pence": amount,
            "share_num": (share or (None, None))[0], "share_den": (share or (None, None))[1],
            "map_part": part, "weight_num": weight, "weight_den": sum(weights),
        }
        for number, (agency, basis, status, role, scope, amount, share, weights) in enumerate(lines)
        for part, weight in enumerate(weights, 1)
    ]  # fmt: skip
    wide = {"amount_pence": pl.Int64, "share_num": pl.Int64, "share_den": pl.Int64, "scope": pl.String}
    return pl.DataFrame(rows, schema_overrides=wide)


def engines(table: pl.DataFrame, folder: Path) -> Iterator[nw.LazyFrame[Any]]:
    """The same rows on Polars and on DuckDB."""
    path = folder / f"{len(table.columns)}.parquet"
    table.write_parquet(path)
    yield nw.from_native(table.lazy())
    yield nw.from_native(DUCK.read_parquet(str(path)))


def counted(rows: nw.LazyFrame[Any], scope: dict[str, str], taken: nw.LazyFrame[Any] | None = None) -> pl.DataFrame:
    """Every step of the kernel, one after the other, in a stated order."""
    settled = kernel.settle(
        kernel.share_by_weight(kernel.share_by_weight(kernel.apportion(rows), "in_pence"), "out_pence"), scope
    )
    pieces = kernel.number_parts(kernel.divide(settled, taken))
    columns = ["line_id", "part", "state", "amount_pence", "reason", "apportioned", "counterparty"]
    return collected(pieces.select(*columns)).sort("line_id", "part")


def collected(rows: nw.LazyFrame[Any]) -> pl.DataFrame:
    """The rows of either engine, whole numbers as 64 bits."""
    native = rows.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect()
    return pl.DataFrame(native.fetchall(), schema=native.columns, orient="row", infer_schema_length=None)


FEW = settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))  # each starts an engine


@FEW
@given(st.lists(line, min_size=1, max_size=40), switches)
def test_polars_and_duckdb_give_the_same_pennies(lines: list[tuple[Any, ...]], scope: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        polars, duck = (counted(rows, scope) for rows in engines(frame(lines), Path(folder)))
    assert polars.rows() == duck.rows()
    whole = {f"L{number}": each[5] or 0 for number, each in enumerate(lines)}
    sums = polars.group_by("line_id").agg(pl.col("amount_pence").fill_null(0).sum())
    assert dict(sums.iter_rows()) == whole


@FEW
@given(st.lists(line, min_size=1, max_size=40), switches, st.integers(1, 99))
def test_what_is_taken_off_is_the_same_on_both(
    lines: list[tuple[Any, ...]], scope: dict[str, str], percent: int
) -> None:
    """A part of each counted piece is taken off, in two goes where it is more than a pound."""
    table = frame(lines)
    with tempfile.TemporaryDirectory() as folder:
        plain = counted(nw.from_native(table.lazy()), scope)
        first = plain.filter((pl.col("state") == "counted") & (pl.col("amount_pence").abs() > 200))
        off = first.filter(pl.col("part") == 1).select(
            "line_id", map_part=pl.lit(1, pl.Int64), order=pl.lit(2, pl.Int64),
            pence=pl.col("amount_pence") // 100 * percent, counterparty=pl.lit("nhs"), why=pl.lit("paid"),
        )  # fmt: skip
        off = pl.concat([off, off.with_columns(order=pl.lit(3, pl.Int64), pence=pl.lit(1, pl.Int64))])
        rows = zip(engines(table, Path(folder)), engines(off, Path(folder)), strict=True)
        polars, duck = (counted(parts, scope, taken) for parts, taken in rows)
    assert polars.rows() == duck.rows()
    assert int(polars.filter(state="eliminated")["amount_pence"].sum()) == int(off["pence"].sum())


@FEW
@given(st.lists(line, min_size=1, max_size=40))
def test_sums_by_any_column_are_the_same_on_both(lines: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sums = [
            collected(kernel.group(kernel.apportion(rows), ["agency", "basis", "scope"], "in_pence", "out_pence")).sort(
                "agency", "basis", "scope", nulls_last=True
            )
            for rows in engines(frame(lines), Path(folder))
        ]
    assert sums[0].rows() == sums[1].rows()


drivers = st.lists(st.integers(0, 10**8) | st.integers(10**15, 10**16), min_size=1, max_size=7).filter(any)


@FEW
@given(st.lists(pence, min_size=1, max_size=30), drivers, drivers)
def test_a_line_settled_over_areas_is_settled_alike_on_both(
    amounts: list[int | None], one: list[int], other: list[int]
) -> None:
    """Every second line over the areas of each of two bodies; every third by two numbers."""
    over = [kernel.Areas(tuple(each), (len(each) - 1,)) for each in (one, other)]
    table = pl.DataFrame(
        [
            {
                "line_id": f"L{number}",
                "amount_pence": amount,
                "share_over": at,
                "share_num": 1 if at is None else (one, other)[at][-1],
                "share_den": 3 if at is None else sum((one, other)[at]),
            }  # fmt: skip
            for number, amount in enumerate(amounts)
            for at in [(0, 1, None)[number % 3]]
        ],
        schema={
            "line_id": pl.String,
            **dict.fromkeys(("amount_pence", "share_num", "share_den", "share_over"), pl.Int64),
        },
    )
    with tempfile.TemporaryDirectory() as folder:
        shared = [
            collected(kernel.apportion(rows, over).select("line_id", "in_pence", "out_pence")).sort("line_id")
            for rows in engines(table, Path(folder))
        ]
    assert shared[0].rows() == shared[1].rows()
    for line_id, amount, at in table.select("line_id", "amount_pence", "share_over").iter_rows():
        weights = (one, other)[at] if at is not None else [1, 2]
        ours = shared[0].filter(line_id=line_id)["in_pence"].item()
        assert ours == (None if amount is None else share_out(amount, weights)[-1 if at is not None else 0])
