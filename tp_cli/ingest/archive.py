"""What lies inside a zip or gzip file, looked at before it is unpacked: parts, sizes, ratios."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from tp_cli.ingest.kind import refuse

LARGEST = 1_500_000_000  # bytes of all parts together, unpacked
_DIRECTORY = 4_000_000  # bytes of the list of parts
_BOMB_FROM, _BOMB_RATIO = 50_000_000, 200  # what is unpacked to that much more is no table
_CHUNK, _FEED = 1 << 20, 1 << 16
_AGAIN = "ask for the file again"
_NO_FILE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Parts:
    """The parts of a zip file, unpacked one by one with their bytes counted.

    raises  TpError (exit 3) where it is damaged, locked, or larger inside than a table can be
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self._path, self._data = path, data
        self._must_have_a_small_directory()
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                listed = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError, UnicodeError):
            raise refuse(path, "a damaged or cut-off workbook or zip archive", _AGAIN) from None
        self.infos: Mapping[str, zipfile.ZipInfo] = {info.filename: info for info in listed}
        self._must_be_honest(listed)

    def names(self) -> list[str]:
        return list(self.infos)

    def read(self, name: str) -> bytes:
        """One part whole; KeyError where there is none of that name."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """One part, unpacked piece by piece; TpError where it holds more than it says, or is damaged."""
        info = self.infos[name]
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            yield packed
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise refuse(self._path, f"a zip archive packed in an unusual way ({name})", "save the workbook again")
        seen, inflate = 0, zlib.decompressobj(-15)
        try:
            for piece in _inflated(inflate, packed):
                seen += len(piece)
                if seen > info.file_size:
                    raise self._damaged(name)
                yield piece
        except zlib.error:
            raise self._damaged(name) from None
        if not inflate.eof:
            raise self._damaged(name)

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        head = self._data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise self._damaged(info.filename)
        start = info.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
        packed = self._data[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise self._damaged(info.filename)
        return packed

    def _damaged(self, name: str) -> Exception:
        return refuse(self._path, f"a damaged or cut-off workbook or zip archive (its part {name})", _AGAIN)

    def _must_have_a_small_directory(self) -> None:
        end = self._data.rfind(b"PK\x05\x06", max(0, len(self._data) - 66_000))
        if end < 0 or len(self._data) < end + 22:
            raise refuse(self._path, "a damaged or cut-off workbook or zip archive", _AGAIN)
        if struct.unpack("<I", self._data[end + 12 : end + 16])[0] > _DIRECTORY:
            raise refuse(self._path, "a zip archive with a list of parts larger than any workbook's", _AGAIN)

    def _must_be_honest(self, listed: list[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & 1 for info in listed):
            raise refuse(self._path, "a zip archive protected by a password", "protected: send it without a password")
        if len(self.infos) < len(listed):
            raise refuse(self._path, "a zip archive with two parts of one name", _AGAIN)
        total = sum(info.file_size for info in listed)
        large = [i for i in listed if i.file_size > _BOMB_FROM and i.file_size > i.compress_size * _BOMB_RATIO]
        if total > LARGEST or large or (total > _BOMB_FROM and total > len(self._data) * _BOMB_RATIO):
            raise refuse(self._path, f"{_bytes(len(self._data))} that unpack to {_bytes(total)}: too large to be read",
                         "save only the table, or split it by month")  # fmt: skip


def gunzipped(path: Path, data: bytes) -> bytes:
    """The one text or workbook inside a gzip file; TpError where it is damaged, cut off or too large."""
    pieces, seen = [], 0
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as file:
            for piece in iter(lambda: file.read(_CHUNK), b""):
                seen += len(piece)
                if seen > LARGEST or (seen > _BOMB_FROM and seen > len(data) * _BOMB_RATIO):
                    found = f"{_bytes(len(data))} that unpack to {_bytes(seen)} and more: too large to be read"
                    raise refuse(path, found, "unpack it, and split the table by month")
                pieces.append(piece)
    except (OSError, EOFError, zlib.error):
        raise refuse(path, "a damaged or cut-off gzip archive", _AGAIN) from None
    return b"".join(pieces)


def one_file_of(path: Path, parts: Parts) -> tuple[str, bytes]:
    """Name and bytes of the one file of a zip archive; TpError with the names where there are several or none."""
    files = [name for name in parts.names() if not name.endswith("/") and not any(w in name for w in _NO_FILE)]
    if len(files) != 1:
        names = ", ".join(f'"{name}"' for name in files[:5]) + (" ..." if len(files) > 5 else "")
        found = f"a zip archive with {len(files)} files: {names}" if files else "a zip archive without a file"
        raise refuse(path, found, "unpack it and name the files in it")
    return files[0], parts.read(files[0])


def _inflated(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """What a stream unpacks to, a bounded piece at a time."""
    for start in range(0, len(packed), _FEED):
        fed = packed[start : start + _FEED]
        while fed and not inflate.eof:
            yield inflate.decompress(fed, _CHUNK)
            fed = inflate.unconsumed_tail
        if inflate.eof:
            return
    while not inflate.eof:
        piece = inflate.decompress(b"", _CHUNK)
        if not piece:
            return
        yield piece


def _bytes(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number < 1e9 else f"{number / 1e9:,.1f} GB"
