"""The same place made and reported in 64 settings of machine, shell and folder: one set of bytes.

`python -m tests.report.settings 64` does all of them and prints what differs; `make settings` does the same.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tp_cli.folders import shipped
from tp_cli.report.packs import PACKS
from tp_cli.start import make_sample

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("1", "4242")
THREADS = ("1", "4")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")
LOCALES = (
    {"LC_ALL": "C"},
    {"LC_ALL": "C.UTF-8"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": ""},
    {"LANG": "de_DE.ISO-8859-1", "LC_ALL": "", "PYTHONUTF8": "0"},
)
UMASKS = (0o022, 0o077, 0o002, 0o027)


@dataclass(frozen=True)
class Setting:
    """One machine: its environment, the folder that the commands are called from, the order files came to it."""

    number: int
    environment: dict[str, str]
    umask: int

    def folder(self, place: Path) -> Path:
        return (place, place / "inputs", Path(tempfile.gettempdir()))[self.number % 3]


def settings() -> Iterator[Setting]:
    """All of them; any three that follow one another differ in most."""
    every = list(itertools.product(SEEDS, THREADS, ZONES, LOCALES))
    random.Random(7).shuffle(every)
    for number, (seed, threads, zone, locale) in enumerate(every):
        environment = {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "TZ": zone, **locale}
        yield Setting(number, environment, UMASKS[number % len(UMASKS)])


def hashes(folder: Path, setting: Setting) -> dict[str, str]:
    """Every file of every pack, and what the count and the scenarios print, of a place made anew in this setting."""
    place, out = folder / "place", folder / "out"
    _copy(place, setting.number)
    environment = {**os.environ, **setting.environment, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1700000000"}
    printed = {}
    for words in (["run", "-q"], ["count", "--json"], ["project", "--json"], ["report", *PACKS, "-q", "-o", str(out)]):
        command = [sys.executable, "-m", "tp_cli", *words, "--place", str(place), "--fail-on", "never"]
        here = setting.folder(place)
        done = subprocess.run(command, capture_output=True, env=environment, cwd=here, umask=setting.umask, timeout=600)
        assert done.returncode == 0, (setting, words, done.stderr.decode(errors="replace")[-2000:])
        if "--json" in words:
            printed[f"tp {words[0]}"] = hashlib.sha256(done.stdout).hexdigest()
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return printed | {f.relative_to(out).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def _copy(place: Path, seed: int) -> None:
    """The sample place with its files made in an order of their own, as a folder lists them on some machines."""
    with tempfile.TemporaryDirectory() as made:
        make_sample(Path(made) / "place", shipped("sample_inputs"))
        source = Path(made) / "place"
        files = sorted(path for path in source.rglob("*") if path.is_file())
        random.Random(seed).shuffle(files)
        for path in files:
            target = place / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for name in ("outputs", "templates", "maps"):
        (place / name).mkdir(exist_ok=True)


def main(count: int) -> int:
    """How many of the settings gave other bytes than the first."""
    first: dict[str, str] = {}
    different = 0
    for setting in itertools.islice(settings(), count):
        with tempfile.TemporaryDirectory() as folder:
            found = hashes(Path(folder), setting)
        first = first or found
        if found != first:
            different += 1
            unlike = sorted(name for name in first | found if first.get(name) != found.get(name))
            print(setting, unlike, flush=True)
    print(
        f"{count} settings, {len(first)} files and printed answers each: {1 + different if count else 0} sets of hashes"
    )
    return different


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 64) else 0)
