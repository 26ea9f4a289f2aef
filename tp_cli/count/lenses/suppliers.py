"""Lens "suppliers": who is paid by several of us, once their names are resolved across agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tp_cli.count.lenses.decisions import read_decisions
from tp_cli.count.lenses.exact import herfindahl, percent, rounded
from tp_cli.count.lenses.lens import EVIDENCE, Column, Finding, Inputs, Keys, Lens, LensTable, Row, evidence, stack
from tp_cli.count.lenses.names import Merge, class_of, resolve
from tp_cli.money import show

FILE = "suppliers.csv"
TOP = 10
CLASSES = {
    "supplier": "Suppliers",
    "public-body": "Public bodies",
    "individual": "Individuals, never named",
    "redacted": "Payees whose name was taken out",
    "none": "No payee named",
}
_PENCE = pl.col("amount_pence")


def look(inputs: Inputs) -> Finding | None:
    """Payments by class of payee; suppliers by money; those that several agencies pay; the merges of names."""
    lines = _payments(inputs)
    if not lines.height:
        return None
    lines = _classed(lines)
    decided = read_decisions(
        inputs.decisions / FILE, ("action", "name", "supplier", "note"), {"action": ("merge", "apart")}
    )
    named = lines.filter(pl.col("class").is_in(["supplier", "public-body"]))
    merges = _merged(named, decided)
    lines = lines.join(_key_frame(merges, named), on=["payee", "class"], how="left", maintain_order="left")
    by_supplier = _sums(lines)
    shared = by_supplier.filter((pl.col("agencies") > 1) & (pl.col("class") == "supplier"))
    says = (
        f"{shared.height:,} of {by_supplier.filter(pl.col('class') == 'supplier').height:,} suppliers are paid by"
        f" several agencies: {show(int(shared.get_column('amount_pence').sum()))} of"
        f" {show(int(lines.get_column('amount_pence').sum()))} paid"
    )
    tables = (
        _suppliers(inputs, by_supplier, lines),
        _classes(by_supplier, lines),
        _by_agency(inputs, lines, by_supplier),
        _shared(inputs, shared, lines),
        _merge_table(merges, lines),
    )
    return Finding(says, tables, tuple(_caveats(lines, merges, decided)))


def _payments(inputs: Inputs) -> pl.DataFrame:
    """Each agency's lines on the basis that names payees: its payments where it has them, else what names any."""
    lines = inputs.store.read("lines").filter(
        (pl.col("basis") != "control") & (pl.col("year") == inputs.year) & _PENCE.is_not_null()
    )
    have = [name for name in ("payee_class", "payee_body") if name in lines.collect_schema().names()]
    named = lines.group_by("agency", "basis").agg(named=(pl.col("payee").is_not_null()).sum())
    best = named.filter(pl.col("named") > 0).sort(
        "agency", pl.col("basis") != "payments", "named", descending=[False, False, True]
    )
    chosen = best.unique("agency", keep="first", maintain_order=True).select("agency", "basis")
    columns = ["line_id", "source_id", "sheet", "row", "agency", "payee", "payee_agency", "amount_pence", *have]
    return lines.join(chosen, on=["agency", "basis"], how="semi").select(columns).sort("line_id").collect()


def _classed(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `class`, of `CLASSES`: by the reader's own class and body where the ledger has them, else by the name."""
    names = lines.get_column("payee").unique()
    known = pl.DataFrame({"payee": names, "by_name": pl.Series([class_of(name) for name in names], dtype=pl.String)})
    lines = lines.join(known, on="payee", how="left", nulls_equal=True, maintain_order="left")
    body = pl.col("payee_agency").is_not_null()
    if "payee_body" in lines.columns:
        body |= pl.col("payee_body").is_not_null()
    chosen = pl.when(body).then(pl.lit("public-body")).otherwise("by_name")
    if "payee_class" in lines.columns:
        stated = pl.col("payee_class").replace_strict(_STATED, default=None, return_dtype=pl.String)
        chosen = pl.when(body).then(pl.lit("public-body")).otherwise(pl.coalesce(stated, "by_name"))
    return lines.with_columns(chosen.alias("class"))


_STATED = {
    "redacted": "redacted",
    "individual": "individual",
    "person": "individual",
    "body": "public-body",
    "public body": "public-body",
    "public-body": "public-body",
}


def _merged(named: pl.DataFrame, decided: Sequence[Mapping[str, str]]) -> list[tuple[str, Merge]]:
    """Class and merge of every name, each class by itself: a public body is never a company."""
    found = []
    for (kind,), group in sorted(named.group_by("class"), key=lambda pair: str(pair[0])):
        sums = group.group_by("payee").agg(_PENCE.sum())
        found += [(str(kind), merge) for merge in resolve(dict(sums.iter_rows()), {}, decided).values()]
    return found


def _key_frame(merges: Sequence[tuple[str, Merge]], named: pl.DataFrame) -> pl.DataFrame:
    keys = Keys("supplier")
    rows = [(merge.name, kind, merge.supplier, keys(_called(kind, merge.supplier))) for kind, merge in merges]
    types = {"payee": pl.String, "class": pl.String, "supplier": pl.String, "key": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row")


def _called(kind: str, supplier: str) -> str:
    return supplier if kind == "supplier" else f"{supplier} ({kind})"


def _sums(lines: pl.DataFrame) -> pl.DataFrame:
    """`key`, `supplier`, `class`, `amount_pence`, `agencies`, `names`, `lines` of payees with a name, largest first."""
    by = lines.filter(pl.col("key").is_not_null()).group_by("key", "supplier", "class")
    sums = by.agg(_PENCE.sum(), agencies=pl.col("agency").n_unique(), names=pl.col("payee").n_unique(), lines=pl.len())
    return sums.sort("amount_pence", "key", "class", descending=[True, False, False])


def _suppliers(inputs: Inputs, by_supplier: pl.DataFrame, lines: pl.DataFrame) -> LensTable:
    whole = int(lines.get_column("amount_pence").sum())
    columns = (
        Column("amount", "pounds"), Column("share_pct", "percent", "amount ÷ all that was paid × 100"),
        Column("agencies", "number", "agencies that pay it"), Column("names", "number", "spellings of its name"),
        Column("lines", "number", "payments"), Column("class", "text"),
    )  # fmt: skip
    rows = tuple(
        Row(key, name, (pence, percent(pence, whole), str(agencies), str(names), str(count), CLASSES[kind]))
        for key, name, kind, pence, agencies, names, count in by_supplier.iter_rows()
    )
    return LensTable("suppliers", "Who is paid", columns, rows, _rests_on(lines, pl.col("key")), kept=50)


def _classes(by_supplier: pl.DataFrame, lines: pl.DataFrame) -> LensTable:
    """Payments by class of payee; they add up to all payments. Concentration is that of suppliers."""
    whole = int(lines.get_column("amount_pence").sum())
    sums = dict(lines.group_by("class").agg(_PENCE.sum()).iter_rows())
    counts = dict(lines.group_by("class").agg(pl.len()).iter_rows())
    amounts = by_supplier.filter(pl.col("class") == "supplier").get_column("amount_pence").to_list()
    paid = sum(amount for amount in amounts if amount > 0)
    index = herfindahl(amounts)
    top, concentration = percent(sum(sorted(amounts)[-TOP:]), paid), rounded(index, 4) if index is not None else None
    columns = (
        Column("amount", "pounds"), Column("share_pct", "percent", "amount ÷ all that was paid × 100"),
        Column("lines", "number", "payments"),
        Column("top_10_pct", "percent", "paid to the ten largest suppliers ÷ paid to all suppliers × 100"),
        Column("herfindahl", "number", "Σ (supplier ÷ all suppliers)²"),
    )  # fmt: skip
    rows = [
        Row(
            f"class={kind}", title,
            (sums[kind], percent(sums[kind], whole), str(counts[kind]),
             *((top or None, concentration) if kind == "supplier" else (None, None))),
        )
        for kind, title in CLASSES.items() if kind in sums
    ]  # fmt: skip
    rows.append(Row("class=all", "All payments", (whole, percent(whole, whole), str(lines.height), None, None)))
    every = stack([_rests_on(lines, pl.format("class={}", "class")), _rests_on(lines, pl.lit("class=all"))])
    return LensTable("supplier_classes", "Payments by class of payee", columns, tuple(rows), every)


def _by_agency(inputs: Inputs, lines: pl.DataFrame, by_supplier: pl.DataFrame) -> LensTable:
    """How each agency's payments divide, and how much of it goes to suppliers that others pay too."""
    shared = by_supplier.filter(pl.col("agencies") > 1).select("key", shared=pl.lit(True))
    marked = lines.join(shared, on="key", how="left").with_columns(pl.col("shared").fill_null(False))
    sums = marked.group_by("agency").agg(
        _PENCE.sum(),
        named=_PENCE.filter(pl.col("class") == "supplier").sum(),
        shared=_PENCE.filter("shared").sum(),
        suppliers=pl.col("key").drop_nulls().n_unique(),
    )
    keys = Keys("agency")
    order = sums.sort("amount_pence", "agency", descending=[True, False])
    rows = tuple(
        Row(keys(agency), inputs.name_of(agency), (paid, named, common, str(count)))
        for agency, paid, named, common, count in order.iter_rows()
    )
    columns = (
        Column("amount", "pounds"), Column("to_suppliers", "pounds"), Column("shared", "pounds"),
        Column("suppliers", "number", "payees with a name of their own"),
    )  # fmt: skip
    keyed = marked.with_columns(by=keys.column(marked.get_column("agency")))
    rests_on = stack(
        [
            _rests_on(keyed, pl.col("by")),
            _rests_on(keyed.filter(pl.col("class") == "supplier"), pl.col("by"), ("to_suppliers",)),
            _rests_on(keyed.filter("shared"), pl.col("by"), ("shared",)),
        ]
    )
    return LensTable("supplier_agency", "Payments by agency", columns, rows, rests_on)


def _shared(inputs: Inputs, shared: pl.DataFrame, lines: pl.DataFrame) -> LensTable:
    """Suppliers that several agencies pay, by agency: one row for each of the two together."""
    held = lines.join(shared.select("key", "class"), on=["key", "class"], how="semi")
    keys = Keys("agency")
    held = held.with_columns(pair=pl.col("key") + "," + keys.column(held.get_column("agency")))
    sums = held.group_by("pair", "key", "supplier", "agency").agg(_PENCE.sum(), lines=pl.len())
    order = shared.with_row_index("place").select("key", "place")
    ordered = sums.join(order, on="key").sort("place", "amount_pence", "agency", descending=[False, True, False])
    rows = tuple(
        Row(pair, f"{supplier}: {inputs.name_of(agency)}", (supplier, inputs.name_of(agency), pence, str(count)))
        for pair, _, supplier, agency, pence, count, _ in ordered.iter_rows()
    )
    columns = (
        Column("supplier", "text"), Column("agency", "text"), Column("amount", "pounds"),
        Column("lines", "number", "payments"),
    )  # fmt: skip
    title = "Suppliers that several agencies pay, by agency"
    return LensTable("supplier_shared", title, columns, rows, _rests_on(held, pl.col("pair")), kept=100)


def _merge_table(merges: Sequence[tuple[str, Merge]], lines: pl.DataFrame) -> LensTable:
    """Every name that was taken for another's, with the reason and its likeness: what a person may undo."""
    sums = dict(lines.group_by("payee").agg(_PENCE.sum()).iter_rows())
    told = [merge for _, merge in merges if merge.name != merge.supplier and merge.why]
    told.sort(key=lambda merge: (merge.score, -abs(int(sums.get(merge.name, 0))), merge.name))
    keys = Keys("name")
    rows = tuple(
        Row(keys(merge.name), merge.name, (merge.supplier, merge.why, str(merge.score), sums[merge.name]))
        for merge in told
    )
    columns = (
        Column("supplier", "text"), Column("why", "text"), Column("score", "number", "how alike, out of 100"),
        Column("amount", "pounds"),
    )  # fmt: skip
    made = pl.DataFrame(
        {"payee": [merge.name for merge in told], "by": [row.key for row in rows]},
        schema_overrides={"payee": pl.String, "by": pl.String},
    )
    rests_on = _rests_on(lines.join(made, on="payee"), pl.col("by"))
    return LensTable("supplier_merges", "Names taken for one supplier", columns, rows, rests_on, kept=25)


def _rests_on(lines: pl.DataFrame, key: pl.Expr, columns: Sequence[str] = ("", "amount")) -> pl.LazyFrame:
    rows = lines.lazy()
    told = pl.col("class").is_in(["individual", "redacted"])
    who = pl.when(~told).then("payee")
    said = {"state": pl.lit("paid"), "counterparty": who}
    return stack(evidence(rows, key, column, _PENCE, **said).select(list(EVIDENCE)) for column in columns)


def _caveats(
    lines: pl.DataFrame, merges: Sequence[tuple[str, Merge]], decided: Sequence[Mapping[str, str]]
) -> list[str]:
    said = ["Payments are what lists of payments show: thresholds, pay and benefits are not in them."]
    likely = sum(1 for _, merge in merges if merge.score < 100)
    if likely:
        said.append(
            f"{likely} names were taken for another's by likeness: maps/{FILE} (action, name, supplier) undoes or adds."
        )
    there = {merge.name.casefold() for _, merge in merges}
    for each in decided:
        if each["name"].casefold() not in there:
            said.append(f'maps/{FILE} speaks of "{each["name"]}", which nobody pays now.')
    return said


SUPPLIERS = Lens("who is paid by several of us", "lines with payees, such as payments over £500", look)
