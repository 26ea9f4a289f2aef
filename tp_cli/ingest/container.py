"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from charset_normalizer import from_bytes

from tp_cli.errors import TpError, stop

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 200_000


@dataclass(frozen=True)
class Container:
    """A file's bytes and what they are.

    kind      csv, xlsx, xlsm, xlsb, xls or ods
    encoding  of a text file, "" for a workbook
    """

    path: Path
    kind: str
    encoding: str
    sha256: str
    data: bytes

    def text(self) -> str:
        """A text file decoded; bytes that the encoding does not have raise TpError."""
        try:
            return self.data.decode(self.encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise stop(
                "encoding-wrong",
                self.path.name,
                str(error),
                f"text in {self.encoding}",
                "leave `encoding` out, or name the right one",
                "refused",
            ) from None


def identify(path: Path, encoding: str = "") -> Container:
    """Read a file whole and say what it is; TpError (exit 3) where `tp` cannot read such a thing."""
    data = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.strip(b"\x00\t\r\n "):
        raise _refuse(path, "is empty" if not data else "holds nothing but blanks", "ask the agency for the file")
    kind = _kind_of(path, data)
    found = (encoding or _encoding_of(path, data)) if kind == "csv" else ""
    return Container(path, kind, found, sha256, data)


def sha256_of(path: Path) -> str:
    """The file's fingerprint, to tell whether it has changed since it was read."""
    return hashlib.sha256(_read(path)).hexdigest()


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise _refuse(path, "a folder" if stat.S_ISDIR(mode) else "not a plain file", "name a file")
        return path.read_bytes()
    except OSError as error:
        raise _refuse(path, error.strerror or os.strerror(error.errno or 0), "put a readable file there") from None


def _kind_of(path: Path, data: bytes) -> str:
    for magic, name in _REFUSED:
        if data.startswith(magic):
            raise _refuse(path, name, "ask for a CSV or a workbook")
    if data.startswith(_OLE):
        return _ole_kind(path, data)
    if data.startswith(b"PK"):
        return _zip_kind(path, data)
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise _refuse(path, "a web page or XML saved under another name", "open it and save it as .xlsx or .csv")
    if b"\x00" in data[:4000].rstrip(b"\x00") and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(path, "bytes that are neither text nor a workbook", "ask for a CSV or a workbook")
    return "csv"


def _ole_kind(path: Path, data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _refuse(path, "a workbook protected by a password", "protected: save a copy without a password")
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK")):
        return "xls"
    raise _refuse(path, "an old Office file that is not a workbook", "save the table as .xlsx or .csv")


def _zip_kind(path: Path, data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        raise _refuse(path, "a damaged or cut-off workbook", "ask for the file again") from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/vbaProject.bin" in names:
        return "xlsm"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise _refuse(path, "a zip archive that is not a workbook", "unpack it and name the file in it")


def _encoding_of(path: Path, data: bytes) -> str:
    """UTF-8 where the bytes are UTF-8, cp1252 where they could be, else the best guess of a library."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    for name in ("ascii", "utf-8", "cp1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise _refuse(path, "text in an encoding that cannot be told", "name it with --encoding")
    return best.encoding


def _refuse(path: Path, found: str, fix: str) -> TpError:
    return stop("file-unreadable", path.name, found, "a CSV text or an xlsx, xls, xlsb or ods workbook", fix, "refused")
