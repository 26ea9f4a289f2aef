"""What a mapping is made from: the lines, the place's own rules, the shipped ones, this stage's code."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tp_cli.folders import code_of
from tp_cli.map.defaults import DEFAULTS
from tp_cli.map.rule_file import own_files, shipped_files
from tp_cli.store import Store


def fingerprint(store: Store, place_dir: Path) -> str:
    """What a mapping is made from; the same as `store.fingerprint("mapped")` where nothing has changed since."""
    digest = hashlib.sha256()
    for item in (code_of("map"), str(store.version("lines"))):
        digest.update(item.encode() + b"\0")
    for path in (*own_files(place_dir), *shipped_files(), DEFAULTS):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
