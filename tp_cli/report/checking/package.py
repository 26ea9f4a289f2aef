"""A zipped workbook opened with care: sizes looked at first, no entities, no more than can be held."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from tp_cli.errors import TpError, stop

MAX_PARTS = 10_000
MAX_PART = 400_000_000
MAX_ALL = 800_000_000
MAX_RATIO = 400
_SMALL = 10_000_000  # a part this small may be packed as tightly as it likes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """The parts of a zipped workbook, by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            start = path.open("rb").read(8)
            if start == _OLE:
                raise refused(path, "an old .xls file or one with a password", "an .xlsx or .ods file without password")
            self._zip = zipfile.ZipFile(path)
            self.names = {info.filename: info for info in self._zip.infolist()}
        except OSError as error:
            raise refused(path, error.strerror or str(error), "a file that can be read") from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise refused(path, "not a workbook", "an .xlsx or .ods file") from None
        if any(name.endswith("workbook.bin") for name in self.names):
            raise refused(path, "a binary .xlsb workbook", "an .xlsx or .ods file")
        self._look_at_sizes()

    def close(self) -> None:
        self._zip.close()

    def _look_at_sizes(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MAX_PARTS:
            raise refused(self.path, f"{len(infos):,} parts", f"at most {MAX_PARTS:,}")
        for info in infos:
            bomb = info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size)
            if info.file_size > MAX_PART or bomb:
                found = f"{info.filename}: {info.file_size:,} bytes packed into {info.compress_size:,}"
                raise refused(self.path, found, "a workbook that is as large as it looks")
        if sum(info.file_size for info in infos) > MAX_ALL:
            raise refused(self.path, "more than 800 MB unpacked", "a smaller workbook")

    def has(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """A part's bytes; TpError (exit 3) where they are damaged."""
        try:
            return self._zip.read(name)
        except (
            zipfile.BadZipFile,
            KeyError,
            RuntimeError,
            EOFError,
            NotImplementedError,
            ValueError,
            OSError,
        ) as error:
            raise refused(self.path, f"{name}: {error}", "a workbook that is not damaged") from None
        except Exception as error:  # zlib.error has no common base with the others
            raise refused(self.path, f"{name}: {error}", "a workbook that is not damaged") from None

    def tree(self, name: str) -> Element:
        """A part as XML; TpError (exit 3) where it is none or holds entities."""
        try:
            return ElementTree.fromstring(self.read(name), forbid_dtd=True)  # type: ignore[no-any-return]
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise self._bad(name, error) from None

    def walk(self, name: str, last: str) -> Iterator[tuple[str, Any]]:
        """Elements of a large part as they end, by local name; what `last` names is forgotten after use."""
        import io

        try:
            for _, element in ElementTree.iterparse(io.BytesIO(self.read(name)), forbid_dtd=True):
                yield local(element.tag), element
                if local(element.tag) == last:
                    element.clear()
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise self._bad(name, error) from None

    def _bad(self, name: str, error: Exception) -> TpError:
        found = "a document type or entities" if isinstance(error, DefusedXmlException) else str(error)
        return refused(self.path, f"{name}: {found}", "plain XML without entities")


def refused(path: Path, found: str, expected: str) -> TpError:
    """The file is not one that can be checked."""
    fix = "save it again as .xlsx or .ods with a spreadsheet program"
    return stop("unreadable", str(path), found, expected, fix, "refused")


def local(tag: str) -> str:
    """An element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str) and local(child.tag) == name]


def child(element: Element | None, name: str) -> Element | None:
    found = children(element, name) if element is not None else []
    return found[0] if found else None


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if element is None:
        return default
    return next((value for key, value in element.attrib.items() if local(key) == name), default)


def number(text: str, default: int = 0) -> int:
    """A whole number that a file states, the default where it states none."""
    try:
        return int(text)
    except ValueError:
        return default
