"""Published sheets as an OpenDocument spreadsheet: the same cells as the Excel workbook, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tp_cli.cells import MAX_COLUMNS, MAX_ROWS, created
from tp_cli.errors import stop
from tp_cli.report.ods_looks import styles
from tp_cli.report.public_book import Entry, PublicBook, PublicSheet, PublicTable

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMES.items()) + ' office:version="1.3"'
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_INCH_A_CHARACTER = 0.085


def write_ods(path: Path, book: PublicBook) -> None:
    """Write the spreadsheet; TpError (exit 5) where a table is larger than spreadsheet programs read."""
    for sheet in book.sheets:
        rows = len(sheet.above) + (len(sheet.table.rows) + 1 if sheet.table else 0)
        columns = len(sheet.table.columns) if sheet.table else 1
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            expected = f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns"
            found = f"{rows:,} rows, {columns:,} columns"
            raise stop("workbook-limit", f'sheet "{sheet.name}"', found, expected, "split the table", "output")
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "meta.xml": _meta(book),
        "styles.xml": f"{_HEADER}<office:document-styles {_SPACES}>{styles()}</office:document-styles>",
        "content.xml": _content(book),
    }
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(_info("mimetype"), MIME, zipfile.ZIP_STORED)
        for name, text in parts.items():
            out.writestr(_info(name), text.encode("utf-8"), zipfile.ZIP_DEFLATED)


def _info(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _manifest() -> str:
    files = {"/": MIME, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in files.items()
    )
    return (
        f'{_HEADER}<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(book: PublicBook) -> str:
    keywords = "".join(f"<meta:keyword>{escape(word)}</meta:keyword>" for word in book.keywords)
    day = created().isoformat()
    return (
        f"{_HEADER}<office:document-meta {_SPACES}><office:meta><dc:title>{escape(book.title)}</dc:title>"
        f"<meta:initial-creator>{escape(book.organisation)}</meta:initial-creator>"
        f"<dc:creator>{escape(book.organisation)}</dc:creator>{keywords}<dc:language>en-GB</dc:language>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date></office:meta></office:document-meta>"
    )


def _content(book: PublicBook) -> str:
    widths = sorted({width for sheet in book.sheets for width in _widths(sheet)})
    columns = "".join(
        f'<style:style style:name="co{number}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _INCH_A_CHARACTER:.3f}in"/></style:style>'
        for number, width in enumerate(widths)
    )
    row = (
        '<style:style style:name="ro" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="ta" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    sheets = "".join(_sheet(sheet, widths) for sheet in book.sheets)
    ranges = "".join(_range(sheet.name, len(sheet.above), sheet.table) for sheet in book.sheets if sheet.table)
    return (
        f"{_HEADER}<office:document-content {_SPACES}><office:automatic-styles>{columns}{row}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _widths(sheet: PublicSheet) -> list[float]:
    return sheet.table.widths() if sheet.table else [90.0]


def _sheet(sheet: PublicSheet, widths: list[float]) -> str:
    columns = "".join(f'<table:table-column table:style-name="co{widths.index(w)}"/>' for w in _widths(sheet))
    rows = "".join(_row([entry]) for entry in sheet.above)
    if sheet.table:
        rows += _row(sheet.table.heads()) + "".join(_row(row) for row in sheet.table.rows)
    start = f'<table:table table:name={quoteattr(sheet.name)} table:style-name="ta">'
    return f"{start}{columns}{rows}</table:table>"


def _row(entries: list[Entry] | tuple[Entry, ...]) -> str:
    return f'<table:table-row table:style-name="ro">{"".join(_cells(entries))}</table:table-row>'


def _cells(entries: list[Entry] | tuple[Entry, ...]) -> Iterator[str]:
    named = {"title": "Heading_20_1", "heading": "Heading_20_2"}
    for entry in entries:
        style = f'table:style-name="{named.get(entry.look, entry.look)}"'
        if isinstance(entry.value, str):
            yield f'<table:table-cell {style} office:value-type="string">{_paragraphs(entry)}</table:table-cell>'
        else:
            value = f'office:value-type="float" office:value="{entry.plain}"'
            yield f"<table:table-cell {style} {value}><text:p>{entry.plain}</text:p></table:table-cell>"


def _paragraphs(entry: Entry) -> str:
    texts = [escape(line) for line in str(entry.value).split("\n")]
    if entry.link:
        href = quoteattr(f"#{entry.link}.A1")
        texts = [f'<text:a xlink:type="simple" xlink:href={href}>{text}</text:a>' for text in texts]
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def _range(sheet: str, top: int, table: PublicTable) -> str:
    last = _column(len(table.columns) - 1)
    quoted = "'" + sheet.replace("'", "''") + "'"
    where = quoteattr(f"{quoted}.A{top + 1}:{quoted}.{last}{top + 1 + len(table.rows)}")
    return (
        f"<table:database-range table:name={quoteattr(table.name)} table:target-range-address={where} "
        'table:display-filter-buttons="false" table:contains-header="true"/>'
    )


def _column(number: int) -> str:
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters, number = chr(65 + rest) + letters, number - 1
    return letters
