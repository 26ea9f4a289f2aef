"""The sample place as the stages before the report leave it: 728m reported, 554m counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tests.parts_table import store_parts
from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.store import Store

TITLE = (
    "Wrenborough, 2024-25, cash: all public spend, benefits in, schools in, capital in, housing revenue account memo; "
    "outturn; 93.3% supplied; 3.6% apportioned"
)
AGENCIES = {
    "council": ("Wrenborough Council", 230, 0, 88),
    "nhs": ("Wrenborough NHS Commissioner", 120, 0, 8),
    "hospital": ("Wrenborough Hospital Trust", 80, 0, 0),
    "police": ("Wrenshire Police", 45, 30, 0),
    "fire": ("Wrenshire Fire and Rescue", 15, 10, 0),
    "dwp": ("Department for Work and Pensions", 150, 0, 38),
    "schools": ("Wrenborough Schools", 88, 0, 0),
}
FUNCTIONS = {
    "10": ("Social protection", {"council": 140, "dwp": 112}),
    "07": ("Health", {"nhs": 112, "hospital": 80}),
    "09": ("Education", {"council": 2, "schools": 88}),
    "03": ("Public order and safety", {"police": 15, "fire": 5}),
}
GROUPS = {"10.2": ("Old age", 60), "10.4": ("Family and children", 52), "07.3": ("Hospital services", 80)}
TRANSFERS = [
    ("nhs", "council", "section 75 agreement", 8),
    ("council", "schools", "dedicated schools grant", 88),
    ("dwp", "council", "housing benefit subsidy", 38),
]
PEOPLE = 500_000
SHARE = {
    "driver": "population",
    "place": PEOPLE,
    "body": 1_500_000,
    "year": "2024-25",
    "source": "ONS mid-2024 estimates",
}
Rows = list[dict[str, Any]]


def place(scope: dict[str, str] | None = None) -> Place:
    kinds = {"police": "police", "fire": "fire", "dwp": "department", "schools": "school", "hospital": "nhs-provider"}
    agencies: Rows = [
        {"id": key, "name": name, "kind": kinds.get(key, "council")} | ({"share": SHARE} if away else {})
        for key, (name, _, away, _) in AGENCIES.items()
    ]
    agencies.append({"id": "housing", "name": "Wren Homes", "kind": "housing"})
    facts = {"name": "Wrenborough", "code": "E08000099", "years": ["2024-25"], "population": {"2024-25": PEOPLE}}
    return Place.model_validate({"place": facts, "agency": agencies, "scope": scope or {}})


class FigureRows:
    """Figures in the order they are added."""

    def __init__(self) -> None:
        self.rows: Rows = []

    def add(self, table: str, key: str, title: str, unit: str, **values: object) -> None:
        """One row a column; `unit` is that of all of them, None makes an empty value."""
        for column, value in values.items():
            text = "" if value is None else f"{value}.00" if unit == "pounds" and "." not in str(value) else str(value)
            name = "/".join(["count", table, key, column]) if key else f"count/{table}/{column}"
            item = {"id": name, "table": table, "key": key, "column": column, "title": title, "value": text}
            self.rows.append(item | {"unit": unit, "position": len(self.rows)})


def _m(millions: float) -> str:
    return f"{round(millions * 1_000_000)}.00"


def _spent(out: FigureRows, table: str, key: str, title: str, millions: int) -> None:
    out.add(table, key, title, "pounds", amount=_m(millions), per_head=f"{millions * 1_000_000 / PEOPLE:.2f}")
    out.add(table, key, title, "percent", share_pct=f"{millions / 5.54:.1f}")


def figures() -> FigureRows:
    """Every figure of the sample place's count."""
    out = FigureRows()
    out.add("title", "", "title", "text", text=TITLE)
    money = {"amount": _m(554), "low": _m(554), "high": _m(594), "per_head": "1108.00"}
    out.add("spend", "total", "All public spend", "pounds", **money)
    out.add("spend", "total", "All public spend", "number", population=PEOPLE)
    out.add("spend", "total", "All public spend", "text", year="2024-25")
    for key, (name, read, away, paid) in AGENCIES.items():
        _spent(out, "agency", f"agency={key}", name, read - away - paid)
    for code, (name, by_agency) in FUNCTIONS.items():
        _spent(out, "cofog", f"cofog={code}", name, sum(by_agency.values()))
    for code, (name, amount) in GROUPS.items():
        _spent(out, "cofog_group", f"cofog={code}", name, amount)
    for code, (name, by_agency) in FUNCTIONS.items():
        for agency, amount in by_agency.items():
            out.add("agency_cofog", f"agency={agency},cofog={code}", name, "pounds", amount=_m(amount))
    _add_states(out)
    _add_transfers(out)
    _add_coverage(out)
    return out


def _add_states(out: FigureRows) -> None:
    states = {"reported": 728, "counted": 554, "eliminated": 134, "apportioned_out": 40}
    for state in (*states, "out_of_scope", "memo", "superseded"):
        out.add("states", f"state={state}", state.replace("_", " "), "pounds", amount=_m(states.get(state, 0)))
    for key, (name, read, away, paid) in AGENCIES.items():
        control = _m(230) if key == "council" else None
        row, zero = f"agency={key}", _m(0)
        out.add("bridge", row, name, "pounds" if control else "text", control_total=control)
        out.add("bridge", row, name, "pounds", ingested=_m(read), superseded=zero, out_of_scope=zero, memo=zero)
        out.add("bridge", row, name, "pounds", apportioned_out=_m(away), eliminated=_m(paid))
        out.add("bridge", row, name, "pounds", counted=_m(read - away - paid))
        out.add("bridge", row, name, "number", unresolved_lines=1 if key == "police" else 0)


def _add_transfers(out: FigureRows) -> None:
    for number, (payer, payee, label, amount) in enumerate(TRANSFERS, 1):
        key = f"entry={number},payer={payer},payee={payee}"
        names = {"payer_name": AGENCIES[payer][0], "payee_name": AGENCIES[payee][0], "label": label}
        out.add("ledger", key, label, "text", **names)
        money = {"paid": _m(amount), "received": _m(amount), "eliminated": _m(amount), "unreconciled": "0.00"}
        out.add("ledger", key, label, "pounds", **money)
        out.add("ledger", key, label, "text", note="matched on both sides")
    key = "payer=nhs,payee=hospital,basis=payments"
    out.add("payments", key, "", "text", payer_name=AGENCIES["nhs"][0], payee_name=AGENCIES["hospital"][0])
    out.add("payments", key, "", "pounds", amount="1234567.89")
    out.add("payments", key, "", "number", lines=12)
    out.add("payments", key, "", "text", basis="payments")


def _add_coverage(out: FigureRows) -> None:
    out.add("control", "test=a", "Local government against the national table", "pounds", bottom_up=_m(142))
    out.add("control", "test=a", "Local government against the national table", "pounds", top_down=_m(140))
    out.add("control", "test=a", "Local government against the national table", "percent", ratio_pct="101.4")
    out.add("control", "test=a", "Local government against the national table", "text", text="inside 98-103%")
    shares = {"supplied_pct": "93.3", "with_estimates_pct": "93.3", "apportioned_pct": "3.6"}
    out.add("coverage", "", "Coverage", "percent", **shares)
    out.add("coverage", "agency=housing", "Wren Homes", "pounds", benchmark=_m(40))
    out.add("coverage", "agency=housing", "Wren Homes", "text", reason="not agreed for release", name="Wren Homes")
    for key, (name, _, away, _) in AGENCIES.items():
        if away:
            numbers = {name: SHARE[name] for name in ("place", "body")}
            out.add("share", f"agency={key}", name, "text", driver=SHARE["driver"])
            out.add("share", f"agency={key}", name, "number", **numbers)
            out.add("share", f"agency={key}", name, "text", year=SHARE["year"], source=SHARE["source"], areas="")
    checks = {
        "states-add-up": ("The states add up to what was reported", "728,000,000.00 on both sides"),
        "agencies-add-up": ("The agencies add up to the total", "554,000,000.00 on both sides"),
        "functions-add-up": ("The functions add up to the total", "554,000,000.00 on both sides"),
    }
    for key, (title, detail) in checks.items():
        out.add("checks", f"check={key}", title, "text", holds="yes", detail=detail)


CAVEATS = [
    ("apportioned", "3.6% of the count is apportioned by population, which cannot show a local difference."),
    ("withheld", "Wren Homes withholds its figures; the range allows for up to £40.0m."),
    ("revenue", "Capital receipts and reserves are never added to revenue."),
]


def parts() -> Rows:
    """One counted part an agency, and what was taken out of it."""
    rows: Rows = []
    for key, (_, read, away, paid) in AGENCIES.items():
        reasons = {
            "counted": (read - away - paid, ""),
            "apportioned_out": (away, "share of the force area by population, 500,000 of 1,500,000"),
            "eliminated": (paid, "paid to a body whose own spending is counted"),
        }
        for number, (state, (amount, reason)) in enumerate(reasons.items(), 1):
            if amount:
                line = {"line_id": f"{key}-1", "part": number, "agency": key, "state": state, "reason": reason}
                rows.append(line | {"amount_pence": amount * 10**8, "source_id": key, "year": "2024-25"})
    return rows


def sources() -> Rows:
    """One file an agency."""
    rows: Rows = []
    for key, (_, read, _, _) in AGENCIES.items():
        counts = {"rows_read": 120, "rows_accepted": 110, "rows_rejected": 1, "rows_non_data": 9, "lines": 110}
        row = {"source_id": key, "file": f"inputs/{key}_outturn_2024-25.csv", "agency": key, "kind": "spend"}
        row |= {"basis": "outturn", "year": "2024-25", "layout": "table", "units": "pounds", "status": "supplied"}
        rows.append(row | counts | {"total_pence": read * 10**8, "sha256": key.encode().hex().ljust(64, "0")})
    rows[0] |= {"control_pence": 230 * 10**8}
    return rows


PROBLEMS: Rows = [
    {
        "source_id": "council",
        "code": "row-rejected",
        "kind": "rejected",
        "where": 'council_outturn_2024-25.csv, sheet "RO3", cell F17',
        "found": "n/k",
        "expected": 'an amount in £ thousand, a blank, "-" or "TBC"',
        "fix": "correct the cell, or list row 17 under `skip` for this source in place.toml",
        "rows": "17",
        "amount_pence": 0,
    }
]


def projections() -> Rows:
    """Two figures of one scenario and what it warns of."""
    head, of = {"scenario": "pilots", "method": "pro-rata", "key": ""}, "project/pilots"
    saving = {"table": "headline", "column": "saving", "title": "Saving a year at the pilots' rate"}
    share = {"table": "headline", "column": "of_spend", "title": "Saving as part of the count"}
    caveat = {"table": "caveats", "column": "text", "title": "", "value": "Four places are not a random sample."}
    return [
        head | saving | {"id": f"{of}/headline/saving", "value": "20559000.00", "unit": "pounds", "position": 0},
        head | share | {"id": f"{of}/headline/of_spend", "value": "3.7", "unit": "percent", "position": 1},
        head | caveat | {"id": f"{of}/caveats/text", "unit": "text", "position": 2},
    ]


def frame(table: str, rows: Rows) -> pl.DataFrame:
    """Rows as a stored table, what is not said null."""
    schema = TABLES[table].schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def fill(folder: Path, changed: FigureRows | None = None, with_projections: bool = True, **tables: Rows) -> Store:
    """A store in `folder` with the sample place's count; keyword tables take the place of the sample's."""
    store = Store(folder)
    rows = {
        "figures": (changed or figures()).rows,
        "caveats": [{"code": code, "text": text, "position": n} for n, (code, text) in enumerate(CAVEATS)],
        "parts": parts(),
        "sources": sources(),
        "problems": PROBLEMS,
        "projections": projections() if with_projections else [],
    } | tables
    store_parts(store, rows.pop("parts"), rows.pop("lines", []))
    for table, content in rows.items():
        store.replace(table, frame(table, content), "sample")
    return store
