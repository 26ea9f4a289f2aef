"""Lens "suppliers": who is paid by several of us, once their names are resolved across agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tp_cli.agencies import fold
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
_WHO = ("agency", "payee", "payee_agency", "payee_class", "payee_body")


@dataclass(frozen=True)
class Paid:
    """What agencies paid, in sums and row by row.

    sums  by _WHO: `amount_pence`, `lines`, then `class`, `supplier`, `key`; in a stated order
    rows  the lines themselves, only read where evidence is asked for
    """

    sums: pl.DataFrame
    rows: pl.LazyFrame

    @property
    def pence(self) -> int:
        return int(self.sums["amount_pence"].sum())

    def rests_on(self, sums: pl.DataFrame, key: pl.Expr, columns: Sequence[str] = ("", "amount")) -> pl.LazyFrame:
        """The lines of these sums as `EVIDENCE`; individuals and names taken out are not named."""
        marks = sums.lazy().select(*_WHO, "class", by=key).filter(pl.col("by").is_not_null())
        rows = self.rows.join(marks, on=_WHO, nulls_equal=True)
        who = pl.when(~pl.col("class").is_in(["individual", "redacted"])).then("payee")
        said = {"state": pl.lit("paid"), "counterparty": who}
        by = pl.col("by")
        return stack(evidence(rows, by, column, _PENCE, **said).select(list(EVIDENCE)) for column in columns)


def look(inputs: Inputs) -> Finding | None:
    """Payments by class of payee; suppliers by money; those that several agencies pay; the merges of names."""
    paid = _payments(inputs)
    if not paid.sums.height:
        return None
    decided = read_decisions(
        inputs.decisions / FILE, ("action", "name", "supplier", "note"), {"action": ("merge", "apart")}
    )
    classed = _classed(paid.sums)
    named = classed.filter(pl.col("class").is_in(["supplier", "public-body"]))
    numbers, unclear = _numbers(inputs, named["payee"].unique().to_list())
    merges = _merged(named, numbers, decided)
    keyed = classed.join(_key_frame(merges), on=["payee", "class"], how="left", maintain_order="left")
    paid = replace(paid, sums=keyed)
    by_supplier = _sums(keyed)
    shared = by_supplier.filter((pl.col("agencies") > 1) & (pl.col("class") == "supplier"))
    says = (
        f"{shared.height:,} of {by_supplier.filter(pl.col('class') == 'supplier').height:,} suppliers are paid by"
        f" several agencies: {show(int(shared.get_column('amount_pence').sum()))} of {show(paid.pence)} paid"
    )
    tables = (
        _suppliers(by_supplier, paid),
        _classes(by_supplier, paid),
        _by_agency(inputs, paid, by_supplier),
        _shared(inputs, shared, paid),
        _merge_table(merges, paid),
    )
    return Finding(says, tables, tuple([*_caveats(merges, decided), *unclear]))


def _payments(inputs: Inputs) -> Paid:
    """Each agency's lines on the basis that names payees: its payments where it has them, else what names any."""
    lines = inputs.store.read("lines").filter(
        (pl.col("basis") != "control") & (pl.col("year") == inputs.year) & _PENCE.is_not_null()
    )
    sums = lines.group_by("basis", *_WHO).agg(_PENCE.sum(), lines=pl.len().cast(pl.Int64)).collect(engine="streaming")
    named = sums.group_by("agency", "basis").agg(named=pl.col("lines").filter(pl.col("payee").is_not_null()).sum())
    best = named.filter(pl.col("named") > 0).sort(
        "agency", pl.col("basis") != "payments", "named", descending=[False, False, True]
    )
    chosen = best.unique("agency", keep="first", maintain_order=True).select("agency", "basis")
    rows = lines.join(chosen.lazy(), on=["agency", "basis"], how="semi")
    kept = sums.join(chosen, on=["agency", "basis"], how="semi").drop("basis").sort(_WHO, nulls_last=True)
    return Paid(kept, rows.select("source_id", "sheet", "row", *_WHO, "amount_pence"))


def _classed(sums: pl.DataFrame) -> pl.DataFrame:
    """Adds `class`, of `CLASSES`: by the reader's own class and body where the ledger has them, else by the name."""
    names = sums.get_column("payee").unique()
    known = pl.DataFrame({"payee": names, "by_name": pl.Series([class_of(name) for name in names], dtype=pl.String)})
    body = pl.col("payee_agency").is_not_null() | pl.col("payee_body").is_not_null()
    stated = pl.col("payee_class").replace_strict(_STATED, default=None, return_dtype=pl.String)
    chosen = pl.when(body).then(pl.lit("public-body")).otherwise(pl.coalesce(stated, "by_name"))
    both = sums.join(known, on="payee", how="left", nulls_equal=True, maintain_order="left")
    return both.with_columns(chosen.alias("class"))


_STATED = {
    "redacted": "redacted",
    "individual": "individual",
    "person": "individual",
    "body": "public-body",
    "public body": "public-body",
    "public-body": "public-body",
}


def _numbers(inputs: Inputs, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Company numbers that the register of suppliers gives for these names, and a sentence for a name with two.

    A name is found exactly, after case and punctuation.
    """
    given: dict[str, set[str]] = {}
    listed = inputs.register("suppliers").select("supplier", "company_number").drop_nulls()
    for supplier, number in listed.iter_rows():
        given.setdefault(fold(supplier), set()).add(number)
    found = {name: given[fold(name)] for name in names if fold(name) in given}
    unclear = [
        f'"{name}" has several company numbers ({", ".join(sorted(numbers))}): none of them joins it to another name.'
        for name, numbers in sorted(found.items())
        if len(numbers) > 1
    ]
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}, unclear


def _merged(
    named: pl.DataFrame, numbers: Mapping[str, str], decided: Sequence[Mapping[str, str]]
) -> list[tuple[str, Merge]]:
    """Class and merge of every name, each class by itself: a public body is never a company."""
    found = []
    for (kind,), group in sorted(named.group_by("class"), key=lambda pair: str(pair[0])):
        sums = group.group_by("payee").agg(_PENCE.sum()).sort("payee")
        found += [(str(kind), merge) for merge in resolve(dict(sums.iter_rows()), numbers, decided).values()]
    return found


def _key_frame(merges: Sequence[tuple[str, Merge]]) -> pl.DataFrame:
    keys = Keys("supplier")
    rows = [(merge.name, kind, merge.supplier, keys(_called(kind, merge.supplier))) for kind, merge in merges]
    types = {"payee": pl.String, "class": pl.String, "supplier": pl.String, "key": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row")


def _called(kind: str, supplier: str) -> str:
    return supplier if kind == "supplier" else f"{supplier} ({kind})"


def _sums(sums: pl.DataFrame) -> pl.DataFrame:
    """`key`, `supplier`, `class`, `amount_pence`, `agencies`, `names`, `lines` of payees with a name, largest first."""
    by = sums.filter(pl.col("key").is_not_null()).group_by("key", "supplier", "class")
    found = by.agg(
        _PENCE.sum(), pl.col("agency").n_unique().alias("agencies"), pl.col("payee").n_unique().alias("names"),
        pl.col("lines").sum(),
    )  # fmt: skip
    return found.sort("amount_pence", "key", "class", descending=[True, False, False])


def _suppliers(by_supplier: pl.DataFrame, paid: Paid) -> LensTable:
    columns = (
        Column("amount", "pounds"), Column("share_pct", "percent", "amount ÷ all that was paid × 100"),
        Column("agencies", "number", "agencies that pay it"), Column("names", "number", "spellings of its name"),
        Column("lines", "number", "payments"), Column("class", "text"),
    )  # fmt: skip
    rows = tuple(
        Row(key, name, (pence, percent(pence, paid.pence), str(agencies), str(names), str(count), CLASSES[kind]))
        for key, name, kind, pence, agencies, names, count in by_supplier.iter_rows()
    )
    return LensTable("suppliers", "Who is paid", columns, rows, paid.rests_on(paid.sums, pl.col("key")), kept=50)


def _classes(by_supplier: pl.DataFrame, paid: Paid) -> LensTable:
    """Payments by class of payee; they add up to all payments. Concentration is that of suppliers."""
    whole = paid.pence
    by_class = paid.sums.group_by("class").agg(_PENCE.sum(), pl.col("lines").sum())
    sums = {kind: (pence, count) for kind, pence, count in by_class.iter_rows()}
    amounts = by_supplier.filter(pl.col("class") == "supplier").get_column("amount_pence").to_list()
    spent = sum(amount for amount in amounts if amount > 0)
    index = herfindahl(amounts)
    top, concentration = percent(sum(sorted(amounts)[-TOP:]), spent), rounded(index, 4) if index is not None else None
    columns = (
        Column("amount", "pounds"), Column("share_pct", "percent", "amount ÷ all that was paid × 100"),
        Column("lines", "number", "payments"),
        Column("top_10_pct", "percent", "paid to the ten largest suppliers ÷ paid to all suppliers × 100"),
        Column("herfindahl", "number", "Σ (supplier ÷ all suppliers)²"),
    )  # fmt: skip
    rows = [
        Row(
            f"class={kind}", title,
            (sums[kind][0], percent(sums[kind][0], whole), str(sums[kind][1]),
             *((top or None, concentration) if kind == "supplier" else (None, None))),
        )
        for kind, title in CLASSES.items() if kind in sums
    ]  # fmt: skip
    count = str(paid.sums["lines"].sum())
    rows.append(Row("class=all", "All payments", (whole, percent(whole, whole), count, None, None)))
    of_class = paid.rests_on(paid.sums, pl.format("class={}", "class"))
    every = stack([of_class, paid.rests_on(paid.sums, pl.lit("class=all"))])
    return LensTable("supplier_classes", "Payments by class of payee", columns, tuple(rows), every)


def _by_agency(inputs: Inputs, paid: Paid, by_supplier: pl.DataFrame) -> LensTable:
    """How each agency's payments divide, and how much of it goes to suppliers that others pay too."""
    several = by_supplier.filter(pl.col("agencies") > 1).select("key", shared=pl.lit(True))
    marked = paid.sums.join(several, on="key", how="left").with_columns(pl.col("shared").fill_null(False))
    sums = marked.group_by("agency").agg(
        _PENCE.sum(),
        named=_PENCE.filter(pl.col("class") == "supplier").sum(),
        shared=_PENCE.filter("shared").sum(),
        suppliers=pl.col("key").drop_nulls().n_unique(),
    )
    keys = Keys("agency")
    order = sums.sort("amount_pence", "agency", descending=[True, False])
    rows = tuple(
        Row(keys(agency), inputs.name_of(agency), (spent, named, common, str(count)))
        for agency, spent, named, common, count in order.iter_rows()
    )
    columns = (
        Column("amount", "pounds"), Column("to_suppliers", "pounds"), Column("shared", "pounds"),
        Column("suppliers", "number", "payees with a name of their own"),
    )  # fmt: skip
    keyed, by = marked.with_columns(of=keys.column(marked.get_column("agency"))), pl.col("of")
    rests_on = stack(
        [
            paid.rests_on(keyed, by),
            paid.rests_on(keyed.filter(pl.col("class") == "supplier"), by, ("to_suppliers",)),
            paid.rests_on(keyed.filter("shared"), by, ("shared",)),
        ]
    )
    return LensTable("supplier_agency", "Payments by agency", columns, rows, rests_on)


def _shared(inputs: Inputs, shared: pl.DataFrame, paid: Paid) -> LensTable:
    """Suppliers that several agencies pay, by agency: one row for each of the two together."""
    held = paid.sums.join(shared.select("key", "class"), on=["key", "class"], how="semi")
    keys = Keys("agency")
    held = held.with_columns(pair=pl.col("key") + "," + keys.column(held.get_column("agency")))
    sums = held.group_by("pair", "key", "supplier", "agency").agg(_PENCE.sum(), pl.col("lines").sum())
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
    return LensTable("supplier_shared", title, columns, rows, paid.rests_on(held, pl.col("pair")), kept=100)


def _merge_table(merges: Sequence[tuple[str, Merge]], paid: Paid) -> LensTable:
    """Every name that was taken for another's, with the reason and its likeness: what a person may undo."""
    sums = dict(paid.sums.group_by("payee").agg(_PENCE.sum()).iter_rows())
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
        {"payee": [merge.name for merge in told], "of": [row.key for row in rows]},
        schema_overrides={"payee": pl.String, "of": pl.String},
    )
    rests_on = paid.rests_on(paid.sums.join(made, on="payee"), pl.col("of"))
    return LensTable("supplier_merges", "Names taken for one supplier", columns, rows, rests_on, kept=25)


def _caveats(merges: Sequence[tuple[str, Merge]], decided: Sequence[Mapping[str, str]]) -> list[str]:
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
