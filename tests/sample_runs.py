"""The sample place as far as some commands leave it: made once a process, and copied for whoever needs it."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from tp_cli.cli.app import app


def sample_after(folder: Path, *verbs: str) -> Path:
    """A copy of the sample place in `folder`, after these commands."""
    shutil.copytree(_made(verbs), folder, dirs_exist_ok=True)
    return folder


@cache
def _made(verbs: tuple[str, ...]) -> Path:
    held = TemporaryDirectory(prefix="tp-sample-")
    atexit.register(held.cleanup)
    folder = Path(held.name) / "wrenborough"
    for words in (["init", str(folder), "--sample"], *([verb, "--place", str(folder)] for verb in verbs)):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.stderr
    return folder
