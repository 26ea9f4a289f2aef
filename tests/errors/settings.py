"""What stands around a bad input: a place, or something that is no file where a file should be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tp_cli.ingest import fingerprints

PLACE = """[place]
name = "Wrenborough"
code = "E08000099"
years = ["2024-25"]
population = { "2024-25" = 500000 }
[[agency]]
id = "council"
name = "Wrenborough Council"
kind = "council"
[[agency]]
id = "nhs"
name = "Wrenshire ICB"
kind = "nhs-commissioner"
"""
SOURCE = '[[source]]\nkind = "{kind}"\nfiles = "{file}"\n'


def _pipe(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()
    os.mkfifo(path)


def _dangling(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.symlink_to("nowhere.csv")


def _circle(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.mkdir()


def _unreadable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the owner of the machine no file is unreadable: the refusal is played to it."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        plain = os.open

        def refusing(name: str | Path, flags: int, *more: int) -> int:
            if Path(name).name == path.name:
                raise PermissionError(13, "Permission denied")
            return plain(name, flags, *more)

        monkeypatch.setattr(os, "open", refusing)


def _changing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program writes to the file after its bytes were read."""
    plain = fingerprints._look_through

    def slow(*given: Any) -> object:
        found = plain(*given)
        with path.open("a", encoding="utf-8") as other:
            other.write("Beta,02/04/2024,20\n")
        return found

    monkeypatch.setattr(fingerprints, "_look_through", slow)


SET_UP: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "pipe": _pipe,
    "dangling": _dangling,
    "circle": _circle,
    "folder": _folder,
    "unreadable": _unreadable,
    "changing": _changing,
}
