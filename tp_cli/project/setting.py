"""What a scenario may lean on besides its own file: the place, its count, its register of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tp_cli.place import Place
from tp_cli.project.counted import Count
from tp_cli.project.scenario import Scenario


@dataclass(frozen=True)
class Setting:
    """`count` is None where nothing is counted yet, `people` where no register was read; scenarios by their names."""

    place: Place
    count: Count | None
    people: pl.LazyFrame | None = None
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
