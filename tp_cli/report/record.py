"""What was written: every file of every pack with its hash, in .tp/report.json, kept from one report to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tp_cli import atomic
from tp_cli.folders import sha256_of

NAME = "report.json"


class Record:
    """The record of one place.

    {"written": [{"file", "sha256", "pack", "level"}], "runs": {"pack, level, formats, folder": {"made_from", "files"}}}

    A file inside the place folder is named from there, so that a place may be moved.
    """

    def __init__(self, root: Path) -> None:
        self.path, self.place_dir = root / NAME, root.parent
        known = _read(self.path)
        self.written: dict[str, dict[str, str]] = {file["file"]: file for file in known["written"]}
        self.runs: dict[str, dict[str, Any]] = known["runs"]

    def add(self, run: Sequence[str], out: Path, made_from: str, files: Sequence[dict[str, str]]) -> None:
        """Take in one pack as written: run is its name, level and formats."""
        own = [file | {"file": self._name(Path(file["file"]))} for file in files]
        self.written |= {file["file"]: file for file in own}
        self.runs[self._key(run, out)] = {"made_from": made_from, "files": [file["file"] for file in own]}

    def stands(self, run: Sequence[str], out: Path, made_from: str) -> bool:
        """True where this pack was last written from that, and each of its files is as it was written."""
        last = self.runs.get(self._key(run, out))
        return last is not None and last["made_from"] == made_from and all(map(self._file_stands, last["files"]))

    def save(self) -> None:
        files = [self.written[name] for name in sorted(self.written) if self._path(name).exists()]
        text = json.dumps({"written": files, "runs": self.runs}, indent=1, sort_keys=True, ensure_ascii=False)
        atomic.write_text(self.path, text + "\n")

    def _file_stands(self, name: str) -> bool:
        path = self._path(name)
        return name in self.written and path.is_file() and sha256_of(path) == self.written[name]["sha256"]

    def _key(self, run: Sequence[str], out: Path) -> str:
        return ", ".join([*run, self._name(out)])

    def _name(self, path: Path) -> str:
        path, here = path.absolute(), self.place_dir.absolute()
        return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()

    def _path(self, name: str) -> Path:
        return self.place_dir / name


def _read(path: Path) -> dict[str, Any]:
    """What stands there; nothing where there is no record, or none that can be read: all is then written anew."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        files, runs = known["written"], known["runs"]
        whole = all({"file", "sha256", "pack", "level"} <= set(file) for file in files)
        whole = whole and all({"made_from", "files"} <= set(run) for run in runs.values())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {"written": [], "runs": {}}
    return known if whole else {"written": [], "runs": {}}
