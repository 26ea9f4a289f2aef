"""A count of ten million lines, beside a bare scan and sum of one column, and beside DuckDB running the same query."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import polars as pl

from bench.measure import compare
from tp_cli import map as mapping
from tp_cli.ledger import TABLES
from tp_cli.store import Store

LINES = 10_000_000
SOURCES, SERVICES, SUPPLIERS = 50, 2_000, 20_000
_FLOOR = "import polars, sys; polars.scan_parquet(sys.argv[1]).select(polars.col('amount_pence').sum()).collect()"
_DUCKDB = """
import duckdb, sys
lines, mapped, out = sys.argv[1:]
base = duckdb.connect()
base.sql(f'''
    create view settled as select line_id, m.part, source_id, l.agency, year, basis, status, role, sector, cofog, theme,
        nature, control, case when scope = 'housing_revenue_account' then 'memo' else 'counted' end as state,
        case when weight_den = 1 then amount_pence when m.part = 1 then amount_pence - amount_pence // weight_den
            else amount_pence // weight_den end as amount_pence
    from '{lines}' l join '{mapped}' m using (line_id) where basis <> 'control' and year = '2024-25'
''')
base.sql(f"copy (select * from settled) to '{out}/parts.parquet' (format parquet)")
base.sql(f'''
    copy (select source_id, agency, basis, status, role, sector, cofog, theme, nature, control, state,
        sum(amount_pence) as pence from settled group by all) to '{out}/cells.parquet' (format parquet)
''')
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines, mapped = _fill(folder)
        ours = ["-m", "tp_cli", "count", "--quiet", "--place", str(folder)]
        compare("count, 10M lines, scan and sum", ["-c", _FLOOR, str(lines)], ours, 8.0, lambda: None, 3)
        theirs = ["-c", _DUCKDB, str(lines), str(mapped), str(folder)]
        compare("count, 10M lines, DuckDB", theirs, ours, 1.5, lambda: None, 3)


def _fill(folder: Path) -> tuple[Path, Path]:
    """A place of fifty bodies with its lines and what they are for in the store; the files of the two tables."""
    agencies = "".join(f'[[agency]]\nid = "a{n:02}"\nname = "Body {n}"\nkind = "council"\n' for n in range(SOURCES))
    facts = '[place]\nname = "Wrenborough"\ncode = "E08000099"\nyears = ["2024-25"]\n'
    (folder / "place.toml").write_text(facts + agencies, encoding="utf-8")
    store = Store(folder)
    tables = {"lines": _lines(), "mapped": _mapped()}
    for table, rows in tables.items():
        path = folder / f"{table}.parquet"
        _typed(table, rows).sink_parquet(path)
    for table in ("lines", "mapped"):
        made_from = mapping.fingerprint(store, folder) if table == "mapped" else ""
        store.replace_streamed(table, [pl.scan_parquet(folder / f"{table}.parquet")], made_from)
    store.replace("sources", _typed("sources", _sources()).collect(), "")
    shutil.rmtree(folder / "outputs", ignore_errors=True)
    return folder / "lines.parquet", folder / "mapped.parquet"


def _lines() -> pl.LazyFrame:
    number = pl.col("n")
    source = (number // (LINES // SOURCES)).cast(pl.String).str.zfill(2)
    row = number % (LINES // SOURCES) + 2
    return (
        pl.LazyFrame({"n": pl.int_range(LINES, eager=True)})
        .with_columns(source_id=pl.format("source-{}", source), row=row)
        .with_columns(
            line_id=pl.format("{}.1.D{}", "source_id", "row"), agency=pl.format("a{}", source), batch=pl.lit("b"),
            agency_name=pl.format("Body {}", source), agency_kind=pl.lit("council"), year=pl.lit("2024-25"),
            basis=pl.lit("outturn"), layout=pl.lit("spend"), status=pl.lit("supplied"), role=pl.lit("spend"),
            amount_pence=(number.hash(1) % 1_000_000).cast(pl.Int64) - 20_000, sheet=pl.lit(""),
            payee=pl.format("Supplier {}", number.hash(2) % SUPPLIERS), cell=pl.format("D{}", "row"),
            service=pl.format("Service {}", number.hash(3) % SERVICES),
        )
    )  # fmt: skip


def _mapped() -> pl.LazyFrame:
    """Every fortieth service is split in two."""
    service = pl.col("service").str.slice(8).cast(pl.Int64)
    split = service % 40 == 0
    return (
        _lines()
        .with_columns(part=pl.when(split).then(pl.lit([1, 2])).otherwise(pl.lit([1])))
        .with_columns(
            weight_num=pl.lit(1), weight_den=pl.when(split).then(2).otherwise(1),
            cofog=pl.format("{}.{}", (service % 10 + 1).cast(pl.String).str.zfill(2), service % 5 + 1),
            theme=pl.format("theme {}", service % 12), nature=pl.lit("third-party"), control=pl.lit("1"),
            scope=pl.when(service % 20 == 1).then(pl.lit("housing_revenue_account")), rule=pl.lit("r"),
            how=pl.lit("exact"),
        )
        .explode("part")
    )  # fmt: skip


def _sources() -> pl.LazyFrame:
    each = LINES // SOURCES
    stated = {"batch": "b", "kind": "spend", "basis": "outturn", "year": "2024-25", "reports": "gross", "lines": each,
              "status": "supplied", "rows_read": each, "rows_accepted": each, "rows_rejected": 0, "rows_non_data": 0}  # fmt: skip
    names = [f"source-{number:02}" for number in range(SOURCES)]
    return pl.LazyFrame({"source_id": names, "file": names, "role": names}).with_columns(
        pl.lit(value).alias(name) for name, value in stated.items()
    )


def _typed(table: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The table's columns, those that are not given empty."""
    given = rows.collect_schema().names()
    return rows.select(
        (pl.col(name) if name in given else pl.lit(None)).cast(kind).alias(name)
        for name, kind in TABLES[table].schema.items()
    )
