"""The streams of an old Office file (a "compound file"), found without trusting any number in it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_END = 0xFFFFFFFA  # sector numbers from here on are none
_SMALL, _SMALL_SECTOR = 4096, 64


class Damaged(Exception):
    """A compound file that does not hang together."""


@dataclass(frozen=True)
class Entry:
    """A stream or a folder of the file: its name, its first sector and its size."""

    name: str
    kind: int
    start: int
    size: int


class Streams:
    """The streams of a compound file by name; Damaged where its tables do not lead to them."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Damaged("cut off")
        self._data = data
        shift, _ = struct.unpack("<HH", data[30:34])
        self._size = 1 << shift if shift in (9, 12) else 512
        count, first_dir, _, _, mini_start, _, chain, chain_count = struct.unpack("<8I", data[44:76])
        self._fat = self._numbers(self._fat_sectors(count, chain, chain_count))
        self.entries = list(self._entries(self._chain(first_dir)))
        root = next((entry for entry in self.entries if entry.kind == 5), None)
        self._mini = self._numbers(self._sectors(mini_start)) if mini_start < _END else []
        self._mini_data = self._chain(root.start) if root and root.start < _END else b""

    def names(self) -> set[str]:
        return {entry.name for entry in self.entries}

    def read(self, name: str) -> bytes:
        """The bytes of the first stream of that name, whatever its case; KeyError where there is none."""
        for entry in self.entries:
            if entry.kind == 2 and entry.name.casefold() == name.casefold():
                return self._small(entry) if entry.size < _SMALL else self._chain(entry.start)[: entry.size]
        raise KeyError(name)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _fat_sectors(self, count: int, chain: int, chain_count: int) -> list[int]:
        numbers = list(struct.unpack("<109I", self._data[76:512]))
        for _ in range(min(chain_count, len(self._data) // self._size)):
            if chain >= _END:
                break
            block = self._numbers([chain])
            if not block:
                raise Damaged("cut off")
            numbers += block[:-1]
            chain = block[-1]
        return [number for number in numbers[: max(count, 0)] if number < _END]

    def _numbers(self, sectors: list[int]) -> list[int]:
        raw = b"".join(self._sector(number) for number in sectors)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _sectors(self, start: int) -> list[int]:
        """The sectors of a chain in their order; Damaged where it runs in a circle or out of the file."""
        found: list[int] = []
        seen: set[int] = set()
        while start < _END:
            if start in seen or start >= len(self._fat):
                raise Damaged("a chain of sectors that leads nowhere")
            seen.add(start)
            found.append(start)
            start = self._fat[start]
        return found

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._sectors(start))

    def _small(self, entry: Entry) -> bytes:
        pieces, start, seen = [], entry.start, set()
        while start < _END and start not in seen and start < len(self._mini):
            seen.add(start)
            pieces.append(self._mini_data[start * _SMALL_SECTOR : (start + 1) * _SMALL_SECTOR])
            start = self._mini[start]
        return b"".join(pieces)[: entry.size]

    @staticmethod
    def _entries(directory: bytes) -> Iterator[Entry]:
        for at in range(0, len(directory) - 127, 128):
            raw = directory[at : at + 128]
            length, kind = struct.unpack("<HB", raw[64:67])
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = raw[: length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack("<II", raw[116:124])
                yield Entry(name, kind, start, size)
