"""Pictures of a page: inline SVG, made from a few kinds of chart, each of rows that stand in a table beside it."""

from tp_cli.report.pictures.drawing import KINDS, draw, warm_up

__all__ = ["KINDS", "draw", "warm_up"]
