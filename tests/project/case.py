"""Short ways to write scenario files in the tests, and to get at what came of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.project.desk import Desk, scenarios

PARTIES = """
[[party]]
id = "nhs"
name = "NHS"
department = "DHSC"

[[party]]
id = "council"
name = "Council"
department = "MHCLG"
"""


def toml(**keys: Any) -> str:
    """Keys as lines: text is written as it stands, so quotes belong to it; None is left out."""
    return "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def q(text: object) -> str:
    return f'"{text}"'


def result_of(desk: Desk, text: str) -> Any:
    """The `result` of one scenario."""
    return scenarios(desk.project(case=text))[0]["result"]


def by(records: list[dict[str, Any]], *names: str) -> dict[Any, dict[str, Any]]:
    """Records by what one or several of their keys say."""
    return {tuple(r[n] for n in names) if len(names) > 1 else r[names[0]]: r for r in records}


def thousands(pounds: str) -> str:
    return f"{Decimal(pounds) / 1000:.2f}"


def millions(pounds: str) -> str:
    return f"{Decimal(pounds) / 10**6:.2f}"
