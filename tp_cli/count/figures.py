"""Every figure of a count as a tidy table: what the report reads."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tp_cli.count.answer import Answer, cofog_names
from tp_cli.count.rows import cut, file_states
from tp_cli.count.transfers import matrix
from tp_cli.ledger import TABLES
from tp_cli.money import per_head, pounds, ratio_pct

Figure = tuple[str, str, str, str, str, str]  # table, key, column, title, value, unit


def figures_of(answer: Answer) -> pl.DataFrame:
    """The ledger's `figures` for one count."""
    rows = [
        {
            "id": "/".join(("count", table, key, column)) if key else f"count/{table}/{column}",
            "table": table, "key": key, "column": column, "title": title, "value": value, "unit": unit,
            "position": position,
        }
        for position, (table, key, column, title, value, unit) in enumerate(_figures(answer))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TABLES["figures"].schema)


def _figures(answer: Answer) -> Iterator[Figure]:
    yield "title", "", "text", "What this is", answer.title, "text"
    yield from _spend(answer)
    yield from _by_agency(answer)
    yield from _by_function(answer)
    yield from _by_both(answer)
    yield from _states(answer)
    yield from _bridge(answer)
    yield from _files(answer)
    yield from _explained(answer)
    yield from _entries(answer)
    yield from _matrix(answer)
    yield from _payments(answer)
    yield from _control(answer)
    yield from _coverage(answer)
    yield from _shares(answer)
    yield from _checks(answer)


def _spend(answer: Answer) -> Iterator[Figure]:
    cover, title = answer.coverage, "All public spend in the place"
    yield "spend", "total", "amount", title, pounds(cover.total_pence), "pounds"
    yield "spend", "total", "low", title, pounds(cover.low_pence), "pounds"
    yield "spend", "total", "high", title, pounds(cover.high_pence), "pounds"
    if answer.people:
        yield "spend", "total", "per_head", title, pounds(per_head(cover.total_pence, answer.people)), "pounds"
        yield "spend", "total", "population", title, str(answer.people), "number"
    if answer.daytime:
        daytime = pounds(per_head(cover.total_pence, answer.daytime))
        yield "spend", "total", "per_head_daytime", title, daytime, "pounds"
        yield "spend", "total", "daytime_population", title, str(answer.daytime), "number"
    yield "spend", "total", "year", title, answer.view.year, "text"


def _cut_row(answer: Answer, table: str, key: str, title: str, pence: int, shared: int) -> Iterator[Figure]:
    yield table, key, "amount", title, pounds(pence), "pounds"
    if answer.people:
        yield table, key, "per_head", title, pounds(per_head(pence, answer.people)), "pounds"
    yield table, key, "share_pct", title, ratio_pct(pence, answer.coverage.total_pence), "percent"
    yield table, key, "apportioned_pct", title, ratio_pct(shared, pence), "percent"


def _by_agency(answer: Answer) -> Iterator[Figure]:
    for agency, pence, shared in cut(answer.counted, ["agency"]).iter_rows():
        yield from _cut_row(answer, "agency", f"agency={agency}", answer.names.get(agency, agency), pence, shared)


def _by_function(answer: Answer) -> Iterator[Figure]:
    names = cofog_names()
    for code, pence, shared in cut(answer.counted, ["cofog"]).iter_rows():
        yield from _cut_row(answer, "cofog", f"cofog={code}", names.get(code, code), pence, shared)
    for code, pence, shared in cut(answer.counted, ["cofog_group"]).sort("cofog_group").iter_rows():
        yield from _cut_row(answer, "cofog_group", f"cofog={code}", names.get(code, code), pence, shared)


def _by_both(answer: Answer) -> Iterator[Figure]:
    names = cofog_names()
    for agency, code, pence, _ in cut(answer.counted, ["agency", "cofog"]).sort("agency", "cofog").iter_rows():
        title = f"{answer.names.get(agency, agency)}: {names.get(code, code)}"
        yield "agency_cofog", f"agency={agency},cofog={code}", "amount", title, pounds(pence), "pounds"


def _states(answer: Answer) -> Iterator[Figure]:
    for state, pence in answer.states().items():
        yield "states", f"state={state}", "amount", state.replace("_", " ").capitalize(), pounds(pence), "pounds"


_STEPS = ("ingested", "superseded", "out_of_scope", "memo", "apportioned_out", "eliminated", "counted")


def _bridge(answer: Answer) -> Iterator[Figure]:
    for row in answer.bridge.iter_rows(named=True):
        key, title = f"agency={row['agency']}", answer.names.get(row["agency"], row["agency"])
        yield "bridge", key, "control_total", title, _or_blank(row["control"]), "pounds"
        for column in _STEPS:
            yield "bridge", key, column, title, pounds(row[column]), "pounds"
        yield "bridge", key, "unresolved_lines", title, str(row["unresolved_lines"]), "number"
        yield "bridge", key, "rejected", title, pounds(row["rejected"]), "pounds"
        yield "bridge", key, "rejected_rows", title, str(row["rejected_rows"]), "number"
        yield "bridge", key, "unread_rows", title, str(row["unread_rows"]), "number"
        yield "bridge", key, "difference", title, pounds(row["difference"]), "pounds"
        yield "bridge", key, "cause", title, row["cause"], "text"


def _files(answer: Answer) -> Iterator[Figure]:
    """Where the money of every file, sheet and body has gone."""
    states = file_states(answer.counted).with_columns(number=pl.col("sheet").rank("dense").over("source_id"))
    for row in states.iter_rows(named=True):
        key = f"source={row['source_id']},sheet={row['number'] or 1},agency={row['agency']}"
        title = answer.names.get(row["agency"], row["agency"])
        yield "files", key, "sheet", title, row["sheet"] or "", "text"
        for column in _STEPS:
            yield "files", key, column, title, pounds(row[column]), "pounds"


def _explained(answer: Answer) -> Iterator[Figure]:
    """How much of a body's outturn its payments explain."""
    for agency, outturn, paid in answer.explained.iter_rows():
        key, title = f"agency={agency}", answer.names.get(agency, agency)
        yield "explained", key, "outturn", title, pounds(outturn), "pounds"
        yield "explained", key, "payments", title, pounds(paid), "pounds"
        yield "explained", key, "share_pct", title, ratio_pct(paid, outturn), "percent"


def _matrix(answer: Answer) -> Iterator[Figure]:
    """Agency by agency: what was taken off for payments between the two."""
    for payer, payee, pence in matrix(answer.counted.entries):
        key, names = f"payer={payer},payee={payee}", (answer.names.get(payer, payer), answer.names.get(payee, payee))
        yield "matrix", key, "eliminated", f"{names[0]} to {names[1]}", pounds(pence), "pounds"


def _entries(answer: Answer) -> Iterator[Figure]:
    for number, entry in enumerate(answer.counted.entries, 1):
        key = f"entry={number},payer={entry.payer},payee={entry.payee}"
        title = entry.label or "Transfer"
        yield "ledger", key, "payer_name", title, answer.names.get(entry.payer, entry.payer), "text"
        yield "ledger", key, "payee_name", title, answer.names.get(entry.payee, entry.payee), "text"
        yield "ledger", key, "label", title, entry.label, "text"
        yield "ledger", key, "paid", title, _or_blank(entry.paid_pence), "pounds"
        yield "ledger", key, "received", title, _or_blank(entry.received_pence), "pounds"
        yield "ledger", key, "eliminated", title, pounds(entry.eliminated_pence), "pounds"
        yield "ledger", key, "unreconciled", title, pounds(entry.unreconciled_pence), "pounds"
        yield "ledger", key, "note", title, entry.note, "text"


def _payments(answer: Answer) -> Iterator[Figure]:
    for payer, payee, basis, pence, lines in answer.payments.iter_rows():
        key = f"payer={payer},payee={payee},basis={basis}"
        names = answer.names.get(payer, payer), answer.names.get(payee, payee)
        title = f"{names[0]} to {names[1]}"
        yield "payments", key, "payer_name", title, names[0], "text"
        yield "payments", key, "payee_name", title, names[1], "text"
        yield "payments", key, "amount", title, pounds(pence), "pounds"
        yield "payments", key, "lines", title, str(lines), "number"
        yield "payments", key, "basis", title, basis, "text"


def _control(answer: Answer) -> Iterator[Figure]:
    for test in answer.control.tests:
        key = f"test={test.id}"
        yield "control", key, "bottom_up", test.title, pounds(test.bottom_up_pence), "pounds"
        yield "control", key, "top_down", test.title, pounds(test.top_down_pence), "pounds"
        yield "control", key, "ratio_pct", test.title, test.ratio_pct, "percent"
        yield "control", key, "text", test.title, test.text, "text"
    names = cofog_names()
    for code, below, above in answer.control.divisions.iter_rows():
        key, title = f"cofog={code}", names.get(code, code)
        yield "control_division", key, "bottom_up", title, pounds(below), "pounds"
        yield "control_division", key, "top_down", title, pounds(above), "pounds"
        yield "control_division", key, "ratio_pct", title, ratio_pct(below, above), "percent"


def _coverage(answer: Answer) -> Iterator[Figure]:
    cover = answer.coverage
    yield "coverage", "", "supplied_pct", "Supplied", cover.supplied_pct, "percent"
    yield "coverage", "", "with_estimates_pct", "Supplied or estimated", cover.with_estimates_pct, "percent"
    yield "coverage", "", "apportioned_pct", "Apportioned", cover.apportioned_pct, "percent"
    for each in cover.withheld:
        key, name = f"agency={each.agency}", answer.names.get(each.agency, each.agency)
        yield "coverage", key, "name", name, name, "text"
        yield "coverage", key, "benchmark", name, _or_blank(each.benchmark), "pounds"
        yield "coverage", key, "reason", name, each.reason, "text"


def _shares(answer: Answer) -> Iterator[Figure]:
    """What the shares of bodies larger than the place rest on."""
    for each in answer.counted.workings.shares.listed:
        areas = ", ".join(value.area for value in each.looked.values) if each.looked else ""
        yield "share", each.key, "driver", each.title, each.driver, "text"
        yield "share", each.key, "place", each.title, format(each.place, "f"), "number"
        yield "share", each.key, "body", each.title, format(each.body, "f"), "number"
        yield "share", each.key, "share_pct", each.title, ratio_pct(*each.numbers), "percent"
        yield "share", each.key, "year", each.title, each.year, "text"
        yield "share", each.key, "source", each.title, each.source, "text"
        yield "share", each.key, "areas", each.title, areas, "text"


def _checks(answer: Answer) -> Iterator[Figure]:
    for check in answer.checks:
        yield "checks", f"check={check.id}", "holds", check.title, "yes" if check.holds else "no", "text"
        yield "checks", f"check={check.id}", "detail", check.title, check.detail, "text"


def _or_blank(pence: int | None) -> str:
    return "" if pence is None else pounds(pence)
