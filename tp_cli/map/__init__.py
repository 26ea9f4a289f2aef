"""Stage two: what each line of spend is for, by rules that a person can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tp_cli.lazily import names_of

if TYPE_CHECKING:
    from tp_cli.map.explain import ExplainResult, explain
    from tp_cli.map.made_from import fingerprint
    from tp_cli.map.mapping import map_lines
    from tp_cli.map.result import MapResult

__all__ = [
    "ExplainResult",
    "MapResult",
    "explain",
    "fingerprint",
    "map_lines",
]
__getattr__ = names_of(
    __name__,
    {
        "ExplainResult": "explain",
        "MapResult": "result",
        "explain": "explain",
        "fingerprint": "made_from",
        "map_lines": "mapping",
    },
)
