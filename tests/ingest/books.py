"""Workbooks built byte by byte, so that a test can put in them what no library would write."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An old Office file with these streams, each in sectors of 512 bytes (padded to 4,096 so that none is small)."""
    padded = {name: data.ljust(4096, b"\x00") for name, data in streams.items()}
    count = {name: -(-len(data) // 512) for name, data in padded.items()}
    directory_sectors = -(-(len(padded) + 1) // 4)
    used = directory_sectors + sum(count.values())
    fat_sectors = next(n for n in range(1, 110) if n * 128 >= used + n)
    fat = [_FAT] * fat_sectors + _chained(fat_sectors, directory_sectors)
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if padded else _FREE)]
    at = fat_sectors + directory_sectors
    for number, (name, data) in enumerate(padded.items(), 1):
        entries.append(_entry(name, 2, at, len(data), right=number + 1 if number < len(padded) else _FREE))
        fat += _chained(at, count[name])
        at += count[name]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<8I", fat_sectors, fat_sectors, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(fat_sectors), *[_FREE] * (109 - fat_sectors))
    body = struct.pack(f"<{fat_sectors * 128}I", *fat, *[_FREE] * (fat_sectors * 128 - len(fat)))
    body += b"".join(entries).ljust(directory_sectors * 512, b"\x00")
    return head + body + b"".join(data.ljust(count[name] * 512, b"\x00") for name, data in padded.items())


def _chained(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\x00\x00"
    head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), kind, 1) + struct.pack("<3I", _FREE, right, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts, deflated."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
