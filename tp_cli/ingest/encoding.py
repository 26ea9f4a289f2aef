"""The encoding of a text, told by its bytes: marks, strict UTF-8, then the code page in which it makes most sense."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

from tp_cli.ingest.kind import is_blank

MIXED = "utf-8 and cp1252"
DOS_POUNDS = "cp1252 with DOS pound signs"
REPAIRED = "utf-8-repaired"  # declared only: UTF-8 that was once taken for cp1252 and written as UTF-8 again
KNOWN = ("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PAGES = ("cp1252", "cp850", "mac_roman")  # most usual first; the last only where no line ends with a line feed
_FAR_AWAY = "\u2c00"  # three bytes of UTF-8 that are also é or è and two signs in a code page
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]*")  # a line with such a letter
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # bytes that cp1252 has no letter for
_TRIED = 2_000  # characters beyond ASCII that are looked at
_POUND = re.compile("œ(?![^\\W\\d_])")  # DOS byte 0x9C read as cp1252: a pound sign unless a letter follows
_SUSPECT = re.compile("[\u0080-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{2,}")


class TextScan:
    """What the bytes of a text say of its encoding, gathered chunk by chunk."""

    def __init__(self) -> None:
        self._first = True
        self._mark = ""
        self._ascii = True
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def add(self, chunk: bytes | bytearray) -> None:
        if self._first:
            self._first = False
            self._mark = next((name for bom, name in _BOMS if chunk.startswith(bom)), "") or _unmarked_utf16(chunk)
        ascii_only = chunk.isascii()
        self._ascii = self._ascii and ascii_only
        if self._utf8 is not None and (not ascii_only or self._utf8.getstate()[0]):
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._utf8 = None

    def encoding(self) -> str:
        """The encoding, "" where it is a code page that must be found out from the text itself."""
        if self._mark or self._ascii:
            return self._mark or "ascii"
        try:
            if self._utf8 is not None:
                self._utf8.decode(b"", final=True)
                return "utf-8"
        except UnicodeDecodeError:
            pass
        return ""


def code_page_of(data: bytes) -> str:
    """The encoding of a text that is not UTF-8 throughout."""
    lines = _BEYOND_ASCII.findall(data)
    if any(_is_utf8(line) for line in lines):
        return MIXED
    pages = _PAGES if b"\n" not in data else _PAGES[:2]
    sense, page = max(((_sense(lines, name), name) for name in pages), key=lambda found: found[0])
    if page == "cp1252" and _POUND.search(b"\n".join(lines).decode("cp1252", "tp-keep")):
        return DOS_POUNDS
    if sense < 0 or (page == "cp1252" and not _fits(lines, page)):
        from charset_normalizer import from_bytes

        best = from_bytes(b"\n".join(lines)[:200_000]).best()
        other = best is not None and best.encoding not in ("ascii", "utf_8") and _sense(lines, best.encoding) > sense
        return best.encoding if best is not None and other else page
    return page


def decoded(data: bytes, encoding: str) -> str:
    """The text; no character is ever replaced by a mark for an unknown one.

    raises  UnicodeDecodeError or LookupError where the encoding does not fit or is not known
    """
    if encoding == MIXED:
        return "".join(_line(line) for line in _lines(data))
    if encoding == DOS_POUNDS:
        return _POUND.sub("£", data.decode("cp1252", "tp-keep"))
    if encoding == REPAIRED:
        return _SUSPECT.sub(_repair, data.decode("utf-8-sig"))
    return data.decode(encoding, "tp-keep" if encoding == "cp1252" else "strict")


def in_utf8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The text in UTF-8, a piece at a time, letter by letter as `decoded` gives it; raises as it does."""
    if encoding not in (MIXED, DOS_POUNDS, REPAIRED):
        decoder = codecs.getincrementaldecoder(encoding)("tp-keep" if encoding == "cp1252" else "strict")
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
        return
    rest = b""
    for piece in pieces:  # these are told line by line
        whole, end, begun = piece.rpartition(b"\n")
        if end:
            yield decoded(rest + whole + end, encoding).encode()
            rest = begun
        else:
            rest += begun
    yield decoded(rest, encoding).encode()


def odd_lines(data: bytes, encoding: str) -> list[int]:
    """Lines, from 1, that are not in the encoding of most of the text."""
    if encoding == "cp1252" and not any(byte in data for byte in _UNDEFINED):
        return []
    lines = [(number, line) for number, line in enumerate(_lines(data), 1) if not line.isascii()]
    if encoding == DOS_POUNDS:
        return [number for number, line in lines if _POUND.search(line.decode("cp1252", "tp-keep"))]
    if encoding != MIXED:
        return [number for number, line in lines if encoding == "cp1252" and not _fits([line], encoding)]
    found: dict[bool, list[int]] = {True: [], False: []}
    for number, line in lines:
        found[_is_utf8(line)].append(number)
    return min(found.values(), key=len)


def declared_encoding(data: bytes) -> str:
    """The encoding that a web page says it is in, "" where it says none or its bytes do not bear it out."""
    match = _META.search(data[:4000])
    name = match.group(1).decode().casefold() if match else ""
    try:
        data.decode(name or "none")
    except (LookupError, UnicodeDecodeError):
        return ""
    return "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name


def _unmarked_utf16(chunk: bytes | bytearray) -> str:
    """UTF-16 without a mark has its noughts in every second byte."""
    sample = chunk[:4000]
    if len(sample) < 4 or is_blank(sample):
        return ""
    even, odd = sample[::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.1 else ""


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends, whatever these are."""
    return data.splitlines(keepends=True)


def _is_utf8(line: bytes) -> bool:
    """True for a line of UTF-8; letters of far away are taken for European ones where these make as much sense."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return max(text, default="") < _FAR_AWAY or _sense([line], "utf-8") > _sense([line], "cp1252")


def _line(line: bytes) -> str:
    return line.decode("utf-8") if _is_utf8(line) else line.decode("cp1252", "tp-keep")


def _fits(lines: Iterable[bytes], name: str) -> bool:
    try:
        for line in lines:
            line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _sense(lines: list[bytes], name: str) -> int:
    """How many characters beyond ASCII are what people write, less those that nobody writes there."""
    text = " ".join(line.decode(name, "replace") for line in lines[:_TRIED])
    found = [match.start() for match in re.finditer("[^\x00-\x7f]", text)][:_TRIED]
    return sum(_plausible(text[max(0, at - 1) : at], text[at], text[at + 1 : at + 2]) for at in found)


def _plausible(before: str, char: str, after: str) -> int:
    kind = unicodedata.category(char)
    if char in "£€":
        return 2 if not (before.isalpha() or after.isalpha()) or after.isdigit() else 0
    if kind in ("Pd", "Pi", "Pf", "Ps", "Zs") or char in "½¼¾°®™•…·´²":
        return 1
    if kind == "Ll":
        return 1 if (before.isalpha() and ord(before) < 128) or (after.islower() and ord(after) < 128) else -1
    if kind == "Lu":
        return 1 if after.isalpha() and not before.islower() else -1
    return -1


def _repair(match: re.Match[str]) -> str:
    try:
        return match.group().encode("cp1252", "tp-keep").decode("utf-8")
    except UnicodeError:
        return match.group()


def _keep(error: UnicodeError) -> tuple[str | bytes, int]:
    """Bytes that a code page has no character for stay as control characters, which shows them wherever they go."""
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1"), error.end
    raise error


codecs.register_error("tp-keep", _keep)
