"""Baseline: what would be spent if nothing but prices, people and settled policy changed."""

from tp_cli.project.baseline.file import Baseline
from tp_cli.project.baseline.method import project

__all__ = ["Baseline", "project"]
