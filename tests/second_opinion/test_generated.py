"""Places made up at random, counted in SQL and by `tp`: every line in the same states, to the penny."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import YEAR, counted, ledger_of, place_of
from tests.second_opinion.generated import Place, give_opinion
from tp_cli.count.ledger_read import Ledger
from tp_cli.ledger import TABLES
from tp_cli.words import SCOPES

AGENCIES = ("council", "fire", "nhs", "police")
pence = st.integers(-(10**7), 10**7) | st.integers(-300, 300)
paid = st.integers(1, 10**7) | st.integers(1, 300)

line = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(AGENCIES),
        "basis": st.sampled_from(["outturn", "outturn", "outturn", "budget", "payments"]),
        "status": st.sampled_from(["supplied", "supplied", "supplied", "estimated", "withheld", "tbc"]),
        "role": st.sampled_from(["spend", "spend", "spend", "spend", "levy", "memo"]),
        "scope": st.sampled_from([None, None, None, *SCOPES]),
        "service": st.sampled_from(["care", "homes"]),
        "payee": st.sampled_from([None, None, None, *AGENCIES, "outside"]),
        "pence": pence,
        "weights": st.sampled_from([[1], [1], [1, 1], [1, 2, 4], [33, 33, 33]]),
    }
)
lines = st.lists(line, min_size=4, max_size=14)
areas = st.lists(st.integers(0, 9) | st.integers(10**5, 10**6), min_size=1, max_size=6).filter(any)
by_area = st.tuples(st.just("areas"), areas, st.integers(0, 5))
by_hand = st.tuples(st.just("hand"), st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), st.just(0))
shares = st.dictionaries(st.sampled_from(AGENCIES), by_area | by_hand, max_size=3)
transfer = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(AGENCIES),
        "payee": st.sampled_from(AGENCIES),
        "paid_pence": paid,
        "received_pence": st.none() | paid,
        "label": st.sampled_from(["", "care"]),
        "payee_reports": st.sampled_from([None, "gross", "net"]),
    }
)
transfers = st.lists(transfer, max_size=4).map(lambda each: [t for t in each if t["payer"] != t["payee"]])
switches = st.dictionaries(st.sampled_from(SCOPES), st.sampled_from(["in", "out", "memo"]), max_size=3)
net = st.frozensets(st.sampled_from(AGENCIES), max_size=1)


@settings(max_examples=60, deadline=None)
@given(lines, shares, transfers, switches, net)
def test_tp_and_sql_put_every_line_in_the_same_states(
    rows: list[dict[str, Any]],
    shared: dict[str, Any],
    payments: list[dict[str, Any]],
    scope: dict[str, str],
    reports_net: frozenset[str],
) -> None:
    full = [tidy(number, row) for number, row in enumerate(rows, 1)]
    drivers = {agency: areas_of(*share) for agency, share in shared.items()}
    setting = {"benefits": "in", "schools": "in", "housing_revenue_account": "memo", "capital": "in",
               "apportioned": "in", "non_identifiable": "out", **scope}  # fmt: skip
    opinion = give_opinion(Place(full, drivers, setting, reports_net, payments))
    ledger = as_ledger(full, shared, payments, reports_net)
    place = place_of(ledger, agency=agencies(shared), place={"code": "OURS", "years": [YEAR]}, scope=setting)
    parts = counted(ledger, place).parts
    sums = parts.group_by("line_id", "state").agg(pl.col("amount_pence").fill_null(0).sum())
    assert {(name, state): amount for name, state, amount in sums.iter_rows() if amount} == opinion


def tidy(number: int, row: dict[str, Any]) -> dict[str, Any]:
    """A levy names no payee, a body does not pay itself, what is withheld has no amount."""
    payee = None if row["role"] == "levy" or row["payee"] == row["agency"] else row["payee"]
    amount = None if row["status"] in ("withheld", "tbc") else row["pence"]
    return {**row, "id": f"L{number:02d}", "payee": payee, "pence": amount}


def areas_of(kind: str, numbers: Any, ours: int) -> list[tuple[str, int, bool]]:
    """Areas with their drivers and whether they are the place's; by hand the place is one area and stands first."""
    if kind == "hand":
        return [("1", min(numbers), True), ("2", max(numbers) - min(numbers), False)]
    return [(f"E{at}", number, at == ours % len(numbers)) for at, number in enumerate(numbers)]


def as_ledger(
    rows: list[dict[str, Any]], shared: dict[str, Any], payments: list[dict[str, Any]], reports_net: frozenset[str]
) -> Ledger:
    """The same place as `tp` has it in its tables."""
    made = [
        {
            "line_id": row["id"], "row": number, "cell": f"A{number}", "amount_pence": row["pence"],
            "payee_agency": row["payee"], "splits": [("01", weight) for weight in row["weights"]],
            "reports": "net" if row["agency"] in reports_net else "gross",
            **{name: row[name] for name in ("agency", "basis", "status", "role", "scope", "service")},
        }
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    plain = ledger_of(made, [{"year": YEAR, **each} for each in payments])
    given = [
        {"source_id": "d", "row": number, "driver": agency, "area": area, "name": "OURS" if ours else None,
         "year": YEAR, "value": str(amount), "source": "made up"}
        for agency, share in shared.items() if share[0] == "areas"
        for number, (area, amount, ours) in enumerate(areas_of(*share))
    ]  # fmt: skip
    schema = TABLES["drivers"].schema
    table = pl.DataFrame([{name: row.get(name) for name in schema} for row in given], schema=schema)
    return Ledger(plain.numbered, plain.purposes, plain.sources, plain.transfers, table)


def agencies(shared: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in (*AGENCIES, "outside"):
        body: dict[str, Any] = {"id": name, "name": name.title(), "kind": "other"}
        if name in shared and shared[name][0] == "areas":
            codes = [area for area, _, _ in areas_of(*shared[name])]
            body["share"] = {"driver": name, "areas": codes}
        elif name in shared:
            (_, ours, _), (_, rest, _) = areas_of(*shared[name])
            body["share"] = {"driver": "x", "place": ours, "body": ours + rest, "year": YEAR, "source": "made up"}
        found.append(body)
    return found
