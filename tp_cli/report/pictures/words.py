"""The words of a picture, kept from what draws it: measuring letters took most of its time, and nothing rests on it.

Every place and width of a picture is reckoned beforehand (see look.py), so that a short sign in place of each text
gives the same drawing; the texts take the signs' places in the finished SVG.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from tp_cli.report.pictures.look import Spec


class Words:
    """The texts of one picture and the signs that stand in for them."""

    def __init__(self, spec: Spec) -> None:
        self._layers = spec.get("layer", [])
        self._free = {_shown_by(layer) for layer in self._layers} - {None, *_looked_at(self._layers)}
        self._texts: list[str] = []
        self._sign = "^"
        while self._sign in str(spec):
            self._sign += "^"
        self.spec = self._signed(spec) | {"layer": [self._signed(layer) for layer in self._layers]}

    def put_into(self, svg: str) -> str:
        """The drawing of `spec` with the texts in place of their signs."""
        sign = re.compile(rf">{re.escape(self._sign)}(\d+)</text>")
        return sign.sub(lambda found: f">{escape(self._texts[int(found[1])])}</text>", svg)

    def _signed(self, part: Spec) -> Spec:
        """The part with signs in its own rows, for texts that a text mark shows and nothing else looks at."""
        if "data" not in part:
            return part
        return part | {"data": {"values": [self._signed_row(row) for row in part["data"]["values"]]}}

    def _signed_row(self, row: dict[str, Any]) -> dict[str, Any]:
        signs = {}
        for name, value in row.items():
            if name in self._free and isinstance(value, str) and value.strip():
                signs[name] = f"{self._sign}{len(self._texts)}"
                self._texts.append(value.strip())
        return row | signs


def _shown_by(layer: Spec) -> str | None:
    field: str | None = layer["encoding"].get("text", {}).get("field")
    return field


def _looked_at(part: Any) -> Iterator[str]:
    """Fields that decide where or whether something stands: those of every encoding but `text`, and of expressions."""
    if isinstance(part, str):
        yield from re.findall(r"datum\.(\w+)", part)
    elif isinstance(part, dict):
        if isinstance(part.get("field"), str):
            yield part["field"]
        for name, inner in part.items():
            if name != "text":
                yield from _looked_at(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _looked_at(inner)
