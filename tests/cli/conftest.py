"""The commands as a user types them, on a fresh copy of the sample place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tp_cli.cli.app import app

Tp = Callable[..., Result]


@pytest.fixture
def tp() -> Tp:
    """`tp("count", "--json")` → exit code, standard output, standard error."""

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


@pytest.fixture
def sample(tp: Tp, tmp_path: Path) -> Path:
    """The sample place, nothing read yet."""
    folder = tmp_path / "wrenborough"
    assert tp("init", folder, "--sample").exit_code == 0
    return folder


@pytest.fixture
def counted(tp: Tp, sample: Path) -> Path:
    """The sample place, read, mapped and counted."""
    for verb in ("ingest", "map", "count"):
        result = tp(verb, "--place", sample)
        assert result.exit_code == 0, result.stderr
    return sample


def as_json(result: Result) -> Any:
    """Standard output, which must be one JSON object and nothing else."""
    return json.loads(result.stdout)
