"""The kinds of file there are: which can be read, and what the others are called when they are refused."""

from __future__ import annotations

import re
from pathlib import Path

from tp_cli.errors import TpError, stop

MAGIC_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 65_536  # bytes that tell a text's kind
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TABLE = "ask for a CSV or a workbook"
_REFUSED = (
    (b"%PDF", "a PDF document", "ask for the table that it was made from, as a CSV or a workbook"),
    (b"\x89PNG", "a picture", _TABLE),
    (b"\xff\xd8\xff", "a picture", _TABLE),
    (b"GIF8", "a picture", _TABLE),
    (b"II*\x00", "a picture", _TABLE),
    (b"MM\x00*", "a picture", _TABLE),
    (b"BM\x00", "a picture", _TABLE),
    (b"PAR1", "a Parquet file", _TABLE),
    (b"Obj\x01", "an Avro file", _TABLE),
    (b"SQLite format 3", "a SQLite database", _TABLE),
    (b"\x00\x01\x00\x00Standard", "an Access database", "save the table as .xlsx or .csv"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and name the file in it"),
    (b"Rar!", "a rar archive", "unpack it and name the file in it"),
    (b"BZh", "a bzip2 archive", "unpack it and name the file in it"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it and name the file in it"),
    (b"(\xb5/\xfd", "a zstd archive", "unpack it and name the file in it"),
    (b"{\\rtf", "a rich text document", "copy the table into a workbook"),
    (b"%!PS", "a PostScript document", _TABLE),
    (b"ID;P", "a SYLK file", "open it in a spreadsheet program and save it as .xlsx"),
    (b"MZ", "a program", _TABLE),
    (b"\x7fELF", "a program", _TABLE),
)
_BLANK = b"\x00\t\r\n\x0b\x0c\x1a "
_MARKUP = (b"<?xml", b"<!doctype", b"<!--", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style")
_CONTROL = bytes(each for each in range(1, 32) if each not in b"\t\r\n\x0b\x0c\x1a\x1b")
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08]\x00[\x00-\xff]{2}\x10\x00")  # a sheet that is no OLE file


def family_of(path: Path, head: bytes) -> str:
    """The family of a file by its first bytes: zip, ole, biff, gzip, html, mht, xml, fods, csv; TpError for others."""
    for magic, name, fix in _REFUSED:
        if head.startswith(magic):
            raise refuse(path, name, fix)
    if head.startswith(MAGIC_OLE):
        return "ole"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if _BIFF.match(head):
        return "biff"
    return _text_family(path, head)


def _text_family(path: Path, head: bytes) -> str:
    wide = b"\x00" in head[:400]
    plain = head.replace(b"\x00", b"") if wide else head
    for mark in _MARKS:
        plain = plain.removeprefix(mark)
    start = plain.lstrip(_BLANK).lower()
    if start.startswith(b"mime-version:"):
        return "mht"
    if start.startswith(
        (b"<?xml", b"<!doctype", b"<!--", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style")
    ):
        return _markup(path, start)
    if re.match(rb"<[a-z][\w:.-]*[\s>/]", start) and b"</" in start:
        return _markup(path, start)
    if re.match(rb'[\[{]\s*["{\[]', start) and re.search(rb'"\s*:', start):
        raise refuse(path, "a JSON document", "save its table as a CSV or a workbook")
    two_bytes = head.startswith(_MARKS[1:]) or head.count(0) * 3 > len(head)  # a letter's half may be any byte
    if not two_bytes and len(plain) - len(plain.translate(None, _CONTROL)) > len(plain) / 200:
        raise refuse(path, "bytes that are neither text nor a workbook", _TABLE)
    return "csv"


def _markup(path: Path, start: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<workbook" in start.replace(b"<ss:", b"<"):
        return "xml"
    if re.search(rb"<(html|table|body|frameset)[\s>/]", start):
        return "html"
    root = re.search(rb"<([a-z][\w:.-]*)", re.sub(rb"<!doctype[^>]*>|<!--.*?-->", b"", start, flags=re.DOTALL))
    name = root.group(1).decode() if root else ""
    if name == "svg":
        raise refuse(path, "a picture", _TABLE)
    if name == "office:document":
        if not re.search(rb"mimetype=[\"'][^\"']*opendocument\.spreadsheet", start):
            raise refuse(path, "an OpenDocument file that is not a workbook", "save its table as .ods, .xlsx or .csv")
        return "fods"
    found = f"an XML document (<{name}>) that is not a workbook" if name else "a web page without a table"
    raise refuse(path, found, "open it and save its table as .xlsx or .csv")


def is_blank(data: bytes | bytearray) -> bool:
    """True for bytes that show nothing."""
    return not data.translate(None, _BLANK)


def refuse(path: Path, found: str, fix: str) -> TpError:
    """The refusal of a file, with its true type and the way out."""
    expected = "a CSV text, an xlsx, xlsm, xlsb, xls or ods workbook, or an HTML table"
    return stop("file-unreadable", path.name, found, expected, fix, "refused")
