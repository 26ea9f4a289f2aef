"""Real cell styles such as Heading 1, and the language, put into a finished workbook, which XlsxWriter cannot do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

_BUILT_IN = {"Heading 1": 16, "Heading 2": 17}
_STYLES, _CORE = "xl/styles.xml", "docProps/core.xml"


def name_styles(path: Path, named: Mapping[int, str], language: str) -> None:
    """Give cell formats of a workbook the built-in style that they stand for, and the workbook its language.

    named  style by the number of the cell format (xf) that is to be it
    """
    with zipfile.ZipFile(path) as book:
        parts = [(info, book.read(info)) for info in book.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for info, content in parts:
            if info.filename == _STYLES:
                content = _with_styles(content.decode(), named).encode()
            elif info.filename == _CORE and language:
                end = "</cp:coreProperties>"
                content = content.decode().replace(end, f"<dc:language>{language}</dc:language>{end}").encode()
            book.writestr(info, content, zipfile.ZIP_DEFLATED)


def _with_styles(text: str, named: Mapping[int, str]) -> str:
    """styles.xml with one more style format a name, and the cell formats pointed at it."""
    head, start, rest = text.partition("<cellXfs")
    inside, end, tail = rest.partition("</cellXfs>")
    formats = re.findall(r"<xf [^>]*/>|<xf [^>]*>.*?</xf>", inside, flags=re.DOTALL)
    known = len(re.findall(r"<xf ", head.partition("<cellStyleXfs")[2]))
    added, styles = [], []
    for number, (index, name) in enumerate(sorted(named.items()), known):
        added.append(re.sub(r' xfId="\d+"', "", formats[index]))
        styles.append(f'<cellStyle name="{name}" xfId="{number}" builtinId="{_BUILT_IN[name]}"/>')
        formats[index] = re.sub(r'xfId="\d+"', f'xfId="{number}"', formats[index])
    opening = inside.partition("<xf ")[0]
    head = _appended(head, "cellStyleXfs", added)
    return _appended(f"{head}{start}{opening}{''.join(formats)}{end}{tail}", "cellStyles", styles)


def _appended(text: str, element: str, items: list[str]) -> str:
    def counted(match: re.Match[str]) -> str:
        return f'<{element} count="{int(match[1]) + len(items)}">'

    text = re.sub(rf'<{element} count="(\d+)">', counted, text, count=1)
    return text.replace(f"</{element}>", f"{''.join(items)}</{element}>", 1)
