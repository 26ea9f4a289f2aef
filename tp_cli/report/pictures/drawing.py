"""A picture as SVG text: the right kind, its words escaped, its name and meaning for those who cannot see it."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from threading import Thread
from typing import Any
from xml.sax.saxutils import escape

from tp_cli import safe
from tp_cli.errors import nearest
from tp_cli.report.pictures import plotted, ranked
from tp_cli.report.pictures.look import Spec, picture
from tp_cli.report.pictures.words import Words

# each kind: what draws it, and the fields that it must be given
_KINDS: dict[str, tuple[Callable[..., Spec], tuple[str, ...]]] = {
    "bars": (ranked.bars, ("label", "value")),
    "waterfall": (ranked.waterfall, ("label", "value")),
    "tornado": (ranked.tornado, ("label", "low", "high", "base")),
    "pairs": (ranked.pairs, ("label", "first", "second")),
    "matrix": (plotted.matrix, ("from", "to", "value")),
    "quadrant": (plotted.quadrant, ("label", "cost", "outcome", "thin")),
    "xmr": (plotted.xmr, ("period", "value", "mean", "lower", "upper", "mark")),
}
READABLE = 544  # pixels: drawn narrower than this, words become too small, and the page scrolls the picture instead
KINDS: Mapping[str, tuple[str, ...]] = {name: fields for name, (_, fields) in _KINDS.items()}


def draw(
    kind: str, title: str, alt: str, rows: Sequence[Any], fields: Mapping[str, str], show: Callable[[Any], str]
) -> str:
    """One picture of these rows; nothing where there are none.

    kind    of KINDS
    title   what it finds; alt: what it shows, for those who cannot see it
    fields  which field of a row is which part of the picture: {"label": "name", "value": "amount"}
    show    an amount as it is read
    raises  ValueError for a kind, a part or a field that is not there, with what there is
    """
    if kind not in _KINDS:
        raise _wrong("kind of picture", kind, list(_KINDS))
    make, parts = _KINDS[kind]
    missing = [part for part in parts if part not in fields]
    if missing:
        raise _wrong(f"parts of the picture {kind}", ", ".join(fields) or "none", list(parts))
    if not rows:
        return ""
    spec = make(list(rows), fields, _read, lambda value: safe.for_cell(show(value)))
    return _dressed(_svg(_safe(spec)), kind, title, alt)


def warm_up() -> None:
    """Start what draws, which takes a third of a second, while other work goes on; what fails will fail in `draw`.

    Not a daemon: the interpreter may not end while it starts.
    """
    Thread(target=_draw_nothing).start()


def _draw_nothing() -> None:
    with contextlib.suppress(Exception):
        _svg(picture([], [], 1, 1, {}))


def _svg(spec: Spec) -> str:
    import vl_convert

    words = Words(spec)
    return words.put_into(vl_convert.vegalite_to_svg(words.spec, allowed_base_urls=[]))


def _read(row: Any, field: str) -> Any:
    """A field of a fact, or of a row that a template made."""
    try:
        return row[field] if isinstance(row, Mapping) else getattr(row, field)
    except (KeyError, AttributeError):
        known = list(row) if isinstance(row, Mapping) else list(vars(row))
        raise _wrong("field of a row", field, known) from None


def _safe(spec: Any) -> Any:
    """The same with every text made safe: no control, escape or bidirectional characters reach the picture."""
    if isinstance(spec, str):
        return safe.for_cell(spec)
    if isinstance(spec, dict):
        return {name: _safe(value) for name, value in spec.items()}
    return [_safe(value) for value in spec] if isinstance(spec, list) else spec


def _dressed(svg: str, kind: str, title: str, alt: str) -> str:
    """The SVG as a part of a page: an image with a name and a description, ids of its own, as wide as there is room."""
    own = "p" + hashlib.sha256(f"{kind}\n{title}\n{alt}\n{svg}".encode()).hexdigest()[:10]
    opening = re.match(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)"[^>]*>', svg)
    assert opening
    width, _, box = opening.groups()
    words = {f"{own}t": ("title", title), f"{own}d": ("desc", alt)}
    inner = "".join(f'<{tag} id="{name}">{escape(safe.for_cell(text))}</{tag}>' for name, (tag, text) in words.items())
    body = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{own}", svg[opening.end() :])
    body = re.sub(r' role="graphics-[a-z]+"| aria-roledescription="[^"]*"', "", body)
    names = f'role="img" aria-labelledby="{own}t" aria-describedby="{own}d"'
    least = f'style="min-width:{min(float(width), READABLE):g}px"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" {least} {names}>{inner}{body}'


def _wrong(what: str, found: str, known: Sequence[str]) -> ValueError:
    close = nearest(found, known)
    meant = f"; did you mean {' or '.join(close)}?" if close else ""
    return ValueError(f'{what}: "{found}" is none of {", ".join(known)}{meant}')
