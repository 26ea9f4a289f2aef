"""What every stage gives back: its problems, one JSON object, one main table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from tp_cli.errors import Problem


class Result(Protocol):
    """A stage's result, shown by `screen` and written to files by `save`."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Everything that a person should know, in a stated order."""

    def as_json(self) -> dict[str, object]:
        """The object of docs/COMMANDS.md: amounts are exact decimal strings in pounds."""

    def as_rows(self) -> pl.DataFrame:
        """The result's main table, row order stated, amounts as exact decimal strings in pounds."""
