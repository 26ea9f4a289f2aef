"""Across the stages: any figure back to the lines it is made of, and to file, sheet and row."""

from tp_cli.trace.tracing import Tracer, TraceResult, untrue_figures

__all__ = ["TraceResult", "Tracer", "untrue_figures"]
