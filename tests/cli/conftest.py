"""The commands as a user types them, on a fresh copy of the sample place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.sample_runs import sample_after
from tp_cli.cli.app import app

Tp = Callable[..., Result]


@pytest.fixture
def tp() -> Tp:
    """`tp("count", "--json")` → exit code, standard output, standard error."""

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample place, nothing read yet."""
    return sample_after(tmp_path / "wrenborough")


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    """The sample place, read, mapped and counted."""
    return sample_after(tmp_path / "wrenborough", "ingest", "map", "count")


def as_json(result: Result) -> Any:
    """Standard output, which must be one JSON object and nothing else."""
    return json.loads(result.stdout)
