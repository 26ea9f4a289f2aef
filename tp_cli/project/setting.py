"""What a scenario may lean on besides its own file: the place, its count, its register of people."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tp_cli.place import Place
from tp_cli.project.counted import Count


@dataclass(frozen=True)
class Setting:
    """`count` is None where nothing is counted yet, `people` where no register of people was read."""

    place: Place
    count: Count | None
    people: pl.LazyFrame | None = None
