"""How cells of the OpenDocument spreadsheet look: its styles by name, a heading a real Heading 1."""

from __future__ import annotations

_FORMATS = {"pence": ("N2", 2, True), "percent": ("N1", 1, False), "number": ("N0", 0, True)}
_WRAP = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
_TOP = '<style:table-cell-properties style:vertical-align="top"/>'
_LEFT = '<style:paragraph-properties fo:text-align="start"/>'
_RIGHT = '<style:paragraph-properties fo:text-align="end" fo:margin-right="0.15in"/>'
_BOLD = '<style:text-properties fo:font-weight="bold"/>'
_FACE = '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>'
_DEFAULT = (
    '<style:default-style style:family="table-cell"><style:paragraph-properties/><style:text-properties '
    'style:font-name="Arial" fo:font-family="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/>'
    '</style:default-style><style:style style:name="Default" style:family="table-cell"/>'
)
_PAPER = (
    '<office:automatic-styles><style:page-layout style:name="wide"><style:page-layout-properties '
    'fo:page-width="11.69in" fo:page-height="8.27in" fo:margin="0.5in" style:print-orientation="landscape" '
    'style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout></office:automatic-styles>'
    '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="wide"/>'
    "</office:master-styles>"
)


def styles() -> str:
    """What styles.xml holds: fonts, cell styles with their number formats, paper."""
    return f"{_FACE}<office:styles>{_DEFAULT}{_number_formats()}{_cell_styles()}</office:styles>{_PAPER}"


def _number_formats() -> str:
    plain = '<number:number-style style:name="N"><number:number number:min-integer-digits="1"/></number:number-style>'
    return plain + "".join(
        f'<number:number-style style:name="{name}"><number:number number:decimal-places="{places}" '
        f'number:min-decimal-places="{places}" number:min-integer-digits="1" number:grouping="{str(grouped).lower()}"/>'
        "</number:number-style>"
        for name, places, grouped in _FORMATS.values()
    )


def _cell_styles() -> str:
    made = [
        _style("Heading_20_1", _bold(16), "Heading 1"),
        _style("Heading_20_2", _bold(14), "Heading 2"),
        _style("text", _WRAP + _LEFT),
        _style("above", _LEFT),
        _style("link", _TOP + _LEFT),
        _style("head", _WRAP + _LEFT + _BOLD),
        _style("head_number", _WRAP + _RIGHT + _BOLD),
        _style("shorthand", _TOP + _RIGHT),
        *(_style(look, _TOP + _RIGHT, data=name) for look, (name, _, _) in _FORMATS.items()),
        _style("decimal", _TOP + _RIGHT, data="N"),
    ]
    return "".join(made)


def _bold(points: int) -> str:
    return f'<style:text-properties fo:font-weight="bold" fo:font-size="{points}pt"/>'


def _style(name: str, inside: str, shown: str = "", data: str = "") -> str:
    extra = (f' style:display-name="{shown}"' if shown else "") + (f' style:data-style-name="{data}"' if data else "")
    parent = 'style:parent-style-name="Default"'
    return f'<style:style style:name="{name}"{extra} style:family="table-cell" {parent}>{inside}</style:style>'
