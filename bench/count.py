"""A count of ten million lines, beside a bare scan and sum of one column, and beside DuckDB running the same query."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import polars as pl

from bench.measure import compare
from tp_cli import map as mapping
from tp_cli.division import mapping_stands_on
from tp_cli.ledger import TABLES
from tp_cli.store import Store

LINES = 10_000_000
SOURCES, SERVICES, SUPPLIERS, KINDS = 50, 2_000, 20_000, 120  # a source is one body's; 120 kinds of service
SHARED, OUTTURN = 3, 2  # bodies whose lines are shared by population; bodies known by their outturn, not by payments
_EACH = LINES // SOURCES
_FLOOR = """
import json, polars, sys
polars.scan_parquet(json.loads(sys.argv[1])).select(polars.col('amount_pence').sum()).collect()
"""
_DUCKDB = """
import duckdb, json, sys
lines, mapped, purposes = (json.loads(text) for text in sys.argv[1:4])
out = sys.argv[4]
base = duckdb.connect()
base.sql(f'''
    create table known as select *, agency in ('a00', 'a01', 'a02') as shared,
        case when scope = 'housing_revenue_account' then 'memo' else 'counted' end as state
    from read_parquet({purposes}) where basis <> 'control' and year = '2024-25'
''')
base.sql(f'''
    create view settled as select k.*, case when weight_den = 1 then amount_pence
        when k.part = 1 then amount_pence - amount_pence // weight_den else amount_pence // weight_den end as pence
    from (
        select amount_pence, purpose from read_parquet({lines}) positional join read_parquet({mapped})
    ) l join known k using (purpose)
''')
base.sql('''
    create view shares as select *, case when shared and state = 'counted'
        then pence // 3 + case when pence % 3 * 2 >= 3 then 1 else 0 end else pence end as own from settled
''')
base.sql(f'''
    copy (select source_id, agency, basis, status, role, sector, cofog, theme, nature, control, state,
        sum(own) as counted, sum(pence - own) as not_ours, count(*) as lines from shares group by all)
    to '{out}/cells.parquet' (format parquet)
''')
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = _fill(folder)
        ours = ["-m", "tp_cli", "count", "--quiet", "--place", str(folder)]
        compare("count, 10M lines, scan and sum", ["-c", _FLOOR, tables[0]], ours, 8.0, lambda: None, 5)
        theirs = ["-c", _DUCKDB, *tables, str(folder)]
        compare("count, 10M lines, DuckDB", theirs, ours, 1.5, lambda: None, 5)


def _fill(folder: Path) -> list[str]:
    """A place of fifty bodies in the store; the files of its lines, their purposes' numbers and these, as JSON."""
    shared = 'share = { driver = "population", place = 1, body = 3, year = "2024-25", source = "estimates" }\n'
    agencies = "".join(
        f'[[agency]]\nid = "{_id(n)}"\nname = "Body {n}"\nkind = "council"\n{shared if n < SHARED else ""}'
        for n in range(SOURCES)
    )
    facts = '[place]\nname = "Wrenborough"\ncode = "E08000099"\nyears = ["2024-25"]\n'
    (folder / "place.toml").write_text(facts + agencies, encoding="utf-8")
    store = Store(folder)
    store.replace("sources", _typed("sources", _sources()).collect(), "")
    for number in range(SOURCES):
        rows = _lines().filter(pl.col("n") // _EACH == number)
        store.sink_source("lines", f"source-{number:02}", _typed("lines", rows))
    made_from = mapping.fingerprint(store, folder)
    store.replace("purposes", _typed("purposes", _purposes()).collect(), made_from)
    store.replace_beside("mapped", _typed("mapped", _lines()), made_from, mapping_stands_on(store))
    files = [store.files_in_order(name) for name in ("lines", "mapped", "purposes")]
    return [json.dumps([str(path) for path in each]) for each in files]


def _id(number: int) -> str:
    return f"a{number:02}"


def _lines() -> pl.LazyFrame:
    """Lines of a source by row; every fiftieth kind of service is a payment to a body of the place."""
    number = pl.col("n")
    source = number // _EACH
    name = source.cast(pl.String).str.zfill(2)
    row = number % _EACH + 2
    kind = number.hash(3) % SERVICES % KINDS
    known = source >= SOURCES - OUTTURN
    paid = (kind == 7) & ~known
    return (
        pl.LazyFrame({"n": pl.int_range(LINES, eager=True)})
        .with_columns(source_id=pl.format("source-{}", name), row=row, purpose=(source * KINDS + kind).cast(pl.Int64))
        .with_columns(
            line_id=pl.format("{}.1.D{}", "source_id", "row"), agency=pl.format("a{}", name), batch=pl.lit("b"),
            agency_name=pl.format("Body {}", source), agency_kind=pl.lit("council"), year=pl.lit("2024-25"),
            basis=pl.when(known).then(pl.lit("outturn")).otherwise(pl.lit("payments")), layout=pl.lit("spend"),
            status=pl.lit("supplied"), role=pl.lit("spend"), sheet=pl.lit(""), cell=pl.format("D{}", "row"),
            amount_pence=(number.hash(1) % 1_000_000).cast(pl.Int64) - 20_000,
            payee=pl.format("Supplier {}", number.hash(2) % SUPPLIERS),
            service=pl.format("Service {}", number.hash(3) % SERVICES),
            payee_agency=pl.when(paid).then(pl.lit(_id(SOURCES - 1))),
        )
    )  # fmt: skip


def _purposes() -> pl.LazyFrame:
    """What the lines of each body and kind of service are for; every fortieth kind is split in two."""
    source, kind = pl.col("purpose") // KINDS, pl.col("purpose") % KINDS
    name = source.cast(pl.String).str.zfill(2)
    known = source >= SOURCES - OUTTURN
    split = kind % 40 == 0
    return (
        pl.LazyFrame({"purpose": pl.int_range(SOURCES * KINDS, eager=True)})
        .with_columns(part=pl.when(split).then(pl.lit([1, 2])).otherwise(pl.lit([1])))
        .with_columns(
            source_id=pl.format("source-{}", name), agency=pl.format("a{}", name), batch=pl.lit("b"),
            agency_name=pl.format("Body {}", source), agency_kind=pl.lit("council"), year=pl.lit("2024-25"),
            basis=pl.when(known).then(pl.lit("outturn")).otherwise(pl.lit("payments")),
            status=pl.lit("supplied"), role=pl.lit("spend"), sheet=pl.lit(""),
            payee_agency=pl.when((kind == 7) & ~known).then(pl.lit(_id(SOURCES - 1))),
            weight_num=pl.lit(1), weight_den=pl.when(split).then(2).otherwise(1),
            cofog=pl.format("{}.{}", (kind % 10 + 1).cast(pl.String).str.zfill(2), kind % 5 + 1),
            theme=pl.format("theme {}", kind % 12), nature=pl.lit("third-party"), control=pl.lit("1"),
            scope=pl.when(kind % 20 == 1).then(pl.lit("housing_revenue_account")), rule=pl.lit("r"),
            how=pl.lit("exact"),
        )
        .explode("part")
    )  # fmt: skip


def _sources() -> pl.LazyFrame:
    stated = {
        "batch": "b",
        "kind": "spend",
        "basis": "payments",
        "year": "2024-25",
        "reports": "gross",
        "lines": _EACH,
        "status": "supplied",
        "rows_read": _EACH,
        "rows_accepted": _EACH,
        "rows_rejected": 0,
        "rows_non_data": 0,
    }
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
