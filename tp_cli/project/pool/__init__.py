"""Pooled budgets: what bodies put together, what was spent, and who takes the difference."""

from tp_cli.project.pool.file import Pools
from tp_cli.project.pool.method import project

__all__ = ["Pools", "project"]
