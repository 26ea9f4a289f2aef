"""Savings pro rata: what some places saved, scaled by people to a larger or other place."""

from tp_cli.project.prorata.file import ProRata
from tp_cli.project.prorata.method import project

__all__ = ["ProRata", "project"]
