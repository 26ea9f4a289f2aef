"""Redesign against salami: the same percentage off everything, or a plan that says what changes."""

from tp_cli.project.redesign.file import Redesign
from tp_cli.project.redesign.method import project

__all__ = ["Redesign", "project"]
