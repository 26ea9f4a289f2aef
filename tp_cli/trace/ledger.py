"""The figures of the elimination ledger: the parts that each of its entries took off, and who says what."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.trace.rests import PARTS, Desk, Figure, Rests, conform, declared


def ledger(desk: Desk, figure: Figure) -> Rests:
    """One row of the elimination ledger: the parts taken off, or what the two sides say."""
    parts = _taken_off(desk, figure)
    if figure.column == "eliminated":
        return Rests(parts)
    row = f"count/ledger/{figure.key}"
    if figure.column == "unreconciled":
        return Rests(
            parts, "what the two sides do not agree on: paid less received", (f"{row}/paid", f"{row}/received")
        )
    if figure.column in ("paid", "received"):
        return Rests(parts, _said_by(desk, figure), (f"{row}/eliminated",))
    return Rests(parts, "words of the elimination ledger")


def _said_by(desk: Desk, figure: Figure) -> str:
    """Where a side's word stands: rows of a schedule, place.toml, or the payer's own lines."""
    named, label = figure.named, figure.title
    rows = desk.store.read("transfers").filter(
        (pl.col("payer") == named.get("payer")) & (pl.col("payee") == named.get("payee"))
    )
    files = desk.store.read("sources").select("source_id", "file")
    found = rows.join(files, on="source_id").select("file", "sheet", "row", "label").sort("file", "row").collect()
    places = [
        f"{file}, sheet {sheet or '-'}, row {row}"
        for file, sheet, row, said in found.iter_rows()
        if said in (label, None)
    ]
    toml = [
        each for each in desk.place.transfers if (each.payer, each.payee) == (named.get("payer"), named.get("payee"))
    ]
    places += ["place.toml, [[transfer]]"] * bool(toml)
    return f"as said in {'; '.join(places)}" if places else "the payer's own lines, net of what came back"


def _taken_off(desk: Desk, figure: Figure) -> pl.DataFrame:
    """The parts that one entry took off: at the payer, or of a credit at the receiver."""
    payer, payee = figure.named.get("payer", ""), figure.named.get("payee", "")
    label, credit = _label(desk, figure.key), _is_credit(desk, figure.key)
    at, other = (payee, payer) if credit else (payer, payee)
    leg = (pl.col("agency") == at) & (pl.col("counterparty") == other)
    of_entry = leg & (pl.col("state") == "eliminated") & _worded(f"paid between bodies: {label}")
    rows = conform(desk.parts.filter(of_entry))
    return pl.concat([rows, *_others(desk, figure, label, credit)]) if rows.height else rows


def _is_credit(desk: Desk, key: str) -> bool:
    """True for the entry of a receiver's leg."""
    note = desk.figures.get(f"count/ledger/{key}/note")
    return note is not None and "the receiver's leg" in note.value


def _worded(reason: str) -> pl.Expr:
    bare = pl.col("reason") == "paid between bodies: transfer"
    return (pl.col("reason") == reason) | bare if reason.endswith(": ") else pl.col("reason") == reason


def _label(desk: Desk, key: str) -> str:
    found = desk.figures.get(f"count/ledger/{key}/label")
    return found.value if found else ""


def _others(desk: Desk, figure: Figure, label: str, credit: bool) -> Iterator[pl.DataFrame]:
    """What other entries of the same bodies and words took off the same parts, to be left out here."""
    ours = figure.named
    for each in desk.figures.values():
        same = each.table == "ledger" and each.column == "eliminated" and each.key != figure.key
        alike = same and all(each.named.get(name) == ours.get(name) for name in ("payer", "payee"))
        if alike and (_label(desk, each.key), _is_credit(desk, each.key)) == (label, credit) and desk.pence(each.id):
            number = each.named.get("entry", "")
            yield declared(-desk.pence(each.id), f"entry {number} of the same bodies and words").with_columns(
                state=pl.lit("eliminated")
            )


def matrix(desk: Desk, figure: Figure) -> Rests:
    """What was taken off for payments between two bodies: the entries of the ledger of the two, together."""
    entries = [
        each
        for each in desk.figures.values()
        if (each.table, each.column) == ("ledger", "eliminated")
        and all(each.named.get(name) == figure.named.get(name) for name in ("payer", "payee"))
    ]
    return Rests(pl.concat([pl.DataFrame(schema=PARTS), *(_taken_off(desk, each) for each in entries)]))
