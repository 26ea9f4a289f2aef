"""Cohorts: what a service changed for the people it served, and which body gained or lost by it."""

from tp_cli.project.cohort.file import Cohort
from tp_cli.project.cohort.method import project

__all__ = ["Cohort", "project"]
