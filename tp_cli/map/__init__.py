"""Stage two: what each line of spend is for, by rules that a person can read."""

from tp_cli.map.explain import ExplainResult, explain
from tp_cli.map.mapping import fingerprint, map_lines
from tp_cli.map.result import MapResult

__all__ = ["ExplainResult", "MapResult", "explain", "fingerprint", "map_lines"]
