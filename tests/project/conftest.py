"""A desk to work at, and a short way to write a pro-rata scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.desk import Desk, Write


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def scenario() -> Write:
    """Text of a pro-rata scenario: `place | amount | basis | population | more keys`, one saving a line."""

    def write(table: str, target: str = TARGET, name: str = "pilots", more: str = "") -> str:
        rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
        head = f'name = "{name}"\nmethod = "pro-rata"\ntitle = "Savings"\nprice_base = "2012-13 cash"\n{more}\n'
        return head + target + "".join(_saving(*row) for row in rows)

    return write


TARGET = """
[target]
name = "England"
population = 53012500
year = "2011"
source = "2011 census"
"""


def _saving(place: str, amount: str, basis: str, population: str, more: str = "") -> str:
    keys = {
        "place": f'"{place}"',
        "amount": f'"{amount}"',
        "basis": f'"{basis}"',
        "population": population,
        "net_of_delivery_cost": "true",
        "kind": '"fiscal"',
        "account": '"revenue"',
        "evidence_grade": "5",
        "source": '"a report"',
    }
    for key, value in (pair.split("=", 1) for pair in more.split(";") if pair.strip()):
        keys[key.strip()] = value.strip()
    return "\n[[saving]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value)
