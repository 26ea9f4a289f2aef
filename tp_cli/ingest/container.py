"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from tp_cli.errors import TpError, stop
from tp_cli.ingest.archive import Parts, gunzipped, one_file_of
from tp_cli.ingest.book.ods import from_flat
from tp_cli.ingest.encoding import TextScan, code_page_of, declared_encoding, decoded, in_utf8
from tp_cli.ingest.fingerprints import Stamp, opened, seen, stamp_of
from tp_cli.ingest.kind import HEAD, family_of, is_blank, refuse
from tp_cli.ingest.ole import Damaged, Streams

TEXTS = ("csv", "html", "mht", "xml")
LARGEST_WORKBOOK = 300_000_000  # bytes of the file; the largest real ones have a tenth of it
LARGEST_TEXT = 8_000_000_000
_CHUNK = 1 << 22
_PROTECTED = "protected: save a copy without a password"


@dataclass(frozen=True)
class Container:
    """A file and what it is.

    kind      csv, html, mht (a web page with its parts), xml (XML 2003), xlsx, xlsm, xlsb, xls, ods or fods (one text)
    encoding  of a text file, "" for a workbook
    wrapping  "gzip" or "zip" where the table lies inside one, else ""
    unpacked  the bytes inside the wrapping, of fods those of the same ods; None where the file itself is the table
    """

    path: Path
    kind: str
    encoding: str
    sha256: str
    wrapping: str = ""
    unpacked: bytes | None = None
    stamp: Stamp = (0, 0, 0, 0)

    def data(self) -> bytes:
        """The table's bytes, read now; TpError where the file has changed since it was identified."""
        if self.unpacked is not None:
            return self.unpacked
        with opened(self.path) as file:
            data = file.read()
        self.must_be_unchanged()
        return data

    def text(self) -> str:
        """A text file decoded; bytes that the encoding does not have raise TpError."""
        with self._speaking():
            return decoded(self.data(), self.encoding)

    def write_utf8(self, target: Path) -> None:
        """A text file written anew in UTF-8, a piece at a time; TpError as `text` raises it."""
        with self._speaking(), target.open("wb") as written:
            for piece in in_utf8(self._pieces(), self.encoding):
                written.write(piece)
        self.must_be_unchanged()

    def _pieces(self) -> Iterator[bytes]:
        with BytesIO(self.unpacked) if self.unpacked is not None else opened(self.path) as file:
            yield from iter(lambda: file.read(_CHUNK), b"")

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Says in our words that the encoding is not the text's."""
        try:
            yield
        except LookupError:
            raise self._encoding_wrong(f'no encoding is called "{self.encoding}"') from None
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise self._encoding_wrong(f"byte 0x{byte:02X} is no letter there") from None

    def _encoding_wrong(self, found: str) -> TpError:
        fix = "leave `encoding` out, or name the right one"
        return stop("encoding-wrong", self.path.name, found, f"text in {self.encoding}", fix, "refused")

    def must_be_unchanged(self) -> None:
        """TpError (exit 3) where the file is no longer the one that was identified."""
        with opened(self.path) as file:
            if stamp_of(file) != self.stamp:
                raise refuse(self.path, "changed while it was read", "wait until it is written, and try again")


def identify(path: Path, encoding: str = "") -> Container:
    """Say what a file is; TpError (exit 3) where `tp` cannot read such a thing. A text file is not kept in memory.

    encoding  of a text file, where a person has declared it
    """
    with opened(path) as file:
        stamp = stamp_of(file)
        head = file.read(HEAD)
        if is_blank(head) and (stamp[0] > HEAD or len(head) == stamp[0]):
            found = "is empty" if not head else "holds nothing but blanks"
            raise refuse(path, found, "ask the agency for the file")
        family = family_of(path, head)
        _must_be_small(path, family, stamp[0])
        if family in TEXTS:
            known = seen(path, stamp)
            found_text = Container(path, family, "", known.sha256, stamp=stamp)
            found_text.must_be_unchanged()
            return _with_encoding(found_text, known.scan, encoding)
        file.seek(0)
        data = file.read()
    container = Container(path, family, "", hashlib.sha256(data).hexdigest(), stamp=stamp)
    container.must_be_unchanged()
    return _of_bytes(container, data, encoding)


def _must_be_small(path: Path, family: str, size: int) -> None:
    limit = LARGEST_TEXT if family == "csv" else LARGEST_WORKBOOK
    if size > limit:
        found = f"{size / 1e9:,.1f} GB, too large for a table"
        raise refuse(path, found, "split it by month, or save the one sheet that is wanted as a CSV")


def _with_encoding(container: Container, scan: TextScan, declared: str) -> Container:
    if container.kind in ("xml", "mht"):  # they say it themselves
        return container
    said = declared or (declared_encoding(container.data()) if container.kind == "html" else "")
    found = said or scan.encoding() or code_page_of(container.data())
    return replace(container, encoding=found)


def _of_bytes(container: Container, data: bytes, encoding: str) -> Container:
    """The kind of a file that is not plain text; what lies in a gzip or zip file is told like a file."""
    path = container.path
    if container.kind == "gzip":
        return _inside(container, "gzip", gunzipped(path, data), encoding)
    if container.kind in ("ole", "biff"):
        return replace(container, kind=_ole_kind(path, data) if container.kind == "ole" else "xls")
    if container.kind == "fods":
        return replace(container, unpacked=from_flat(data))
    parts = Parts(path, data)
    kind = _zip_kind(path, parts)
    return replace(container, kind=kind) if kind else _inside(container, "zip", one_file_of(path, parts)[1], encoding)


def _inside(container: Container, wrapping: str, data: bytes, encoding: str) -> Container:
    path = container.path
    if is_blank(data):
        raise refuse(path, f"a {wrapping} archive of an empty file", "ask the agency for the file")
    family = family_of(path, data[:HEAD])
    inner = replace(container, kind=family, wrapping=wrapping, unpacked=data)
    if family in TEXTS:
        scan = TextScan()
        scan.add(data)
        return _with_encoding(inner, scan, encoding)
    found = _zip_kind(path, Parts(path, data)) if family == "zip" else ""
    if family == "gzip" or (family == "zip" and not found):
        raise refuse(path, f"a {wrapping} archive inside another archive", "unpack it and name the file in it")
    return _of_bytes(inner, data, encoding)


def _ole_kind(path: Path, data: bytes) -> str:
    try:
        names = {name.casefold() for name in Streams(data).names()}
    except Damaged:
        raise refuse(path, "a damaged or cut-off old workbook", "ask for the file again") from None
    if names & {"encryptedpackage", "encryptioninfo", "dataspaces"}:
        raise refuse(path, "a workbook protected by a password", _PROTECTED)
    if names & {"workbook", "book"}:
        return "xls"
    kinds = {"worddocument": "a Word document", "powerpoint document": "a PowerPoint presentation"}
    mail = "an e-mail" if any(name.startswith("__substg1.0") for name in names) else "an old Office file"
    found = next((text for name, text in kinds.items() if name in names), mail)
    raise refuse(path, f"{found} that is not a workbook", "save the table as .xlsx or .csv")


def _zip_kind(path: Path, parts: Parts) -> str:
    """The workbook that a zip file is, "" where it is an archive."""
    names = set(parts.names())
    folded = {name.replace("\\", "/").casefold() for name in names}
    if "xl/workbook.bin" in folded:
        return "xlsb"
    if any(name.startswith("xl/") for name in folded) or "workbook.xml" in folded:
        return "xlsm" if "xl/vbaproject.bin" in folded else "xlsx"
    if {"encryptedpackage", "encryptioninfo"} & folded:
        raise refuse(path, "a workbook protected by a password", _PROTECTED)
    if "content.xml" in names:
        return _open_document(path, parts)
    for marker, name in (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation")):
        if any(each.startswith(marker) for each in folded):
            raise refuse(path, name, "save its table as .xlsx or .csv")
    if any(name.endswith(".iwa") for name in folded):
        raise refuse(path, "a Numbers or Pages document", "export it as .xlsx or .csv")
    return ""


def _open_document(path: Path, parts: Parts) -> str:
    manifest = parts.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in parts.infos else b""
    if b"encryption-data" in manifest:
        raise refuse(path, "a workbook protected by a password", _PROTECTED)
    kind = parts.read("mimetype") if "mimetype" in parts.infos else b"spreadsheet"
    if not re.search(rb"spreadsheet", kind):
        raise refuse(path, "an OpenDocument file that is not a workbook", "save its table as .ods, .xlsx or .csv")
    return "ods"
