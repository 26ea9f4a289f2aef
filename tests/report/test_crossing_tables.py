"""All public tables of a place attacked together: bodies, functions, groups, bodies by function, the reconciliation."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.report import sample_place as sample
from tests.report.audit import Case, violations
from tp_cli.report.disclosure import Contributions, says_too_much
from tp_cli.report.gather import gather
from tp_cli.report.public.tables import Public, public_tables
from tp_cli.report.releases import Earlier
from tp_cli.report.suppression import Cell, Protection, Sum
from tp_cli.store import Store

GROUPS = ("07.2", "07.3", "10.1", "10.2", "10.6")
AGENCIES = ("council", "nhs", "police", "fire")
RULES = sample.place().disclosure
Leaf = tuple[str, str]


def random_money(rng: random.Random) -> dict[Leaf, dict[str, int]]:
    """Pence by payee, of each body and group; "" is money without a payee's name."""
    found: dict[Leaf, dict[str, int]] = {}
    for leaf in [(agency, group) for agency in AGENCIES for group in GROUPS if rng.random() < 0.55]:
        payees = {
            f"Payee {rng.randint(1, 12)}": rng.randint(1_000, 900_000) * 100 for _ in range(rng.choice([1, 2, 9]))
        }
        found[leaf] = payees | ({"": rng.randint(1, 9) * 50_000_000} if rng.random() < 0.6 else {})
    return found


def stored(folder: Path, money: dict[Leaf, dict[str, int]]) -> Store:
    """A store whose count is this money, each sum of it a figure."""
    out = sample.FigureRows()
    sums = {leaf: sum(payees.values()) for leaf, payees in money.items()}
    total = sum(sums.values())
    _pounds(out, "spend", "total", {"amount": total, "low": total, "high": total})
    out.add("spend", "total", "All public spend", "text", year="2024-25")
    for state in ("reported", "counted"):
        _pounds(out, "states", f"state={state}", {"amount": total})
    for agency in AGENCIES:
        own = sum(pence for leaf, pence in sums.items() if leaf[0] == agency)
        _pounds(out, "agency", f"agency={agency}", {"amount": own})
        _pounds(out, "bridge", f"agency={agency}", {"ingested": own, "counted": own})
    for code in sorted({group[:2] for group in GROUPS} | set(GROUPS)):
        table = "cofog_group" if "." in code else "cofog"
        _pounds(out, table, f"cofog={code}", {"amount": sum(v for (_, g), v in sums.items() if g.startswith(code))})
    for agency, code in sorted({(agency, group[:2]) for agency, group in sums}):
        cell = sum(v for (a, g), v in sums.items() if a == agency and g[:2] == code)
        _pounds(out, "agency_cofog", f"agency={agency},cofog={code}", {"amount": cell})
    lines: list[dict[str, Any]] = []
    for (agency, group), payees in money.items():
        for payee, pence in payees.items():
            line = {"line_id": f"{agency}-{group}-{payee}", "agency": agency, "amount_pence": pence, "cofog": group}
            lines.append(line | {"payee": payee or None, "source_id": agency, "year": "2024-25"})
    parts = [line | {"part": 1, "state": "counted"} for line in lines]
    return sample.fill(folder, out, with_projections=False, lines=lines, parts=parts, sources=[], problems=[])


def _pounds(out: sample.FigureRows, table: str, key: str, values: dict[str, int]) -> None:
    out.add(table, key, key, "pounds", **{name: f"{pence / 100:.2f}" for name, pence in values.items()})


def as_seen(public: Public, money: dict[Leaf, dict[str, int]]) -> tuple[Case, Protection]:
    """The tables as a reader has them, with the parts that they add up: only what is shown is taken from `tp`."""
    sums = {leaf: sum(payees.values()) for leaf, payees in money.items()}
    cells = [
        Cell("/".join(leaf), pence, _sensitive(money[leaf]), _width(money[leaf]), latent=True)
        for leaf, pence in sums.items()
    ]
    ties, hidden = [], set()
    for name, shown, leaves in _published(public, sums):
        behind: dict[str, int] = {}
        for leaf in leaves:
            for payee, pence in money[leaf].items():
                behind[payee] = behind.get(payee, 0) + pence
        cells.append(Cell(name, sum(sums[leaf] for leaf in leaves), _sensitive(behind), _width(behind)))
        ties.append(Sum(name, tuple("/".join(leaf) for leaf in leaves)))
        if shown == "[c]":
            hidden.add(name)
    return Case(cells, ties, frozenset()), Protection(frozenset(hidden))


def _published(public: Public, sums: dict[Leaf, int]) -> list[tuple[str, Any, list[Leaf]]]:
    found = []
    for row in public.tables["agencies"]:
        found.append((f"a {row['key']}", row["amount"], [x for x in sums if row["key"] in ("total", f"agency={x[0]}")]))
    for row in public.tables["bridge"]:
        found.append((f"b {row['key']}", row["counted"], [x for x in sums if row["key"] == f"agency={x[0]}"]))
    for table in ("functions", "groups"):
        for row in public.tables[table]:
            code = str(row["code"])
            found.append(
                (f"{table} {code}", row["amount"], [x for x in sums if code == "All" or x[1].startswith(code)])
            )
    for row in public.tables["matrix"]:
        for code in ("07", "10"):
            mine = [x for x in sums if row["key"] in ("total", f"agency={x[0]}") and x[1].startswith(code)]
            found.append((f"m {row['key']} {code}", row[f"by_function.{code}"], mine))
    return found


def _behind(payees: dict[str, int]) -> Contributions:
    return Contributions(payees.get("", 0), {name: pence for name, pence in payees.items() if name})


def _sensitive(payees: dict[str, int]) -> bool:
    return says_too_much(_behind(payees), RULES)


def _width(payees: dict[str, int]) -> int:
    largest = max([pence for name, pence in payees.items() if name], default=0)
    return max(1, max(sum(payees.values()), largest) * RULES.precision_pct // 100)


@pytest.mark.parametrize("seed", range(20))
def test_no_payee_is_given_away_by_tables_that_cross(tmp_path: Path, seed: int) -> None:
    money = random_money(random.Random(seed))
    store, place = stored(tmp_path, money), sample.place()
    public = public_tables(store, place, gather(store, place), "public", Earlier())
    case, answer = as_seen(public, money)
    assert list(violations(case, answer)) == []


def test_the_attack_finds_a_part_that_only_the_crossing_gives_away(tmp_path: Path) -> None:
    """The council has groups 10.1 and 10.2, the fire body only 10.1: 10.2 is one payee's, and all sums are large."""
    own = {"": 900_000_000}
    money = {("council", "10.1"): own, ("council", "10.2"): {"Payee 1": 80_000_000}, ("fire", "10.1"): own}
    store, place = stored(tmp_path, money), sample.place()
    public = public_tables(store, place, gather(store, place), "public", Earlier())
    case, answer = as_seen(public, money)
    assert list(violations(case, answer)) == []
    group = next(row for row in public.tables["groups"] if row["code"] == "10.2")
    assert group["amount"] == "[c]"
    naive = Protection(frozenset({"groups 10.2"}))
    assert any("council/10.2" in each for each in violations(case, naive))
