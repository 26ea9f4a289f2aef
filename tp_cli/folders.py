"""Where shipped folders lie, what the code of a stage is, and the fingerprint of any file."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
DECISIONS = ("overlap.csv", "suppliers.csv")  # in a place's maps/: what a person decided for a lens, no mapping rules
_KINDS = (".py", ".toml", ".csv")


def shipped(name: str) -> Path:
    """The folder `templates` or `sample_inputs`: inside the package in a wheel, beside it in a checkout.

    raises  FileNotFoundError where it is missing
    """
    for folder in (_PACKAGE / "shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is not part of this installation")


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, read piece by piece; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def code_of(stage: str) -> str:
    """A fingerprint of a stage's own files: what it left is stale once the stage itself has changed."""
    digest = hashlib.sha256()
    for path in sorted((_PACKAGE / stage).rglob("*")):
        if path.suffix in _KINDS:
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
