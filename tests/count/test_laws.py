"""Laws of any count: what may be dealt, named, ordered, added outside or multiplied without changing what is counted."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count_table import YEAR, counted, ledger_of, place_of
from tests.ingest.small_place import Folder
from tp_cli.count import count, view_of
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted
from tp_cli.map.mapping import map_lines
from tp_cli.place import Place
from tp_cli.words import SCOPES, STATES

AGENCIES = ("council", "dwp", "nhs", "police")
GRAIN = 144  # pence: what every share and split below divides without a rest
pence = st.integers(-(10**9), 10**9) | st.integers(-300, 300)
paid = st.integers(1, 10**9) | st.integers(1, 300)

line = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(AGENCIES),
        "basis": st.sampled_from(["outturn", "outturn", "outturn", "payments"]),
        "status": st.sampled_from(["supplied", "supplied", "supplied", "estimated", "withheld"]),
        "amount_pence": pence,
        "payee_agency": st.sampled_from([None, None, *AGENCIES, "outside"]),
        "scope": st.sampled_from([None, None, None, *SCOPES]),
        "role": st.sampled_from(["spend", "spend", "spend", "levy", "memo"]),
        "service": st.sampled_from(["levy", "care"]),
        "splits": st.sampled_from([[], [("01", 1), ("02", 2)], [("01", 1), ("07.1", 1), ("10.2", 2)]]),
    }
)
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
lines = st.lists(line, min_size=1, max_size=10)
transfers = st.lists(transfer, max_size=3).map(lambda each: [t for t in each if t["payer"] != t["payee"]])
shares = st.dictionaries(
    st.sampled_from(AGENCIES), st.sampled_from([(0, 1), (1, 2), (1, 3), (2, 3), (1, 4)]), max_size=2
)


def ledger(rows: Sequence[dict[str, Any]], payments: Sequence[dict[str, Any]] = (), grain: int = 1) -> Ledger:
    """The rows as a ledger; each body and basis a source of its own."""
    full = [
        {
            **row, "line_id": f"L{number:02d}", "row": number, "cell": f"A{number}",
            "amount_pence": None if row["status"] == "withheld" else row["amount_pence"] * grain,
            "source_id": row.get("source_id", f"{row['agency']}-{row['basis']}"),
        }
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    money = ("paid_pence", "received_pence")
    said = [{**each, **{name: each[name] and each[name] * grain for name in money}} for each in payments]
    return ledger_of(full, [{"year": YEAR, **each} for each in said])


def place(shared: dict[str, tuple[int, int]], names: Sequence[str] = (*AGENCIES, "outside")) -> Place:
    agencies: list[dict[str, Any]] = []
    for name in names:
        body: dict[str, Any] = {"id": name, "name": name.title(), "kind": "other"}
        if name in shared:
            num, den = shared[name]
            body["share"] = {"driver": "x", "place": num, "body": den, "year": YEAR, "source": "made up"}
        agencies.append(body)
    return place_of(ledger([]), agency=agencies)


def by_line(found: Counted) -> dict[tuple[str, str], int]:
    sums = found.parts.group_by("line_id", "state").agg(pl.col("amount_pence").fill_null(0).sum())
    return {(name, state): amount for name, state, amount in sums.iter_rows() if amount}


def totals(found: Counted) -> dict[str, int]:
    return {state: found.state_pence(state) for state in STATES}


@settings(max_examples=25, deadline=None)
@given(lines, transfers, shares, st.randoms(use_true_random=False))
def test_a_source_dealt_over_two_is_counted_as_the_one(
    rows: list[dict[str, Any]], payments: list[dict[str, Any]], shared: dict[str, Any], chance: random.Random
) -> None:
    dealt = [{**row, "source_id": f"{row['agency']}-{row['basis']}-{chance.randint(1, 2)}"} for row in rows]
    whole = counted(ledger(rows, payments), place(shared))
    assert by_line(counted(ledger(dealt, payments), place(shared))) == by_line(whole)


@settings(max_examples=25, deadline=None)
@given(lines, transfers, shares, st.permutations(AGENCIES))
def test_what_bodies_are_called_and_the_order_of_place_toml_change_no_total(
    rows: list[dict[str, Any]], payments: list[dict[str, Any]], shared: dict[str, Any], order: list[str]
) -> None:
    called = {old: f"body-{new}" for old, new in zip(AGENCIES, order, strict=True)} | {"outside": "outside", None: None}
    rows_now = [{**row, "agency": called[row["agency"]], "payee_agency": called[row["payee_agency"]]} for row in rows]
    payments_now = [{**each, "payer": called[each["payer"]], "payee": called[each["payee"]]} for each in payments]
    shared_now = {called[name]: share for name, share in shared.items()}
    now = place(
        {str(name): share for name, share in shared_now.items()}, [*map(str, map(called.get, order)), "outside"]
    )
    assert totals(counted(ledger(rows_now, payments_now), now)) == totals(
        counted(ledger(rows, payments), place(shared))
    )


@settings(max_examples=25, deadline=None)
@given(lines, lines, transfers, shares)
def test_a_body_of_which_nothing_is_the_place_s_leaves_the_count_as_it_was(
    rows: list[dict[str, Any]], theirs: list[dict[str, Any]], payments: list[dict[str, Any]], shared: dict[str, Any]
) -> None:
    """Whatever it spends, pays to counted bodies or is paid by them; what it has is all apportioned out."""
    away = [{**row, "agency": "outside", "role": "spend"} for row in theirs]
    alone = counted(ledger(rows, payments), place(shared))
    paid_too = [*payments, {"payer": "council", "payee": "outside", "paid_pence": 7, "received_pence": 7, "label": "",
                            "payee_reports": "gross"}]  # fmt: skip
    both = counted(ledger([*rows, *away], paid_too), place({**shared, "outside": (0, 1)}))
    assert {state: both.state_pence(state) for state in ("counted", "eliminated")} == {
        state: alone.state_pence(state) for state in ("counted", "eliminated")
    }


@settings(max_examples=25, deadline=None)
@given(lines, transfers, shares, st.integers(2, 50))
def test_all_amounts_multiplied_multiply_every_state(
    rows: list[dict[str, Any]], payments: list[dict[str, Any]], shared: dict[str, Any], times: int
) -> None:
    """Where no share leaves a rest: pounds read as thousands change nothing but the scale."""
    one, many = (counted(ledger(rows, payments, GRAIN * by), place(shared)) for by in (1, times))
    assert totals(many) == {state: amount * times for state, amount in totals(one).items()}


row = st.tuples(st.sampled_from(["Care", "Parks", "Roads"]), st.integers(-(10**6), 10**6))
cells = st.lists(row, min_size=2, max_size=9, unique=True)  # two files of the same bytes are one, and said so


@settings(max_examples=6, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_files_split_renamed_and_in_another_order_are_counted_alike(
    rows: list[tuple[str, int]], chance: random.Random
) -> None:
    mixed = chance.sample(rows, len(rows))
    cut = chance.randint(1, len(rows) - 1)
    one = from_files({"spend.csv": rows})
    assert from_files({"b.csv": mixed[:cut], "a.csv": mixed[cut:]}) == one
    assert from_files({"another name.csv": mixed}) == one


def from_files(files: dict[str, list[tuple[str, int]]]) -> dict[str, int]:
    """The states of a place with these files, read, mapped and counted."""
    with tempfile.TemporaryDirectory() as folder:
        here = Folder(Path(folder))
        for name, rows in files.items():
            body = "\n".join(f"{service},{amount / 100:.2f}" for service, amount in rows)
            here.put(f"Service,Amount\n{body}\n", name)
        here.read()
        map_lines(here.store, here.place, here.folder)
        found = count(here.store, here.place, view_of(here.place, None, None, None))
        return {**found.answer.states(), "lines": found.answer.counted.parts.height}
