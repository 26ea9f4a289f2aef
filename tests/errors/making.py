"""Bad inputs that are bytes: each function makes one file of the catalogue."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.ingest.books import biff, compound, fods, ods, record, rows_of_xml, xlsb, xlsx, zipped

HEADER: list[object] = ["Supplier", "Date", "Amount"]
ROWS: list[list[object]] = [HEADER, ["Acme Ltd", "01/04/2024", 100.5], ["Beta plc", "02/04/2024", 200]]
TEXT = "Supplier,Date,Amount\nAcme Ltd,01/04/2024,100.50\nBeta plc,02/04/2024,200.00\n"


def errors_in_xlsx() -> bytes:
    rows: list[list[object]] = [*ROWS, ["Gamma", "03/04/2024", '<c @ t="e"><f>Z1</f><v>#REF!</v></c>']]
    return _sheet([*rows, ["Delta", "04/04/2024", "<c @><f>1+1</f></c>"]])


def errors_in_xls() -> bytes:
    return biff({"Spend": [*ROWS, ["Gamma", "03/04/2024", "#REF!"]]})


def errors_in_xlsb() -> bytes:
    return xlsb([*ROWS, ["Gamma", "03/04/2024", "#REF!"]])


def errors_in_ods() -> bytes:
    error = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Gamma</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>03/04/2024</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.Z1]" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>'
    )
    return ods(_ods_rows(ROWS) + error)


def protected_xlsx() -> bytes:
    return compound({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(5000)})


def protected_xls() -> bytes:
    return biff({"Spend": ROWS}, {"": record(0x2F, 1, 1, 1)})


def excel_5() -> bytes:
    return biff({"Spend": ROWS}, version=5)


def truncated() -> bytes:
    return _sheet(ROWS)[:-300]


def part_missing() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_sheet(ROWS))) as whole:
        return zipped({name: whole.read(name) for name in whole.namelist() if "sheet1" not in name})


def macros_and_links() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="{}{}" Target="{}"/>'
    both = link.format("rId1", kind, "worksheet", "worksheets/sheet1.xml")
    both += link.format("rId2", kind, "externalLink", "externalLinks/link1.xml")
    other = link.format("rId1", kind, "externalLinkPath", "file:///c:/books/Budget%202024.xlsx")
    with zipfile.ZipFile(io.BytesIO(_sheet(ROWS))) as whole:
        parts: dict[str, str | bytes] = {name: whole.read(name) for name in whole.namelist()}
    parts |= {"xl/vbaProject.bin": b"\x00", "xl/_rels/workbook.xml.rels": relations.format(both)}
    parts |= {"xl/externalLinks/link1.xml": "<externalLink/>"}
    return zipped(parts | {"xl/externalLinks/_rels/link1.xml.rels": relations.format(other)})


def hidden_things() -> bytes:
    """A filtered row, a merged supplier, and a second sheet that is hidden."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Spend")
    for number, row in enumerate([*ROWS, ["Gamma", "03/04/2024", 50], [None, "04/04/2024", 25]]):
        sheet.write_row(number, 0, row)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.autofilter("A1:C5")
    sheet.filter_column(0, "x != Beta*")
    sheet.merge_range("A4:A5", "Gamma")
    hidden = book.add_worksheet("Old")
    hidden.write_row(0, 0, HEADER)
    hidden.write_row(1, 0, ["Omega", "05/04/2024", 7])
    hidden.hide()
    book.close()
    return made.getvalue()


def wrong_dimension() -> bytes:
    return xlsx(f'<sheetPr/><dimension ref="A1:B2"/><sheetData>{rows_of_xml(ROWS)}</sheetData>')


def far_cell() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return xlsx(f"<sheetData>{rows_of_xml(ROWS)}{far}</sheetData>")


def far_blank_cell() -> bytes:
    """A formatted cell without a value is no cell: this file is read."""
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    return xlsx(f"<sheetData>{rows_of_xml(ROWS)}{far}</sheetData>")


def far_cell_in_xls() -> bytes:
    return biff({"Spend": ROWS}, {"Spend": record(0x203, 65535, 255, 0, 0, 0, 0, 0)})


def far_cell_in_xlsb() -> bytes:
    return xlsb(ROWS, far=1_048_576)


def repeated_in_ods() -> bytes:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float"'
    return ods(f'{row} office:value="1" table:number-columns-repeated="16384"/></table:table-row>')


def ten_gigabytes_declared() -> bytes:
    """A part that says it holds 10 GB; there is one sheet and a few bytes in it."""
    made = bytearray(_sheet(ROWS))
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    return bytes(made)


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("spend.csv", "w") as part:
        for _ in range(300):
            part.write(bytes(1_000_000))
    return made.getvalue()


def gzip_bomb() -> bytes:
    return gzip.compress(bytes(200_000_000), 9, mtime=0)


def entity_bomb() -> bytes:
    declared = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return xlsx(f'{declared}<worksheet><sheetData><row r="1"><c r="A1"><v>&b;</v></c></row></sheetData></worksheet>')


def entity_bomb_in_ods() -> bytes:
    return ods(ROWS, '<!DOCTYPE x [<!ENTITY a "ha">]>')


def entity_bomb_in_flat_open_document() -> bytes:
    return fods(ROWS, '<!DOCTYPE x [<!ENTITY a "ha">]>')


def flat_open_document() -> bytes:
    """A workbook as one XML text, with a chart whose own table is no sheet and no line."""
    inside = fods([["Supplier", "Amount"], ["Chart", 9.0]]).decode().partition("?>")[2]
    chart = f"<table:shapes><draw:frame><draw:object>{inside}</draw:object></draw:frame></table:shapes>"
    return fods(ROWS, shapes=chart)


def flat_open_text() -> bytes:
    return fods(ROWS, kind="text")


def entity_bomb_in_xml() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + xml_2003().split(b"?>", 1)[1]


def two_encodings() -> bytes:
    return (
        TEXT.encode()
        + "Gamma – North,03/04/2024,0\n".encode("cp1252")
        + "Café,04/04/2024,0\nThé,05/04/2024,0\n".encode()
    )


def dos_pounds() -> bytes:
    return TEXT.encode().replace(b"200.00", b"\x9c200.00") + "Café Noir – North,03/04/2024,£0\n".encode("cp1252")


def full_of_rows() -> bytes:
    return b"Supplier,Amount\n" + b"Acme Ltd,1.00\n" * 65_535


def csv_in_gzip() -> bytes:
    return gzip.compress(TEXT.encode(), mtime=0)


def xlsx_in_zip() -> bytes:
    return zipped({"spend.xlsx": _sheet(ROWS)})


def two_files_in_zip() -> bytes:
    return zipped({"april.csv": TEXT, "may.csv": TEXT})


def xml_2003() -> bytes:
    rows = "".join(f"<Row>{''.join(map(_xml_cell, row))}</Row>" for row in ROWS)
    head = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    names = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    return f'{head}<Workbook {names}><Worksheet ss:Name="Spend"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


def web_archive() -> bytes:
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    part = "Content-Type: text/html; charset=utf-8\r\n\r\n"
    return f"{head}{part}<html><body><table>{html}</table></body></html>\r\n--x--\r\n".encode()


def calendar_1904() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"date_1904": True})
    sheet = book.add_worksheet("Spend")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["Acme Ltd"])
    sheet.write_number(1, 1, 43_921, day)  # 1 April 2024, counted from 1904
    sheet.write_number(1, 2, 100.5)
    book.close()
    return made.getvalue()


def long_code() -> bytes:
    return _sheet([[*HEADER, "Reference"], ["Acme Ltd", "01/04/2024", 100.5, 1234567890123456768.0]])


def units_differ() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    for name, heading in (("Schools", "Amount £000"), ("Roads", "Amount")):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Service", "Date", heading])
        sheet.write_row(1, 0, [name, "01/04/2024", 12])
    book.close()
    return made.getvalue()


def _sheet(rows: list[list[object]]) -> bytes:
    return xlsx(f"<sheetData>{rows_of_xml(rows)}</sheetData>")


def _ods_rows(rows: list[list[object]]) -> str:
    return "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )


def _xml_cell(cell: object) -> str:
    kind = "Number" if isinstance(cell, int | float) else "String"
    return f'<Cell><Data ss:Type="{kind}">{cell}</Data></Cell>'


MADE: dict[str, Callable[[], bytes]] = {
    name: made
    for name, made in globals().items()
    if callable(made) and getattr(made, "__module__", "") == __name__ and not name.startswith("_")
}
