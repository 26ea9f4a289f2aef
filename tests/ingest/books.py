"""Workbooks built byte by byte, so that a test can put in them what no library would write."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from tp_cli.ingest.frame import letter

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


def biff(
    sheets: Mapping[str, Sequence[Sequence[object]]], extra: Mapping[str, bytes] | None = None, version: int = 8
) -> bytes:
    """An .xls file of Excel 97 (version 8) or Excel 5; cells are None, text, number or `Raw` records.

    extra  sheet → records put before its cells; "" for the workbook's own
    """
    extra = extra or {}
    names = list(sheets)
    bodies = [_biff_sheet(rows, extra.get(name, b""), version) for name, rows in sheets.items()]
    bound = [_bound(name, 0, version) for name in names]
    head = _record(
        0x809, struct.pack("<HHHHII", 0x600 if version == 8 else 0x500, 5, 0, 0, 0, 0)[: 16 if version == 8 else 8]
    )
    head += _record(0x42, struct.pack("<H", 1200 if version == 8 else 1252)) + extra.get("", b"")
    start = len(head) + sum(map(len, bound)) + 4
    offsets = [start + sum(len(body) for body in bodies[:number]) for number in range(len(bodies))]
    globals_ = (
        head + b"".join(_bound(name, at, version) for name, at in zip(names, offsets, strict=True)) + _record(0x0A, b"")
    )
    return compound({"Workbook" if version == 8 else "Book": globals_ + b"".join(bodies)})


def record(kind: int, *numbers: int, form: str = "") -> bytes:
    """One record of an .xls file, of 16-bit numbers unless `form` says otherwise."""
    return _record(kind, struct.pack(f"<{form or 'H' * len(numbers)}", *numbers))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bound(name: str, offset: int, version: int) -> bytes:
    text = (
        (bytes([len(name), 1]) + name.encode("utf-16-le"))
        if version == 8
        else bytes([len(name)]) + name.encode("cp1252")
    )
    return _record(0x85, struct.pack("<IBB", offset, 0, 0) + text)


def _biff_sheet(rows: Sequence[Sequence[object]], extra: bytes, version: int) -> bytes:
    made = _record(
        0x809, struct.pack("<HHHHII", 0x600 if version == 8 else 0x500, 0x10, 0, 0, 0, 0)[: 16 if version == 8 else 8]
    )
    made += extra
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            made += _biff_cell(row, column, cell, version)
    return made + _record(0x0A, b"")


def _biff_cell(row: int, column: int, cell: object, version: int) -> bytes:
    where = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, int | float):
        return _record(0x203, where + struct.pack("<d", cell))
    if isinstance(cell, str) and cell in _BIFF_ERRORS:
        return _record(0x205, where + bytes([_BIFF_ERRORS[cell], 1]))
    if isinstance(cell, str):
        text = (b"\x01" + cell.encode("utf-16-le")) if version == 8 else cell.encode("cp1252")
        return _record(0x204, where + struct.pack("<H", len(cell)) + text)
    return b""


_BIFF_ERRORS = {"#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#N/A": 42}


def xlsb(rows: Sequence[Sequence[object]], hidden: Sequence[int] = (), far: int = 0) -> bytes:
    """A binary workbook of one sheet "Spend"; cells are None, text, number or the text of an error; rows from 1.

    hidden  rows that are not shown
    far     a row, beyond the others, with one cell in the last column
    """
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    link = '<Relationship Id="rId1" Type="{}{}" Target="{}"/>'
    content = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    book = _brt(131, b"") + _brt(153, bytes(8) + _wide("")) + _brt(143, b"")
    book += _brt(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Spend")) + _brt(144, b"") + _brt(132, b"")
    sheet = _brt(129, b"") + _brt(148, struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, 20)) + _brt(145, b"")
    numbered = [*enumerate(rows), *([(far - 1, [None] * 16_383 + [1])] if far else [])]
    for number, cells in numbered:
        sheet += _brt(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if number + 1 in hidden else 0, 0) + bytes(4))
        sheet += b"".join(_brt_cell(column, cell) for column, cell in enumerate(cells))
    sheet += _brt(146, b"") + _brt(130, b"")
    return zipped(
        {
            "[Content_Types].xml": content,
            "_rels/.rels": relations.format(link.format(kind, "officeDocument", "xl/workbook.bin")),
            "xl/_rels/workbook.bin.rels": relations.format(link.format(kind, "worksheet", "worksheets/sheet1.bin")),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _brt(kind: int, body: bytes) -> bytes:
    size, sizes = len(body), b""
    while True:
        sizes += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            break
    return (bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])) + sizes + body


def _brt_cell(column: int, cell: object) -> bytes:
    where = struct.pack("<II", column, 0)
    if isinstance(cell, int | float):
        return _brt(5, where + struct.pack("<d", cell))
    if isinstance(cell, str) and cell in _BIFF_ERRORS:
        return _brt(3, where + bytes([_BIFF_ERRORS[cell]]))
    return _brt(6, where + _wide(cell)) if isinstance(cell, str) else b""


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?>{declared}<office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Spend">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods(rows: Sequence[Sequence[object]] | str, declared: str = "") -> bytes:
    """An OpenDocument workbook of one sheet, of cells (None, text, number) or of XML written out."""
    xml = (
        rows
        if isinstance(rows, str)
        else "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": _ODS.format(declared=declared, rows=xml),
        }
    )


def fods(rows: Sequence[Sequence[object]], declared: str = "", kind: str = "spreadsheet", shapes: str = "") -> bytes:
    """The same as one XML text, with a line for each element as programs write it."""
    xml = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    text = _ODS.format(declared=declared, rows=shapes + xml).replace("office:document-content", "office:document")
    mime = f' office:mimetype="application/vnd.oasis.opendocument.{kind}" office:version'
    return text.replace(" office:version", mime, 1).replace("><table", ">\n <table").encode()


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def xlsx(sheet: str, **parts: str | bytes) -> bytes:
    """A workbook of one sheet "Spend" whose XML is written out; other parts by name, "__" for "/" and "_" for "."."""
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = '<Relationship Id="rId1" Type="{}{}" Target="{}"/>'
    book = f'<workbook {main} xmlns:r="{kind[:-1]}"><sheets><sheet name="Spend" sheetId="1" r:id="rId1"/></sheets></workbook>'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations.format(link.format(kind, "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations.format(link.format(kind, "worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{sheet}</worksheet>" if sheet.startswith("<sheet") else sheet,
    }
    made |= {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    return zipped(made)


def rows_of_xml(rows: Sequence[Sequence[object]], first: int = 1) -> str:
    """Rows of an xlsx sheet with texts in the cells."""
    made = ""
    for number, cells in enumerate(rows, first):
        inside = "".join(_xml_cell(letter(at), number, cell) for at, cell in enumerate(cells) if cell is not None)
        made += f'<row r="{number}">{inside}</row>'
    return made


def _xml_cell(letters: str, row: int, cell: object) -> str:
    if isinstance(cell, int | float):
        return f'<c r="{letters}{row}"><v>{cell!r}</v></c>'
    text = str(cell)
    if text.startswith("<"):
        return text.replace("@", f'r="{letters}{row}"', 1)
    return f'<c r="{letters}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
